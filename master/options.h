/* The master's command line. Thread: main. */
#ifndef LOTSE_MASTER_OPTIONS_H
#define LOTSE_MASTER_OPTIONS_H

#include "carrier/where.h"

enum {
	OPTIONS_OK = -1, /* go on */
	OPTIONS_DONE = 0,
	OPTIONS_FAILED = 1,
	OPTIONS_WRONG = 2,
};

struct options {
	struct where where;
	const char *name;     /* of argv; NULL: the user's */
	struct buffer notice; /* owned; a string */
	bool has_notice;
	bool admit_all, is_full_screen, prints_number, checks;
};

/* Reads them, and lotse.conf. What is wrong is said on standard error. OPTIONS_OK, or the code to end with:
 * OPTIONS_DONE after --help and --version. */
int options_read(struct options *options, int argc, char **argv);

/* Fine on zeroed memory and twice. */
void options_finish(struct options *options);

#endif
