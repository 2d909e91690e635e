#include "client/options.h"

#include "base/process.h"
#include "wire/number.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_CONTINUE = FLAGS_OWN };

/* The last one is the program's own word to itself, and in no help. */
static const struct option long_options[] = {
	FLAGS_COMMON, {"continue", required_argument, NULL, OPTION_CONTINUE}, {NULL, 0, NULL, 0}};
static const enum text_id help[] = {TEXT_CLIENT_USAGE, TEXT_USAGE_DIRECTORY, TEXT_USAGE_LIST_KEY,
                                    TEXT_USAGE_PROXY,  TEXT_USAGE_CHECK,     TEXT_USAGE_HELP,
                                    TEXT_NONE};

/* One line; nothing there is as good as an empty one. */
static void read_number(struct options *options)
{
	options->has_number = true;
	if (fgets(options->number, sizeof options->number, stdin) == NULL)
		options->number[0] = 0;
	options->number[strcspn(options->number, "\r\n")] = 0;
}

/* A download that was named for one session: what is in the name only stands in the field, as whoever named
 * the file could have chosen the session. */
static void read_own_name(struct options *options)
{
	char path[2048];
	struct number number;
	if (process_path(path, sizeof path) && number_from_file_name(bytes_of_text(path), &number) == RESULT_OK)
		number_format(&number, options->number);
}

static int take_own(void *context, int code, const char *value)
{
	struct options *options = context;
	if (code == OPTION_CONTINUE)
		options->continue_name = value;
	return FLAGS_OK;
}

int options_read(struct options *options, int argc, char **argv)
{
	const struct flags_own own = {
		.options = long_options, .help = help, .take = take_own, .context = options};
	int rest;
	*options = (struct options){.flags.program = "lotse-client"};
	int result = flags_read(&options->flags, &own, argc, argv, &rest);
	bool wants_number = rest < argc && strcmp(argv[rest], "-") == 0;
	rest += wants_number ? 1 : 0;
	if (result == FLAGS_OK && rest < argc)
		result = flags_complain(&options->flags, TEXT_UNKNOWN_ARGUMENT, argv[rest]);
	if (result == FLAGS_OK)
		result = flags_complete(&options->flags, &options->company);
	if (result == FLAGS_OK && wants_number)
		read_number(options);
	else if (result == FLAGS_OK && options->continue_name == NULL)
		read_own_name(options);
	return result;
}

void options_finish(struct options *options)
{
	company_finish(&options->company);
}
