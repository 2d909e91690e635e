/*
 * Between the users' threads and the clipboard's own: what is wanted goes into `clipboard` under its lock and
 * the thread is woken; the thread alone calls the backend, and leaves what it read under the same lock.
 *
 * On Windows asking for a text can't be broken off, and its owner may hang. So the thread is sent off rather
 * than joined: close waits a moment for it, and whichever of the two is last frees what both hold.
 */
#include "desktop/clipboard.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "desktop/clipboard_backend.h"
#include "desktop/clipboard_text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GOODBYE_MS = 500, OPEN_MS = 5000, NAME_BYTES = 256 };

struct clipboard {
	const struct clipboard_backend *backend;
	struct clipboard_events events;
	char display[NAME_BYTES];
	bool has_display;
	struct wake *wake;
	struct mutex *mutex;
	struct signal *changed;

	/* under the mutex: */
	int holders; /* the opener, the thread */
	bool must_stop, is_opened, is_over, is_wanted;
	uint32_t listen_turn; /* another one for each clipboard_listen */
	enum result opened;
	bool has_put;
	struct clipboard_text put;
	enum result news; /* as clipboard_take */
	struct clipboard_text text;
};

static void forget_news(struct clipboard *clipboard)
{
	clipboard_text_finish(&clipboard->text);
	clipboard->news = RESULT_WOULD_BLOCK;
}

static void destroy(struct clipboard *clipboard)
{
	clipboard_text_finish(&clipboard->put);
	clipboard_text_finish(&clipboard->text);
	signal_destroy(clipboard->changed);
	mutex_destroy(clipboard->mutex);
	wake_destroy(clipboard->wake);
	free(clipboard);
}

/* One of the two has no more use for it. */
static void let_go(struct clipboard *clipboard)
{
	mutex_lock(clipboard->mutex);
	bool is_last = --clipboard->holders == 0;
	mutex_unlock(clipboard->mutex);
	if (is_last)
		destroy(clipboard);
}

/* --- the thread
 * -------------------------------------------------------------------------------------------------------------
 */

/* What is wanted of the thread; taken over in one go. */
struct orders {
	bool must_stop, is_wanted, has_put;
	uint32_t listen_turn;
	struct clipboard_text put;
};

static struct orders take_orders(struct clipboard *clipboard)
{
	mutex_lock(clipboard->mutex);
	struct orders orders = {.must_stop = clipboard->must_stop,
	                        .is_wanted = clipboard->is_wanted,
	                        .has_put = clipboard->has_put,
	                        .listen_turn = clipboard->listen_turn,
	                        .put = clipboard->put};
	clipboard->put = (struct clipboard_text){0};
	clipboard->has_put = false;
	mutex_unlock(clipboard->mutex);
	return orders;
}

/* What is no text that we hand on is as if it had not been copied. */
static void check(struct clipboard_news *news)
{
	if (news->result != RESULT_OK)
		return;
	clipboard_text_to_lf(&news->text);
	if (news->text.size > CLIPBOARD_TEXT_BYTES_MAX)
		news->result = RESULT_TOO_LARGE;
	else if (!clipboard_text_is_valid((struct bytes){news->text.data, news->text.size}))
		news->result = RESULT_WOULD_BLOCK;
	if (news->result != RESULT_OK)
		clipboard_text_finish(&news->text);
}

/* Told under the lock, so that nothing is told after clipboard_close. */
static void leave(struct clipboard *clipboard, struct clipboard_news *news, uint32_t listen_turn)
{
	check(news);
	if (news->result == RESULT_WOULD_BLOCK)
		return;
	mutex_lock(clipboard->mutex);
	if (clipboard->is_wanted && clipboard->listen_turn == listen_turn && !clipboard->must_stop) {
		forget_news(clipboard);
		clipboard->news = news->result;
		clipboard->text = news->text;
		news->text = (struct clipboard_text){0};
		if (clipboard->events.on_news != NULL)
			clipboard->events.on_news(clipboard->events.context);
	}
	mutex_unlock(clipboard->mutex);
	clipboard_text_finish(&news->text);
}

static void work(struct clipboard *clipboard, void *backend)
{
	uint32_t listen_turn = 0;

	for (;;) {
		struct orders orders = take_orders(clipboard);
		if (orders.must_stop) {
			clipboard_text_finish(&orders.put);
			return;
		}
		if (orders.listen_turn != listen_turn)
			clipboard->backend->listen(backend, orders.is_wanted);
		listen_turn = orders.listen_turn;
		if (orders.has_put)
			clipboard->backend->put(backend, &orders.put);
		struct clipboard_news news = {.result = RESULT_WOULD_BLOCK, .again_ms = -1};
		if (clipboard->backend->poll(backend, clock_now_ms(), &news) != RESULT_OK) {
			log_warn("desktop", "the clipboard is gone");
			return;
		}
		leave(clipboard, &news, listen_turn);
		struct wake_on on = {.handle = clipboard->backend->handle(backend), .want_read = true};
		if (wake_wait(clipboard->wake, &on, 1, news.again_ms) != RESULT_OK)
			clock_sleep_ms(1); /* never a busy loop */
	}
}

