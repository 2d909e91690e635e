/*
 * A copied text on its way to one person, in pieces, and one on its way from that
 * person: who may send what to whom, and what a piece must be like. What may be
 * sent is only what was copied under a right that has held ever since: each change
 * of it ends what is under way. Pure state, no I/O, no clock. Thread: net.
 */
#ifndef LOTSE_SESSION_CLIP_H
#define LOTSE_SESSION_CLIP_H

#include "base/buffer.h"
#include "base/result.h"
#include "wire/message.h"

#include <stdbool.h>
#include <stdint.h>

/* By which right a text goes to somebody, and by which one comes; 0 in `turn`: by none. */
struct clip_right {
	bool is_sharer; /* the sender is the one who shares, and the other may read; else the one who controls */
	uint32_t turn;  /* of the grant; another one after each change of it */
};

/* To one person. Zeroed: no right, nothing under way. */
struct clip_out {
	struct clip_right right; /* as it is now */
	bool is_open;            /* a text is under way */
	uint32_t id;
	size_t at; /* so much of it was sent */
};

/* From one person. */
struct clip_in {
	struct buffer text; /* so far */
	bool is_open;
	uint32_t id; /* of the newest text of that person */
	uint32_t total;
	struct clip_right right; /* by which it began */
};

/* The right is this one from now on. Returns whether it is a new one (not: none any more): what was copied
 * before it is nothing for that person. */
bool clip_out_set_right(struct clip_out *out, struct clip_right right);

/* A text was copied now; it is sent if there is a right, in the place of an older one. */
void clip_out_start(struct clip_out *out, uint32_t id);

/* The next piece of `text`; false: nothing is to be sent. */
bool clip_out_next(const struct clip_out *out, struct bytes text, wire_Clip *piece);

/* It was sent. */
void clip_out_sent(struct clip_out *out, const wire_Clip *piece);

/* Nothing is under way any more; fine on zeroed memory. */
void clip_in_drop(struct clip_in *in);

/* Drops, wipes and frees; fine on zeroed memory. */
void clip_in_finish(struct clip_in *in);

/* A piece (of message_decode) has come from a person who has the right `now`. RESULT_OK: the text is whole,
 * and in in->text until the next call. RESULT_NEED_MORE: more is to come, or the piece belongs to nothing: it
 * is too late, of an older text, out of its order, or by a right that does not hold. RESULT_OUT_OF_MEMORY. */
enum result clip_in_take(struct clip_in *in, const wire_Clip *piece, struct clip_right now);

#endif
