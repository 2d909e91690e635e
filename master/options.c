#include "master/options.h"

#include "base/file.h"
#include "base/secret.h"
#include "session/participant.h"

#include <stdio.h>

enum option_code {
	OPTION_NAME = FLAGS_OWN,
	OPTION_REGION,
	OPTION_ADMIT_ALL,
	OPTION_FULLSCREEN,
	OPTION_PRINT_NUMBER,
	OPTION_OPERATOR_KEY,
	OPTION_NOTICE,
};

static const struct option long_options[] = {
	FLAGS_COMMON,
	{"name", required_argument, NULL, OPTION_NAME},
	{"region", required_argument, NULL, OPTION_REGION},
	{"admit-all", no_argument, NULL, OPTION_ADMIT_ALL},
	{"fullscreen", no_argument, NULL, OPTION_FULLSCREEN},
	{"print-number", no_argument, NULL, OPTION_PRINT_NUMBER},
	{"operator-key", required_argument, NULL, OPTION_OPERATOR_KEY},
	{"notice", required_argument, NULL, OPTION_NOTICE},
	{NULL, 0, NULL, 0},
};

static const enum text_id help[] = {
	TEXT_MASTER_USAGE,     TEXT_USAGE_DIRECTORY,
	TEXT_USAGE_LIST_KEY,   TEXT_USAGE_NAME,
	TEXT_USAGE_REGION,     TEXT_USAGE_ADMIT_ALL,
	TEXT_USAGE_FULLSCREEN, TEXT_USAGE_PRINT_NUMBER,
	TEXT_USAGE_NOTICE,     TEXT_USAGE_OPERATOR_KEY,
	TEXT_USAGE_PROXY,      TEXT_USAGE_CHECK,
	TEXT_USAGE_HELP,       TEXT_NONE,
};

static int read_notice(struct options *options, const char *path)
{
	static const uint8_t end = 0;
	buffer_finish(&options->notice);
	buffer_init(&options->notice, PARTICIPANT_NOTICE_BYTES);
	if (file_read(path, &options->notice) != RESULT_OK ||
	    buffer_append(&options->notice, (struct bytes){&end, 1}) != RESULT_OK)
		return flags_complain(&options->flags, TEXT_BAD_FILE, path);
	options->has_notice = true;
	return FLAGS_OK;
}

/* A new one is of use only when the relay knows its public half: it is said where and how. */
static int read_operator_key(struct options *options, const char *path)
{
	char text[2 * SERVER_LIST_KEY_BYTES + 1];
	bool is_new = false;
	secret_destroy(options->operator_key);
	options->operator_key = NULL;
	enum result result = operator_key_load(path, &options->operator_key, &is_new);
	if (result == RESULT_BAD_ARGUMENT)
		return flags_complain(&options->flags, TEXT_BAD_OPERATOR_KEY, path);
	if (result != RESULT_OK)
		return flags_complain(&options->flags, TEXT_NO_OPERATOR_KEY, path);
	operator_key_text(options->operator_key, text);
	if (is_new)
		fprintf(stderr, text_get(TEXT_OPERATOR_KEY_MADE), path, text);
	return FLAGS_OK;
}

static int take(void *context, int code, const char *value)
{
	struct options *options = context;
	switch (code) {
	case OPTION_NAME:
		options->name = value;
		return FLAGS_OK;
	case OPTION_REGION:
		return where_set_region(&options->flags.where, value) == RESULT_OK
		           ? FLAGS_OK
		           : flags_complain(&options->flags, TEXT_BAD_REGION, value);
	case OPTION_ADMIT_ALL:
		options->admit_all = true;
		return FLAGS_OK;
	case OPTION_FULLSCREEN:
		options->is_full_screen = true;
		return FLAGS_OK;
	case OPTION_PRINT_NUMBER:
		options->prints_number = true;
		return FLAGS_OK;
	case OPTION_OPERATOR_KEY:
		return read_operator_key(options, value);
	case OPTION_NOTICE:
		return read_notice(options, value);
	default:
		return FLAGS_WRONG;
	}
}

int options_read(struct options *options, int argc, char **argv)
{
	const struct flags_own own = {.options = long_options, .help = help, .take = take, .context = options};
	int rest;
	*options = (struct options){.flags.program = "lotse-master"};
	int result = flags_read(&options->flags, &own, argc, argv, &rest);
	if (result == FLAGS_OK && rest < argc)
		result = flags_complain(&options->flags, TEXT_UNKNOWN_ARGUMENT, argv[rest]);
	return result == FLAGS_OK ? flags_complete(&options->flags, &options->company) : result;
}

void options_finish(struct options *options)
{
	buffer_finish(&options->notice);
	secret_destroy(options->operator_key);
	options->operator_key = NULL;
	company_finish(&options->company);
}
