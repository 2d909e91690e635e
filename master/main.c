/* lotse-master: opens a session, shows its number, and the screen of whom the operator helps. */
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/thread.h"
#include "carrier/check.h"
#include "master/master.h"

#include <stdio.h>
#include <stdlib.h>

static int fail(enum result result)
{
	fprintf(stderr, "lotse-master: %s %s\n", result_words(result), result_next_step(result));
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

static int run(const struct options *options)
{
	struct master *master;
	enum result result = master_create(&master, options);
	if (result != RESULT_OK)
		return fail(result);
	result = master_run(master);
	master_destroy(master);
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
	if (code == OPTIONS_OK)
		code = options.checks ? check(&options) : run(&options);
	options_finish(&options);
	return code;
}
