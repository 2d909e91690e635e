#include "screens/shots.h"

#include "base/text.h"
#include "screens/png.h"
#include "ui/surface.h"

#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>

enum { TURNS = 4, TURN_MS = 10 };

/* As if the window had the keyboard, so that the focus is seen. */
static void give_keyboard(void)
{
	SDL_Event event = {.window = {.type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_FOCUS_GAINED}};
	for (Uint32 id = 1; id < 64; id++) {
		event.window.windowID = id;
		if (SDL_GetWindowFromID(id) != NULL)
			SDL_PushEvent(&event);
	}
}

static void press_tab(struct ui *ui, struct window *window, int times)
{
	static const Uint32 types[] = {SDL_KEYDOWN, SDL_KEYUP};
	for (int i = 0; i < 2 * times; i++) {
		SDL_Event event = {.key = {.type = types[i % 2], .state = i % 2 == 0 ? SDL_PRESSED : SDL_RELEASED}};
		event.key.keysym = (SDL_Keysym){.scancode = SDL_SCANCODE_TAB, .sym = SDLK_TAB};
		for (Uint32 id = 1; id < 64; id++) {
			event.key.windowID = id;
			if (SDL_GetWindowFromID(id) != NULL)
				SDL_PushEvent(&event);
		}
		ui_turn(ui, 0);
	}
	window_redraw(window);
}

static int write_image(const struct shot *shot, struct window *window, const char *folder, int scale)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s-%s-%d.png", folder, shot->name,
	         text_language() == TEXT_GERMAN ? "de" : "en", scale);
	return png_write(path, window_image(window)) == RESULT_OK ? 0 : 1;
}

static struct newest *put_picture(struct window *window, const struct image *picture, bool is_faded)
{
	struct surface *surface;
	struct newest *newest = newest_create(NULL, NULL);
	struct region all = {0};
	region_add(&all, image_rect(picture));
	newest_publish(newest, picture, &all, 1);
	if (surface_create(&surface, window,
	                   &(struct surface_config){.pictures = newest, .fit = SURFACE_FIT_WINDOW}) == RESULT_OK)
		surface_set_faded(surface, is_faded);
	return newest;
}

static int write_one(const struct shot *shot, struct ui *ui, const char *folder)
{
	struct window *window;
	struct newest *newest = NULL;
	const struct window_config config = {.kind = shot->kind,
	                                     .title = shot->name,
	                                     .width = shot->width,
	                                     .height = shot->height,
	                                     .draw = shot->draw,
	                                     .context = shot->context};
	if (window_create(&window, ui, &config) != RESULT_OK)
		return 1;
	if (shot->picture != NULL)
		newest = put_picture(window, shot->picture, shot->is_faded);
	give_keyboard();
	for (int i = 0; i < TURNS; i++)
		ui_turn(ui, TURN_MS);
	press_tab(ui, window, shot->tabs);
	for (int i = 0; shot->tabs > 0 && i < TURNS; i++)
		ui_turn(ui, TURN_MS);
	int failed = write_image(shot, window, folder, ui_scale_percent(ui));
	window_destroy(window);
	ui_turn(ui, 0);
	newest_destroy(newest);
	return failed;
}

int shots_write(const struct shot *shots, size_t count, const char *folder)
{
	static const int scales[] = {100, 150, 200};
	int failed = 0;
	for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
		struct ui *ui;
		if (ui_create(&ui, &(struct ui_config){.name = "screens", .scale_percent = scales[s]}) != RESULT_OK) {
			fprintf(stderr, "no display\n");
			return 1;
		}
		for (size_t i = 0; i < count; i++)
			failed += write_one(&shots[i], ui, folder);
		ui_destroy(ui);
	}
	printf("%zu screens at %zu scales: %d failed\n", count, sizeof scales / sizeof *scales, failed);
	return failed == 0 ? 0 : 1;
}
