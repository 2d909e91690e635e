/*
 * The leak hunt: a window that is not shared gets in the way of one that is, at random, while the picture is
 * taken as fast as it comes; counts pixels of the wrong one. For the test and for its control.
 */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_HUNT_H
#define LOTSE_TESTS_UNIT_DESKTOP_HUNT_H

#include "desktop/desktop.h"
#include "unit/desktop/actors.h"

enum { HUNT_STIRS = 10000, HUNT_PATIENCE_MS = 120000 };

struct hunt {
	struct x11_server server;
	pid_t shared, secret;
	struct desktop *desktop;
	struct image screen;
	struct region changed;
	int64_t leaked_px; /* pink, or of a colour that no program has */
	int changes;       /* pictures in which something of the shared program was new */
};

static inline void hunt_count(struct hunt *hunt)
{
	bool has_shared = false;
	for (size_t i = 0; i < hunt->changed.count; i++) {
		struct rect rect = hunt->changed.rects[i];
		for (int y = rect.y; y < rect.y + rect.height; y++) {
			const uint32_t *row = image_row(&hunt->screen, y);
			for (int x = rect.x; x < rect.x + rect.width; x++) {
				uint32_t pixel = row[x] & 0xFFFFFF;
				bool is_shared = pixel >> 16 == 0 && pixel != 0;
				has_shared |= is_shared;
				hunt->leaked_px += !is_shared && pixel != SHARE_CALM;
			}
		}
	}
	hunt->changes += has_shared;
}

/* One turn of a media thread's loop; returns whether something was there. */
static inline bool hunt_turn(struct hunt *hunt, struct wake *wake)
{
	struct desktop_news news;
	assert_int_equal(desktop_poll(hunt->desktop, &news), RESULT_OK);
	if (news.is_damaged) {
		enum result result = desktop_capture(hunt->desktop, &hunt->screen, &hunt->changed);
		assert_true(result == RESULT_OK || result == RESULT_WOULD_BLOCK);
		hunt_count(hunt);
		return true;
	}
	struct wake_on on = {.handle = desktop_handle(hunt->desktop), .want_read = true};
	wake_wait(wake, &on, 1, 50);
	return on.may_read || news.again_ms >= 0;
}

static inline void hunt_begin(struct hunt *hunt, int stirs)
{
	*hunt = (struct hunt){.server = x11_server_xvfb("800x600x24")};
	hunt->shared = actor_start_shared(&hunt->server);
	struct share_choice choice = {.kind = SHARE_APPLICATIONS, .application_count = 1};
	choice.applications[0] = actor_find(hunt->server.name, "shared");
	assert_true(choice.applications[0] != 0);
	hunt->secret = actor_start_secret(&hunt->server, stirs);
	assert_int_equal(desktop_open(&hunt->desktop, hunt->server.name), RESULT_OK);
	assert_int_equal(desktop_choose(hunt->desktop, &choice), RESULT_OK);
}

/* Until the other window has been in the way often enough and rests on top. Returns the time that it took. */
static inline int64_t hunt_run(struct hunt *hunt)
{
	struct wake *wake = wake_create();
	int64_t start_ms = clock_now_ms();
	int status = 0;
	while (waitpid(hunt->secret, &status, WNOHANG | WUNTRACED) == 0 &&
	       clock_now_ms() - start_ms < HUNT_PATIENCE_MS)
		hunt_turn(hunt, wake);
	wake_destroy(wake);
	assert_true(WIFSTOPPED(status));
	return clock_now_ms() - start_ms;
}

/* The shared window comes to rest, and all of it is taken in. */
static inline void hunt_rest(struct hunt *hunt)
{
	struct wake *wake = wake_create();
	kill(hunt->shared, SIGUSR1);
	for (int64_t until_ms = clock_now_ms() + 1500; clock_now_ms() < until_ms;)
		hunt_turn(hunt, wake);
	wake_destroy(wake);
}

static inline void hunt_end(struct hunt *hunt)
{
	actor_end(hunt->shared);
	actor_end(hunt->secret);
	desktop_close(hunt->desktop);
	image_finish(&hunt->screen);
	x11_server_stop(&hunt->server);
}

#endif
