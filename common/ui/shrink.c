/*
 * For each pixel of the result and each axis there is a span: the first source pixel, how many, and their
 * weights, which add up to exactly 1 (in 1/65536), so that one even colour stays exactly that colour. Along a
 * row that gives means in 1/256; those of the rows are weighted and summed, which just fits 32 bits.
 */
#include "ui/shrink.h"

#include <stdlib.h>
#include <string.h>

enum { SHARE_SHIFT = 8, SHARE_ONE = 1 << SHARE_SHIFT, WEIGHT_ONE = 65536, CHANNELS = 3 };

struct shrink_span {
	int first, count;
	uint32_t first_weight, inner_weight, last_weight; /* with count 1 the first alone counts */
};

/* Larger or equal: the one source pixel under the middle of pixel `i`. */
static struct shrink_span span_of_one(int i, int from_px, int to_px)
{
	int first = (int)(((int64_t)i * 2 + 1) * from_px / (2 * (int64_t)to_px));
	return (struct shrink_span){first, 1, WEIGHT_ONE, 0, 0};
}

static struct shrink_span span_of_area(int i, int from_px, int to_px)
{
	int64_t begin = (int64_t)i * from_px * SHARE_ONE / to_px;
	int64_t end = ((int64_t)i + 1) * from_px * SHARE_ONE / to_px;
	int first = (int)(begin >> SHARE_SHIFT), last = (int)((end - 1) >> SHARE_SHIFT);
	struct shrink_span span = {first, last - first + 1, WEIGHT_ONE, 0, 0};
	if (span.count == 1)
		return span;
	int64_t first_share = SHARE_ONE - (begin & (SHARE_ONE - 1));
	span.first_weight = (uint32_t)(first_share * WEIGHT_ONE / (end - begin));
	span.inner_weight = (uint32_t)((int64_t)SHARE_ONE * WEIGHT_ONE / (end - begin));
	span.last_weight = WEIGHT_ONE - span.first_weight - span.inner_weight * (uint32_t)(span.count - 2);
	return span;
}

static void spans_fill(struct shrink_span *spans, int from_px, int to_px)
{
	for (int i = 0; i < to_px; i++)
		spans[i] = to_px >= from_px ? span_of_one(i, from_px, to_px) : span_of_area(i, from_px, to_px);
}

static uint32_t weight_at(const struct shrink_span *span, int index)
{
	if (index == 0)
		return span->first_weight;
	return index == span->count - 1 ? span->last_weight : span->inner_weight;
}

void shrink_finish(struct shrink *shrink)
{
	free(shrink->columns);
	free(shrink->rows);
	free(shrink->sums);
	free(shrink->means);
	*shrink = (struct shrink){0};
}

static bool is_prepared(const struct shrink *shrink, const struct image *from, int to_width_px,
                        int to_height_px)
{
	return shrink->sums != NULL && from->width_px == shrink->from_width_px &&
	       from->height_px == shrink->from_height_px && to_width_px == shrink->to_width_px &&
	       to_height_px == shrink->to_height_px;
}

enum result shrink_prepare(struct shrink *shrink, const struct image *from, int to_width_px, int to_height_px)
{
	if (is_prepared(shrink, from, to_width_px, to_height_px))
		return RESULT_OK;
	struct shrink fresh = {
		.columns = calloc((size_t)to_width_px + 1, sizeof *fresh.columns),
		.rows = calloc((size_t)to_height_px + 1, sizeof *fresh.rows),
		.sums = calloc((size_t)to_width_px + 1, CHANNELS * sizeof *fresh.sums),
		.means = calloc((size_t)to_width_px + 1, CHANNELS * sizeof *fresh.means),
		.from_width_px = from->width_px,
		.from_height_px = from->height_px,
		.to_width_px = to_width_px,
		.to_height_px = to_height_px,
	};
	if (fresh.columns == NULL || fresh.rows == NULL || fresh.sums == NULL || fresh.means == NULL) {
		shrink_finish(&fresh);
		return RESULT_OUT_OF_MEMORY;
	}
	spans_fill(fresh.columns, from->width_px, to_width_px);
	spans_fill(fresh.rows, from->height_px, to_height_px);
	shrink_finish(shrink);
	*shrink = fresh;
	return RESULT_OK;
}

