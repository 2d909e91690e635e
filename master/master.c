/*
 * news() runs after each wake: it looks at the engine's state, prints a new number if that was asked for,
 * has the window with the picture and the strip follow it, and has the windows drawn anew. fulfil() runs
 * after each page: it carries out what a screen wished.
 */
#include "master/master.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "master/mail.h"
#include "program/start.h"
#include "program/tick.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 720, HEIGHT = 620 };

struct master {
	const struct options *options; /* main's */
	struct flags flags;            /* where the relay is; changed when an address is typed */
	struct ui *ui;
	struct participant *participant;    /* NULL until the relay's address is known */
	struct window *main_window, *strip; /* the strip: while this computer shows something */
	struct seeing_window *seeing;       /* owned */
	uint32_t printed_route;
	struct tick tick;
	bool was_asked; /* a proxy asks, as of the last state */
	struct face face;
};

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

/* What the session was: from its end until the next one is open. */
static void note_recap(struct master *master)
{
	struct face *face = &master->face;
	if (face->state.phase == PHASE_ENDED && face->recap.summary == NULL)
		recap_take(&face->recap, master->participant);
	else if (face->state.phase == PHASE_OPEN)
		recap_forget(&face->recap);
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

static void fulfil(struct master *master);

static void draw_strip(void *context, struct page *page)
{
	struct master *master = context;
	giving_draw_strip(&master->face.giving, &master->face.state, page);
	fulfil(master);
}

static void follow_strip(struct master *master)
{
	const struct participant_state *state = &master->face.state;
	bool is_on = state->phase == PHASE_OPEN && state->is_sharing;
	if (is_on && master->strip == NULL) {
		const struct window_config config = {
			.kind = WINDOW_STRIP, .title = "Lotse strip", .draw = draw_strip, .context = master};
		window_create(&master->strip, master->ui, &config);
	} else if (!is_on && master->strip != NULL) {
		window_destroy(master->strip);
		master->strip = NULL;
	}
}

/* What comes about by time alone: a question has been there long enough, or too long. */
static void note_time(struct master *master)
{
	struct giving *giving = &master->face.giving;
	giving_hold(giving, &master->face.state, master->participant);
	bool was_deaf = giving->is_deaf;
	int wake_ms = giving_note(giving, &master->face.state, clock_now_ms());
	if (wake_ms >= 0)
		ui_wake_in(master->ui, wake_ms);
	if (was_deaf != giving->is_deaf)
		ui_redraw(master->ui);
	fulfil(master);
}

static void news(void *context)
{
	struct master *master = context;
	if (master->participant == NULL || master->seeing == NULL)
		return;
	if (participant_look(master->participant, &master->face.state)) {
		clean_state(&master->face.state);
		master->face.was_open = master->face.was_open || master->face.state.phase == PHASE_OPEN;
		note_recap(master);
		print_number(master);
		seeing_follow(master->seeing, master->participant);
		follow_strip(master);
		note_calls(master);
		ui_redraw(master->ui);
	}
	tick_note(&master->tick, &master->face.way, &master->face.line, &master->face.state, master->ui);
	seeing_point(master->seeing, master->participant);
	if (picking_note(&master->face.picking))
		ui_redraw(master->ui);
	note_time(master);
}

static void copy_number(struct master *master)
{
	ui_copy(master->ui, master->face.number);
	master->face.copied_route = master->face.route;
}

/* To the program for mails; where there is none, and if it is wished, to the clipboard. */
static void give_mail(struct master *master, bool opens)
{
	const struct where *where = &master->flags.where;
	char words[MAIL_WORDS_BYTES], url[MAIL_URL_BYTES];
	const char *number = master->face.number, *list = where->url_count > 0 ? where->urls[0] : NULL;
	if (opens && ui_open(master->ui, mail_url(number, list, url, sizeof url)))
		return;
	ui_copy(master->ui, mail_words(number, list, words, sizeof words));
	master->face.copied_route = master->face.route;
}

/* The question is on the main window's page; it may have been asked for over the picture. */
static void ask_end(struct master *master)
{
	master->face.asks_end = true;
	seeing_step_back(master->seeing);
	window_show(master->main_window, true);
	window_raise(master->main_window);
}

/* What is wished of the two windows about screens. */
static void fulfil_screens(struct master *master)
{
	struct face *face = &master->face;
	struct giving *giving = &face->giving;
	seeing_fulfil(master->seeing, master->participant);
	if (face->seeing.wish == SEEING_END)
		face->wish = WISH_ASK_END;
	face->seeing.wish = SEEING_NONE;
	if (giving->wish == GIVING_NONE)
		return;
	if (giving->wish == GIVING_STOP) { /* showing, not the session */
		giving->wish = GIVING_SHARE;
		giving->is_on = false;
	}
	struct giving_order order = giving_next(giving, &face->state, clock_now_ms());
	giving_carry_out(&order, master->participant);
	if (giving->wish == GIVING_PICK)
		picking_look(&face->picking, master->participant, master->ui);
	if (giving->wish == GIVING_ANSWER) {
		window_show(master->main_window, true);
		window_raise(master->main_window);
	}
	giving->wish = GIVING_NONE;
	giving_hold(giving, &face->state, master->participant);
	if (giving->is_deaf)
		ui_wake_in(master->ui, GIVING_DEAF_MS);
	ui_redraw(master->ui);
}

static void fulfil(struct master *master)
{
	struct face *face = &master->face;
	fulfil_screens(master);
	recap_fulfil(&face->recap);
	if (settings_fulfil(&face->settings, master->ui)) {
		window_set_title(master->main_window, text_get(TEXT_MASTER_TITLE));
		seeing_follow(master->seeing, master->participant);
	}
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
	case WISH_MAIL:
	case WISH_COPY_MAIL:
		give_mail(master, wish == WISH_MAIL);
		break;
	case WISH_SEAT:
		participant_add_seat(master->participant, face->route);
		break;
	case WISH_ADMIT:
	case WISH_SEND_AWAY:
		participant_admit(master->participant, face->peer, wish == WISH_ADMIT);
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
	picking_finish(&master->face.picking);
	participant_destroy(master->participant);
	master->participant = NULL;
	master->face.giving.is_question_open = false;
	master->face.state = (struct participant_state){0};
	seeing_follow(master->seeing, NULL);
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
	struct participant_options engine = {
		.role = PARTICIPANT_MASTER,
		.name = options->name,
		.notice = options->has_notice ? (const char *)options->notice.data : NULL,
		.admit_all = options->admit_all,
		.operator_key = options->operator_key ? options->operator_key->secret_key : NULL,
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

static void on_page(void *context)
{
	fulfil(context);
}

static enum result open_seeing(struct master *master)
{
	const struct seeing_config config = {.ui = master->ui,
	                                     .main_window = master->main_window,
	                                     .seeing = &master->face.seeing,
	                                     .state = &master->face.state,
	                                     .line = &master->face.line,
	                                     .on_page = on_page,
	                                     .context = master,
	                                     .is_full_screen = master->options->is_full_screen};
	return seeing_create(&master->seeing, &config);
}

enum result master_create(struct master **out, const struct options *options)
{
	*out = NULL;
	struct master *master = calloc(1, sizeof *master);
	if (master == NULL)
		return RESULT_OUT_OF_MEMORY;
	master->options = options;
	master->flags = options->flags;
	master->face.notice = options->has_notice ? (const char *)options->notice.data : NULL;
	master->face.way.back_label = TEXT_CLOSE;
	master->face.way.is_host_wanted = options->flags.where.url_count == 0;
	master->face.seeing.fit = SURFACE_FIT_WINDOW;
	const struct ui_config config = {.name = "lotse-master", .on_wake = news, .context = master};
	enum result result = ui_create(&master->ui, &config);
	if (result == RESULT_OK && !master->face.way.is_host_wanted)
		result = start_engine(master);
	if (result == RESULT_OK)
		result = open_main_window(master);
	if (result == RESULT_OK)
		result = open_seeing(master);
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
	picking_finish(&master->face.picking);
	recap_finish(&master->face.recap);
	seeing_destroy(master->seeing);
	participant_destroy(master->participant);
	ui_destroy(master->ui);
	secret_wipe(&master->face.way, sizeof master->face.way);
	free(master);
}
