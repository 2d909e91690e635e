/*
 * What can be seen of this computer. Nothing of the screen leaves this folder but
 * what share_area covers. Chosen from any thread; asked by media around each
 * read. Owner: the desktop.
 */
#ifndef LOTSE_DESKTOP_SHARE_H
#define LOTSE_DESKTOP_SHARE_H

#include "base/image.h"
#include "base/result.h"

#include <stdint.h>

enum share_kind {
	SHARE_NOTHING,
	SHARE_EVERYTHING,
	SHARE_MONITOR,      /* later: RESULT_UNSUPPORTED today */
	SHARE_APPLICATIONS, /* later, from their own windows' pictures alone: RESULT_UNSUPPORTED today */
	SHARE_KIND_COUNT
};

/* A choice and how many were made before it; a value. */
struct share_choice {
	enum share_kind kind;
	uint32_t turn; /* another one after each change */
};

struct share; /* opaque, heap */

/* Nothing is shared. NULL: no memory. */
struct share *share_create(void);

/* Fine with NULL. */
void share_destroy(struct share *share);

/* Holds from now on. RESULT_UNSUPPORTED: the choice stays as it was. Any thread. */
enum result share_choose(struct share *share, enum share_kind kind);

/* What holds now. Any thread. */
struct share_choice share_now(struct share *share);

/* The part of a screen that a choice lets be seen; empty: none. Pure. */
struct rect share_area(struct share_choice choice, struct rect screen);

#endif
