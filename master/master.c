/*
 * news() runs after each wake: it looks at the engine's state, prints a new number if that was asked for,
 * opens or closes the window with the picture, and has the windows drawn anew. fulfil() runs after each page:
 * it carries out what a screen wished. The window with the picture exists while somebody's screen is seen.
 */
#include "master/master.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "program/start.h"
#include "program/tick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 720, HEIGHT = 620, PICTURE_WIDTH_MIN = 640, PICTURE_HEIGHT_MIN = 400, BAR = 48 };

struct master {
	const struct options *options; /* main's */
	struct flags flags;            /* where the relay is; changed when an address is typed */
	struct ui *ui;
	struct participant *participant; /* NULL until the relay's address is known */
	struct window *main_window, *picture_window;
	struct surface *surface; /* of picture_window */
	struct participant_cursor cursor;
	int shape_version;
	uint64_t shown_mark; /* of the picture that is on the screen */
	uint32_t printed_route;
	struct tick tick;
	bool was_asked; /* a proxy asks, as of the last state */
	struct face face;
};

/* --- the window with the picture
 * ----------------------------------------------------------------------------------- */

static void on_input(void *context, const struct input_event *event)
{
	struct master *master = context;
	participant_input(master->participant, event, master->shown_mark);
}

static void on_give_back(void *context)
{
	struct master *master = context;
	participant_give_back(master->participant);
}

static void on_presented(void *context, uint64_t mark, int64_t time_us)
{
	struct master *master = context;
	(void)time_us;
	master->shown_mark = mark;
	participant_shown(master->participant, mark);
}

static void fulfil(struct master *master);

static void draw_picture_page(void *context, struct page *page)
{
	struct master *master = context;
	screen_picture(&master->face, page);
	fulfil(master);
}

static void hide_picture(void *context)
{
	struct master *master = context;
	window_show(master->picture_window, false);
	window_show(master->main_window, true);
}

static void close_picture(struct master *master)
{
	window_destroy(master->picture_window); /* and its surface */
	master->picture_window = NULL;
	master->surface = NULL;
	master->face.is_full_screen = false;
	window_show(master->main_window, true);
}

static void set_full_screen(struct master *master, bool is_full)
{
	master->face.is_full_screen = is_full;
	window_set_full_screen(master->picture_window, is_full);
	window_show(master->main_window, !is_full);
	window_raise(master->picture_window);
}

/* Large enough for the picture pixel for pixel, if the desktop is. */
static struct window_config picture_window_config(struct master *master)
{
	const struct participant_state *state = &master->face.state;
	int scale = ui_scale_percent(master->ui);
	int width = state->picture_width_px * 100 / scale, height = state->picture_height_px * 100 / scale + BAR;
	return (struct window_config){.kind = WINDOW_PICTURE,
	                              .title = text_get(TEXT_MASTER_TITLE),
	                              .width = width > PICTURE_WIDTH_MIN ? width : PICTURE_WIDTH_MIN,
	                              .height = height > PICTURE_HEIGHT_MIN ? height : PICTURE_HEIGHT_MIN,
	                              .draw = draw_picture_page,
	                              .on_close = hide_picture,
	                              .context = master,
	                              .is_hidden = true};
}

static void open_picture(struct master *master)
{
	const struct window_config config = picture_window_config(master);
	const struct surface_config surface = {.pictures = participant_picture(master->participant),
	                                       .fit = master->face.fit,
	                                       .on_input = on_input,
	                                       .on_give_back = on_give_back,
	                                       .on_presented = on_presented,
	                                       .context = master};
	if (window_create(&master->picture_window, master->ui, &config) != RESULT_OK)
		return;
	if (surface_create(&master->surface, master->picture_window, &surface) != RESULT_OK) {
		close_picture(master);
		return;
	}
	master->shape_version = -1;
	if (master->options->is_full_screen)
		set_full_screen(master, true);
	window_show(master->picture_window, true);
	window_raise(master->picture_window);
}

static void show_cursor(struct master *master)
{
	struct participant_cursor *cursor = &master->cursor;
	if (master->surface == NULL || !participant_cursor(master->participant, cursor))
		return;
	if (cursor->shape_version != master->shape_version) {
		const struct surface_cursor shape = {cursor->pixels, cursor->width_px, cursor->height_px,
		                                     cursor->hot_x_px, cursor->hot_y_px};
		bool has_shape = cursor->width_px > 0 && cursor->height_px > 0;
		if (surface_set_cursor(master->surface, has_shape ? &shape : NULL) == RESULT_OK)
			master->shape_version = cursor->shape_version;
	}
	surface_move_cursor(master->surface, cursor->x_px, cursor->y_px, cursor->is_visible);
}

