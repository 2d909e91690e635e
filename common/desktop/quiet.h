/*
 * How long to wait before reading what is being drawn: until nothing was drawn
 * for a moment, but not much longer than the first of it. Arithmetic only, the
 * time is passed in. A value.
 */
#ifndef LOTSE_DESKTOP_QUIET_H
#define LOTSE_DESKTOP_QUIET_H

#include <stdbool.h>
#include <stdint.h>

enum {
	QUIET_US = 1000,          /* without drawing: the picture is whole */
	QUIET_PATIENCE_US = 4000, /* from the first drawing on */
};

struct quiet {
	int64_t first_us, last_us; /* of the drawing that has not been read */
};

/* Something was drawn; `is_first`: all before it has been read. */
void quiet_note(struct quiet *quiet, bool is_first, int64_t now_us);

/* How long to wait still, 0 or less: not at all. `is_busy`: more is known to be coming. */
int64_t quiet_left_us(const struct quiet *quiet, bool is_busy, int64_t now_us);

#endif
