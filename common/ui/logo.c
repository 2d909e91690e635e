#include "ui/logo.h"

#include <stdlib.h>
#include <string.h>

struct logo {
	uint8_t *rgba; /* owned */
	int width_px, height_px;
	struct image scaled; /* as of the last call */
	uint32_t ground;
};

enum result logo_create(struct logo **out, const uint8_t *rgba, int width_px, int height_px)
{
	*out = NULL;
	if (width_px < 1 || height_px < 1 || width_px > LOGO_SIDE_MAX_PX || height_px > LOGO_SIDE_MAX_PX)
		return RESULT_BAD_ARGUMENT;
	size_t bytes = (size_t)width_px * (size_t)height_px * 4;
	struct logo *logo = calloc(1, sizeof *logo);
	if (logo != NULL)
		logo->rgba = malloc(bytes);
	if (logo == NULL || logo->rgba == NULL) {
		free(logo);
		return RESULT_OUT_OF_MEMORY;
	}
	memcpy(logo->rgba, rgba, bytes);
	logo->width_px = width_px;
	logo->height_px = height_px;
	*out = logo;
	return RESULT_OK;
}

void logo_destroy(struct logo *logo)
{
	if (logo == NULL)
		return;
	image_finish(&logo->scaled);
	free(logo->rgba);
	free(logo);
}

/* The mean of a rectangle of the original, each pixel over the ground first. */
static uint32_t mean_of(const struct logo *logo, struct rect rect, uint32_t ground)
{
	uint32_t sums[3] = {0};
	for (int y = rect.y; y < rect.y + rect.height; y++) {
		const uint8_t *at = logo->rgba + ((size_t)y * (size_t)logo->width_px + (size_t)rect.x) * 4;
		for (int x = 0; x < rect.width; x++, at += 4) {
			for (int i = 0; i < 3; i++)
				sums[i] += (at[i] * at[3] + (ground >> (16 - 8 * i) & 0xFF) * (255u - at[3]) + 127) / 255;
		}
	}
	uint32_t count = (uint32_t)rect.width * (uint32_t)rect.height, pixel = 0;
	for (int i = 0; i < 3; i++)
		pixel = pixel << 8 | (sums[i] + count / 2) / count;
	return pixel;
}

/* What of the original becomes one pixel, along one side: at least one. */
static void span(int at, int of, int length, int *start, int *size)
{
	*start = (int)((int64_t)at * length / of);
	int end = (int)((int64_t)(at + 1) * length / of);
	*size = end > *start ? end - *start : 1;
}

static void scale(const struct logo *logo, struct image *to, uint32_t ground)
{
	for (int y = 0; y < to->height_px; y++) {
		struct rect from;
		span(y, to->height_px, logo->height_px, &from.y, &from.height);
		for (int x = 0; x < to->width_px; x++) {
			span(x, to->width_px, logo->width_px, &from.x, &from.width);
			image_row(to, y)[x] = mean_of(logo, from, ground);
		}
	}
}

const struct image *logo_scaled(struct logo *logo, int width_max_px, int height_max_px, uint32_t ground)
{
	int width = logo->width_px, height = logo->height_px;
	if (width > width_max_px) {
		height = (int)((int64_t)height * width_max_px / width);
		width = width_max_px;
	}
	if (height > height_max_px) {
		width = (int)((int64_t)width * height_max_px / height);
		height = height_max_px;
	}
	width = width > 0 ? width : 1;
	height = height > 0 ? height : 1;
	if (logo->scaled.width_px == width && logo->scaled.height_px == height && logo->ground == ground)
		return &logo->scaled;
	image_finish(&logo->scaled);
	if (image_init(&logo->scaled, width, height) != RESULT_OK)
		return NULL;
	logo->ground = ground;
	scale(logo, &logo->scaled, ground);
	return &logo->scaled;
}