static void follow_picture(struct master *master)
{
	const struct participant_state *state = &master->face.state;
	const struct participant_person *person = face_person(&master->face, state->viewing);
	bool is_there = state->phase == PHASE_OPEN && person != NULL && state->picture_width_px > 0;
	bool is_kept = master->picture_window != NULL && !face_is_live(&master->face); /* the last one, faded */
	bool is_seen = is_there && (person->i_see || is_kept);
	if (is_seen && master->picture_window == NULL)
		open_picture(master);
	else if (!is_seen && master->picture_window != NULL)
		close_picture(master);
	if (master->surface == NULL || person == NULL)
		return;
	char title[300];
	window_set_title(master->picture_window,
	                 text_write(title, sizeof title, TEXT_SCREEN_OF, face_name(person)));
	surface_set_control(master->surface, person->i_control && face_is_live(&master->face));
	surface_set_faded(master->surface, !face_is_live(&master->face));
	surface_set_text(master->surface, master->face.state.is_layout_different);
}

/* --- news and wishes
 * ----------------------------------------------------------------------------------------------- */

static void clean_state(struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		ui_clean(state->people[i].name, false);
		ui_clean(state->people[i].computer, false);
	}
	way_clean(state);
}

static void print_number(struct master *master)
{
	const struct participant_state *state = &master->face.state;
	for (int i = 0; master->options->prints_number && i < state->number_count; i++) {
		const struct participant_number *number = &state->numbers[i];
		if (i + 1 < state->number_count || number->is_closed || number->route == master->printed_route)
			continue;
		printf("number %s\n", number->text);
		fflush(stdout);
		master->printed_route = number->route;
	}
}

/* A proxy's question brings the window to the front, once. */
static void note_calls(struct master *master)
{
	bool is_asked = master->face.state.proxy_question.is_asked;
	if (is_asked && !master->was_asked) {
		window_show(master->main_window, true);
		window_raise(master->main_window);
	}
	master->was_asked = is_asked;
}

static void news(void *context)
{
	struct master *master = context;
	if (master->participant == NULL)
		return;
	if (participant_look(master->participant, &master->face.state)) {
		clean_state(&master->face.state);
		master->face.was_open = master->face.was_open || master->face.state.phase == PHASE_OPEN;
		print_number(master);
		follow_picture(master);
		note_calls(master);
		ui_redraw(master->ui);
	}
	tick_note(&master->tick, &master->face.way, &master->face.line, &master->face.state, master->ui);
	show_cursor(master);
}

static void change_fit(struct master *master)
{
	master->face.fit = master->face.fit == SURFACE_FIT_WINDOW ? SURFACE_FIT_ACTUAL : SURFACE_FIT_WINDOW;
	if (master->surface != NULL)
		surface_set_fit(master->surface, master->face.fit);
}

static void show_screen(struct master *master, uint16_t peer)
{
	if (master->face.state.viewing != peer)
		participant_view(master->participant, peer);
	if (master->picture_window == NULL)
		return;
	window_show(master->picture_window, true);
	window_raise(master->picture_window);
}

static void copy_number(struct master *master)
{
	ui_copy(master->ui, master->face.number);
	master->face.copied_route = master->face.route;
}

/* The question is on the main window's page; it may have been asked for over the picture. */
static void ask_end(struct master *master)
{
	master->face.asks_end = true;
	if (master->face.is_full_screen)
		set_full_screen(master, false);
	window_show(master->main_window, true);
	window_raise(master->main_window);
}

static void fulfil(struct master *master)
{
	struct face *face = &master->face;
	enum wish wish = face->wish;
	face->wish = WISH_NONE;
	switch (wish) {
	case WISH_NONE:
		break;
	case WISH_OPEN:
		participant_open(master->participant);
		break;
	case WISH_COPY:
		copy_number(master);
		break;
	case WISH_SEAT:
		participant_add_seat(master->participant, face->route);
		break;
	case WISH_ADMIT:
	case WISH_SEND_AWAY:
		participant_admit(master->participant, face->peer, wish == WISH_ADMIT);
		break;
	case WISH_SHOW_SCREEN:
		show_screen(master, face->peer);
		break;
	case WISH_ASK_CONTROL:
		participant_ask(master->participant, face->peer, true, true);
		break;
	case WISH_GIVE_BACK:
		participant_give_back(master->participant);
		break;
	case WISH_FIT:
		change_fit(master);
		break;
	case WISH_FULL_SCREEN:
		set_full_screen(master, !face->is_full_screen);
		break;
	case WISH_ASK_END:
		ask_end(master);
		break;
	case WISH_GO_ON:
		face->asks_end = false;
		break;
	case WISH_END:
		face->asks_end = false;
		participant_leave(master->participant);
		break;
	case WISH_CLOSE:
		ui_quit(master->ui);
		break;
	}
	if (wish != WISH_NONE)
		ui_redraw(master->ui);
}

