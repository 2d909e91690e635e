/*
 * The pixels of one window, whatever covers it, without ever reading the screen.
 * On Windows the window draws itself, or the composition's copy of it is taken
 * (PrintWindow). Under Wine that does not reach other programs, so the window's own
 * drawing area is read instead, and there only where nothing lies over it. One thread.
 */
#ifndef LOTSE_DESKTOP_WIN32_WINDOW_PICTURE_H
#define LOTSE_DESKTOP_WIN32_WINDOW_PICTURE_H

#include "desktop/win32/window_list.h"

/* Memory to draw in; grows. Zeroed: none yet. */
struct window_picture {
	HDC memory;
	HBITMAP bitmap;
	HGDIOBJ before;
	struct image pixels; /* the bitmap's */
};

/* Whether that is so: what is read is what the screen has at the window's place, so whoever reads must know
 * that nothing has just moved there. */
bool window_picture_is_of_screen(void);

/* Fine on zeroed memory. */
void window_picture_finish(struct window_picture *picture);

/* Reads the window at `index` of the list; *valid says which parts of picture->pixels are its own, counted
 * from the corner of its `whole`. It may wait for the window, if that does not hang. RESULT_SYSTEM: it gives
 * nothing; RESULT_OUT_OF_MEMORY. */
enum result window_picture_read(struct window_picture *picture, const struct window_list *list, size_t index,
                                struct region *valid);

/* What is to be seen of that window, for a thumbnail; where it can't be read it is SHARE_CALM. *out is the
 * caller's. Results as above. */
enum result window_picture_once(const struct window_list *list, size_t index, struct image *out);

#endif
