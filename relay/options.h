/*
 * What the operator of the relay may say on the command line or in a file of
 * `key value` lines (the same words without dashes). Pure but for reading that
 * file. The command line wins.
 */
#ifndef LOTSE_RELAY_OPTIONS_H
#define LOTSE_RELAY_OPTIONS_H

#include "base/bytes.h"
#include "base/result.h"
#include "relay/limits.h"
#include "relay/trusted.h"

enum {
	OPTIONS_TEXT_BYTES = 256,
	OPTIONS_WORKERS_MAX = 64,
	OPTIONS_PORT_NONE = 65536,    /* of https_port: without TLS */
	OPTIONS_PORT_IF_FREE = 65537, /* the usual one if it can be had, else without TLS */
};

enum options_wish { OPTIONS_RUN, OPTIONS_HELP, OPTIONS_SHOW_VERSION };

struct options {
	enum options_wish wish;
	char listen[OPTIONS_TEXT_BYTES]; /* a numeric address; empty: all */
	char host[OPTIONS_TEXT_BYTES];   /* what the list names; empty: the host that the list came from */
	char region[16];
	char prefix[8];                             /* "0-49": of 14-digit numbers; empty: 12-digit ones */
	char list_delegation[OPTIONS_TEXT_BYTES];   /* a file; empty: the relay is its own root */
	char fleet_etcd[OPTIONS_TEXT_BYTES];        /* URLs with commas between them; empty: no etcd is asked */
	char fleet_credentials[OPTIONS_TEXT_BYTES]; /* a file for it, or empty */
	char state[OPTIONS_TEXT_BYTES];             /* a folder; empty: options_state_folder */
	char log[OPTIONS_TEXT_BYTES];               /* a file; "stderr" */
	char user[64];                              /* whom the workers become when started as root */
	uint32_t raw_port, http_port;               /* 0: any free one */
	uint32_t https_port;                        /* likewise; OPTIONS_PORT_NONE, OPTIONS_PORT_IF_FREE */
	char operators[OPTIONS_TEXT_BYTES];         /* a file (operators.h); empty: anybody may open sessions */
	char client_file[OPTIONS_TEXT_BYTES];       /* the customer's program, handed out; empty: none */
	char certificate[OPTIONS_TEXT_BYTES];       /* a PEM file; empty: the relay makes its own */
	char certificate_key[OPTIONS_TEXT_BYTES];   /* likewise; empty: it is in the certificate's file */
	struct trusted trusted;                     /* the operator's own proxies */
	uint32_t workers;                           /* 0: as many as there are processors */
	uint32_t ping_s;
	uint32_t hello_ms, match_ms, wait_ms, refuse_ms;
	uint32_t keep_s;     /* how long the seat of one who is lost is kept, and a session without its master */
	uint32_t back_in_ms; /* what GOAWAY says at the end; 0: it does not come back */
	uint32_t queue_mb;   /* what all that waits may take, all workers together */
	uint32_t hold_several; /* 1: a lane of several viewers may be held too; for measuring fan-out alone */
	struct limits_rules limits;
};

/* The defaults. */
void options_init(struct options *options);

/* From the command line; reads the file that it names. RESULT_BAD_ARGUMENT: wrong usage, with a sentence in
 * `complaint` for the person; RESULT_DISK: the file can't be read, likewise. */
enum result options_read(struct options *options, int count, char **arguments, char complaint[static 512]);

/* From the text of a configuration file. RESULT_BAD_ARGUMENT with a sentence. */
enum result options_read_text(struct options *options, struct bytes text, char complaint[static 512]);

/* Options that were read again while the relay runs: what can't change is set back to what `running` has.
 * Gives the name of the next of those words, from *at on (0 to begin), and NULL after the last. */
const char *options_hold_back(struct options *wanted, const struct options *running, size_t *at);

/* Where the state is if nobody says: $STATE_DIRECTORY, $XDG_STATE_HOME/lotse-relay or
 * ~/.local/state/lotse-relay; the arguments are these variables and $HOME, NULL where they are not set.
 * RESULT_BAD_ARGUMENT: none leads anywhere. */
enum result options_state_folder(const char *state_directory, const char *xdg_state_home, const char *home,
                                 char to[static OPTIONS_TEXT_BYTES]);

/* The text of --help; static. */
const char *options_help(void);

#endif
