/*
 * Pictures of X displays, for the test programs: fetch, compare, wait, save. One thread.
 */
#ifndef LOTSE_TESTS_PROGRAMS_SHOT_H
#define LOTSE_TESTS_PROGRAMS_SHOT_H

#include "base/image.h"

#include <X11/Xlib.h>
#include <stddef.h>

enum { SHOT_OUT_MAX = 16 };

/* Places of the first screen that a comparison leaves out, and where its corner lies on the second one. */
struct shot_compare {
	struct rect out[SHOT_OUT_MAX];
	size_t out_count;
	int at_x, at_y;
};

struct shot_score {
	long compared, equal, left_out; /* pixels */
	struct rect bounds;             /* around all that differs; empty if nothing does */
};

/* A connection, or the end of the program with a sentence. */
Display *shot_display(const char *name);

/* The size of its screen, at 0,0. */
struct rect shot_screen(Display *display);

/* What is on the screen within `where` (clipped to it); the caller frees it with image_finish. */
struct image shot_take(Display *display, struct rect where);

/* From a PPM (P6, 8 bits) that shot_save has written; the end of the program with a sentence if it is none.
 */
struct image shot_load(const char *path);

/* Compares all of `a` with the part of `b` that starts at at_x,at_y; what sticks out of b counts as
 * different. */
struct shot_score shot_score_of(const struct image *a, const struct image *b, const struct shot_compare *how);

/* The share of compared pixels that are equal: 1 is exact. Nothing compared is 0. */
double shot_share(const struct shot_score *score);

/* Writes a PPM, or, where the name ends in .png, lets `convert` make one of it. False with a sentence on
 * standard error. */
bool shot_save(const struct image *image, const char *path);

#endif
