/*
 * news() runs after each wake: it looks at the engine's state, notes what the screens have to know beyond it
 * (whether a try has failed before anybody was met, whether a question has just come up), keeps the strip
 * while the session is on, and has the windows drawn anew. fulfil() runs after each page: it carries out what
 * a screen wished.
 */
#include "client/client.h"

#include "base/clock.h"
#include "base/computer.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/timer.h"
#include "program/start.h"
#include "program/tick.h"
#include "ui/window.h"
#include "wire/number.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 620, TRIES = 3 };

struct client {
	struct flags flags; /* where the relay is; changed when an address is typed */
	struct ui *ui;
	struct participant *participant;    /* NULL until the relay's address is known */
	struct window *main_window, *strip; /* the strip: while the session is on */
	struct timer deaf;                  /* until a question takes an answer */
	uint16_t asking;                    /* whose question is on the screen; 0: none */
	bool has_met;                       /* somebody, in this session */
	struct tick tick;
	bool was_resting, was_asked; /* showing rests, a proxy asks: as of the last state */
	struct face face;
};

/* --- news
 * ----------------------------------------------------------------------------------------------------------
 */

static void clean_state(struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		ui_clean(state->people[i].name, false);
		ui_clean(state->people[i].computer, false);
	}
	ui_clean(state->master_name, false);
	ui_clean(state->master_computer, false);
	ui_clean(state->notice, true);
	way_clean(state);
}

/* What just came up takes no answer for a moment. */
static void be_deaf(struct client *client)
{
	client->face.is_deaf = true;
	timer_set(&client->deaf, clock_now_ms(), FACE_QUESTION_DEAF_MS);
	ui_wake_in(client->ui, FACE_QUESTION_DEAF_MS);
}

/* A question that comes up while the person is typing something else must not be answered by that. */
static void note_questions(struct client *client)
{
	struct face *face = &client->face;
	uint16_t asking = 0;
	for (int i = 0; i < face->state.person_count; i++) {
		const struct participant_person *person = &face->state.people[i];
		if (person->peer == face->not_now && !person->asks_control)
			face->not_now = 0;
		if (asking == 0 && face_is_asked(face, person))
			asking = person->peer;
	}
	if (asking != 0 && asking != client->asking)
		be_deaf(client);
	client->asking = asking;
}

/* Whether to go on showing, and a proxy's question: the window comes to the front, once. */
static void note_calls(struct client *client)
{
	const struct participant_state *state = &client->face.state;
	bool is_resting = state->must_go_on && !line_is_lost(state), is_asked = state->proxy_question.is_asked;
	if (is_resting && !client->was_resting)
		be_deaf(client);
	if ((is_resting && !client->was_resting) || (is_asked && !client->was_asked))
		window_raise(client->main_window);
	client->was_resting = is_resting;
	client->was_asked = is_asked;
}

static void note_phase(struct client *client)
{
	struct face *face = &client->face;
	enum participant_phase phase = face->state.phase;
	if (phase == PHASE_ASKED || phase == PHASE_ACCEPTED || phase == PHASE_IN)
		client->has_met = true;
	bool has_failed = phase == PHASE_ENDED && !client->has_met;
	if (has_failed && !face->has_failed)
		face->number_selection++;
	face->has_failed = has_failed;
	face->way.is_host_locked = face->state.tries_left < TRIES; /* another engine would count anew */
}

static void fulfil(struct client *client);

static void draw_strip(void *context, struct page *page)
{
	struct client *client = context;
	screen_strip(&client->face, page);
	fulfil(client);
}

static void follow_strip(struct client *client)
{
	bool is_on = client->face.state.phase == PHASE_IN;
	if (is_on && client->strip == NULL) {
		const struct window_config config = {
			.kind = WINDOW_STRIP, .title = "Lotse strip", .draw = draw_strip, .context = client};
		window_create(&client->strip, client->ui, &config);
	} else if (!is_on && client->strip != NULL) {
		window_destroy(client->strip);
		client->strip = NULL;
	}
}

/* The question may be answered from here on. */
static void hear_again(struct client *client)
{
	if (!client->face.is_deaf || !timer_is_due(&client->deaf, clock_now_ms()))
		return;
	timer_stop(&client->deaf);
	client->face.is_deaf = false;
	ui_redraw(client->ui);
}

static void news(void *context)
{
	struct client *client = context;
	if (client->participant != NULL && participant_look(client->participant, &client->face.state)) {
		clean_state(&client->face.state);
		note_phase(client);
		note_questions(client);
		note_calls(client);
		follow_strip(client);
		ui_redraw(client->ui);
	}
	hear_again(client);
	tick_note(&client->tick, &client->face.way, &client->face.line, &client->face.state, client->ui);
}

/* --- wishes
 * -------------------------------------------------------------------------------------------------------- */

static void join(struct client *client)
{
	struct face *face = &client->face;
	struct number number;
	face->number_result = number_from_text(bytes_of_text(face->number_text), &number);
	if (face->number_result != RESULT_OK)
		face->number_selection++;
	if (face->number_result != RESULT_OK || client->participant == NULL)
		return;
	face->is_at_number = false;
	face->has_chosen = client->has_met = false;
	participant_join(client->participant, &number);
	secret_wipe(&number, sizeof number);
}

static const struct participant_person *person_of(const struct face *face, uint16_t peer)
{
	for (int i = 0; i < face->state.person_count; i++) {
		if (face->state.people[i].peer == peer)
			return &face->state.people[i];
	}
	return NULL;
}

