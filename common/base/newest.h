/*
 * A box for one picture between two threads in which only the newest counts.
 * The writer publishes what has changed; the reader sees all changes since it
 * last looked, as one region, however many were published. One writer, one reader.
 */
#ifndef LOTSE_BASE_NEWEST_H
#define LOTSE_BASE_NEWEST_H

#include "base/region.h"
#include "base/result.h"

struct newest; /* opaque, heap */

/* `on_publish` (or NULL) is called by the writer's thread after each publish, to wake the reader. NULL: no
 * memory. */
struct newest *newest_create(void (*on_publish)(void *context), void *context);

/* Frees it; fine with NULL. Neither thread may use it any more. */
void newest_destroy(struct newest *newest);

/* Writer: copies the `changed` part of *image into the box (all of it when the size is new). `mark` is handed
 * to the reader with it (the number of the screen state, say). RESULT_OUT_OF_MEMORY: the box keeps what it
 * had. */
enum result newest_publish(struct newest *newest, const struct image *image, const struct region *changed,
                           uint64_t mark);

/* Reader: if anything was published since the last call, calls `see` once with the whole picture, what
 * changed in it since, and the latest mark, then forgets the changes; the picture is valid, and the writer
 * held off, only within `see`. Returns whether it was called. */
bool newest_look(struct newest *newest,
                 void (*see)(void *context, const struct image *image, const struct region *changed,
                             uint64_t mark),
                 void *context);

/* As newest_look, but also if nothing was published since (nothing has changed then): to draw again what is
 * there. False, without calling `see`, only before the first publish. */
bool newest_look_again(struct newest *newest,
                       void (*see)(void *context, const struct image *image, const struct region *changed,
                                   uint64_t mark),
                       void *context);

#endif
