/*
 * The viewer's media thread: opened picture messages in, the picture out. Net
 * hands messages over and takes what to tell the sharer.
 *
 * Threads: the functions here are net's.
 */
#ifndef LOTSE_SESSION_VIEWER_H
#define LOTSE_SESSION_VIEWER_H

#include "base/bytes.h"
#include "base/newest.h"
#include "base/result.h"
#include "base/wake.h"
#include "picture/cursor.h"
#include "picture/origin.h"

enum viewer_output_kind {
	VIEWER_NONE,
	VIEWER_APPLIED,    /* the message with `counter` is in the picture */
	VIEWER_NEED_START, /* something was missed; the lane must begin anew */
};

struct viewer_output {
	enum viewer_output_kind kind;
	uint8_t lane; /* by which it came */
	uint32_t counter, state, sender_ms;
	int64_t arrived_us, applied_us;
	int width_px, height_px;
};

struct viewer; /* opaque, heap */

/* Where pictures and pointers go; called on the media thread. */
struct viewer_sink {
	struct newest *picture; /* its mark: counter in the upper, state in the lower 32 bits */
	void (*cursor)(void *context, const struct cursor *cursor);
	void (*origins)(void *context, const struct origin_map *origins); /* or NULL */
	void *context;
};

/* Starts the thread. `wake` is signalled at each output. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result viewer_create(struct viewer **out, const struct viewer_sink *sink, struct wake *wake);

/* Ends the thread; fine with NULL. */
void viewer_destroy(struct viewer *viewer);

/* Copies a message of a lane in. Messages of another lane than the present one count from its next start on.
 * RESULT_WOULD_BLOCK: the decoder is too far behind; the message is lost, and the viewer
 * will ask for a start by itself. RESULT_OUT_OF_MEMORY. */
enum result viewer_message(struct viewer *viewer, uint8_t lane, struct bytes message, int64_t arrived_us);

/* The next output; false if there is none. */
bool viewer_output(struct viewer *viewer, struct viewer_output *out);

#endif
