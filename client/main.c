/* lotse-client: joins a session with a number, and shows this computer's screen to whom the person allows it.
 */
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/thread.h"
#include "carrier/check.h"
#include "client/client.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(enum result result)
{
	fprintf(stderr, "lotse-client: %s %s\n", result_words(result), result_next_step(result));
	return OPTIONS_FAILED;
}

static void say_line(void *context, const char *line)
{
	(void)context;
	puts(line);
}

static int check(const struct options *options)
{
	uint32_t random;
	secret_random(&random, sizeof random);
	const struct directory_options where = where_options(&options->where);
	enum result result = check_relay(&where, random, say_line, NULL);
	if (result != RESULT_OK)
		return fail(result);
	puts(text_get(TEXT_CHECK_GOOD));
	return OPTIONS_DONE;
}

static int run(struct options *options)
{
	struct client *client;
	enum result result = client_create(&client, options);
	secret_wipe(options->number, sizeof options->number);
	if (result != RESULT_OK)
		return fail(result);
	result = client_run(client);
	client_destroy(client);
	return result == RESULT_OK ? OPTIONS_DONE : fail(result);
}

int main(int argc, char **argv)
{
	struct options options;
	text_speak_as_environment();
	if (getenv("LOTSE_LOG") != NULL)
		log_start(LOG_DEBUG);
	thread_claim(THREAD_UI);
	enum result result = secret_start();
	if (result != RESULT_OK)
		return fail(result);
	int code = options_read(&options, argc, argv);
	if (code != OPTIONS_OK)
		return code;
	return options.checks ? check(&options) : run(&options);
}
