/*
 * What waits for one receiver: a queue per class, in order within each.
 * Interactive frames pass the others wherever a frame ends; picture and bulk
 * take turns. Frames wait by reference: first in the block that they were read
 * into, and, if they are not sent at once, in a copy that all receivers share.
 *
 * Thread: the worker of its connection, which owns it.
 */
#ifndef LOTSE_RELAY_OUTBOX_H
#define LOTSE_RELAY_OUTBOX_H

#include "base/bytes.h"
#include "base/result.h"
#include "relay/block.h"
#include "relay/carriers/carrier.h"

enum outbox_class { OUTBOX_INTERACTIVE, OUTBOX_PICTURE, OUTBOX_BULK, OUTBOX_CLASSES };

enum {
	/* What a queue may hold that could not be sent at once. Twice the windows of PROTOCOL.md, for each
	   sender. */
	OUTBOX_INTERACTIVE_MAX_BYTES = 128 << 10,
	OUTBOX_BULK_MAX_BYTES = 4 << 20,
	OUTBOX_PICTURE_MAX_BYTES = 1 << 20,  /* of all senders */
	OUTBOX_CONTROL_MAX_BYTES = 16 << 10, /* of the relay's own words to one who does not read them */
	OUTBOX_RUN_COST_BYTES = 128,         /* counted for each run beside its bytes */
	OUTBOX_SOURCE_RELAY = 32,            /* as source: the relay itself */
	OUTBOX_LOST_BEGUN = 1 << OUTBOX_CLASSES,
	SHARES_MAX = 1024,
	SHARE_NONE = 0xFFFFFFFF,
};

/* Frames of the present read that go to several receivers, so that they are copied once at most. */
struct share {
	uint32_t start, size;
	struct block *copy; /* NULL until the first receiver needs it */
};

/* The present read: the block that it lies in is used again for the next one. */
struct reading {
	struct block *scratch;
	uint32_t share_count;
	struct share shares[SHARES_MAX];
};

struct outbox_queue {
	struct run *first, *last;
	struct run *settled; /* the last one that is not in the scratch block; NULL: none is */
	uint32_t bytes;
};

/* Zeroed is empty. */
struct outbox {
	struct outbox_queue queues[OUTBOX_CLASSES];
	uint32_t partial_bytes; /* already sent of the first frame of the first run of open_class */
	enum outbox_class open_class;
};

/* Where frames go: a part of a block, from whom. */
struct outbox_frames {
	enum outbox_class class;
	uint32_t start, size;
	uint32_t share; /* SHARE_NONE */
	uint8_t source, lane;
};

/* Gives everything back. */
void outbox_finish(struct outbox *outbox, struct block_pool *pool);

/* Appends whole frames by reference. RESULT_OUT_OF_MEMORY. */
enum result outbox_add(struct outbox *outbox, struct block_pool *pool, struct block *block,
                       const struct outbox_frames *frames);

/* Appends a copy: the relay's own frames, or a page (`is_plain`: no frames). RESULT_OUT_OF_MEMORY. */
enum result outbox_add_copy(struct outbox *outbox, struct block_pool *pool, struct bytes bytes,
                            bool is_plain);

/* As outbox_add_copy, for a frame that is sent behind all that waits, of whatever class. */
enum result outbox_add_last_word(struct outbox *outbox, struct block_pool *pool, struct bytes bytes);

/* Sends what the carrier takes, and what it holds back. RESULT_OK: all is gone; RESULT_WOULD_BLOCK;
 * RESULT_LOST. */
enum result outbox_send(struct outbox *outbox, struct block_pool *pool, struct carrier *carrier);

/* Moves what is left out of the scratch block. Returns the classes (bits) that lost something for lack of
 * memory, with OUTBOX_LOST_BEGUN when a frame was among it that had begun to be sent: then its receiver can't
 * go on. */
unsigned outbox_settle(struct outbox *outbox, struct block_pool *pool, struct reading *reading);

/* Forgets what has not begun to be sent of a sender's lane. */
void outbox_drop_lane(struct outbox *outbox, struct block_pool *pool, uint8_t source, uint8_t lane);

/* Forgets what has not begun to be sent of all pictures. */
void outbox_drop_pictures(struct outbox *outbox, struct block_pool *pool);

/* How much of a class's queue is one sender's. */
uint32_t outbox_bytes_of(const struct outbox *outbox, enum outbox_class class, uint8_t source);

/* Nothing waits. */
bool outbox_is_empty(const struct outbox *outbox);

#endif
