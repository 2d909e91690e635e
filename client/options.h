/* The client's command line. Thread: main. */
#ifndef LOTSE_CLIENT_OPTIONS_H
#define LOTSE_CLIENT_OPTIONS_H

#include "carrier/where.h"

enum {
	OPTIONS_OK = -1, /* go on */
	OPTIONS_DONE = 0,
	OPTIONS_FAILED = 1,
	OPTIONS_WRONG = 2,
};

enum { OPTIONS_NUMBER_BYTES = 512 };

struct options {
	struct where where;
	char number[OPTIONS_NUMBER_BYTES]; /* what came on standard input, or "" */
	bool has_number, checks;
};

/* Reads them, and lotse.conf. What is wrong is said on standard error. OPTIONS_OK, or the code to end with:
 * OPTIONS_DONE after --help and --version. There is no option that agrees to something. */
int options_read(struct options *options, int argc, char **argv);

#endif
