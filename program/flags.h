/*
 * What the command lines of both programs have in common: --directory, --list-key, --proxy, --check, --help
 * and
 * --version, and lotse.conf beside the program. Each program adds its own. Thread: main.
 */
#ifndef LOTSE_PROGRAM_FLAGS_H
#define LOTSE_PROGRAM_FLAGS_H

#include "base/text.h"
#include "carrier/where.h"
#include "program/company.h"

#include <getopt.h>

enum {
	FLAGS_OK = -1, /* go on */
	FLAGS_DONE = 0,
	FLAGS_FAILED = 1,
	FLAGS_WRONG = 2,
};

/* Codes of getopt_long: the common ones; a program's own begin behind them. */
enum flags_code {
	FLAGS_DIRECTORY = 256,
	FLAGS_LIST_KEY,
	FLAGS_PROXY,
	FLAGS_CHECK,
	FLAGS_HELP,
	FLAGS_VERSION,
	FLAGS_OWN,
};

/* The common ones, for the head of a program's table of long options. */
/* clang-format off */
#define FLAGS_COMMON \
	{"directory", required_argument, NULL, FLAGS_DIRECTORY}, \
	{"list-key", required_argument, NULL, FLAGS_LIST_KEY}, \
	{"proxy", required_argument, NULL, FLAGS_PROXY}, \
	{"check", no_argument, NULL, FLAGS_CHECK}, \
	{"help", no_argument, NULL, FLAGS_HELP}, \
	{"version", no_argument, NULL, FLAGS_VERSION}
/* clang-format on */

struct flags {
	const char *program; /* static: its name */
	struct where where;
	const char *proxy; /* of argv; NULL: the system's; "none": none */
	bool checks;
};

/* What is the program's own. */
struct flags_own {
	const struct option *options; /* FLAGS_COMMON, own ones, and an empty one */
	const enum text_id *help;     /* lines of --help, the first one stands apart; TEXT_NONE ends them */
	int (*take)(void *context, int code, const char *value); /* FLAGS_OK or the code to end with; or NULL */
	void *context;
};

/* Reads the command line up to what is no option, whose index in argv goes to `rest`. `flags` has nothing but
 * `program` yet. What is wrong is said on standard error. FLAGS_OK, or the code to end with: FLAGS_DONE after
 * --help and --version. */
int flags_read(struct flags *flags, const struct flags_own *own, int argc, char **argv, int *rest);

/* What the command line has left open: as the company says it that has put something into the program, then
 * as lotse.conf beside the program does; both may be missing, but not wrong. Also sees to it that --check
 * knows where to look. FLAGS_OK, or the code to end with; company_finish in any case. */
int flags_complete(struct flags *flags, struct company *company);

/* Says on standard error what is wrong with `about`; the code to end with. */
int flags_complain(const struct flags *flags, enum text_id what, const char *about);

/* The proxy as participant_set_proxy takes it. */
const char *flags_proxy(const struct flags *flags);

#endif
