/* The inside of a pair, for pair.c (life, handshakes) and pair_records.c (messages and records) alone. */
#ifndef LOTSE_SESSION_PAIR_INSIDE_H
#define LOTSE_SESSION_PAIR_INSIDE_H

#include "session/kept.h"
#include "session/pair.h"

enum {
	PAIR_CLASSES = 2,
	PAIR_RECORDS_AT_ONCE_MAX = 2,
	PAIR_RUNS_MAX = 2,
	PAIR_OLD_BULK_MAX_BYTES = 4 << 20, /* twice the window: as much as the relay keeps of one sender */
};

struct pair_class {
	struct window window;
	struct kept kept;
	uint64_t made_id, opened_id; /* of my messages, of the other end's */
};

/* A handshake under way. */
struct pair_run {
	struct handshake *handshake; /* NULL: free */
	enum handshake_mode mode;
	uint32_t where;
	int64_t moved_ms;
};

struct pair {
	uint32_t where; /* of the channel */
	struct pair_out out;
	struct resume *resume; /* with the master alone; outlives the runs */
	struct pair_run runs[PAIR_RUNS_MAX];
	struct channel *channel;
	bool was_up, is_dead;
	int64_t up_ms;         /* since when there is a channel */
	bool awaits_continue;  /* the keys are new: first the other end says what it has */
	size_t old_bulk_bytes; /* that may still come under the keys before: a handshake passes bulk on its way */
	struct pair_class classes[PAIR_CLASSES];
	struct buffer sealed; /* records on their way from room() to pair_out */
	struct {
		uint8_t kind;
		size_t size_bytes;
	} slots[PAIR_RECORDS_AT_ONCE_MAX];
	size_t slot_count;
	uint8_t opened[CHANNEL_RECORD_MAX_BYTES];
	uint8_t encoded[MESSAGE_BYTES_MAX];
};

/* In pair.c: one without keys. NULL: no memory. */
struct pair *pair_make(uint32_t where, struct pair_out to);

/* In pair_records.c: says what was opened under the keys before, as the first record under new ones. */
void pair_say_continue(struct pair *pair, int64_t now_ms);

#endif
