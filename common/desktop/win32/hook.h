/*
 * Listens to every key and button of this computer by low-level hooks, on the
 * thread that pumps its messages (guard): which are of a hand, which of a
 * program, which is F12. Windows drops a hook without a word when its thread
 * does not answer in time, so each probe must come back through it, and the hooks
 * are set anew when one did not. One for each thread at a time.
 */
#ifndef LOTSE_DESKTOP_WIN32_HOOK_H
#define LOTSE_DESKTOP_WIN32_HOOK_H

#include "desktop/backend.h"

/* before the rest of Windows */
#include <windows.h>

/* Marks in dwExtraInfo: what we inject ourselves. A probe has its number in the lower half. */
enum { HOOK_PROBE = 0x4C6F0000, HOOK_OURS = 0x4C707432 };

struct hook {
	HHOOK keyboard, mouse;
	bool is_swallowing; /* F12 is kept from other programs */
	bool is_f12_down, has_hot_key;
	uint16_t probe;         /* the number of the newest; no other proves anything about now */
	bool is_probing;        /* which was not answered yet */
	POINT at;               /* where the pointer was last */
	struct input_news news; /* since hook_poll */
};

/* Starts to listen, from the thread that will pump. RESULT_UNSUPPORTED: Windows does not let us. */
enum result hook_open(struct hook *hook);

/* Fine on zeroed memory. */
void hook_close(struct hook *hook);

/* Pumps the thread's messages, and so the hooks; adds what they saw to *news. */
void hook_poll(struct hook *hook, struct input_news *news);

/* A release of a key that no keyboard has, which goes no further than our hook. If the last one has not come
 * back by now, it never will (Windows may have kept it from us, or dropped the hooks): they are set anew. */
void hook_probe(struct hook *hook);

/* What Windows tells the keyboard's hook of. Returns whether the key goes no further. */
bool hook_take_key(struct hook *hook, WPARAM message, const KBDLLHOOKSTRUCT *key);

/* And the mouse's; all of it goes on. */
void hook_take_mouse(struct hook *hook, WPARAM message, const MSLLHOOKSTRUCT *mouse);

/* Whether what came at that tick (of GetLastInputInfo) was the last probe and nothing else: no reason to look
 * at the screen. Any thread. */
bool hook_was_probe(DWORD tick);

/* F12 is kept from other programs; Windows' own hot key is a second ear for it meanwhile. */
void hook_swallow(struct hook *hook, bool is_wanted);

#endif
