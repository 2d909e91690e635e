#include "program/start.h"

#include "base/log.h"
#include "base/process.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/thread.h"
#include "carrier/check.h"

#include <stdio.h>
#include <stdlib.h>

enum result start_program(int *argc, char ***argv)
{
	enum result result = process_start(argc, argv);
	if (result != RESULT_OK)
		return result;
	text_speak_as_environment();
	if (getenv("LOTSE_LOG") != NULL)
		log_start(LOG_DEBUG);
	thread_claim(THREAD_UI);
	return secret_start();
}

int start_fail(const char *program, enum result result)
{
	char sentence[1000];
	snprintf(sentence, sizeof sentence, "%s: %s %s", program, result_words(result), result_next_step(result));
	process_complain(sentence);
	return FLAGS_FAILED;
}

static void say_line(void *context, const char *line)
{
	(void)context;
	puts(line);
	fflush(stdout); /* as it is known, into a pipe too */
}

int start_check(const struct flags *flags)
{
	const struct directory_options where = where_options(&flags->where);
	const struct ways_options ways = {.proxy = flags_proxy(flags)};
	enum result result = check_relay(&where, &ways, say_line, NULL);
	if (result != RESULT_OK)
		return start_fail(flags->program, result);
	puts(text_get(TEXT_CHECK_GOOD));
	return FLAGS_DONE;
}

void start_fill(const struct flags *flags, struct participant_options *engine)
{
	const struct where *where = &flags->where;
	for (size_t i = 0; i < PARTICIPANT_DIRECTORIES_MAX; i++)
		engine->directories[i] = i < where->url_count ? where->urls[i] : NULL;
	engine->list_key = where->has_list_key ? where->list_key : NULL;
	engine->trusts_company = where->is_branded && where->has_list_key;
	engine->region = where->region[0] != 0 ? where->region : NULL;
	engine->proxy = flags_proxy(flags);
}
