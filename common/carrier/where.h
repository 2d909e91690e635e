/*
 * Where the list of relays is and which key must have signed it, as a person says it: by flags, or in a file
 * `lotse.conf` beside the program (`directory URL`, `list-key` and 64 hex digits). For the programs' mains. A
 * value, zeroed is "nowhere"; one thread.
 */
#ifndef LOTSE_CARRIER_WHERE_H
#define LOTSE_CARRIER_WHERE_H

#include "base/buffer.h"
#include "carrier/directory.h"

#include <stdbool.h>

enum { WHERE_FILE_BYTES_MAX = 16384 };

struct where {
	char urls[DIRECTORY_URLS_MAX][DIRECTORY_URL_BYTES];
	size_t url_count;
	uint8_t list_key[SERVER_LIST_KEY_BYTES];
	bool has_list_key;
};

/* RESULT_TOO_LARGE: too long, or one more than DIRECTORY_URLS_MAX. */
enum result where_add_url(struct where *where, const char *url);

/* The key from a file with its 64 hex digits. RESULT_DISK, RESULT_TOO_LARGE, RESULT_BAD_ARGUMENT. */
enum result where_read_key(struct where *where, const char *path);

/* What a lotse.conf says; each of the two things counts only if nothing was known of it before. Unknown keys
 * are skipped. Results as of the two above. */
enum result where_read_conf(struct where *where, struct bytes text);

/* The same as directory_create takes it; borrows from `where`. */
struct directory_options where_options(const struct where *where);

#endif
