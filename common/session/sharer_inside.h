/*
 * The inside of a sharer, for sharer.c (the way of a frame, the loop), sharer_places.c (who is in which lane,
 * and with what key) and sharer_post.c (what passes to net and from it) alone.
 */
#ifndef LOTSE_SESSION_SHARER_INSIDE_H
#define LOTSE_SESSION_SHARER_INSIDE_H

#include "base/queue.h"
#include "desktop/desktop.h"
#include "picture/cursor.h"
#include "session/sharer.h"
#include "session/sharer_lanes.h"

enum { SHARER_ORDERS_MAX = 512 };

enum sharer_order_kind {
	ORDER_NONE,
	ORDER_STOP,
	ORDER_ADD,
	ORDER_REMOVE,
	ORDER_START,
	ORDER_BLOCKED,
	ORDER_MISSED,
	ORDER_ACK,
	ORDER_FOCUS,
	ORDER_WISH,
	ORDER_SHARE,
	ORDER_PAUSE
};

/* A word of net's to the media thread. */
struct sharer_order {
	enum sharer_order_kind kind;
	uint16_t peer;
	uint8_t lane;
	struct picture_ack ack;
	int64_t at_us;
	int x_px, y_px;
	bool is_paused, has_nothing;
	bool wants_vp8_only, saves_data;
	uint32_t capabilities; /* of a viewer that is added */
	struct share_choice choice;
};

struct sharer {
	/* Shared with net. */
	char *display;
	struct queue *orders, *outputs;
	struct wake *wake; /* ours */
	struct thread *thread;
	uint32_t removals_ordered; /* net's own */
	uint32_t
		missed_at[SHARER_LANES]; /* net's own: removals_ordered when a frame of the lane was dropped last */

	/* The media thread's own. */
	bool is_stopping, is_paused;
	bool must_look; /* another choice: what was seen before must not be coded any more */
	struct desktop *desktop;
	struct sharer_lanes lanes;
	struct image screen;
	struct encoder_focus focus;
	struct cursor cursor;
	uint32_t cursor_number;
	struct sharer_scene scene;
	uint32_t removals; /* carried out so far */
	int64_t failed_us; /* when the screen could not be read, as it was just changing its size; 0: it could */
	bool has_captured; /* which may have taken events off the display's connection: no sleep before the next
	                      poll */
	int width_px, height_px;
	uint8_t message[PICTURE_MESSAGE_BYTES_MAX];
};

/* --- sharer_post.c; the media thread's, but sharer_post_order */

/* Frees what an output owns, which nobody took. */
void sharer_post_drop(void *item);

/* To net, in this order. */
void sharer_post_put(struct sharer *s, struct sharer_output *output);

/* Nothing more comes after it: the loop ends. */
void sharer_post_failed(struct sharer *s, enum result result);

/* Net's: a word to the media thread; when there are far too many, those that are said again anyway are lost.
 */
void sharer_post_order(struct sharer *s, struct sharer_order what);

/* --- sharer_places.c; the media thread's */

/* Whether anybody is to see anything. */
bool sharer_places_has_any(const struct sharer *s);

/* Who is in the wrong lane moves. */
void sharer_places_choose(struct sharer *s);

/* The lane's coder sees what has changed since it saw last. */
enum result sharer_places_see(struct sharer *s, enum sharer_lane_number number, int64_t now_us);

/* The lane has a new random key from here on, which all that are in it get. */
void sharer_places_renew_key(struct sharer *s, enum sharer_lane_number number);

/* Net's words; a peer that is not known counts for nothing. This one may see from here on. */
void sharer_places_add(struct sharer *s, const struct sharer_order *order);

/* Sees nothing from here on, whatever it still gets: all lanes have new keys. */
void sharer_places_remove(struct sharer *s, uint16_t peer);

/* It has missed something. */
void sharer_places_start(struct sharer *s, const struct sharer_order *order);

/* The relay drops what the lane sends to it. */
void sharer_places_blocked(struct sharer *s, const struct sharer_order *order);

/* How it wants its picture. */
void sharer_places_wish(struct sharer *s, const struct sharer_order *order);

/* Net has dropped a frame that was under way when somebody was removed: the others have missed it. */
void sharer_places_missed(struct sharer *s, const struct sharer_order *order);

#endif
