/* The master's command line. Thread: main. */
#ifndef LOTSE_MASTER_OPTIONS_H
#define LOTSE_MASTER_OPTIONS_H

#include "master/operator_key.h"
#include "program/flags.h"

struct options {
	struct flags flags;
	struct company company;            /* owned */
	const char *name;                  /* of argv; NULL: the user's */
	struct buffer notice;              /* owned; a string */
	struct operator_key *operator_key; /* owned; NULL: none */
	bool has_notice;
	bool admit_all, is_full_screen, prints_number;
};

/* Reads them, and lotse.conf. What is wrong is said on standard error. FLAGS_OK, or the code to end with:
 * FLAGS_DONE after --help and --version. */
int options_read(struct options *options, int argc, char **argv);

/* Fine on zeroed memory and twice. */
void options_finish(struct options *options);

#endif
