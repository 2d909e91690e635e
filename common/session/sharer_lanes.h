/*
 * A sharer's lanes and who is in which: one coder, one key and one set of viewers
 * each; every viewer with a window of its own over what its lane sends, so that the
 * lane goes at the pace of the slowest that it still waits for (sharer_choice.h).
 *
 * Coders exist while somebody is in their lane. Keys live as long as the sharer, as
 * counters of a lane never go back. Thread: the sharer's media thread. No I/O.
 */
#ifndef LOTSE_SESSION_SHARER_LANES_H
#define LOTSE_SESSION_SHARER_LANES_H

#include "picture/encoder.h"
#include "picture/pace.h"
#include "secure/lane.h"
#include "session/sharer.h"
#include "session/sharer_choice.h"

struct sharer_viewer {
	uint16_t peer; /* 0: free */
	uint32_t capabilities;
	bool wants_vp8_only, saves_data;
	struct pace pace;
	struct sharer_choice choice;
	int64_t answered_us;  /* last acknowledgement, or when an answer was first owed after a rest */
	uint32_t acked_state; /* complete on its screen, by the lane that it is in */
	uint32_t first_counter, next_counter; /* of what it was sent by this lane; equal: nothing yet */
	bool is_lost;                         /* has missed something: does not count until the next start */
	bool is_silent;                       /* lost, and nothing was heard since: no start helps before that */
	bool has_answered;                    /* ever */
	bool holds_up;                        /* by the last facts */
	bool was_blocked, needs_start;        /* to be looked at */
};

struct sharer_lane {
	struct encoder *encoder; /* NULL: nobody is here */
	struct lane_sender *keys;
	struct region unseen; /* what has changed since the coder saw the screen last */
	uint32_t state;       /* that it saw last */
	bool wants_start;
	int64_t started_us;    /* when it last began anew; 0: at once, when asked */
	int64_t taken_over_us; /* when somebody last joined softly */
	int64_t again_us;      /* when it may send what it could not send; 0: there is no such time */
};

struct sharer_lanes {
	struct sharer_lane lanes[SHARER_LANES];
	struct sharer_viewer viewers[SHARER_VIEWERS_MAX];
};

/* What is known of the screen. */
struct sharer_scene {
	uint32_t state;     /* counts what was captured; 0: nothing yet */
	int64_t changed_us; /* when it became that */
	bool is_damaged;    /* there is more to capture */
};

/* What a lane may send now. */
struct sharer_budget {
	size_t bytes;
	uint32_t line_bytes_per_s; /* of the slowest that counts; 0: not known */
	bool is_idle;              /* nothing of note is on the way to anybody */
	int64_t due_us;            /* when bytes may be more without anything happening; INT64_MAX: never */
};

/* Makes the keys of *lanes, which is zeroed. RESULT_OUT_OF_MEMORY; finish it in any case. */
enum result sharer_lanes_init(struct sharer_lanes *lanes);

/* Wipes and frees; fine on zeroed memory. */
void sharer_lanes_finish(struct sharer_lanes *lanes);

/* The viewer of that id; 0: a free place. NULL: there is none. */
struct sharer_viewer *sharer_lanes_find(struct sharer_lanes *lanes, uint16_t peer);

/* How many are in a lane, lost ones too. */
size_t sharer_lanes_count(const struct sharer_lanes *lanes, enum sharer_lane_number number);

/* By all whom the lane waits for. Who has owed an answer for too long falls silent here. */
struct sharer_budget sharer_lanes_budget(struct sharer_lanes *lanes, enum sharer_lane_number number,
                                         int64_t now_us);

/* Input comes, or has not come for a while: what it causes is to come soon (pace_set_urgent). */
void sharer_lanes_set_urgent(struct sharer_lanes *lanes, bool is_urgent);

/* A message of the lane was sealed for all that are in it. */
void sharer_lanes_sent(struct sharer_lanes *lanes, enum sharer_lane_number number,
                       const struct encoder_message *message, int64_t now_us);

/* The lane begins anew: the coder, and all that are in it and not silent count again. */
void sharer_lanes_start(struct sharer_lanes *lanes, enum sharer_lane_number number, int64_t now_us);

/* The lane is coded as those in it need it who understand, or want, least. Its coder is there. */
void sharer_lanes_set_form(struct sharer_lanes *lanes, enum sharer_lane_number number);

/* A viewer's word about what it was sent; one of another lane only says that it is there. */
void sharer_lanes_ack(struct sharer_viewer *viewer, const struct picture_ack *ack, int64_t now_us);

/* The viewer is in this lane from now on, and nothing is on the way to it. RESULT_OUT_OF_MEMORY: no coder. */
enum result sharer_lanes_enter(struct sharer_lanes *lanes, struct sharer_viewer *viewer, int64_t now_us);

/* A lane that is empty now has no coder any more. */
void sharer_lanes_leave(struct sharer_lanes *lanes, enum sharer_lane_number number);

/* What is to be known to place the viewer. */
struct sharer_facts sharer_lanes_facts(struct sharer_lanes *lanes, struct sharer_viewer *viewer,
                                       const struct sharer_scene *scene, int64_t now_us);

/* When facts may be others without anything happening; INT64_MAX: never. */
int64_t sharer_lanes_due_us(const struct sharer_lanes *lanes, const struct sharer_scene *scene,
                            int64_t now_us);

#endif
