/*
 * The sharer's media thread: capture to sealed frame, in the pace of those who
 * see it. It owns the desktop, the lanes' encoders and keys (sharer_lanes.h); net hands it
 * words about viewers, and takes frames, keys and subscriptions from it in the
 * order in which they must go out.
 *
 * Threads: the functions here are net's (but sharer_run's inside).
 */
#ifndef LOTSE_SESSION_SHARER_H
#define LOTSE_SESSION_SHARER_H

#include "base/region.h"
#include "base/result.h"
#include "base/wake.h"
#include "desktop/share.h"
#include "secure/lane.h"
#include "wire/picture_ack.h"

enum { SHARER_VIEWERS_MAX = 31 };

enum sharer_output_kind {
	SHARER_NONE,
	SHARER_OPENED,    /* capturing works; width and height are set */
	SHARER_FAILED,    /* result says why; nothing more comes */
	SHARER_RESIZED,   /* width and height are set; `state` is the first of that size */
	SHARER_SUBSCRIBE, /* peers are the viewers of `lane` from here on */
	SHARER_KEY,       /* key is for peer */
	SHARER_FRAME,     /* frame goes to `lane` */
	SHARER_CHANGED,   /* the screen's state `state` differs in `changed` from the one before */
};

struct sharer_output {
	enum sharer_output_kind kind;
	enum result result;
	int width_px, height_px;
	uint8_t lane; /* 0 fast, 1 slow, 2 catch-up */
	uint16_t peers[SHARER_VIEWERS_MAX];
	size_t peer_count;
	uint16_t peer;
	struct lane_key key; /* wipe it */
	uint8_t *frame;      /* heap; whoever takes the output owns it */
	size_t frame_bytes;
	bool is_reset;     /* of frame: a lane starts anew */
	uint32_t removals; /* of frame: the removals of viewers that it comes after */
	uint32_t state;
	struct region changed;
};

struct sharer; /* opaque, heap */

/* Starts the thread, which opens the display (NULL: the present one) and says SHARER_OPENED or SHARER_FAILED.
 * `wake` is signalled at each output. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result sharer_create(struct sharer **out, const char *display, struct wake *wake);

/* Ends the thread and wipes the keys; fine with NULL. Waits for a frame under way, some 50 ms at the most. */
void sharer_destroy(struct sharer *sharer);

/* The next output; false if there is none. */
bool sharer_output(struct sharer *sharer, struct sharer_output *out);

/* May see from here on; understands what `capabilities` (MESSAGE_KNOWS_..) say. */
void sharer_add_viewer(struct sharer *sharer, uint16_t peer, uint32_t capabilities);

void sharer_remove_viewer(struct sharer *sharer, uint16_t peer); /* Must not see anything from here on. */

/* The viewer has missed something; has_nothing: it has turned away meanwhile, and has no key and no picture
 * any more, whatever it answered before. */
void sharer_start_anew(struct sharer *sharer, uint16_t peer, bool has_nothing);

/* The relay drops this viewer's frames of the lane until that starts anew: it takes too few. It moves to the
 * slow lane; who is there already, or alone, gets a start when it is heard of again. */
void sharer_blocked(struct sharer *sharer, uint16_t peer, uint8_t lane);

/* The viewer wants VP8 alone, or to save data: it is in the slow lane while it does. */
void sharer_wish(struct sharer *sharer, uint16_t peer, bool wants_vp8_only, bool saves_data);

/* What is seen from now on; everything at first. SHARER_FAILED follows if it can't be had. */
void sharer_share(struct sharer *sharer, const struct share_choice *choice);

void sharer_pause(struct sharer *sharer, bool is_paused); /* Nothing is sent while it is paused. */

/* What a viewer says about the lane. */
void sharer_ack(struct sharer *sharer, uint16_t peer, const struct picture_ack *ack);

/* Input of a controller goes to this place (negative: wherever it went last): what changes there is wanted
 * first. */
void sharer_focus(struct sharer *sharer, int x_px, int y_px);

#endif
