#include "client/options.h"

#include "base/file.h"
#include "base/text.h"
#include "ui/ui.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char program[] = "lotse-client";

enum option_code {
	OPTION_DIRECTORY = 256,
	OPTION_LIST_KEY,
	OPTION_CHECK,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option long_options[] = {
	{"directory", required_argument, NULL, OPTION_DIRECTORY},
	{"list-key", required_argument, NULL, OPTION_LIST_KEY},
	{"check", no_argument, NULL, OPTION_CHECK},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{NULL, 0, NULL, 0},
};

static void say_help(void)
{
	static const enum text_id lines[] = {TEXT_CLIENT_USAGE, TEXT_USAGE_DIRECTORY, TEXT_USAGE_LIST_KEY,
	                                     TEXT_USAGE_CHECK, TEXT_USAGE_HELP};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		printf("%s%s\n", text_get(lines[i]), i == 0 ? "\n" : "");
}

static int complain(enum text_id what, const char *about)
{
	char line[600];
	fprintf(stderr, "%s\n", text_write(line, sizeof line, what, program, about));
	return what == TEXT_BAD_FILE ? OPTIONS_FAILED : OPTIONS_WRONG;
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

/* One line; nothing there is as good as an empty one. */
static void read_number(struct options *options)
{
	options->has_number = true;
	if (fgets(options->number, sizeof options->number, stdin) == NULL)
		options->number[0] = 0;
	options->number[strcspn(options->number, "\r\n")] = 0;
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
	bool wants_number = optind < argc && strcmp(argv[optind], "-") == 0;
	int first = optind + (wants_number ? 1 : 0);
	if (result == OPTIONS_OK && first < argc)
		result = complain(TEXT_UNKNOWN_ARGUMENT, argv[first]);
	if (result == OPTIONS_OK)
		result = read_conf(options);
	if (result == OPTIONS_OK && wants_number)
		read_number(options);
	return result;
}