static void add_pixel(uint32_t sum[static CHANNELS], uint32_t pixel, uint32_t weight)
{
	sum[0] += (pixel & 0xFF) * weight;
	sum[1] += (pixel >> 8 & 0xFF) * weight;
	sum[2] += (pixel >> 16 & 0xFF) * weight;
}

/* One source row's means for columns first..end, in 1/256. */
static void find_means(struct shrink *shrink, const uint32_t *source, int first, int end)
{
	uint16_t *mean = shrink->means;
	for (int x = first; x < end; x++, mean += CHANNELS) {
		const struct shrink_span *span = &shrink->columns[x];
		const uint32_t *pixel = source + span->first;
		uint32_t sum[CHANNELS] = {0};
		add_pixel(sum, pixel[0], span->first_weight);
		for (int i = 1; i < span->count - 1; i++)
			add_pixel(sum, pixel[i], span->inner_weight);
		if (span->count > 1)
			add_pixel(sum, pixel[span->count - 1], span->last_weight);
		for (int c = 0; c < CHANNELS; c++)
			mean[c] = (uint16_t)(sum[c] >> 8);
	}
}

static void add_means(struct shrink *shrink, int count, uint32_t weight)
{
	uint32_t *restrict sums = shrink->sums;
	const uint16_t *restrict means = shrink->means;
	for (int i = 0; i < count * CHANNELS; i++)
		sums[i] += means[i] * weight;
}

static void store_row(const struct shrink *shrink, uint32_t *to, int count)
{
	const uint32_t *sum = shrink->sums, half = 1u << 23;
	for (int x = 0; x < count; x++, sum += CHANNELS)
		to[x] = (sum[0] + half) >> 24 | (sum[1] + half) >> 24 << 8 | (sum[2] + half) >> 24 << 16;
}

static void draw_row_of_ones(const struct shrink *shrink, uint32_t *to, const uint32_t *source, int first,
                             int end)
{
	for (int x = first; x < end; x++)
		to[x - first] = source[shrink->columns[x].first] & 0xFFFFFF;
}

void shrink_draw(struct shrink *shrink, struct image *to, int x_px, int y_px, const struct image *from,
                 struct rect part)
{
	struct rect result = {x_px, y_px, shrink->to_width_px, shrink->to_height_px};
	struct rect place = {x_px + part.x, y_px + part.y, part.width, part.height};
	place = rect_intersect(rect_intersect(place, result), image_rect(to));
	if (rect_is_empty(place))
		return;
	int first = place.x - x_px, end = first + place.width;
	bool is_larger =
		shrink->to_width_px >= shrink->from_width_px && shrink->to_height_px >= shrink->from_height_px;
	int means_of = -1; /* the source row that `means` has: two rows of the result may share it */
	for (int y = place.y; y < place.y + place.height; y++) {
		const struct shrink_span *span = &shrink->rows[y - y_px];
		uint32_t *row = image_row(to, y) + place.x;
		if (is_larger) {
			draw_row_of_ones(shrink, row, image_row(from, span->first), first, end);
			continue;
		}
		memset(shrink->sums, 0, (size_t)place.width * CHANNELS * sizeof *shrink->sums);
		for (int i = 0; i < span->count; i++) {
			if (span->first + i != means_of)
				find_means(shrink, image_row(from, span->first + i), first, end);
			means_of = span->first + i;
			add_means(shrink, place.width, weight_at(span, i));
		}
		store_row(shrink, row, place.width);
	}
}
