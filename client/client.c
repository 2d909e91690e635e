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
#include "client/links.h"
#include "program/start.h"
#include "program/tick.h"
#include "ui/window.h"
#include "wire/number.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 640, HEIGHT = 690, TRIES = 3 };

struct client {
	struct flags flags; /* where the relay is; changed when an address is typed */
	struct ui *ui;
	struct participant *participant;    /* NULL until the relay's address is known */
	struct window *main_window, *strip; /* the strip: while the session is on */
	struct seeing_window *seeing;       /* owned */
	struct timer reading, unanswered;   /* who asks is on the screen */
	bool is_link;                       /* the number in the field came with one */
	bool has_met;                       /* somebody, in this session */
	bool is_met;                        /* somebody asks, as of the last state */
	struct tick tick;
	/* Showing rests, a proxy asks, half an hour without a hand: as of the last state. */
	bool was_resting, was_asked, was_stay_asked;
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
	ui_clean(state->operator_name, false);
	ui_clean(state->operator_company, false);
	ui_clean(state->notice, true);
	way_clean(state);
}

/* Who asks has come up: it is read before it can be accepted. */
static void note_asked(struct client *client)
{
	bool is_met = client->face.state.phase == PHASE_ASKED && !client->face.state.must_type_digits;
	int64_t now_ms = clock_now_ms();
	if (is_met && !client->is_met) {
		client->face.is_reading = true;
		timer_set(&client->reading, now_ms, FACE_READING_MS);
		timer_set(&client->unanswered, now_ms, FACE_UNANSWERED_MS);
		ui_wake_in(client->ui, FACE_READING_MS);
	} else if (!is_met) {
		timer_stop(&client->reading);
		timer_stop(&client->unanswered);
	}
	client->is_met = is_met;
}

/* Whether to go on showing, and a proxy's question: the window comes to the front, once. */
static void note_calls(struct client *client)
{
	const struct participant_state *state = &client->face.state;
	bool is_resting = state->must_go_on && !line_is_lost(state), is_asked = state->proxy_question.is_asked;
	bool is_stay_asked = state->is_stay_asked && !client->was_stay_asked;
	client->was_stay_asked = state->is_stay_asked;
	if (is_stay_asked || (is_resting && !client->was_resting) || (is_asked && !client->was_asked))
		window_raise(client->main_window);
	client->was_resting = is_resting;
	client->was_asked = is_asked;
}

/* The number of a link does not stay in the field: who types it shall hear it from somebody. */
static void forget_link(struct client *client)
{
	if (client->is_link)
		secret_wipe(client->face.number_text, sizeof client->face.number_text);
	client->is_link = false;
}

static void note_phase(struct client *client)
{
	struct face *face = &client->face;
	enum participant_phase phase = face->state.phase;
	if (phase == PHASE_ENDED && face->recap.summary == NULL)
		recap_take(&face->recap, client->participant);
	else if (phase == PHASE_ASKED)
		recap_forget(&face->recap);
	if (phase == PHASE_ASKED || phase == PHASE_ACCEPTED || phase == PHASE_IN)
		client->has_met = true;
	face->was_in = phase == PHASE_IN || (phase == PHASE_ENDED && face->was_in);
	bool has_failed = phase == PHASE_ENDED && !client->has_met;
	if (has_failed && !face->has_failed)
		face->number_selection++;
	if (phase == PHASE_IN || (phase == PHASE_ENDED && !way_is_failure(face->state.result)))
		forget_link(client);
	face->has_failed = has_failed;
	face->way.is_host_locked = face->state.tries_left < TRIES; /* another engine would count anew */
}

static void fulfil(struct client *client);

