/*
 * For implementers of the clipboard: what the kind of desktop must be able to do,
 * all of it called by the clipboard's own thread alone. The build chooses the
 * folder (x11, win32) that defines the constant below.
 */
#ifndef LOTSE_DESKTOP_CLIPBOARD_BACKEND_H
#define LOTSE_DESKTOP_CLIPBOARD_BACKEND_H

#include "base/wake.h"
#include "desktop/clipboard.h"

/* What poll has found; the caller clears it. */
struct clipboard_news {
	enum result
		result; /* RESULT_OK: `text` is there; RESULT_TOO_LARGE: it would be; RESULT_WOULD_BLOCK: neither */
	struct clipboard_text text; /* as it was found, moved to the caller */
	int again_ms;               /* call poll again after so long even if nothing comes; -1: no need */
};

struct clipboard_backend {
	/* Connects; results as clipboard_open. */
	enum result (*open)(void **out, const char *display_name);
	/* Takes back what was put. */
	void (*close)(void *clipboard);
	wake_handle (*handle)(void *clipboard);
	/* Takes in what has arrived. RESULT_NO_DISPLAY: it is over. */
	enum result (*poll)(void *clipboard, int64_t now_ms, struct clipboard_news *news);
	/* What is copied from now on is read, or no more; a reading under way ends. */
	void (*listen)(void *clipboard, bool is_wanted);
	/* The text, of which *text becomes zeroed, is the clipboard's from now on. */
	void (*put)(void *clipboard, struct clipboard_text *text);
};

extern const struct clipboard_backend desktop_clipboard_backend; /* of the folder that was built */

/* As clipboard_open, with a backend of the caller's, which must outlive the process: for tests. */
enum result clipboard_open_with(struct clipboard **out, const struct clipboard_backend *backend,
                                const char *display_name, const struct clipboard_events *events);

#endif
