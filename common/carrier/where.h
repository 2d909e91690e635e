/*
 * Where the list of relays is and which key must have signed it. Who says it first counts, each thing for
 * itself: flags; what the company has put into the program (base/brand.h); a file `lotse.conf` beside it
 * (`directory URL`, `host NAME`, `list-key` and 64 hex digits, `region NAME`); what is typed into the window.
 * A program of a company that has addresses in it heeds no lotse.conf, and no region by flag beside its own;
 * with an address by flag it is no longer the company's. For the programs' mains. A value, zeroed is
 * "nowhere"; one thread.
 */
#ifndef LOTSE_CARRIER_WHERE_H
#define LOTSE_CARRIER_WHERE_H

#include "base/brand.h"
#include "carrier/directory.h"

#include <stdbool.h>

enum { WHERE_FILE_BYTES_MAX = 16384, WHERE_HOST_BYTES = DIRECTORY_URL_BYTES };

struct where {
	char urls[DIRECTORY_URLS_MAX][DIRECTORY_URL_BYTES];
	size_t url_count;
	uint8_t list_key[SERVER_LIST_KEY_BYTES];
	bool has_list_key;
	char region[16];
	bool is_branded; /* the addresses and the key are those of the program's company */
};

/* RESULT_TOO_LARGE: too long, or one more than DIRECTORY_URLS_MAX. */
enum result where_add_url(struct where *where, const char *url);

/* The key from a file with its 64 hex digits. RESULT_DISK, RESULT_TOO_LARGE, RESULT_BAD_ARGUMENT. */
enum result where_read_key(struct where *where, const char *path);

/* The region that an operator is held to, by flag. RESULT_BAD_ARGUMENT: that is no region's name. */
enum result where_set_region(struct where *where, const char *region);

/* What a lotse.conf says; each thing counts only if nothing was known of it before. Unknown keys are skipped.
 * Results as of the two above; RESULT_BAD_ARGUMENT: a host or region that is none. */
enum result where_read_conf(struct where *where, struct bytes text);

/* What the company says. RESULT_BAD_ARGUMENT: what is in the program makes no sense; then nothing of it
 * counts. */
enum result where_take_brand(struct where *where, const struct brand *brand);

/* Looks at what somebody typed as the relay's host: "help.example.com", with a port, or a whole address
 * pasted from a browser; blanks around it do not matter. Into `host`: what will be asked, as it is to be
 * shown ("" if it is wrong; may be NULL). RESULT_NEED_MORE: it is empty. RESULT_BAD_ARGUMENT: that is no
 * host. */
enum result where_check_host(const char *typed, char *host, size_t room);

/* Adds the addresses of the list at such a host: https first, http second; of a whole address that one alone.
 * As where_check_host, and RESULT_TOO_LARGE. */
enum result where_add_host(struct where *where, const char *typed);

/* The same as directory_create takes it; borrows from `where`. */
struct directory_options where_options(const struct where *where);

#endif
