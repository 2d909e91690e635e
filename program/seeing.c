/*
 * The window exists while somebody's screen is seen: seeing_follow opens it with the first picture and closes
 * it when that one lets this computer view no more. While the picture is not live the last one stays, faded.
 * The figures over it are asked for anew FIGURES_EACH_MS apart, while they are shown.
 */
#include "program/seeing.h"

#include "base/clock.h"
#include "base/text.h"
#include "base/timer.h"
#include "ui/tint.h"

#include <stdlib.h>

enum { PICTURE_WIDTH_MIN = 640, PICTURE_HEIGHT_MIN = 400, BAR = 48, FIGURES_EACH_MS = 500 };

struct seeing_window {
	struct seeing_config config;
	struct participant *participant; /* as of the last seeing_follow */
	struct window *window;           /* NULL: nothing is seen */
	struct surface *surface;         /* of the window */
	struct participant_cursor cursor;
	int shape_version;
	struct picture_figures figures;
	struct timer figures_due;
	uint64_t shown_mark; /* of the picture that is on the screen */
};

/* --- what the state says
 * ------------------------------------------------------------------------------------------- */

const struct participant_person *seeing_person(const struct participant_state *state, uint16_t peer)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].peer == peer)
			return &state->people[i];
	}
	return NULL;
}

const char *seeing_name(const struct participant_person *person)
{
	return person != NULL && person->name[0] != 0 ? person->name : text_get(TEXT_NO_NAME);
}

enum seeing_stale seeing_stale(const struct participant_state *state)
{
	const struct participant_person *person = seeing_person(state, state->viewing);
	if (line_is_lost(state))
		return SEEING_LINE_LOST;
	if (person == NULL)
		return SEEING_LIVE;
	if (person->is_away)
		return SEEING_AWAY;
	if (person->rests)
		return SEEING_RESTS;
	if (person->barrier == BARRIER_QUESTION)
		return SEEING_QUESTION;
	return state->picture_age_ms >= SEEING_SILENT_MS ? SEEING_SILENT : SEEING_LIVE;
}

bool seeing_is_live(const struct participant_state *state)
{
	return seeing_stale(state) == SEEING_LIVE;
}

/* --- the window
 * ---------------------------------------------------------------------------------------------------- */

static void on_input(void *context, const struct input_event *event)
{
	struct seeing_window *window = context;
	participant_input(window->participant, event, window->shown_mark);
}

static void on_give_back(void *context)
{
	struct seeing_window *window = context;
	participant_give_back(window->participant);
}

/* --- the figures
 * --------------------------------------------------------------------------------------------------- */

/* What is exact and text is left as it is. */
const uint32_t seeing_colours[ORIGIN_COUNT] = {0, 0, 0x402F6FE0, 0x60E06A00};

static void show_figures(struct seeing_window *window)
{
	struct seeing *seeing = window->config.seeing;
	struct tint_map map = {.tiles = window->figures.origins.tiles, .side_px = PICTURE_TILE_PX};
	_Static_assert((int)ORIGIN_COUNT <= (int)TINT_COLOURS_MAX, "each origin has a colour");
	if (seeing->figures == NULL || !participant_picture_figures(window->participant, &window->figures)) {
		surface_set_tint(window->surface, NULL);
		return;
	}
	map.columns = window->figures.origins.columns;
	map.rows = window->figures.origins.rows;
	for (int i = 0; i < ORIGIN_COUNT; i++)
		map.colours[i] = seeing_colours[i];
	surface_set_tint(window->surface, &map);
	timer_set(&window->figures_due, clock_now_ms(), FIGURES_EACH_MS);
	ui_wake_in(window->config.ui, FIGURES_EACH_MS);
}

static void on_figures(void *context)
{
	struct seeing_window *window = context;
	struct seeing *seeing = window->config.seeing;
	seeing->figures = seeing->figures == NULL ? &window->figures : NULL;
	show_figures(window);
	ui_redraw(window->config.ui);
}

static void follow_figures(struct seeing_window *window)
{
	if (window->config.seeing->figures == NULL || !timer_is_due(&window->figures_due, clock_now_ms()))
		return;
	show_figures(window);
	ui_redraw(window->config.ui);
}

static void on_presented(void *context, uint64_t mark, int64_t time_us)
{
	struct seeing_window *window = context;
	(void)time_us;
	window->shown_mark = mark;
	participant_shown(window->participant, mark);
}

static void draw_page(void *context, struct page *page)
{
	struct seeing_window *window = context;
	const struct seeing_config *config = &window->config;
	screen_picture(config->seeing, config->state, config->line, page);
	config->on_page(config->context);
}

static void hide(void *context)
{
	struct seeing_window *window = context;
	window_show(window->window, false);
	window_show(window->config.main_window, true);
}

static void close_window(struct seeing_window *window)
{
	window_destroy(window->window); /* and its surface */
	window->window = NULL;
	window->surface = NULL;
	window->config.seeing->is_full_screen = false;
	window->config.seeing->figures = NULL;
	window_show(window->config.main_window, true);
}

static void set_full_screen(struct seeing_window *window, bool is_full)
{
	window->config.seeing->is_full_screen = is_full;
	window_set_full_screen(window->window, is_full);
	window_show(window->config.main_window, !is_full);
	window_raise(window->window);
}

