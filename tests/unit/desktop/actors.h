/*
 * Programs on a desktop under test, each a process of its own (so that each is a program to those who look):
 * "shared" paints greens and blues, "secret" has nothing but pink, as has the root. Neither answers: they do
 * what they were made for until they are ended.
 */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_ACTORS_H
#define LOTSE_TESTS_UNIT_DESKTOP_ACTORS_H

#include "support/x11_server.h"

#include "base/clock.h"
#include "desktop/applications.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>

enum {
	ACTOR_PINK = 0xFF00FF,
	ACTOR_GREEN = 0x00C040,
	ACTOR_SIDE = 240, /* of the shared window when it rests, at ACTOR_PLACE, ACTOR_PLACE */
	ACTOR_PLACE = 80,
};

struct actor {
	xcb_connection_t *c;
	xcb_screen_t *screen;
	xcb_window_t window;
	xcb_gcontext_t gc;
	uint32_t seed;
};

static inline uint32_t actor_random(struct actor *actor, uint32_t below)
{
	actor->seed = actor->seed * 1664525u + 1013904223u;
	return (actor->seed >> 8) % below;
}

/* A window with a name; `pixel` its background, or none at all if it is 0. */
static inline xcb_window_t actor_window(struct actor *actor, const char *name, struct rect at, uint32_t pixel)
{
	xcb_window_t window = xcb_generate_id(actor->c);
	uint32_t none[] = {XCB_BACK_PIXMAP_NONE, 1, XCB_EVENT_MASK_EXPOSURE},
			 painted[] = {pixel, 1, XCB_EVENT_MASK_EXPOSURE};
	uint32_t mask = XCB_CW_OVERRIDE_REDIRECT | XCB_CW_EVENT_MASK;
	xcb_create_window(
		actor->c, XCB_COPY_FROM_PARENT, window, actor->screen->root, (int16_t)at.x, (int16_t)at.y,
		(uint16_t)at.width, (uint16_t)at.height, 0, XCB_WINDOW_CLASS_INPUT_OUTPUT, XCB_COPY_FROM_PARENT,
		mask | (pixel == 0 ? XCB_CW_BACK_PIXMAP : XCB_CW_BACK_PIXEL), pixel == 0 ? none : painted);
	xcb_change_property(actor->c, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_NAME, XCB_ATOM_STRING, 8,
	                    (uint32_t)strlen(name), name);
	if (*name != 0) /* else it is as a menu is */
		xcb_change_property(actor->c, XCB_PROP_MODE_REPLACE, window, XCB_ATOM_WM_CLASS, XCB_ATOM_STRING, 8,
		                    12, "actor\0Actor");
	return window;
}

static inline void actor_begin(struct actor *actor, const char *display, uint32_t seed)
{
	*actor = (struct actor){.c = xcb_connect(display, NULL), .seed = seed};
	if (xcb_connection_has_error(actor->c) != 0)
		_exit(1);
	actor->screen = xcb_setup_roots_iterator(xcb_get_setup(actor->c)).data;
	actor->gc = xcb_generate_id(actor->c);
	xcb_create_gc(actor->c, actor->gc, actor->screen->root, 0, NULL);
}

static inline void actor_fill(struct actor *actor, xcb_window_t on, struct rect rect, uint32_t pixel)
{
	xcb_rectangle_t rectangle = {(int16_t)rect.x, (int16_t)rect.y, (uint16_t)rect.width,
	                             (uint16_t)rect.height};
	xcb_change_gc(actor->c, actor->gc, XCB_GC_FOREGROUND, &pixel);
	xcb_poly_fill_rectangle(actor->c, on, actor->gc, 1, &rectangle);
}

/* What the shared window shows when it rests. */
static inline uint32_t actor_resting_pixel(int x, int y)
{
	return (uint32_t)(ACTOR_GREEN + (x / 16 + y / 16) % 8);
}

static inline void actor_paint(struct actor *actor, uint32_t turn)
{
	for (int y = 0; y < 2 * ACTOR_SIDE; y += 16) {
		for (int x = 0; x < 2 * ACTOR_SIDE; x += 16)
			actor_fill(actor, actor->window, (struct rect){x, y, 16, 16},
			           turn == 0 ? actor_resting_pixel(x, y) : 0x004000 + (turn & 0xFF));
	}
}

static volatile sig_atomic_t actor_must_rest;

static inline void actor_rest(int number)
{
	(void)number;
	actor_must_rest = 1;
}

static inline void actor_configure(struct actor *actor, xcb_window_t window, struct rect at)
{
	const uint32_t values[] = {(uint32_t)at.x, (uint32_t)at.y, (uint32_t)at.width, (uint32_t)at.height};
	xcb_configure_window(actor->c, window,
	                     XCB_CONFIG_WINDOW_X | XCB_CONFIG_WINDOW_Y | XCB_CONFIG_WINDOW_WIDTH |
	                         XCB_CONFIG_WINDOW_HEIGHT,
	                     values);
}

