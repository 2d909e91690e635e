/*
 * How the picture of somebody else's screen comes along, in figures: for people who look after it. What
 * happens is told with its time; the figures are of the last FIGURES_SPAN_US. Arithmetic only: the clock is
 * passed in.
 */
#ifndef LOTSE_SESSION_FIGURES_H
#define LOTSE_SESSION_FIGURES_H

#include "picture/origin.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FIGURES_SPAN_US = 2000000,
	FIGURES_BASE_SPAN_US = 10000000, /* the fastest way of this span and the one before is what others are
	                                    compared with: clocks drift */
	FIGURES_ARRIVALS_MAX = 256,
	FIGURES_SHOWN_MAX = 256,
	FIGURES_SLOTS = 20, /* of bytes */
};

struct figures_arrival {
	uint32_t counter;
	int64_t at_us;
	int late_ms; /* how much longer the way took than the fastest one */
	bool is_waiting;
};

struct figures {
	struct figures_arrival arrivals[FIGURES_ARRIVALS_MAX]; /* by counter */
	struct {
		int64_t at_us;
		int delay_ms;           /* -1: not known */
	} shown[FIGURES_SHOWN_MAX]; /* a ring */
	uint32_t shown_count;       /* since the beginning */
	uint32_t shown_state;
	struct {
		int64_t number; /* of the slot of time */
		uint64_t bytes;
	} slots[FIGURES_SLOTS];
	bool has_base;
	uint16_t base, base_before; /* the fastest way: our clock minus the sharer's, low 16 bits of ms */
	int64_t base_since_us;
};

struct figures_now {
	int frames_per_10_s;          /* pictures of new states that came onto the screen, tenths of a second's */
	int delay_ms, delay_worst_ms; /* -1: nothing was shown. From the sharer's stamp to the screen, above the
	                                 fastest way of late: what queues and work add */
	int kbit_per_s;
};

/* All that is said of a picture. */
struct picture_figures {
	struct figures_now now;
	int per_mille[ORIGIN_COUNT]; /* of the picture: how many pixels came how */
	struct origin_map origins;   /* where */
};

/* Nothing has happened yet. */
void figures_begin(struct figures *figures);

/* So many bytes of the picture came over the network. */
void figures_received(struct figures *figures, size_t bytes, int64_t now_us);

/* The message with that counter came at arrived_us; `sharer_ms`: its stamp (low 16 bits count). */
void figures_applied(struct figures *figures, uint32_t counter, uint32_t sharer_ms, int64_t arrived_us);

/* The picture with that counter and state is on the screen. */
void figures_shown(struct figures *figures, uint32_t counter, uint32_t state, int64_t now_us);

/* The figures of the last FIGURES_SPAN_US. */
struct figures_now figures_now(const struct figures *figures, int64_t now_us);

#endif
