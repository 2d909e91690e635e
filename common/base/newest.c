#include "base/newest.h"

#include "base/thread.h"

#include <stdlib.h>

struct newest {
	struct mutex *mutex; /* over all below */
	struct image image;
	struct region changed; /* since the last look */
	uint64_t mark;
	bool is_unseen;
	void (*on_publish)(void *context); /* set once, called without the lock */
	void *context;
};

struct newest *newest_create(void (*on_publish)(void *context), void *context)
{
	struct newest *newest = calloc(1, sizeof *newest);
	if (newest == NULL)
		return NULL;
	newest->on_publish = on_publish;
	newest->context = context;
	newest->mutex = mutex_create();
	if (newest->mutex == NULL) {
		free(newest);
		return NULL;
	}
	return newest;
}

void newest_destroy(struct newest *newest)
{
	if (newest == NULL)
		return;
	image_finish(&newest->image);
	mutex_destroy(newest->mutex);
	free(newest);
}

/* With the lock held: the box takes the image's size, and all of it counts as changed. */
static enum result newest_resize(struct newest *newest, const struct image *image)
{
	struct image fresh;
	enum result result = image_init(&fresh, image->width_px, image->height_px);
	if (result != RESULT_OK)
		return result;
	image_finish(&newest->image);
	newest->image = fresh;
	region_clear(&newest->changed);
	region_add(&newest->changed, image_rect(&fresh));
	image_copy(&newest->image, image, image_rect(&fresh));
	return RESULT_OK;
}

/* With the lock held: only the changed rectangles are copied. */
static void newest_update(struct newest *newest, const struct image *image, const struct region *changed)
{
	struct region inside = *changed;
	region_clip(&inside, image_rect(image));
	for (size_t i = 0; i < inside.count; i++)
		image_copy(&newest->image, image, inside.rects[i]);
	region_add_all(&newest->changed, &inside);
}

enum result newest_publish(struct newest *newest, const struct image *image, const struct region *changed,
                           uint64_t mark)
{
	enum result result = RESULT_OK;
	mutex_lock(newest->mutex);
	if (image->width_px != newest->image.width_px || image->height_px != newest->image.height_px)
		result = newest_resize(newest, image);
	else
		newest_update(newest, image, changed);
	if (result == RESULT_OK) {
		newest->mark = mark;
		newest->is_unseen = true;
	}
	mutex_unlock(newest->mutex);
	if (result == RESULT_OK && newest->on_publish != NULL)
		newest->on_publish(newest->context);
	return result;
}

bool newest_look(struct newest *newest,
                 void (*see)(void *context, const struct image *image, const struct region *changed,
                             uint64_t mark),
                 void *context)
{
	mutex_lock(newest->mutex);
	bool was_unseen = newest->is_unseen;
	if (was_unseen) {
		see(context, &newest->image, &newest->changed, newest->mark);
		region_clear(&newest->changed);
		newest->is_unseen = false;
	}
	mutex_unlock(newest->mutex);
	return was_unseen;
}

bool newest_look_again(struct newest *newest,
                       void (*see)(void *context, const struct image *image, const struct region *changed,
                                   uint64_t mark),
                       void *context)
{
	mutex_lock(newest->mutex);
	bool has_any = newest->image.pixels != NULL;
	if (has_any) {
		see(context, &newest->image, &newest->changed, newest->mark);
		region_clear(&newest->changed);
		newest->is_unseen = false;
	}
	mutex_unlock(newest->mutex);
	return has_any;
}
