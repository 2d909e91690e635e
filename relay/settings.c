#include "relay/settings.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "relay/log_file.h"
#include "relay/worker.h"

#include <stdlib.h>
#include <string.h>

enum { TRIES = 1000 };

void settings_finish(struct settings *settings)
{
	secret_destroy(settings->tls);
	settings->tls = NULL;
}

bool settings_add(struct settings *settings, const struct keeper_message *part)
{
	if (part->kind == KEEPER_OPTIONS)
		return list_parts_add(&settings->options, part) &&
		       settings->options.have_bytes == sizeof(struct options);
	if (!settings->tls)
		settings->tls = secret_create(sizeof *settings->tls);
	return settings->tls && list_parts_add(settings->tls, part);
}

struct tls_identity *settings_identity(const struct settings *settings, const struct relay *relay)
{
	struct tls_identity *identity = NULL;
	if (settings->tls)
		tls_identity_create(&identity, relay->tls,
		                    (struct bytes){settings->tls->bytes, settings->tls->have_bytes});
	return identity;
}

void settings_wipe(struct settings *settings)
{
	if (settings->tls)
		secret_wipe(settings->tls, sizeof *settings->tls);
}

/* A copy of the options that came; NULL: out of memory. */
static struct options *options_of(const struct settings *settings)
{
	struct options *options = malloc(sizeof *options);
	if (options)
		memcpy(options, settings->options.bytes, sizeof *options);
	return options;
}

static void post(struct settings *settings, struct relay *relay, struct worker *worker, enum keeper_kind kind)
{
	struct mail mail = {.kind = MAIL_SETTINGS};
	if (kind == KEEPER_TLS)
		mail.identity = settings_identity(settings, relay);
	else
		mail.options = options_of(settings);
	for (int i = 0; i < TRIES && (mail.identity || mail.options); i++) {
		if (worker_post(worker, &mail) == RESULT_OK)
			return;
		clock_sleep_ms(1); /* its box is full: it empties it */
	}
	log_error("relay", "a worker goes on with the old settings");
	tls_identity_destroy(mail.identity);
	free(mail.options);
}

void settings_post(struct settings *settings, struct relay *relay, enum keeper_kind kind)
{
	for (size_t i = 0; i < relay->worker_count; i++)
		post(settings, relay, relay->workers[i], kind);
	if (kind == KEEPER_TLS) {
		settings_wipe(settings);
		return;
	}
	struct options *options = options_of(settings);
	if (options) {
		relay_set_limits(relay, &options->limits);
		log_file_open(options->log, options->user);
	}
	free(options);
}
