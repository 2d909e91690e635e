/*
 * This computer's clipboard, for text alone: tells what other programs copy and
 * takes what came from elsewhere. Of X11 it is CLIPBOARD, never PRIMARY.
 *
 * Threads: a small one of its own, with a connection of its own, so that a
 * program which owns the clipboard and answers nothing keeps nobody waiting; all
 * functions may be called from any thread, and none waits, but for open and close.
 *
 * What was put is kept only as long as this is open, and marked as nothing for
 * clipboard managers to keep; what is so marked by others (a password manager's)
 * is never told. So no two programs of ours ever hand a text round in a circle.
 */
#ifndef LOTSE_DESKTOP_CLIPBOARD_H
#define LOTSE_DESKTOP_CLIPBOARD_H

#include "base/bytes.h"
#include "base/result.h"

#include <stdbool.h>

enum {
	CLIPBOARD_TEXT_BYTES_MAX = 1000 * 1000,
	CLIPBOARD_ANSWER_MS = 2000, /* an owner that is silent for so long is not asked any more */
};

struct clipboard; /* opaque, heap */

/* UTF-8 without NUL, lines ended by LF; `data` is owned. Zeroed: none. */
struct clipboard_text {
	uint8_t *data;
	size_t size;
};

struct clipboard_events {
	void (*on_news)(
		void *context); /* clipboard_take has something; from the clipboard's thread, must not wait */
	void *context;
};

/* Connects to the display (NULL: the present one); nothing is read yet. RESULT_NO_DISPLAY,
 * RESULT_OUT_OF_MEMORY, RESULT_SYSTEM; then *out is NULL. */
enum result clipboard_open(struct clipboard **out, const char *display_name,
                           const struct clipboard_events *events);

/* What was put and is still there is taken back, the thread ends. Fine with NULL. */
void clipboard_close(struct clipboard *clipboard);

/* From now on what other programs copy is read, or no more. What was copied before is never read; what was
 * read and not taken is forgotten, at each call. */
void clipboard_listen(struct clipboard *clipboard, bool is_wanted);

/* The latest text that another program copied, once; *out is the caller's to finish. RESULT_WOULD_BLOCK:
 * there is none; RESULT_TOO_LARGE: one was copied that is over CLIPBOARD_TEXT_BYTES_MAX, told once. */
enum result clipboard_take(struct clipboard *clipboard, struct clipboard_text *out);

/* The clipboard holds this text from now on; copied. RESULT_BAD_ARGUMENT: no valid UTF-8, a NUL, or too much;
 * RESULT_OUT_OF_MEMORY. */
enum result clipboard_put(struct clipboard *clipboard, struct bytes text);

/* Wipes and frees; fine on zeroed memory. */
void clipboard_text_finish(struct clipboard_text *text);

#endif
