/* A page without a window, worked by keys: for tests of screens. One at a time; thread ui. */
#ifndef LOTSE_TESTS_SUPPORT_KEYS_H
#define LOTSE_TESTS_SUPPORT_KEYS_H

#include "ui/gui.h"

struct keys {
	struct fonts *fonts;
	struct gui *gui;
	int64_t now_us;
	int scale_percent;
};

/* Builds the page as it is now. */
static inline void keys_build(struct keys *keys)
{
	keys->now_us += 10000;
	gui_build(keys->gui, 720, 640, keys->now_us);
}

static inline void keys_open_scaled(struct keys *keys, int scale_percent,
                                    void (*draw)(void *context, struct page *page), void *context)
{
	*keys = (struct keys){.fonts = fonts_create(scale_percent, true), .scale_percent = scale_percent};
	const struct gui_config config = {.fonts = keys->fonts,
	                                  .kind = WINDOW_PLAIN,
	                                  .scale_percent = scale_percent,
	                                  .draw = draw,
	                                  .context = context};
	keys->gui = gui_create(&config);
	gui_attend(keys->gui, true);
	keys_build(keys);
}

static inline void keys_open(struct keys *keys, void (*draw)(void *context, struct page *page), void *context)
{
	keys_open_scaled(keys, 100, draw, context);
}

static inline void keys_close(struct keys *keys)
{
	gui_destroy(keys->gui);
	fonts_destroy(keys->fonts);
}

static inline void keys_press(struct keys *keys, enum gui_key key, int times)
{
	for (int i = 0; i < times; i++)
		gui_press(keys->gui, &(struct gui_press){.key = key});
}

static inline void keys_hold(struct keys *keys, enum gui_key key) /* as it repeats by itself */
{
	for (int i = 0; i < 20; i++)
		gui_press(keys->gui, &(struct gui_press){.key = key, .is_repeat = true});
}

/* Whether all of the page as it is now lies between its margins in a window of that width (at 100 %): buttons
 * stand at the right, so what is too wide for a language sticks out at the left. */
static inline bool keys_fit(struct keys *keys, int width)
{
	enum { MARGIN = 20 };
	struct mesh mesh;
	keys->now_us += 10000;
	gui_build(keys->gui, width * keys->scale_percent / 100, 640 * keys->scale_percent / 100, keys->now_us);
	for (int i = 0; gui_mesh(keys->gui, i, &mesh); i++) {
		for (uint32_t k = 0; k < mesh.index_count; k++) {
			float x = mesh.vertices[mesh.indices[k]].x;
			if (x > 0 && x < MARGIN * (float)keys->scale_percent / 100)
				return false;
		}
	}
	return true;
}

#endif
