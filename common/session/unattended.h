/*
 * Whether anybody still sits where something is shown: after half an hour without
 * a hand at that computer the question is put, and who does not answer it in two
 * minutes is not there. Pure state, the time is passed in.
 */
#ifndef LOTSE_SESSION_UNATTENDED_H
#define LOTSE_SESSION_UNATTENDED_H

#include <stdbool.h>
#include <stdint.h>

enum {
	UNATTENDED_ASK_MS = 30 * 60 * 1000,
	UNATTENDED_ANSWER_MS = 2 * 60 * 1000,
};

enum unattended_step {
	UNATTENDED_NOTHING,
	UNATTENDED_ASK,  /* the question is to be shown now */
	UNATTENDED_REST, /* nobody has answered: what is shown and controlled rests */
};

struct unattended {
	int64_t hand_ms;  /* of the last sign of a person; 0: nothing is shown */
	int64_t asked_ms; /* since when the question is open; 0: it is not */
};

/* Something is shown from now on. */
void unattended_begin(struct unattended *unattended, int64_t now_ms);

/* Nothing is any more. */
void unattended_end(struct unattended *unattended);

/* A hand moved something at that computer at `hand_ms`: puts the question off. While it is open only its
 * answer counts, as a cat on the keyboard has not read it. */
void unattended_hand(struct unattended *unattended, int64_t hand_ms);

/* The question was answered, or the person there did something in our own window. */
void unattended_answer(struct unattended *unattended, int64_t now_ms);

/* What is due; each step once. */
enum unattended_step unattended_tick(struct unattended *unattended, int64_t now_ms);

/* How long until the next step; -1: none comes. */
int unattended_left_ms(const struct unattended *unattended, int64_t now_ms);

#endif