/* --- the way to the relay
 * ------------------------------------------------------------------------------------------ */

static enum result start_engine(struct master *master);

/* The typed address: with it, an engine. */
static void use_host(struct master *master)
{
	struct way *way = &master->face.way;
	if (!way_take_host(way, &master->flags.where))
		return;
	participant_destroy(master->participant);
	master->participant = NULL;
	master->face.state = (struct participant_state){0};
	way->host_result = start_engine(master);
	way->is_host_wanted = way->host_result != RESULT_OK;
}

static void fulfil_way(struct master *master)
{
	struct face *face = &master->face;
	switch (way_fulfil(&face->way, &face->state, master->ui, master->participant)) {
	case WAY_CANCEL:
		ui_quit(master->ui);
		break;
	case WAY_RETRY:
		participant_leave(master->participant); /* what is still being tried */
		participant_open(master->participant);
		break;
	case WAY_HOST:
		use_host(master);
		break;
	case WAY_ASK_HOST:
		face->way.is_host_wanted = true;
		break;
	default:
		break;
	}
}

static void draw_main_page(void *context, struct page *page)
{
	struct master *master = context;
	face_draw(&master->face, page);
	fulfil_way(master);
	fulfil(master);
}

/* The first time the question, if somebody is there. */
static void on_close(void *context)
{
	struct master *master = context;
	struct face *face = &master->face;
	bool is_alone = face->state.phase != PHASE_OPEN || face->state.person_count == 0;
	if (is_alone || face->asks_end)
		ui_quit(master->ui);
	face->asks_end = true;
	window_redraw(master->main_window);
}

/* --- its life
 * ------------------------------------------------------------------------------------------------------ */

static void on_change(void *context)
{
	struct master *master = context;
	ui_wake(master->ui);
}

static enum result start_engine(struct master *master)
{
	const struct options *options = master->options;
	struct participant_options engine = {.role = PARTICIPANT_MASTER,
	                                     .name = options->name,
	                                     .notice =
	                                         options->has_notice ? (const char *)options->notice.data : NULL,
	                                     .admit_all = options->admit_all,
	                                     .operator_key =
	                                         options->operator_key ? options->operator_key->secret_key : NULL,
	                                     .on_change = on_change,
	                                     .context = master};
	if (options->operator_key)
		engine.operator_certificate =
			(struct bytes){options->operator_key->certificate, options->operator_key->certificate_bytes};
	start_fill(&master->flags, &engine);
	enum result result = participant_create(&master->participant, &engine);
	if (result == RESULT_OK)
		participant_open(master->participant);
	return result;
}

static enum result open_main_window(struct master *master)
{
	const struct window_config config = {.kind = WINDOW_PLAIN,
	                                     .title = text_get(TEXT_MASTER_TITLE),
	                                     .width = WIDTH,
	                                     .height = HEIGHT,
	                                     .draw = draw_main_page,
	                                     .on_close = on_close,
	                                     .context = master};
	return window_create(&master->main_window, master->ui, &config);
}

enum result master_create(struct master **out, const struct options *options)
{
	*out = NULL;
	struct master *master = calloc(1, sizeof *master);
	if (master == NULL)
		return RESULT_OUT_OF_MEMORY;
	master->options = options;
	master->flags = options->flags;
	master->face.way.back_label = TEXT_CLOSE;
	master->face.way.is_host_wanted = options->flags.where.url_count == 0;
	master->face.fit = SURFACE_FIT_WINDOW;
	const struct ui_config config = {.name = "lotse-master", .on_wake = news, .context = master};
	enum result result = ui_create(&master->ui, &config);
	if (result == RESULT_OK && !master->face.way.is_host_wanted)
		result = start_engine(master);
	if (result == RESULT_OK)
		result = open_main_window(master);
	if (result != RESULT_OK) {
		master_destroy(master);
		return result;
	}
	*out = master;
	return RESULT_OK;
}

enum result master_run(struct master *master)
{
	ui_run(master->ui);
	const struct participant_state *state = &master->face.state;
	bool has_failed = state->phase == PHASE_ENDED && state->result != RESULT_CLOSED;
	return has_failed ? state->result : RESULT_OK;
}

void master_destroy(struct master *master)
{
	if (master == NULL)
		return;
	/* The engine's threads wake the ui, and the surface reads the engine's picture. */
	window_destroy(master->picture_window);
	if (master->surface != NULL)
		surface_destroy(master->surface);
	participant_destroy(master->participant);
	ui_destroy(master->ui);
	secret_wipe(&master->face.way, sizeof master->face.way);
	free(master);
}
