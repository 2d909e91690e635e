/*
 * What the sharer lets one person do, and for how long: pure state. Only the
 * sharer's own hand raises a grant; F12, a lost line and an end of sharing lower
 * it. Each change has a new generation, so input made under an older one is told
 * apart. Thread: net.
 */
#ifndef LOTSE_SESSION_GRANT_H
#define LOTSE_SESSION_GRANT_H

#include <stdbool.h>
#include <stdint.h>

struct grant {
	uint32_t generation; /* 0: nothing was ever granted */
	bool view, control;
	uint32_t clipboard; /* may read what is copied here: the turn of it; 0: may not. Only with control */
	uint32_t clipboard_turns;     /* how often that was granted */
	bool asks_view, asks_control; /* the person has asked and was not answered yet */
};

/* The sharer's answer; takes the questions away. Returns whether anything changed. */
bool grant_set(struct grant *grant, bool view, bool control);

/* Whether the person may read what is copied here from now on: only who controls may. Returns whether
 * anything changed. No new generation: input is not concerned. */
bool grant_set_clipboard(struct grant *grant, bool may_read);

/* Control ends: F12, give back, a lost line. View stays. Returns whether there was any. */
bool grant_end_control(struct grant *grant);

/* All ends. Returns whether there was anything. */
bool grant_end(struct grant *grant);

/* The person asks. Returns whether the question is new. */
bool grant_ask(struct grant *grant, bool view, bool control);

/* Whether input made under `generation` may be injected now. */
bool grant_allows(const struct grant *grant, uint32_t generation);

#endif
