/*
 * What can be seen of this computer. Nothing of the screen leaves this folder but
 * what share_area covers; of chosen applications nothing but their own windows'
 * pictures, everything else is SHARE_CALM. Chosen from any thread; asked by media
 * around each read. Owner: the desktop.
 */
#ifndef LOTSE_DESKTOP_SHARE_H
#define LOTSE_DESKTOP_SHARE_H

#include "base/image.h"
#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHARE_APPLICATIONS_MAX = 32, SHARE_MONITOR_NAME_BYTES = 32, SHARE_CALM = 0x8A8F94 };

enum share_kind {
	SHARE_NOTHING,
	SHARE_EVERYTHING,   /* but Lotse's own windows, in whose places it is calm */
	SHARE_MONITOR,      /* one of them, likewise */
	SHARE_APPLICATIONS, /* composed from their own windows' pictures alone */
	SHARE_KIND_COUNT
};

/* A choice and how many were made before it; a value. */
struct share_choice {
	enum share_kind kind;
	char monitor[SHARE_MONITOR_NAME_BYTES];        /* its name, of SHARE_MONITOR */
	uint64_t applications[SHARE_APPLICATIONS_MAX]; /* their ids (applications.h), of SHARE_APPLICATIONS */
	size_t application_count;
	bool has_frame; /* a coloured frame is drawn round it for the person here */
	uint32_t turn;  /* set by share_choose: another one after each change */
};

struct share; /* opaque, heap */

/* Nothing is shared. NULL: no memory. */
struct share *share_create(void);

/* Fine with NULL. */
void share_destroy(struct share *share);

/* Holds from now on. RESULT_BAD_ARGUMENT: no such kind, or too many applications; the choice stays as it was.
 * Any thread. */
enum result share_choose(struct share *share, const struct share_choice *choice);

/* What holds now. Any thread. */
struct share_choice share_now(struct share *share);

/* The part of a screen that a choice lets be seen, `monitor` being the place of the chosen one (empty: it is
 * not there); empty: none. Pure. */
struct rect share_area(const struct share_choice *choice, struct rect screen, struct rect monitor);

/* Whether `wanted` lets anything be seen that `now` does not. Pure. */
bool share_is_more(const struct share_choice *now, const struct share_choice *wanted);

/* Whether one of the two programs to which a window belongs (0: none) was chosen. Pure. */
bool share_has(const struct share_choice *choice, const uint64_t programs[static 2]);

#endif