/* Large enough for the picture pixel for pixel, if the desktop is. */
static struct window_config window_config(struct seeing_window *window)
{
	const struct participant_state *state = window->config.state;
	int scale = ui_scale_percent(window->config.ui);
	int width = state->picture_width_px * 100 / scale, height = state->picture_height_px * 100 / scale + BAR;
	return (struct window_config){.kind = WINDOW_PICTURE,
	                              .title = text_get(TEXT_NO_PICTURE),
	                              .width = width > PICTURE_WIDTH_MIN ? width : PICTURE_WIDTH_MIN,
	                              .height = height > PICTURE_HEIGHT_MIN ? height : PICTURE_HEIGHT_MIN,
	                              .draw = draw_page,
	                              .on_close = hide,
	                              .context = window,
	                              .is_hidden = true};
}

static void open_window(struct seeing_window *window)
{
	const struct window_config config = window_config(window);
	const struct surface_config surface = {.pictures = participant_picture(window->participant),
	                                       .fit = window->config.seeing->fit,
	                                       .on_input = on_input,
	                                       .on_give_back = on_give_back,
	                                       .on_figures = on_figures,
	                                       .on_presented = on_presented,
	                                       .context = window};
	if (window_create(&window->window, window->config.ui, &config) != RESULT_OK)
		return;
	if (surface_create(&window->surface, window->window, &surface) != RESULT_OK) {
		close_window(window);
		return;
	}
	window->shape_version = -1;
	if (window->config.is_full_screen)
		set_full_screen(window, true);
	window_show(window->window, true);
	window_raise(window->window);
}

enum result seeing_create(struct seeing_window **out, const struct seeing_config *config)
{
	*out = calloc(1, sizeof **out);
	if (*out == NULL)
		return RESULT_OUT_OF_MEMORY;
	(*out)->config = *config;
	return RESULT_OK;
}

void seeing_destroy(struct seeing_window *window)
{
	if (window == NULL)
		return;
	surface_destroy(window->surface); /* it reads the engine's picture */
	window_destroy(window->window);
	free(window);
}

void seeing_point(struct seeing_window *window, struct participant *participant)
{
	struct participant_cursor *cursor = &window->cursor;
	if (window->surface != NULL)
		follow_figures(window);
	if (window->surface == NULL || !participant_cursor(participant, cursor))
		return;
	if (cursor->shape_version != window->shape_version) {
		const struct surface_cursor shape = {cursor->pixels, cursor->width_px, cursor->height_px,
		                                     cursor->hot_x_px, cursor->hot_y_px};
		bool has_shape = cursor->width_px > 0 && cursor->height_px > 0;
		if (surface_set_cursor(window->surface, has_shape ? &shape : NULL) == RESULT_OK)
			window->shape_version = cursor->shape_version;
	}
	surface_move_cursor(window->surface, cursor->x_px, cursor->y_px, cursor->is_visible);
}

void seeing_follow(struct seeing_window *window, struct participant *participant)
{
	const struct participant_state *state = window->config.state;
	const struct participant_person *person = seeing_person(state, state->viewing);
	bool is_in = state->phase == PHASE_OPEN || state->phase == PHASE_IN;
	bool is_there = is_in && person != NULL && participant != NULL && state->picture_width_px > 0;
	bool is_kept = window->window != NULL && !seeing_is_live(state); /* the last one, faded */
	bool is_seen = is_there && (person->i_see || is_kept);
	window->participant = participant;
	if (is_seen && window->window == NULL)
		open_window(window);
	else if (!is_seen && window->window != NULL)
		close_window(window);
	if (window->surface == NULL || person == NULL)
		return;
	char title[300];
	window_set_title(window->window, text_write(title, sizeof title, TEXT_SCREEN_OF, seeing_name(person)));
	surface_set_control(window->surface, person->i_control && seeing_is_live(state));
	surface_set_faded(window->surface, !seeing_is_live(state));
	surface_set_text(window->surface, state->is_layout_different);
}

/* --- wishes
 * -------------------------------------------------------------------------------------------------------- */

static void change_fit(struct seeing_window *window)
{
	struct seeing *seeing = window->config.seeing;
	seeing->fit = seeing->fit == SURFACE_FIT_WINDOW ? SURFACE_FIT_ACTUAL : SURFACE_FIT_WINDOW;
	if (window->surface != NULL)
		surface_set_fit(window->surface, seeing->fit);
}

static void show(struct seeing_window *window, struct participant *participant, uint16_t peer)
{
	if (window->config.state->viewing != peer)
		participant_view(participant, peer);
	if (window->window == NULL)
		return;
	window_show(window->window, true);
	window_raise(window->window);
}

void seeing_step_back(struct seeing_window *window)
{
	if (window->config.seeing->is_full_screen)
		set_full_screen(window, false);
}

void seeing_fulfil(struct seeing_window *window, struct participant *participant)
{
	struct seeing *seeing = window->config.seeing;
	enum seeing_wish wish = seeing->wish;
	if (wish == SEEING_END || wish == SEEING_NONE)
		return;
	seeing->wish = SEEING_NONE;
	switch (wish) {
	case SEEING_SHOW:
		show(window, participant, seeing->peer);
		break;
	case SEEING_ASK_VIEW:
		participant_ask(participant, seeing->peer, true, false);
		break;
	case SEEING_ASK_CONTROL:
		participant_ask(participant, seeing->peer, true, true);
		break;
	case SEEING_ASK_ADMINISTRATOR:
		participant_ask_administrator(participant, seeing->peer);
		break;
	case SEEING_GIVE_BACK:
		participant_give_back(participant);
		break;
	case SEEING_FIT:
		change_fit(window);
		break;
	case SEEING_FULL_SCREEN:
		set_full_screen(window, !seeing->is_full_screen);
		break;
	default:
		break;
	}
	ui_redraw(window->config.ui);
}
