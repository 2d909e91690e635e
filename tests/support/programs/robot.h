/* The parts of the robot (robot.c says what it is). One thread. */
#ifndef LOTSE_TESTS_PROGRAMS_ROBOT_H
#define LOTSE_TESTS_PROGRAMS_ROBOT_H

#include "base/image.h"
#include "base/thread.h"
#include "session/participant.h"

#include <stdio.h>

struct wake;

struct robot {
	struct participant *engine;
	struct participant_state now;
	struct wake *wake;
	struct image picture; /* of who is viewed */
	uint64_t mark;
	char *number;
	bool accepts, shares, gives_view, gives_control;
	bool gave[65536]; /* by peer */
	enum participant_phase answered;
	int64_t flood_until_ms;
	int flood_step;
	bool keeps; /* something held down */
};

/* Writes a line for each difference; all of it where `before` is zeroed. */
void robot_say(const struct participant_state *before, const struct participant_state *now);

/* Carries out a line; false: end. */
bool robot_do(struct robot *robot, char *line);

/* Joins with a number as a person would type it; false with a line if it is none. */
bool robot_join(struct robot *robot, const char *digits);

/* A handful of input events, as fast as a hand never is. */
void robot_flood(struct robot *robot);

/* Says that what is held down is meant to be. */
void robot_keep(struct robot *robot);

#endif
