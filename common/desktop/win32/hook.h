/*
 * Listens to every key and button of this computer by low-level hooks, on the
 * thread that pumps its messages (guard): which are of a hand, which of a
 * program, which is F12. Windows drops a hook without a word when its thread
 * does not answer in time, so each probe must come back through it. One for each
 * thread at a time.
 */
#ifndef LOTSE_DESKTOP_WIN32_HOOK_H
#define LOTSE_DESKTOP_WIN32_HOOK_H

#include "desktop/backend.h"

/* before the rest of Windows */
#include <windows.h>

/* Marks in dwExtraInfo: what we inject ourselves. */
enum { HOOK_PROBE = 0x4C6F7431, HOOK_OURS = 0x4C6F7432 };

struct hook {
	HHOOK keyboard, mouse;
	bool is_swallowing; /* F12 is kept from other programs */
	bool is_f12_down, has_hot_key;
	unsigned probes;        /* under way */
	struct input_news news; /* since hook_take */
};

/* Starts to listen, from the thread that will pump. RESULT_UNSUPPORTED: Windows does not let us. */
enum result hook_open(struct hook *hook);

/* Fine on zeroed memory. */
void hook_close(struct hook *hook);

/* Pumps the thread's messages, and so the hooks; adds what they saw to *news. */
void hook_poll(struct hook *hook, struct input_news *news);

/* A release of a key that no keyboard has, which goes no further than our hook. */
void hook_probe(struct hook *hook);

/* Whether what came at that tick (of GetLastInputInfo) was the last probe and nothing else: no reason to look
 * at the screen. Any thread. */
bool hook_was_probe(DWORD tick);

/* F12 is kept from other programs; Windows' own hot key is a second ear for it meanwhile. */
void hook_swallow(struct hook *hook, bool is_wanted);

#endif
