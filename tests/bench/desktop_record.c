/*
 * desktop_record DISPLAY FRAMES INTERVAL_MS FILE
 *
 * Writes what an X display shows, FRAMES times, INTERVAL_MS apart, to FILE: what
 * picture_line and picture_sort read. "LOTSEFILM width height interval\n", then the
 * frames' pixels, 4 bytes each, 0x00RRGGBB in the machine's order.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <xcb/xcb.h>

struct source {
	xcb_connection_t *connection;
	const xcb_screen_t *screen;
	int width_px, height_px;
};

static bool source_open(struct source *source, const char *display)
{
	source->connection = xcb_connect(display, NULL);
	if (xcb_connection_has_error(source->connection) != 0)
		return false;
	source->screen = xcb_setup_roots_iterator(xcb_get_setup(source->connection)).data;
	source->width_px = source->screen->width_in_pixels;
	source->height_px = source->screen->height_in_pixels;
	return true;
}

static bool write_frame(const struct source *source, FILE *to)
{
	xcb_get_image_cookie_t asked =
		xcb_get_image(source->connection, XCB_IMAGE_FORMAT_Z_PIXMAP, source->screen->root, 0, 0,
	                  (uint16_t)source->width_px, (uint16_t)source->height_px, UINT32_MAX);
	xcb_get_image_reply_t *reply = xcb_get_image_reply(source->connection, asked, NULL);
	size_t bytes = (size_t)source->width_px * (size_t)source->height_px * 4;
	bool is_done = reply != NULL && (size_t)xcb_get_image_data_length(reply) >= bytes &&
	               fwrite(xcb_get_image_data(reply), 1, bytes, to) == bytes;
	free(reply);
	return is_done;
}

static struct timespec later(struct timespec at, long ms)
{
	at.tv_nsec += ms % 1000 * 1000000;
	at.tv_sec += ms / 1000 + at.tv_nsec / 1000000000;
	at.tv_nsec %= 1000000000;
	return at;
}

int main(int argc, char **argv)
{
	struct source source;
	struct timespec at;
	FILE *to = argc == 5 ? fopen(argv[4], "wb") : NULL;
	if (to == NULL || !source_open(&source, argv[1])) {
		fprintf(stderr, "usage: desktop_record DISPLAY FRAMES INTERVAL_MS FILE\n");
		return 2;
	}
	long frames = atol(argv[2]), interval_ms = atol(argv[3]);
	fprintf(to, "LOTSEFILM %d %d %ld\n", source.width_px, source.height_px, interval_ms);
	clock_gettime(CLOCK_MONOTONIC, &at);
	for (long i = 0; i < frames; i++) {
		if (!write_frame(&source, to)) {
			fprintf(stderr, "frame %ld could not be had\n", i);
			return 1;
		}
		at = later(at, interval_ms);
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
	}
	xcb_disconnect(source.connection);
	return fclose(to) == 0 ? 0 : 1;
}