/* One of the two rights of a person changes, the other stays. */
static void grant(struct client *client, enum wish wish)
{
	struct face *face = &client->face;
	const struct participant_person *person = person_of(face, face->peer);
	if (person == NULL)
		return;
	bool view = wish == WISH_MAY_SEE ? face->is_on : person->sees_me;
	bool control = wish == WISH_MAY_CONTROL ? face->is_on
	               : wish == WISH_NOT_NOW   ? false
	                                        : person->controls_me;
	if (wish == WISH_NOT_NOW)
		face->not_now = face->peer;
	participant_grant(client->participant, face->peer, view, control);
}

static void back_to_number(struct client *client)
{
	client->face.is_at_number = true;
	client->face.number_result = RESULT_OK;
	if (client->face.state.phase != PHASE_ENDED && client->face.state.phase != PHASE_NONE)
		participant_leave(client->participant);
}

static void fulfil(struct client *client)
{
	struct face *face = &client->face;
	enum wish wish = face->wish;
	face->wish = WISH_NONE;
	switch (wish) {
	case WISH_NONE:
		break;
	case WISH_JOIN:
		join(client);
		break;
	case WISH_CANCEL:
		back_to_number(client);
		break;
	case WISH_KNOCK:
		participant_knock(client->participant);
		break;
	case WISH_ACCEPT:
		participant_accept(client->participant, face->your_name[0] != 0 ? face->your_name : NULL);
		break;
	case WISH_DECLINE:
		participant_decline(client->participant);
		break;
	case WISH_SHARE:
		face->has_chosen = true;
		participant_share(client->participant, face->is_on);
		break;
	case WISH_MAY_SEE:
	case WISH_MAY_CONTROL:
	case WISH_NOT_NOW:
		grant(client, wish);
		break;
	case WISH_RESUME:
		participant_go_on(client->participant);
		break;
	case WISH_LEAVE:
		participant_leave(client->participant);
		break;
	case WISH_CLOSE:
		ui_quit(client->ui);
		break;
	}
	if (wish != WISH_NONE)
		ui_redraw(client->ui);
}

/* --- the way to the relay
 * ------------------------------------------------------------------------------------------ */

static enum result start_engine(struct client *client);

/* The typed address: with it, an engine. */
static void use_host(struct client *client)
{
	struct way *way = &client->face.way;
	if (!way_take_host(way, &client->flags.where))
		return;
	participant_destroy(client->participant);
	client->participant = NULL;
	client->face.state = (struct participant_state){.tries_left = TRIES};
	way->host_result = start_engine(client);
	way->is_host_wanted = way->host_result != RESULT_OK;
}

static void fulfil_way(struct client *client)
{
	struct face *face = &client->face;
	switch (way_fulfil(&face->way, &face->state, client->ui, client->participant)) {
	case WAY_CANCEL:
		back_to_number(client);
		break;
	case WAY_RETRY:
		participant_leave(client->participant); /* what is still being tried */
		join(client);
		break;
	case WAY_HOST:
		use_host(client);
		break;
	case WAY_ASK_HOST:
		back_to_number(client);
		face->way.is_host_wanted = true;
		break;
	default:
		break;
	}
}

static void draw_main_page(void *context, struct page *page)
{
	struct client *client = context;
	face_draw(&client->face, page);
	fulfil_way(client);
	fulfil(client);
}

static void on_close(void *context)
{
	struct client *client = context;
	ui_quit(client->ui);
}

/* --- its life
 * ------------------------------------------------------------------------------------------------------ */

static void on_change(void *context)
{
	struct client *client = context;
	ui_wake(client->ui);
}

static enum result start_engine(struct client *client)
{
	struct participant_options engine = {
		.role = PARTICIPANT_CLIENT, .on_change = on_change, .context = client};
	start_fill(&client->flags, &engine);
	return participant_create(&client->participant, &engine);
}

static enum result open_main_window(struct client *client)
{
	const struct window_config config = {.kind = WINDOW_PLAIN,
	                                     .title = text_get(TEXT_CLIENT_TITLE),
	                                     .width = WIDTH,
	                                     .height = HEIGHT,
	                                     .draw = draw_main_page,
	                                     .on_close = on_close,
	                                     .context = client};
	return window_create(&client->main_window, client->ui, &config);
}

enum result client_create(struct client **out, const struct options *options)
{
	*out = NULL;
	struct client *client = calloc(1, sizeof *client);
	if (client == NULL)
		return RESULT_OUT_OF_MEMORY;
	client->flags = options->flags;
	client->face.company = &options->company;
	client->face.way.back_label = TEXT_OTHER_NUMBER;
	client->face.state.tries_left = TRIES;
	computer_user_name(client->face.your_name, sizeof client->face.your_name);
	const struct ui_config config = {.name = "lotse-client", .on_wake = news, .context = client};
	enum result result = ui_create(&client->ui, &config);
	client->face.way.is_host_wanted = client->flags.where.url_count == 0;
	if (result == RESULT_OK && !client->face.way.is_host_wanted)
		result = start_engine(client);
	if (result == RESULT_OK)
		result = open_main_window(client);
	if (result != RESULT_OK) {
		client_destroy(client);
		return result;
	}
	memcpy(client->face.number_text, options->number, sizeof options->number);
	ui_clean(client->face.number_text, false);
	if (options->has_number)
		join(client);
	*out = client;
	return RESULT_OK;
}

enum result client_run(struct client *client)
{
	ui_run(client->ui);
	const struct participant_state *state = &client->face.state;
	bool has_failed =
		state->phase == PHASE_ENDED && state->result != RESULT_CLOSED && !client->face.is_at_number;
	return has_failed ? state->result : RESULT_OK;
}

void client_destroy(struct client *client)
{
	if (client == NULL)
		return;
	participant_destroy(client->participant); /* its threads wake the ui */
	ui_destroy(client->ui);
	secret_wipe(client->face.number_text, sizeof client->face.number_text);
	secret_wipe(&client->face.way, sizeof client->face.way);
	free(client);
}