/* Paints when told to and each 20 ms, moves, resizes, hides itself and opens menus, all without a background:
 * what it has not painted is what the server left there. After SIGUSR1 it rests in its place. */
static inline void actor_shared(const char *display)
{
	struct actor actor;
	const struct rect home = {ACTOR_PLACE, ACTOR_PLACE, ACTOR_SIDE, ACTOR_SIDE};
	signal(SIGUSR1, actor_rest);
	actor_begin(&actor, display, 7);
	actor.window = actor_window(&actor, "shared", home, 0);
	xcb_map_window(actor.c, actor.window);
	for (uint32_t turn = 1;; turn++) {
		xcb_generic_event_t *event;
		while ((event = xcb_poll_for_event(actor.c)) != NULL)
			free(event);
		if (actor_must_rest == 0 && turn % 8 == 0)
			actor_configure(&actor, actor.window,
			                (struct rect){(int)actor_random(&actor, 300), (int)actor_random(&actor, 200),
			                              (int)actor_random(&actor, 300) + 40,
			                              (int)actor_random(&actor, 300) + 40});
		if (actor_must_rest == 0 && turn % 25 == 0) {
			xcb_unmap_window(actor.c, actor.window);
			xcb_map_window(actor.c, actor.window);
			xcb_window_t menu = actor_window(&actor, "", (struct rect){100, 100, 150, 200}, 0);
			xcb_map_window(actor.c, menu);
			xcb_flush(actor.c);
			clock_sleep_ms(10);
			xcb_destroy_window(actor.c, menu);
		}
		if (actor_must_rest != 0)
			actor_configure(&actor, actor.window, home);
		actor_paint(&actor, actor_must_rest != 0 ? 0 : turn);
		if (xcb_flush(actor.c) <= 0)
			_exit(0);
		clock_sleep_ms(20);
	}
}

/* One thing that a window does at random. */
static inline void actor_stir(struct actor *actor)
{
	static const uint32_t modes[] = {XCB_STACK_MODE_ABOVE, XCB_STACK_MODE_BELOW};
	switch (actor_random(actor, 4)) {
	case 0:
		xcb_unmap_window(actor->c, actor->window);
		break;
	case 1:
		xcb_map_window(actor->c, actor->window);
		xcb_configure_window(actor->c, actor->window, XCB_CONFIG_WINDOW_STACK_MODE,
		                     &modes[actor_random(actor, 2)]);
		break;
	default:
		actor_configure(actor, actor->window,
		                (struct rect){(int)actor_random(actor, 400), (int)actor_random(actor, 300),
		                              (int)actor_random(actor, 500) + 20,
		                              (int)actor_random(actor, 400) + 20});
		break;
	}
}

/* Is in the way `count` times, then rests on top of all and waits to be ended. */
static inline void actor_secret(const char *display, int count)
{
	struct actor actor;
	const uint32_t pink = ACTOR_PINK;
	actor_begin(&actor, display, 3);
	xcb_change_window_attributes(actor.c, actor.screen->root, XCB_CW_BACK_PIXEL, &pink);
	xcb_clear_area(actor.c, 0, actor.screen->root, 0, 0, 0, 0);
	actor.window = actor_window(&actor, "secret", (struct rect){0, 0, 300, 300}, ACTOR_PINK);
	xcb_map_window(actor.c, actor.window);
	for (int i = 0; i < count; i++) {
		actor_stir(&actor);
		if (xcb_flush(actor.c) <= 0)
			_exit(0);
		if (i % 2 == 0)
			clock_sleep_ms(1);
	}
	actor_configure(&actor, actor.window, (struct rect){ACTOR_PLACE + 50, ACTOR_PLACE + 50, 300, 300});
	xcb_map_window(actor.c, actor.window);
	const uint32_t above = XCB_STACK_MODE_ABOVE;
	xcb_configure_window(actor.c, actor.window, XCB_CONFIG_WINDOW_STACK_MODE, &above);
	xcb_flush(actor.c);
	raise(SIGSTOP); /* the test waits for this */
	for (;;)
		pause();
}

static inline pid_t actor_start_shared(const struct x11_server *server)
{
	pid_t pid = fork();
	if (pid == 0)
		actor_shared(server->name);
	return pid;
}

static inline pid_t actor_start_secret(const struct x11_server *server, int count)
{
	pid_t pid = fork();
	if (pid == 0)
		actor_secret(server->name, count);
	return pid;
}

static inline void actor_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* The id of the program with a window of that title, once it is there; 0: it does not come. */
static inline uint64_t actor_find(const char *display, const char *title)
{
	struct desktop_application found[APPLICATIONS_MAX];
	for (int turn = 0; turn < 50; turn++) {
		size_t count;
		uint64_t id = 0;
		if (desktop_applications(display, found, APPLICATIONS_MAX, &count) != RESULT_OK)
			return 0;
		for (size_t i = 0; i < count; i++)
			id = strcmp(found[i].title, title) == 0 ? found[i].id : id;
		applications_finish(found, count);
		if (id != 0)
			return id;
	}
	return 0;
}

#endif
