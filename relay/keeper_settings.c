#include "relay/keeper_settings.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "relay/keeper.h"
#include "relay/list_parts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WARN_S = 14 * 24 * 3600, SENTENCE_BYTES = 640 };

/* What a certificate of its own names. */
static void find_host(const struct options *options, char to[static OPTIONS_TEXT_BYTES])
{
	snprintf(to, OPTIONS_TEXT_BYTES, "%s", options->host);
	if (!to[0] && gethostname(to, OPTIONS_TEXT_BYTES - 1) < 0)
		to[0] = 0;
	if (!to[0])
		snprintf(to, OPTIONS_TEXT_BYTES, "localhost");
}

/* NULL, with a sentence. */
static struct certificate *load(const struct keeper_setup *setup, const struct options *options,
                                int64_t now_s, enum result *why, char sentence[static SENTENCE_BYTES])
{
	char host[OPTIONS_TEXT_BYTES];
	const char *shown = options->certificate[0] ? options->certificate : setup->folder;
	find_host(options, host);
	struct certificate *certificate =
		options->certificate[0] ? certificate_read(options->certificate, options->certificate_key, why)
								: certificate_own(setup->folder, host, now_s, why);
	if (certificate && !certificate->was_kept)
		log_warn("keeper", "the key for TLS can't be kept in %s: the next start makes another one", shown);
	if (certificate && certificate->expires_s < now_s + WARN_S)
		log_warn("keeper", "the certificate %s has expired or will within %d days", shown, WARN_S / 86400);
	if (!certificate)
		snprintf(
			sentence, SENTENCE_BYTES,
			text_get(*why == RESULT_DISK ? TEXT_RELAY_UNREADABLE_CERTIFICATE : TEXT_RELAY_BAD_CERTIFICATE),
			shown);
	return certificate;
}

enum result keeper_settings_open(struct keeper_settings *settings, const struct keeper_setup *setup,
                                 int64_t now_s)
{
	char sentence[SENTENCE_BYTES];
	enum result why = RESULT_OK;
	*settings = (struct keeper_settings){.setup = setup, .options = *setup->options};
	if (!setup->https_port)
		return RESULT_OK;
	settings->certificate = load(setup, &settings->options, now_s, &why, sentence);
	if (!settings->certificate)
		fprintf(stderr, "lotse-relay: %s\n", sentence);
	return why;
}

void keeper_settings_close(struct keeper_settings *settings)
{
	secret_destroy(settings->certificate);
	settings->certificate = NULL;
}

static void reload_options(struct keeper_settings *settings)
{
	struct options wanted;
	char complaint[512];
	size_t at = 0;
	const char *word;
	options_init(&wanted);
	if (options_read(&wanted, settings->setup->argument_count, settings->setup->arguments, complaint) !=
	    RESULT_OK) {
		log_error("keeper", "the configuration stays as it was: %s", complaint);
		return;
	}
	while ((word = options_hold_back(&wanted, &settings->options, &at)))
		log_warn("keeper", "\"%s\" can't change while the relay runs: it counts from the next start on",
		         word);
	settings->options = wanted;
	log_info("keeper", "the configuration was read again");
}

static void reload_certificate(struct keeper_settings *settings, int64_t now_s)
{
	char sentence[SENTENCE_BYTES];
	enum result why;
	struct certificate *certificate = load(settings->setup, &settings->options, now_s, &why, sentence);
	if (!certificate) {
		log_error("keeper", "the certificate stays as it was: %s", sentence);
		return;
	}
	bool is_other = memcmp(certificate->pin, settings->certificate->pin, sizeof certificate->pin) != 0;
	secret_destroy(settings->certificate);
	settings->certificate = certificate;
	log_info("keeper", "the certificate was read again%s", is_other ? ", its key is another one" : "");
}

void keeper_settings_reload(struct keeper_settings *settings, int64_t now_s)
{
	reload_options(settings);
	if (settings->certificate)
		reload_certificate(settings, now_s);
}

bool keeper_settings_part(const struct keeper_settings *settings, enum keeper_kind kind, uint32_t *at,
                          struct keeper_message *out)
{
	struct bytes whole = {(const uint8_t *)&settings->options, sizeof settings->options};
	if (kind == KEEPER_TLS)
		whole = settings->certificate
		            ? (struct bytes){settings->certificate->pem, settings->certificate->size}
		            : (struct bytes){0};
	bool has_more = list_parts_next(whole, at, out);
	out->kind = kind;
	return has_more;
}
