/* The client's command line. Thread: main. */
#ifndef LOTSE_CLIENT_OPTIONS_H
#define LOTSE_CLIENT_OPTIONS_H

#include "program/flags.h"

enum { OPTIONS_NUMBER_BYTES = 512 };

struct options {
	struct flags flags;
	struct company company;            /* owned */
	char number[OPTIONS_NUMBER_BYTES]; /* what came on standard input, or "" */
	bool has_number;
	bool has_link;             /* `number` came by a link, or by the program's own name: nobody typed it */
	const char *continue_name; /* of argv: where another process waits with its session (program/elevate.h);
	                              or NULL */
};

/* Reads them, and lotse.conf. What is wrong is said on standard error. FLAGS_OK, or the code to end with:
 * FLAGS_DONE after --help and --version. There is no option that agrees to something. */
int options_read(struct options *options, int argc, char **argv);

/* Fine on zeroed memory and twice. */
void options_finish(struct options *options);

#endif
