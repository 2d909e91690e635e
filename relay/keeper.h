/*
 * The keeper process: it alone has the keys and the connection log, and knows
 * which routes rest. It answers the workers' process over keeper_link, signs the
 * list anew each hour, and ends with the workers.
 */
#ifndef LOTSE_RELAY_KEEPER_H
#define LOTSE_RELAY_KEEPER_H

#include "relay/keeper_link.h"
#include "relay/options.h"

#include <stdbool.h>

enum { KEEPER_LIST_EACH_S = 3600 };

struct keeper_setup {
	const struct options *options;
	char folder[OPTIONS_TEXT_BYTES];
	uint16_t raw_port, http_port, https_port; /* as they really are; https_port 0: there is none */
	int argument_count;                       /* of the command line, to read it again */
	char **arguments;
};

struct keeper; /* opaque, heap */

/* Loads keys and log. NULL: it can't work; it has said why on standard error. */
struct keeper *keeper_create(const struct keeper_setup *setup);

/* Fine with NULL. */
void keeper_destroy(struct keeper *keeper);

/* What KEEPER_READY says. */
enum result keeper_introduce(struct keeper *keeper, struct keeper_message *out);

/* Signs the list anew. As keeper_list_sign. */
enum result keeper_sign_list(struct keeper *keeper, int64_t now_s);

/* What was signed last, as KEEPER_LIST: the part that begins at *at, which moves behind it. False: there is
 * no more. */
bool keeper_list_part(const struct keeper *keeper, uint32_t *at, struct keeper_message *out);

/* Answers one message; true if *out is to be sent back. */
bool keeper_answer(struct keeper *keeper, const struct keeper_message *in, int64_t now_s,
                   struct keeper_message *out);

/* The keeper process: all of the above until the workers' process ends. The exit code. */
int keeper_run(const struct keeper_setup *setup, int link);

#endif
