#include "base/region.h"

static int64_t area(struct rect rect)
{
	return rect_is_empty(rect) ? 0 : (int64_t)rect.width * rect.height;
}

/* How many pixels one rectangle around both would cover that neither does. */
static int64_t waste(struct rect a, struct rect b)
{
	return area(rect_around(a, b)) - area(a) - area(b) + area(rect_intersect(a, b));
}

static void region_remove(struct region *region, size_t index)
{
	region->rects[index] = region->rects[--region->count];
}

void region_clear(struct region *region)
{
	region->count = 0;
}

/* Takes out all that can be one rectangle with `rect` without waste (what lies in it, too). */
static struct rect region_take_fitting(struct region *region, struct rect rect)
{
	for (size_t i = 0; i < region->count;) {
		if (waste(region->rects[i], rect) != 0) {
			i++;
			continue;
		}
		rect = rect_around(region->rects[i], rect);
		region_remove(region, i);
		i = 0; /* grown, it may fit one that it did not fit before */
	}
	return rect;
}

/* Takes out what is cheapest to merge, with `rect` or with each other; gives back what has no place now. */
static struct rect region_merge_cheapest(struct region *region, struct rect rect)
{
	int64_t least = INT64_MAX;
	size_t first = 0, second = region->count; /* count stands for `rect` itself */
	for (size_t i = 0; i < region->count; i++) {
		for (size_t k = i + 1; k <= region->count; k++) {
			int64_t cost = waste(region->rects[i], k == region->count ? rect : region->rects[k]);
			if (cost >= least)
				continue;
			least = cost;
			first = i;
			second = k;
		}
	}
	if (second == region->count) {
		rect = rect_around(region->rects[first], rect);
		region_remove(region, first);
		return rect;
	}
	struct rect merged = rect_around(region->rects[first], region->rects[second]);
	region->rects[first] = rect; /* it fits nothing without waste: it was tried before */
	region_remove(region, second);
	return merged;
}

void region_add(struct region *region, struct rect rect)
{
	if (rect_is_empty(rect))
		return;
	rect = region_take_fitting(region, rect);
	if (region->count == REGION_RECTS_MAX)
		rect = region_take_fitting(region, region_merge_cheapest(region, rect));
	region->rects[region->count++] = rect;
}

void region_add_all(struct region *region, const struct region *other)
{
	for (size_t i = 0; i < other->count; i++)
		region_add(region, other->rects[i]);
}

void region_clip(struct region *region, struct rect to)
{
	struct region before = *region;
	region_clear(region);
	for (size_t i = 0; i < before.count; i++)
		region_add(region, rect_intersect(before.rects[i], to));
}

void region_cut(struct region *region, struct rect hole)
{
	struct region left = {.count = 0};
	for (size_t i = 0; i < region->count; i++) {
		struct rect rect = region->rects[i], both = rect_intersect(rect, hole);
		if (rect_is_empty(both)) {
			region_add(&left, rect);
			continue;
		}
		int right = rect.x + rect.width, bottom = rect.y + rect.height;
		region_add(&left, (struct rect){rect.x, rect.y, rect.width, both.y - rect.y});
		region_add(&left,
		           (struct rect){rect.x, both.y + both.height, rect.width, bottom - both.y - both.height});
		region_add(&left, (struct rect){rect.x, both.y, both.x - rect.x, both.height});
		region_add(&left,
		           (struct rect){both.x + both.width, both.y, right - both.x - both.width, both.height});
	}
	*region = left;
}

bool region_is_empty(const struct region *region)
{
	return region->count == 0;
}

bool region_meets(const struct region *region, struct rect rect)
{
	for (size_t i = 0; i < region->count; i++) {
		if (!rect_is_empty(rect_intersect(region->rects[i], rect)))
			return true;
	}
	return false;
}

struct rect region_bounds(const struct region *region)
{
	struct rect bounds = {0};
	for (size_t i = 0; i < region->count; i++)
		bounds = rect_around(bounds, region->rects[i]);
	return bounds;
}
