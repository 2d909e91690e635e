#include "shot.h"

#include <X11/Xutil.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

Display *shot_display(const char *name)
{
	Display *display = XOpenDisplay(name);
	if (!display) {
		fprintf(stderr, "can't open the display %s\n", name);
		exit(1);
	}
	return display;
}

struct rect shot_screen(Display *display)
{
	int screen = DefaultScreen(display);
	return (struct rect){0, 0, DisplayWidth(display, screen), DisplayHeight(display, screen)};
}

/* Any depth that the server has becomes 8 bits a colour, so that 16-bit displays can be looked at too. */
static uint32_t widen(unsigned long pixel, unsigned long mask)
{
	if (mask == 0)
		return 0;
	int shift = __builtin_ctzl(mask);
	unsigned long max = mask >> shift;
	return (uint32_t)(((pixel & mask) >> shift) * 255 / max);
}

static void copy_pixels(struct image *to, XImage *from)
{
	bool is_plain = from->bits_per_pixel == 32 && from->red_mask == 0xFF0000 && from->green_mask == 0xFF00 &&
	                from->blue_mask == 0xFF && from->byte_order == LSBFirst;
	for (int y = 0; y < to->height_px; y++) {
		uint32_t *row = image_row(to, y);
		if (is_plain) {
			memcpy(row, from->data + (size_t)y * (size_t)from->bytes_per_line, (size_t)to->width_px * 4);
			continue;
		}
		for (int x = 0; x < to->width_px; x++) {
			unsigned long p = XGetPixel(from, x, y);
			row[x] =
				widen(p, from->red_mask) << 16 | widen(p, from->green_mask) << 8 | widen(p, from->blue_mask);
		}
	}
}

struct image shot_take(Display *display, struct rect where)
{
	struct image image = {0};
	where = rect_intersect(where, shot_screen(display));
	if (image_init(&image, where.width, where.height) != RESULT_OK) {
		fprintf(stderr, "there is nothing there to take a picture of\n");
		exit(1);
	}
	XImage *got = XGetImage(display, DefaultRootWindow(display), where.x, where.y, (unsigned)where.width,
	                        (unsigned)where.height, AllPlanes, ZPixmap);
	if (!got) {
		fprintf(stderr, "the display gives no picture\n");
		exit(1);
	}
	copy_pixels(&image, got);
	XDestroyImage(got);
	return image;
}

struct image shot_load(const char *path)
{
	struct image image = {0};
	FILE *file = fopen(path, "rb");
	int width, height;
	bool is_good = file && fscanf(file, "P6 %d %d 255", &width, &height) == 2 && fgetc(file) == '\n' &&
	               image_init(&image, width, height) == RESULT_OK;
	for (int y = 0; is_good && y < image.height_px; y++)
		for (int x = 0; x < image.width_px; x++) {
			uint8_t rgb[3] = {0};
			is_good = fread(rgb, 1, sizeof rgb, file) == sizeof rgb;
			image_row(&image, y)[x] = (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2];
		}
	if (file)
		fclose(file);
	if (!is_good) {
		fprintf(stderr, "%s is no picture\n", path);
		exit(1);
	}
	return image;
}

static bool is_left_out(const struct shot_compare *how, int x, int y)
{
	for (size_t i = 0; i < how->out_count; i++)
		if (rect_has_point(how->out[i], x, y))
			return true;
	return false;
}

struct shot_score shot_score_of(const struct image *a, const struct image *b, const struct shot_compare *how)
{
	struct shot_score score = {0};
	for (int y = 0; y < a->height_px; y++)
		for (int x = 0; x < a->width_px; x++) {
			if (is_left_out(how, x, y)) {
				score.left_out++;
				continue;
			}
			score.compared++;
			int bx = x + how->at_x, by = y + how->at_y;
			if (rect_has_point(image_rect(b), bx, by) &&
			    ((image_row(a, y)[x] ^ image_row(b, by)[bx]) & 0xFFFFFF) == 0)
				score.equal++;
			else
				score.bounds = rect_around(score.bounds, (struct rect){x, y, 1, 1});
		}
	return score;
}

double shot_share(const struct shot_score *score)
{
	return score->compared ? (double)score->equal / (double)score->compared : 0;
}

static bool save_ppm(const struct image *image, const char *path)
{
	FILE *file = fopen(path, "wb");
	if (!file) {
		perror(path);
		return false;
	}
	fprintf(file, "P6\n%d %d\n255\n", image->width_px, image->height_px);
	for (int y = 0; y < image->height_px; y++)
		for (int x = 0; x < image->width_px; x++) {
			uint32_t p = image_row(image, y)[x];
			uint8_t rgb[3] = {(uint8_t)(p >> 16), (uint8_t)(p >> 8), (uint8_t)p};
			fwrite(rgb, 1, sizeof rgb, file);
		}
	bool is_good = ferror(file) == 0;
	if (fclose(file) != 0 || !is_good) {
		fprintf(stderr, "%s could not be written\n", path);
		return false;
	}
	return true;
}

bool shot_save(const struct image *image, const char *path)
{
	size_t length = strlen(path);
	if (length < 4 || strcmp(path + length - 4, ".png") != 0)
		return save_ppm(image, path);
	char raw[4096];
	snprintf(raw, sizeof raw, "%.*s.ppm", (int)(length - 4), path);
	if (!save_ppm(image, raw))
		return false;
	pid_t child = fork();
	if (child == 0) {
		execlp("convert", "convert", raw, path, (char *)NULL);
		_exit(127);
	}
	int status = 1;
	bool is_good = child > 0 && waitpid(child, &status, 0) == child && status == 0;
	if (is_good)
		unlink(raw);
	else
		fprintf(stderr, "convert could not make %s; the picture is in %s\n", path, raw);
	return is_good;
}
