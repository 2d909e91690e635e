#include "session/unattended.h"

void unattended_begin(struct unattended *unattended, int64_t now_ms)
{
	*unattended = (struct unattended){.hand_ms = now_ms};
}

void unattended_end(struct unattended *unattended)
{
	*unattended = (struct unattended){0};
}

void unattended_hand(struct unattended *unattended, int64_t hand_ms)
{
	bool counts = unattended->hand_ms != 0 && unattended->asked_ms == 0;

	if (counts && hand_ms > unattended->hand_ms)
		unattended->hand_ms = hand_ms;
}

void unattended_answer(struct unattended *unattended, int64_t now_ms)
{
	if (unattended->hand_ms == 0)
		return;
	unattended->hand_ms = now_ms;
	unattended->asked_ms = 0;
}

int unattended_left_ms(const struct unattended *unattended, int64_t now_ms)
{
	int64_t due_ms = unattended->asked_ms != 0 ? unattended->asked_ms + UNATTENDED_ANSWER_MS
	                                           : unattended->hand_ms + UNATTENDED_ASK_MS;

	if (unattended->hand_ms == 0)
		return -1;
	return due_ms > now_ms ? (int)(due_ms - now_ms) : 0;
}

enum unattended_step unattended_tick(struct unattended *unattended, int64_t now_ms)
{
	if (unattended->hand_ms == 0 || unattended_left_ms(unattended, now_ms) > 0)
		return UNATTENDED_NOTHING;
	if (unattended->asked_ms == 0) {
		unattended->asked_ms = now_ms;
		return UNATTENDED_ASK;
	}
	/* Whoever comes back clicks; the next half hour begins now. */
	unattended->hand_ms = now_ms;
	unattended->asked_ms = 0;
	return UNATTENDED_REST;
}
