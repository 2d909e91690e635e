#include "client/options.h"

#include "base/process.h"
#include "base/secret.h"
#include "client/links.h"
#include "program/start.h"
#include "wire/number.h"

#include <stdio.h>
#include <string.h>

enum { OPTION_CONTINUE = FLAGS_OWN, OPTION_LINKS };

static const char link_head[] = "lotse:";

/* The last one is the program's own word to itself, and in no help. */
static const struct option long_options[] = {FLAGS_COMMON,
                                             {"links", required_argument, NULL, OPTION_LINKS},
                                             {"continue", required_argument, NULL, OPTION_CONTINUE},
                                             {NULL, 0, NULL, 0}};
static const enum text_id help[] = {
	TEXT_CLIENT_USAGE, TEXT_USAGE_DIRECTORY, TEXT_USAGE_LIST_KEY, TEXT_USAGE_PROXY,
	TEXT_USAGE_LINKS,  TEXT_USAGE_CHECK,     TEXT_USAGE_HELP,     TEXT_NONE};

/* One line; nothing there is as good as an empty one. */
static void read_number(struct options *options)
{
	options->has_number = true;
	if (fgets(options->number, sizeof options->number, stdin) == NULL)
		options->number[0] = 0;
	options->number[strcspn(options->number, "\r\n")] = 0;
}

/* A link that was clicked, taken out of the arguments, which others on this computer can read. With a whole
 * number it joins like a link does; with the route alone that much stands in the field. */
static void take_link(struct options *options, char *link)
{
	struct number number;
	size_t digits = 0;
	for (const char *at = link + sizeof link_head - 1; *at != 0; at++) {
		if (*at >= '0' && *at <= '9' && digits + 1 < NUMBER_TEXT_BYTES)
			options->number[digits++] = *at;
	}
	options->number[digits] = 0;
	secret_wipe(link, strlen(link));
	options->has_link = number_from_text(bytes_of_text(options->number), &number) == RESULT_OK;
	if (options->has_link)
		number_format(&number, options->number);
	secret_wipe(&number, sizeof number);
}

/* A download that was named for one session; whoever named the file could have chosen it: as with a link. */
static void read_own_name(struct options *options)
{
	char path[2048];
	struct number number;
	if (!process_path(path, sizeof path))
		return;
	options->has_link = number_from_file_name(bytes_of_text(path), &number) == RESULT_OK;
	if (options->has_link)
		number_format(&number, options->number);
	else /* as the relay's join page names it: the rest is typed */
		number_route_of_file_name(bytes_of_text(path), options->number);
}

static int set_links(struct options *options, const char *value)
{
	bool is_on = strcmp(value, "on") == 0;
	if (!is_on && strcmp(value, "off") != 0)
		return flags_complain(&options->flags, TEXT_UNKNOWN_ARGUMENT, value);
	enum result result = links_open_here(is_on);
	if (result != RESULT_OK)
		return start_fail(options->flags.program, result);
	puts(text_get(is_on ? TEXT_LINKS_ON : TEXT_LINKS_OFF));
	return FLAGS_DONE;
}

static int take_own(void *context, int code, const char *value)
{
	struct options *options = context;
	if (code == OPTION_CONTINUE)
		options->continue_name = value;
	if (code == OPTION_LINKS)
		return set_links(options, value);
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
	bool is_link = rest < argc && strncmp(argv[rest], link_head, sizeof link_head - 1) == 0;
	if (result == FLAGS_OK && is_link)
		take_link(options, argv[rest]);
	rest += wants_number || is_link ? 1 : 0;
	if (result == FLAGS_OK && rest < argc)
		result = flags_complain(&options->flags, TEXT_UNKNOWN_ARGUMENT, argv[rest]);
	if (result == FLAGS_OK)
		result = flags_complete(&options->flags, &options->company);
	if (result == FLAGS_OK && wants_number)
		read_number(options);
	else if (result == FLAGS_OK && !is_link && options->continue_name == NULL)
		read_own_name(options);
	return result;
}

void options_finish(struct options *options)
{
	company_finish(&options->company);
}
