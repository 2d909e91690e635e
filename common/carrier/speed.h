/*
 * Measures a way to a relay that has said HELLO, for about a second: how long a PING
 * takes there and back, and how much goes down and up (Measure messages). Bounded by
 * what the relay gives: 1 MiB each way. Never waits. A value; thread: net.
 */
#ifndef LOTSE_CARRIER_SPEED_H
#define LOTSE_CARRIER_SPEED_H

#include "carrier/carrier.h"

enum {
	SPEED_PINGS = 4,
	SPEED_PHASE_US = 400000,  /* after which a direction is not asked for more */
	SPEED_END_US = 6000000,   /* for all of it */
	SPEED_CHUNK_FIRST = 2048, /* bytes, then twice as many each time */
	SPEED_CHUNK_MAX = 1 << 19,
};

/* What was found; 0: not known. */
struct speed_result {
	int64_t round_trip_us;
	int64_t down_bytes_s, up_bytes_s;
};

enum speed_phase { SPEED_NONE, SPEED_PING, SPEED_UP, SPEED_DOWN, SPEED_OVER };

struct speed {
	struct speed_result result;
	struct carrier *carrier; /* borrowed */
	struct buffer received;  /* owned */
	enum speed_phase phase;
	int64_t began_us, phase_us, asked_us; /* all of it, this phase, what is being waited for */
	uint32_t token;                       /* of the last PING */
	int pings;
	uint32_t chunk_bytes, to_send_bytes, to_come_bytes;
};

/* Begins; `rest` is what has come behind the relay's HELLO. RESULT_OUT_OF_MEMORY. */
enum result speed_start(struct speed *speed, struct carrier *carrier, struct bytes rest, int64_t now_us);

/* Frees; fine on zeroed memory. */
void speed_finish(struct speed *speed);

/* After carrier_work. RESULT_WOULD_BLOCK: going on. RESULT_OK: done, also when the time was up; see `result`.
 * RESULT_LOST, RESULT_CLOSED, RESULT_BAD_FRAME. */
enum result speed_work(struct speed *speed, int64_t now_us);

/* When speed_work has something to do even if nothing comes, in milliseconds. */
int speed_timeout_ms(const struct speed *speed, int64_t now_us);

/* "950 kbit/s", "3.4 Mbit/s", "48 Mbit/s", in the person's language. */
void speed_write(int64_t bytes_s, char *to, size_t room);

#endif