static void draw_strip(void *context, struct page *page)
{
	struct client *client = context;
	giving_draw_strip(&client->face.giving, &client->face.state, page);
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

static void decline(struct client *client)
{
	client->face.was_declined = true;
	participant_decline(client->participant);
}

/* What comes about by time alone: enough was read; nobody has answered. */
static void note_time(struct client *client)
{
	struct face *face = &client->face;
	int64_t now_ms = clock_now_ms();
	if (timer_is_due(&client->reading, now_ms)) {
		timer_stop(&client->reading);
		face->is_reading = false;
		ui_redraw(client->ui);
	}
	if (timer_is_due(&client->unanswered, now_ms)) {
		timer_stop(&client->unanswered);
		decline(client);
	}
	if (client->participant != NULL)
		giving_hold(&face->giving, &face->state, client->participant);
	bool was_deaf = face->giving.is_deaf;
	int giving_ms = giving_note(&face->giving, &face->state, now_ms);
	int wake_ms =
		timer_shorten(&client->reading, now_ms, timer_shorten(&client->unanswered, now_ms, giving_ms));
	if (wake_ms >= 0)
		ui_wake_in(client->ui, wake_ms);
	if (was_deaf != face->giving.is_deaf)
		ui_redraw(client->ui);
	fulfil(client);
}

static void note_elevation(struct client *client)
{
	struct face *face = &client->face;
	if (client->participant == NULL)
		return;
	enum elevate_phase before = face->elevation.phase;
	if (elevation_note(&face->elevation, &client->flags, client->participant, &face->state))
		ui_quit(client->ui);
	if (before != face->elevation.phase)
		ui_redraw(client->ui);
}

static void news(void *context)
{
	struct client *client = context;
	if (client->seeing == NULL)
		return;
	if (client->participant != NULL && participant_look(client->participant, &client->face.state)) {
		clean_state(&client->face.state);
		note_phase(client);
		note_asked(client);
		note_calls(client);
		follow_strip(client);
		seeing_follow(client->seeing, client->participant);
		ui_redraw(client->ui);
	}
	if (client->participant != NULL)
		seeing_point(client->seeing, client->participant);
	note_elevation(client);
	if (picking_note(&client->face.picking))
		ui_redraw(client->ui);
	note_time(client);
	tick_note(&client->tick, &client->face.way, &client->face.line, &client->face.state, client->ui);
}

/* --- wishes
 * -------------------------------------------------------------------------------------------------------- */

static void join_as(struct client *client, bool is_link)
{
	struct face *face = &client->face;
	struct number number;
	face->number_result = number_from_text(bytes_of_text(face->number_text), &number);
	if (face->number_result != RESULT_OK)
		face->number_selection++;
	if (face->number_result != RESULT_OK || client->participant == NULL)
		return;
	face->is_at_number = false;
	face->has_failed = face->was_declined = client->has_met = false;
	secret_wipe(face->digits_text, sizeof face->digits_text);
	if (is_link)
		participant_join_link(client->participant, &number);
	else
		participant_join(client->participant, &number);
	secret_wipe(&number, sizeof number);
}

/* As it was typed, or came. */
static void join(struct client *client)
{
	join_as(client, client->is_link);
}

/* What of giving is not the engine's. */
static void fulfil_giving(struct client *client)
{
	struct giving *giving = &client->face.giving;
	struct giving_order order = giving_next(giving, &client->face.state, clock_now_ms());
	if (order.act != GIVING_DO_NOTHING)
		giving_carry_out(&order, client->participant);
	giving_hold(giving, &client->face.state, client->participant);
	if (giving->is_deaf)
		ui_wake_in(client->ui, GIVING_DEAF_MS);
	enum giving_wish wish = giving->wish;
	giving->wish = GIVING_NONE;
	if (wish == GIVING_PICK)
		picking_look(&client->face.picking, client->participant, client->ui);
	if (wish == GIVING_ANSWER)
		window_raise(client->main_window);
	else if (wish == GIVING_STOP)
		client->face.wish = WISH_LEAVE;
	ui_redraw(client->ui);
}

static void back_to_number(struct client *client)
{
	forget_link(client);
	client->face.is_at_number = true;
	client->face.number_selection++;
	client->face.number_result = RESULT_OK;
	if (client->face.state.phase != PHASE_ENDED && client->face.state.phase != PHASE_NONE)
		participant_leave(client->participant);
}

static void on_change(void *context)
{
	struct client *client = context;
	ui_wake(client->ui);
}

static void fulfil(struct client *client)
{
	struct face *face = &client->face;
	if (face->giving.wish != GIVING_NONE)
		fulfil_giving(client);
	seeing_fulfil(client->seeing, client->participant);
	recap_fulfil(&face->recap);
	if (settings_fulfil(&face->settings, client->ui))
		window_set_title(client->main_window, text_get(TEXT_CLIENT_TITLE));
	if (face->seeing.wish == SEEING_END) /* the question is on the page; leaving is one click there */
		window_raise(client->main_window);
	face->seeing.wish = SEEING_NONE;
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
	case WISH_DIGITS:
		participant_type_digits(client->participant, face->digits_text);
		break;
	case WISH_REPORT:
		participant_report(client->participant);
		break;
	case WISH_KNOCK:
		participant_knock(client->participant);
		break;
	case WISH_ACCEPT:
		participant_accept(client->participant, face->your_name[0] != 0 ? face->your_name : NULL);
		break;
	case WISH_DECLINE:
		decline(client);
		break;
	case WISH_LINKS:
		face->links_result = links_open_here(!face->has_links);
		face->has_links = links_are_here();
		break;
	case WISH_ELEVATE:
		elevation_begin(&face->elevation, on_change, client);
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
	picking_finish(&client->face.picking);
	participant_destroy(client->participant);
	client->participant = NULL;
	client->face.giving.is_question_open = false;
	client->face.state = (struct participant_state){.tries_left = TRIES};
	seeing_follow(client->seeing, NULL);
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

static enum result start_engine(struct client *client)
{
	struct participant_options engine = {
		.role = PARTICIPANT_CLIENT, .on_change = on_change, .context = client};
	start_fill(&client->flags, &engine);
	engine.may_elevate = client->face.elevation.is_possible;
	return participant_create(&client->participant, &engine);
}

/* In the place of another process of this program. */
static enum result continue_session(struct client *client, const char *name)
{
	uint8_t *data = NULL;
	size_t size = 0;
	enum result result = elevation_take(&client->face.elevation, name, &client->flags, &data, &size);
	if (result == RESULT_OK)
		result = start_engine(client);
	if (result == RESULT_OK)
		result = participant_take_over(client->participant, data, size);
	secret_destroy(data);
	client->has_met = true;
	return result;
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

static void on_page(void *context)
{
	fulfil(context);
}

static enum result open_seeing(struct client *client)
{
	const struct seeing_config config = {.ui = client->ui,
	                                     .main_window = client->main_window,
	                                     .seeing = &client->face.seeing,
	                                     .state = &client->face.state,
	                                     .line = &client->face.line,
	                                     .on_page = on_page,
	                                     .context = client};
	return seeing_create(&client->seeing, &config);
}

enum result client_create(struct client **out, const struct options *options)
{
	*out = NULL;
	struct client *client = calloc(1, sizeof *client);
	if (client == NULL)
		return RESULT_OUT_OF_MEMORY;
	client->flags = options->flags;
	client->face.company = &options->company;
	client->face.has_links = links_are_here();
	client->face.way.back_label = TEXT_OTHER_NUMBER;
	client->face.state.tries_left = TRIES;
	client->face.seeing.fit = SURFACE_FIT_WINDOW;
	computer_user_name(client->face.your_name, sizeof client->face.your_name);
	const struct ui_config config = {.name = "lotse-client", .on_wake = news, .context = client};
	enum result result = ui_create(&client->ui, &config);
	elevation_init(&client->face.elevation);
	if (result == RESULT_OK && options->continue_name != NULL)
		result = continue_session(client, options->continue_name);
	client->face.way.is_host_wanted = client->flags.where.url_count == 0;
	if (result == RESULT_OK && !client->face.way.is_host_wanted && client->participant == NULL)
		result = start_engine(client);
	if (result == RESULT_OK)
		result = open_main_window(client);
	if (result == RESULT_OK)
		result = open_seeing(client);
	if (result != RESULT_OK) {
		client_destroy(client);
		return result;
	}
	memcpy(client->face.number_text, options->number, sizeof options->number);
	ui_clean(client->face.number_text, false);
	client->is_link = options->has_link;
	if (options->has_link || options->has_number)
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
	picking_finish(&client->face.picking);
	seeing_destroy(client->seeing); /* it reads the engine's picture */
	elevation_finish(&client->face.elevation);
	recap_finish(&client->face.recap);
	participant_destroy(client->participant); /* its threads wake the ui */
	ui_destroy(client->ui);
	secret_wipe(client->face.number_text, sizeof client->face.number_text);
	secret_wipe(client->face.digits_text, sizeof client->face.digits_text);
	secret_wipe(&client->face.way, sizeof client->face.way);
	free(client);
}
