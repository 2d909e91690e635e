#include "master/options.h"

#include "base/file.h"
#include "base/text.h"
#include "session/participant.h"
#include "ui/ui.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char program[] = "lotse-master";

enum option_code {
	OPTION_DIRECTORY = 256,
	OPTION_LIST_KEY,
	OPTION_NAME,
	OPTION_ADMIT_ALL,
	OPTION_FULLSCREEN,
	OPTION_PRINT_NUMBER,
	OPTION_OPERATOR_KEY,
	OPTION_NOTICE,
	OPTION_CHECK,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{"directory", required_argument, NULL, OPTION_DIRECTORY},
	{"list-key", required_argument, NULL, OPTION_LIST_KEY},
	{"name", required_argument, NULL, OPTION_NAME},
	{"admit-all", no_argument, NULL, OPTION_ADMIT_ALL},
	{"fullscreen", no_argument, NULL, OPTION_FULLSCREEN},
	{"print-number", no_argument, NULL, OPTION_PRINT_NUMBER},
	{"operator-key", required_argument, NULL, OPTION_OPERATOR_KEY},
	{"notice", required_argument, NULL, OPTION_NOTICE},
	{"check", no_argument, NULL, OPTION_CHECK},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{NULL, 0, NULL, 0},
};

static void say_help(void)
{
	static const enum text_id lines[] = {
		TEXT_MASTER_USAGE,    TEXT_USAGE_DIRECTORY,  TEXT_USAGE_LIST_KEY,     TEXT_USAGE_NAME,
		TEXT_USAGE_ADMIT_ALL, TEXT_USAGE_FULLSCREEN, TEXT_USAGE_PRINT_NUMBER, TEXT_USAGE_NOTICE,
		TEXT_USAGE_CHECK,     TEXT_USAGE_HELP,
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		printf("%s%s\n", text_get(lines[i]), i == 0 ? "\n" : "");
}

static int complain(enum text_id what, const char *about)
{
	char line[600];
	fprintf(stderr, "%s\n", text_write(line, sizeof line, what, program, about));
	return what == TEXT_BAD_FILE ? OPTIONS_FAILED : OPTIONS_WRONG;
}

static int read_notice(struct options *options, const char *path)
{
	static const uint8_t end = 0;
	buffer_finish(&options->notice);
	buffer_init(&options->notice, PARTICIPANT_NOTICE_BYTES);
	if (file_read(path, &options->notice) != RESULT_OK ||
	    buffer_append(&options->notice, (struct bytes){&end, 1}) != RESULT_OK)
		return complain(TEXT_BAD_FILE, path);
	options->has_notice = true;
	return OPTIONS_OK;
}

static int add_directory(struct options *options, const char *url)
{
	char line[200];
	if (where_add_url(&options->where, url) == RESULT_OK)
		return OPTIONS_OK;
	text_write(line, sizeof line, TEXT_TOO_MANY_DIRECTORIES, program, DIRECTORY_URLS_MAX);
	fprintf(stderr, "%s\n", line);
	return OPTIONS_WRONG;
}

static int take(struct options *options, int code, const char *value)
{
	switch (code) {
	case OPTION_DIRECTORY:
		return add_directory(options, value);
	case OPTION_LIST_KEY:
		return where_read_key(&options->where, value) == RESULT_OK ? OPTIONS_OK
		                                                           : complain(TEXT_BAD_KEY_FILE, value);
	case OPTION_NAME:
		options->name = value;
		return OPTIONS_OK;
	case OPTION_ADMIT_ALL:
		options->admit_all = true;
		return OPTIONS_OK;
	case OPTION_FULLSCREEN:
		options->is_full_screen = true;
		return OPTIONS_OK;
	case OPTION_PRINT_NUMBER:
		options->prints_number = true;
		return OPTIONS_OK;
	case OPTION_OPERATOR_KEY: /* relays that ask for one come later: better no session than an unproved one */
		fprintf(stderr, "%s: --operator-key: %s\n", program, result_words(RESULT_UNSUPPORTED));
		return OPTIONS_FAILED;
	case OPTION_NOTICE:
		return read_notice(options, value);
	case OPTION_CHECK:
		options->checks = true;
		return OPTIONS_OK;
	case OPTION_HELP:
		say_help();
		return OPTIONS_DONE;
	case OPTION_VERSION:
		printf("%s %s\n", program, LOTSE_VERSION);
		return OPTIONS_DONE;
	default:
		return OPTIONS_WRONG;
	}
}

/* lotse.conf beside the program may be missing, but not wrong. */
static int read_conf(struct options *options)
{
	char path[1024];
	struct buffer file;
	buffer_init(&file, WHERE_FILE_BYTES_MAX);
	int code = OPTIONS_OK;
	if (ui_beside_program("lotse.conf", path, sizeof path) && file_read(path, &file) == RESULT_OK &&
	    where_read_conf(&options->where, buffer_bytes(&file)) != RESULT_OK)
		code = complain(TEXT_BAD_FILE, path);
	buffer_finish(&file);
	if (code == OPTIONS_OK && options->where.url_count == 0)
		code = complain(TEXT_NO_DIRECTORY, "");
	return code;
}

int options_read(struct options *options, int argc, char **argv)
{
	int code, result = OPTIONS_OK;
	*options = (struct options){0};
	opterr = 0; /* what is wrong is said here, in the person's language */
	optind = 0; /* from the start, also when it was read before */
	while (result == OPTIONS_OK && (code = getopt_long(argc, argv, "", long_options, NULL)) != -1)
		result =
			code == '?' ? complain(TEXT_UNKNOWN_ARGUMENT, argv[optind - 1]) : take(options, code, optarg);
	if (result == OPTIONS_OK && optind < argc)
		result = complain(TEXT_UNKNOWN_ARGUMENT, argv[optind]);
	return result == OPTIONS_OK ? read_conf(options) : result;
}

void options_finish(struct options *options)
{
	buffer_finish(&options->notice);
}
