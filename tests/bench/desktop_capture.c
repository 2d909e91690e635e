/*
 * desktop_capture
 *
 * Milliseconds from drawing to the pixels in the caller's image, on an Xvfb of its own, as the media thread
 * captures: for a change of 64x64 and of the whole screen (1920x1080), and for one of 64x64 in one of 30
 * windows of a chosen program. Then what injecting costs: steps per
 * second through gate and guard, and processor time of the guard while nothing happens. Median and 95th
 * percentile of 200.
 */
#include "base/clock.h"
#include "desktop/desktop.h"
#include "desktop/gate.h"
#include "desktop/guard.h"
#include "support/x11_client.h"
#include "support/x11_server.h"
#include "unit/desktop/actors.h"
#include "unit/desktop/nobody.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WIDTH = 1920, HEIGHT = 1080, ROUNDS = 200, STEPS = 5000, WINDOWS = 30, REST_MS = 5000 };

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void report(const char *what, double *ms)
{
	qsort(ms, ROUNDS, sizeof *ms, by_value);
	printf("%-40s median %6.2f ms, p95 %6.2f ms, most %6.2f ms\n", what, ms[ROUNDS / 2],
	       ms[ROUNDS * 95 / 100], ms[ROUNDS - 1]);
}

/* The media thread's loop until the pixel is there. */
static void wait_for(struct desktop *desktop, struct image *screen, struct wake *wake, struct rect rect,
                     uint32_t pixel)
{
	struct region changed;
	struct desktop_news news;
	do {
		desktop_poll(desktop, &news);
		if (news.is_damaged) {
			desktop_capture(desktop, screen, &changed);
			continue;
		}
		struct wake_on on = {.handle = desktop_handle(desktop), .want_read = true};
		wake_wait(wake, &on, 1, 100);
	} while (screen->pixels == NULL ||
	         (image_row(screen, rect.y + rect.height - 1)[rect.x + rect.width - 1] & 0xFFFFFF) != pixel);
}

static void draw(struct x11_client *client, struct rect rect, uint32_t pixel)
{
	xcb_rectangle_t drawn = {(int16_t)rect.x, (int16_t)rect.y, (uint16_t)rect.width, (uint16_t)rect.height};
	xcb_change_gc(client->connection, client->gc, XCB_GC_FOREGROUND, &pixel);
	xcb_poly_fill_rectangle(client->connection, client->window, client->gc, 1, &drawn);
	xcb_flush(client->connection);
}

static void measure_capture(const char *display, struct x11_client *client, struct rect rect,
                            const char *what)
{
	struct desktop *desktop;
	struct image screen = {0};
	struct wake *wake = wake_create();
	double ms[ROUNDS];
	if (desktop_open(&desktop, display) != RESULT_OK || desktop_share(desktop, SHARE_EVERYTHING) != RESULT_OK)
		exit(1);
	draw(client, (struct rect){0, 0, WIDTH, HEIGHT}, 0);
	wait_for(desktop, &screen, wake, (struct rect){0, 0, WIDTH, HEIGHT}, 0);
	for (uint32_t i = 0; i < ROUNDS; i++) {
		clock_sleep_ms(5);
		int64_t start_us = clock_now_us();
		draw(client, rect, 0x101010 + i);
		wait_for(desktop, &screen, wake, rect, 0x101010 + i);
		ms[i] = (double)(clock_now_us() - start_us) / 1e3;
	}
	report(what, ms);
	desktop_close(desktop);
	image_finish(&screen);
	wake_destroy(wake);
}

/* The same with one program of 30 windows chosen, drawn on in one of them. */
static void measure_composed(const char *display)
{
	struct actor actor;
	struct desktop *desktop;
	struct image screen = {0};
	struct wake *wake = wake_create();
	double ms[ROUNDS];
	struct rect at = {700, 400, 64, 64};
	actor_begin(&actor, display, 1);
	for (int i = 0; i < WINDOWS; i++) {
		actor.window =
			actor_window(&actor, "bench", (struct rect){i * 37 % 900, i * 23 % 400, 800, 600}, 0x203040);
		xcb_map_window(actor.c, actor.window);
	}
	xcb_flush(actor.c);
	struct share_choice choice = {.kind = SHARE_APPLICATIONS, .application_count = 1};
	choice.applications[0] = actor_find(display, "bench");
	if (desktop_open(&desktop, display) != RESULT_OK || desktop_choose(desktop, &choice) != RESULT_OK)
		exit(1);
	/* At first all windows are painted anew, which would wipe out what is drawn now. */
	for (int64_t until_ms = clock_now_ms() + 1000; clock_now_ms() < until_ms; clock_sleep_ms(5)) {
		struct desktop_news news;
		struct region changed;
		desktop_poll(desktop, &news);
		if (news.is_damaged)
			desktop_capture(desktop, &screen, &changed);
	}
	struct rect inside = {at.x - (WINDOWS - 1) * 37 % 900, at.y - (WINDOWS - 1) * 23 % 400, at.width,
	                      at.height};
	for (uint32_t i = 0; i < ROUNDS; i++) {
		clock_sleep_ms(5);
		int64_t start_us = clock_now_us();
		actor_fill(&actor, actor.window, inside, 0x101010 + i);
		xcb_flush(actor.c);
		wait_for(desktop, &screen, wake, at, 0x101010 + i);
		ms[i] = (double)(clock_now_us() - start_us) / 1e3;
	}
	report("draw to picture, 64x64, of 30 windows", ms);
	xcb_disconnect(actor.c);
	desktop_close(desktop);
	image_finish(&screen);
	wake_destroy(wake);
}

static double processor_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void measure_guard(const char *display)
{
	struct guard *guard;
	struct guard_events events = {.context = NULL};
	struct gate *gate = gate_create();
	if (guard_start(&guard, display, gate, &events) != RESULT_OK)
		exit(1);
	while (gate_open(gate, 1, 0, clock_now_ms()) != RESULT_OK)
		clock_sleep_ms(1);
	int64_t start_us = clock_now_us();
	for (int i = 0; i < STEPS;) {
		struct input_event move = {
			.kind = INPUT_MOVE, .x_px = (int16_t)(i % 500), .y_px = (int16_t)(i % 300)};
		if (gate_is_settled(gate) && gate_inject(gate, &move, 1) == RESULT_OK)
			i++;
	}
	double us = (double)(clock_now_us() - start_us) / STEPS;
	printf("%-40s %.0f us each, from gate_inject to settled\n", "one movement through gate and guard", us);
	double before_ms = processor_ms();
	clock_sleep_ms(REST_MS);
	printf("%-40s %.3f %% of a processor\n", "guard at rest, gate open",
	       (processor_ms() - before_ms) * 100 / REST_MS);
	guard_stop(guard);
	gate_destroy(gate);
}

int main(void)
{
	struct x11_server server = x11_server_xvfb("1920x1080x24");
	static struct x11_client client;
	x11_client_open(&client, server.name);
	measure_capture(server.name, &client, (struct rect){700, 400, 64, 64}, "draw to picture, 64x64");
	measure_capture(server.name, &client, (struct rect){0, 0, WIDTH, HEIGHT}, "draw to picture, 1920x1080");
	x11_client_close(&client);
	measure_composed(server.name);
	measure_guard(server.name);
	x11_server_stop(&server);
	return 0;
}
