/*
 * What etcd says of a fleet: who is alive, and who has which prefixes of 14-digit
 * numbers; and what a relay should do about the latter. Pure; any thread.
 *
 * Below the fleet's own folder ("lotse/FLEETHEX/"), each a key with a text:
 *     relays/IDHEX    a relay that is alive: its block as a list has it. With a lease: it goes when the relay
 * does prefixes/NN     "IDHEX": that relay gives numbers with this prefix; "IDHEX SECONDS": it rests until
 * then
 *
 * Each relay has five prefixes in a row (fewer where more than twenty are alive). One whose relay is gone, or
 * that a relay gives up for others, rests for 24 h before another may have it; its own relay may come back to
 * it.
 */
#ifndef LOTSE_RELAY_FLEET_BOOK_H
#define LOTSE_RELAY_FLEET_BOOK_H

#include "relay/route_index.h"
#include "wire/server_list.h"

enum { FLEET_REST_S = 24 * 3600, FLEET_PREFIXES_EACH = 5, FLEET_VALUE_BYTES_MAX = 1024 };

struct fleet_prefix {
	uint8_t owner[SERVER_LIST_ID_BYTES]; /* zeroed: it was given up */
	bool is_known, is_resting;
	int64_t until_s;  /* of one that rests */
	int64_t revision; /* etcd's, of its last change; 0: it is not there */
};

struct fleet_book {
	struct server_list_relay relays[SERVER_LIST_RELAYS_MAX]; /* alive; in the order of their ids */
	size_t relay_count;
	struct fleet_prefix prefixes[ROUTE_PREFIXES];
};

/* Takes one key, without the fleet's folder; what makes no sense is left out. Into a zeroed book. */
void fleet_book_take(struct fleet_book *book, struct bytes key, struct bytes value, int64_t revision);

/* What a relay does next about prefixes: claim or let rest first..last, each if its revision is still the one
 * of the book. */
enum fleet_what { FLEET_KEEP, FLEET_CLAIM, FLEET_REST };
struct fleet_step {
	enum fleet_what what;
	uint8_t first, last;
	uint8_t owner[SERVER_LIST_ID_BYTES]; /* what stands in them then */
	int64_t until_s;                     /* FLEET_REST */
};
struct fleet_step fleet_book_plan(const struct fleet_book *book,
                                  const uint8_t id[static SERVER_LIST_ID_BYTES], int64_t now_s);

/* The prefixes that a relay may give numbers of. */
void fleet_book_share(const struct fleet_book *book, const uint8_t id[static SERVER_LIST_ID_BYTES],
                      struct route_share *out);

/* The relays for a list: alive, and with no prefix that is another's. `out` has room for
 * SERVER_LIST_RELAYS_MAX. */
size_t fleet_book_relays(const struct fleet_book *book, struct server_list_relay *out);

/* Whether two books, or two relays, say the same. */
bool fleet_book_is_same(const struct fleet_book *a, const struct fleet_book *b);
bool fleet_book_is_same_relay(const struct server_list_relay *a, const struct server_list_relay *b);

/* A relay's text in etcd, and back: RESULT_LIST_BAD if it is not one whole block. */
void fleet_book_write_relay(const struct server_list_relay *relay, struct writer *to);
enum result fleet_book_read_relay(struct bytes text, struct server_list_relay *out);

/* A prefix's text. */
void fleet_book_write_prefix(const struct fleet_step *step, struct writer *to);

#endif
