/*
 * Where each tunnel is: a bounded table from ids to workers that all workers
 * share, under its own lock; and what strangers' tunnels may hold, all together. Any
 * thread; a tunnel itself is touched by its worker alone.
 */
#ifndef LOTSE_RELAY_TUNNEL_TABLE_H
#define LOTSE_RELAY_TUNNEL_TABLE_H

#include "base/result.h"
#include "wire/tunnel.h"

enum {
	TUNNELS_MAX = 65536,
	TUNNEL_BUCKETS = 4096,
	TUNNELS_STRANGERS_BYTES = 64 << 20, /* of all strangers' streams, beside the least that each may have */
};

/* Inside of each tunnel; the table's, but for `id`. */
struct tunnel_entry {
	uint8_t id[TUNNEL_ID_BYTES];
	uint16_t worker;
	struct tunnel_entry *next;
};

struct tunnels; /* opaque, heap */

/* NULL: out of memory. */
struct tunnels *tunnels_create(void);

/* Fine with NULL. Must be empty. */
void tunnels_destroy(struct tunnels *tunnels);

/* From now on it is found at that worker. RESULT_REFUSED: there is one with this id; RESULT_TOO_LARGE: full.
 */
enum result tunnels_add(struct tunnels *tunnels, struct tunnel_entry *entry, uint16_t worker);

/* The worker that owns it, and, for that worker alone, its entry. */
bool tunnels_find(struct tunnels *tunnels, const uint8_t id[static TUNNEL_ID_BYTES], uint16_t *worker,
                  struct tunnel_entry **entry);

/* It is another worker's now; nothing if it has ended meanwhile. */
void tunnels_move(struct tunnels *tunnels, const uint8_t id[static TUNNEL_ID_BYTES], uint16_t worker);

/* Lends so many bytes of what strangers may hold. False: there are not so many left. */
bool tunnels_lend(struct tunnels *tunnels, size_t bytes);

/* They are back. */
void tunnels_take_back(struct tunnels *tunnels, size_t bytes);

/* It has ended. */
void tunnels_remove(struct tunnels *tunnels, struct tunnel_entry *entry);

#endif
