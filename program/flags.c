#include "program/flags.h"

#include "base/file.h"
#include "base/process.h"
#include "ui/ui.h"

#include <stdio.h>
#include <string.h>

static void say_help(const enum text_id *lines)
{
	for (int i = 0; lines[i] != TEXT_NONE; i++)
		printf("%s%s\n", text_get(lines[i]), i == 0 ? "\n" : "");
}

int flags_complain(const struct flags *flags, enum text_id what, const char *about)
{
	char line[600];
	process_complain(text_write(line, sizeof line, what, flags->program, about));
	bool is_of_a_file = what == TEXT_BAD_FILE || what == TEXT_BAD_COMPANY || what == TEXT_BAD_OPERATOR_KEY ||
	                    what == TEXT_NO_OPERATOR_KEY;
	return is_of_a_file ? FLAGS_FAILED : FLAGS_WRONG;
}

/* An address with its scheme is taken as it is; a host alone as a person types it into the window. */
static int add_directory(struct flags *flags, const char *url)
{
	char line[200];
	enum result result =
		strstr(url, "://") ? where_add_url(&flags->where, url) : where_add_host(&flags->where, url);
	if (result == RESULT_OK)
		return FLAGS_OK;
	if (result != RESULT_TOO_LARGE)
		return flags_complain(flags, TEXT_UNKNOWN_ARGUMENT, url);
	process_complain(
		text_write(line, sizeof line, TEXT_TOO_MANY_DIRECTORIES, flags->program, DIRECTORY_URLS_MAX));
	return FLAGS_WRONG;
}

static int take(struct flags *flags, const struct flags_own *own, int code, const char *value)
{
	switch (code) {
	case FLAGS_DIRECTORY:
		return add_directory(flags, value);
	case FLAGS_LIST_KEY:
		return where_read_key(&flags->where, value) == RESULT_OK
		           ? FLAGS_OK
		           : flags_complain(flags, TEXT_BAD_KEY_FILE, value);
	case FLAGS_PROXY:
		flags->proxy = value;
		return FLAGS_OK;
	case FLAGS_CHECK:
		flags->checks = true;
		return FLAGS_OK;
	case FLAGS_HELP:
		say_help(own->help);
		return FLAGS_DONE;
	case FLAGS_VERSION:
		printf("%s %s\n", flags->program, LOTSE_VERSION);
		return FLAGS_DONE;
	default:
		return own->take != NULL ? own->take(own->context, code, value) : FLAGS_WRONG;
	}
}

int flags_read(struct flags *flags, const struct flags_own *own, int argc, char **argv, int *rest)
{
	int code, result = FLAGS_OK;
	opterr = 0; /* what is wrong is said here, in the person's language */
	optind = 0; /* from the start, also when it was read before */
	while (result == FLAGS_OK && (code = getopt_long(argc, argv, "", own->options, NULL)) != -1)
		result = code == '?' ? flags_complain(flags, TEXT_UNKNOWN_ARGUMENT, argv[optind - 1])
		                     : take(flags, own, code, optarg);
	*rest = optind;
	return result;
}

static int read_conf(struct flags *flags)
{
	char path[1024];
	struct buffer file;
	buffer_init(&file, WHERE_FILE_BYTES_MAX);
	int code = FLAGS_OK;
	if (ui_beside_program("lotse.conf", path, sizeof path) && file_read(path, &file) == RESULT_OK &&
	    where_read_conf(&flags->where, buffer_bytes(&file)) != RESULT_OK)
		code = flags_complain(flags, TEXT_BAD_FILE, path);
	buffer_finish(&file);
	return code;
}

int flags_complete(struct flags *flags, struct company *company)
{
	*company = (struct company){0};
	if (company_read(company, &flags->where) != RESULT_OK)
		return flags_complain(flags, TEXT_BAD_COMPANY, "");
	int code = read_conf(flags);
	if (code == FLAGS_OK && flags->checks && flags->where.url_count == 0)
		code = flags_complain(flags, TEXT_NO_DIRECTORY, "");
	return code;
}

const char *flags_proxy(const struct flags *flags)
{
	return flags->proxy != NULL && strcmp(flags->proxy, "none") == 0 ? "" : flags->proxy;
}