static void say(struct clipboard *clipboard, bool *what)
{
	mutex_lock(clipboard->mutex);
	*what = true;
	signal_raise(clipboard->changed);
	mutex_unlock(clipboard->mutex);
}

static void run(void *context)
{
	struct clipboard *clipboard = context;
	void *backend = NULL;

	clipboard->opened =
		clipboard->backend->open(&backend, clipboard->has_display ? clipboard->display : NULL);
	bool is_open = clipboard->opened == RESULT_OK;
	say(clipboard, &clipboard->is_opened);
	if (is_open) {
		work(clipboard, backend);
		clipboard->backend->close(backend);
	}
	say(clipboard, &clipboard->is_over);
	let_go(clipboard);
}

/* --- for users
 * --------------------------------------------------------------------------------------------------------------
 */

/* Waits under the lock until `what`; false: it takes too long. */
static bool wait_for(struct clipboard *clipboard, const bool *what, int timeout_ms)
{
	int64_t until_ms = clock_now_ms() + timeout_ms;

	while (!*what) {
		int64_t left_ms = until_ms - clock_now_ms();
		if (left_ms <= 0)
			return false;
		(void)signal_wait(clipboard->changed, clipboard->mutex, (int)left_ms);
	}
	return true;
}

static struct clipboard *create(const struct clipboard_backend *backend, const char *display_name,
                                const struct clipboard_events *events)
{
	struct clipboard *clipboard = calloc(1, sizeof *clipboard);

	if (clipboard == NULL)
		return NULL;
	clipboard->backend = backend;
	clipboard->events = *events;
	clipboard->has_display = display_name != NULL;
	if (display_name != NULL)
		snprintf(clipboard->display, sizeof clipboard->display, "%s", display_name);
	clipboard->news = RESULT_WOULD_BLOCK;
	clipboard->holders = 2;
	clipboard->wake = wake_create();
	clipboard->mutex = mutex_create();
	clipboard->changed = signal_create();
	if (clipboard->wake != NULL && clipboard->mutex != NULL && clipboard->changed != NULL)
		return clipboard;
	destroy(clipboard);
	return NULL;
}

enum result clipboard_open_with(struct clipboard **out, const struct clipboard_backend *backend,
                                const char *display_name, const struct clipboard_events *events)
{
	*out = NULL;
	struct clipboard *clipboard = create(backend, display_name, events);
	if (clipboard == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = thread_send_off(run, clipboard);
	if (result != RESULT_OK) {
		destroy(clipboard);
		return result;
	}
	mutex_lock(clipboard->mutex);
	result = wait_for(clipboard, &clipboard->is_opened, OPEN_MS) ? clipboard->opened : RESULT_SYSTEM;
	mutex_unlock(clipboard->mutex);
	if (result != RESULT_OK) {
		clipboard_close(clipboard);
		return result;
	}
	*out = clipboard;
	return RESULT_OK;
}

enum result clipboard_open(struct clipboard **out, const char *display_name,
                           const struct clipboard_events *events)
{
	return clipboard_open_with(out, &desktop_clipboard_backend, display_name, events);
}

void clipboard_close(struct clipboard *clipboard)
{
	if (clipboard == NULL)
		return;
	mutex_lock(clipboard->mutex);
	clipboard->must_stop = true;
	wake_signal(clipboard->wake);
	if (!wait_for(clipboard, &clipboard->is_over, GOODBYE_MS))
		log_warn("desktop", "the clipboard's owner hangs, and is not waited for");
	mutex_unlock(clipboard->mutex);
	let_go(clipboard);
}

void clipboard_listen(struct clipboard *clipboard, bool is_wanted)
{
	mutex_lock(clipboard->mutex);
	clipboard->is_wanted = is_wanted;
	clipboard->listen_turn++;
	forget_news(clipboard);
	mutex_unlock(clipboard->mutex);
	wake_signal(clipboard->wake);
}

enum result clipboard_take(struct clipboard *clipboard, struct clipboard_text *out)
{
	mutex_lock(clipboard->mutex);
	enum result result = clipboard->news;
	if (result == RESULT_OK) {
		*out = clipboard->text;
		clipboard->text = (struct clipboard_text){0};
	}
	clipboard->news = RESULT_WOULD_BLOCK;
	mutex_unlock(clipboard->mutex);
	return result;
}

enum result clipboard_put(struct clipboard *clipboard, struct bytes text)
{
	struct clipboard_text copy = {0};

	if (!clipboard_text_is_valid(text))
		return RESULT_BAD_ARGUMENT;
	enum result result = clipboard_text_copy(&copy, text);
	if (result != RESULT_OK)
		return result;
	mutex_lock(clipboard->mutex);
	clipboard_text_finish(&clipboard->put);
	clipboard->put = copy;
	clipboard->has_put = true;
	mutex_unlock(clipboard->mutex);
	wake_signal(clipboard->wake);
	return RESULT_OK;
}
