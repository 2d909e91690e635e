/* The bar above somebody's screen, or over it in full screen: whose it is, how control stands, how it is
 * shown. */
#include "base/text.h"
#include "program/seeing.h"

enum { OLD_NEWS_MS = 3000 };

/* Why the picture is not live, in few words. */
static const char *say_stale(const struct participant_state *state, const struct participant_person *person,
                             char *to, size_t room)
{
	switch (seeing_stale(state)) {
	case SEEING_LINE_LOST:
		return line_short(state, to, room);
	case SEEING_AWAY:
		return text_write(to, room, TEXT_LINE_OTHER_LOST, seeing_name(person));
	case SEEING_RESTS:
		return text_write(to, room, TEXT_RESTS, seeing_name(person));
	case SEEING_QUESTION:
		return text_write(to, room, TEXT_QUESTION_THERE, seeing_name(person));
	default:
		return text_write(to, room, TEXT_NO_NEWS, seeing_name(person), state->picture_age_ms / 1000);
	}
}

static enum text_id why_rests(enum participant_rest why)
{
	switch (why) {
	case REST_SLEPT:
		return TEXT_RESTS_SLEPT;
	case REST_LOCKED:
		return TEXT_RESTS_LOCKED;
	case REST_UNANSWERED:
		return TEXT_RESTS_UNANSWERED;
	default:
		return TEXT_RESTS_GAP;
	}
}

/* The same in the plate: with for how long, and what is done. */
static void explain_stale(const struct participant_state *state, const struct line *line,
                          const struct participant_person *person, struct page *page)
{
	char words[LINE_WORDS_BYTES], duration[24];
	enum seeing_stale stale = seeing_stale(state);
	if (stale == SEEING_LINE_LOST) {
		line_banner(line, state, "", page);
		return;
	}
	ui_banner(page, UI_WARN, say_stale(state, person, words, sizeof words), NULL);
	if (stale == SEEING_RESTS) {
		ui_text(page, UI_BODY, text_get(why_rests(person->rest_why)));
		ui_text(page, UI_BODY, text_get(TEXT_RESTS_NEXT));
		return;
	}
	if (stale == SEEING_QUESTION) {
		ui_text(page, UI_BODY, text_get(TEXT_QUESTION_THERE_NEXT));
		return;
	}
	int ms = stale == SEEING_AWAY ? person->away_ms : state->picture_age_ms;
	line_duration(ms, duration, sizeof duration);
	ui_text(page, UI_BODY, text_write(words, sizeof words, TEXT_PERSON_AWAY_NEXT, duration));
}

/* Over the last picture while it is not live: why, and the way out. */
static void plate(struct seeing *seeing, const struct participant_state *state, const struct line *line,
                  struct page *page)
{
	const struct ui_button end = {.id = "end", .label = text_get(TEXT_END_SESSION)};
	char words[LINE_WORDS_BYTES], duration[24];
	ui_plate_begin(page, "plate");
	explain_stale(state, line, seeing_person(state, state->viewing), page);
	if (state->picture_age_ms > 0) {
		line_duration(state->picture_age_ms, duration, sizeof duration);
		ui_text(page, UI_MUTED, text_write(words, sizeof words, TEXT_PICTURE_OLD, duration));
	}
	if (ui_buttons(page, &end, 1) == 0)
		seeing->wish = SEEING_END;
	ui_plate_end(page);
}

static enum ui_tone say_state(const struct participant_state *state, const struct participant_person *person,
                              char *to, size_t room)
{
	const char *name = seeing_name(person);
	if (!seeing_is_live(state)) {
		say_stale(state, person, to, room);
		return UI_BAD;
	}
	if (person == NULL || !person->i_see) {
		text_write(to, room, TEXT_NO_PICTURE);
		return UI_CALM;
	}
	if (state->picture_age_ms >= OLD_NEWS_MS) {
		text_write(to, room, TEXT_NO_NEWS, name, state->picture_age_ms / 1000);
		return UI_BAD;
	}
	if (person->i_control && person->barrier == BARRIER_RIGHTS) {
		text_write(to, room, TEXT_BARRED_THERE, name);
		return UI_WARN;
	}
	if (person->i_control) {
		text_write(to, room, TEXT_YOU_CONTROL, name);
		return UI_GOOD;
	}
	text_write(to, room, person->asked_control ? TEXT_YOU_ASKED : TEXT_YOU_SEE, name);
	return person->asked_control ? UI_BUSY : UI_CALM;
}

static struct ui_button control_button(const struct participant_person *person, bool is_live)
{
	struct ui_button button = {.id = "control", .label = text_get(TEXT_ASK_CONTROL), .look = UI_PRIMARY};
	if (person != NULL && person->i_control) {
		button.label = text_get(TEXT_GIVE_BACK);
		button.look = UI_SECONDARY;
	}
	button.is_disabled = person == NULL || !person->is_connected || person->asked_control || !is_live;
	button.is_first = true;
	return button;
}

/* Where it can be had and would help. */
static bool may_ask_administrator(const struct participant_person *person)
{
	return person != NULL && person->barrier == BARRIER_RIGHTS && person->may_elevate && person->is_connected;
}

static void bar(struct seeing *seeing, const struct participant_state *state, struct page *page)
{
	const struct participant_person *person = seeing_person(state, state->viewing);
	char words[300];
	enum ui_tone tone = say_state(state, person, words, sizeof words);
	const struct ui_button buttons[] = {
		{.id = "fit",
	     .label = text_get(seeing->fit == SURFACE_FIT_WINDOW ? TEXT_ACTUAL_SIZE : TEXT_FIT_WINDOW)},
		{.id = "full",
	     .label = text_get(seeing->is_full_screen ? TEXT_LEAVE_FULL_SCREEN : TEXT_FULL_SCREEN),
	     .is_cancel = seeing->is_full_screen},
		control_button(person, seeing_is_live(state)),
		{.id = "administrator",
	     .label = text_get(TEXT_ASK_ADMINISTRATOR),
	     .is_disabled = person != NULL && person->asked_administrator},
	};
	static const enum seeing_wish wishes[] = {SEEING_FIT, SEEING_FULL_SCREEN, SEEING_ASK_CONTROL,
	                                          SEEING_ASK_ADMINISTRATOR};
	ui_bar_begin(page, "bar", seeing->is_full_screen);
	ui_status(page, tone, words);
	int used = ui_buttons(page, buttons, may_ask_administrator(person) ? 4 : 3);
	ui_bar_end(page);
	if (used < 0)
		return;
	seeing->wish = used == 2 && person != NULL && person->i_control ? SEEING_GIVE_BACK : wishes[used];
	seeing->peer = state->viewing;
}

/* In a corner, while somebody wants to know: how the picture comes along. */
static void figures(const struct picture_figures *figures, const struct participant_state *state,
                    struct page *page)
{
	enum { LINES = 7, ROOM = 120 };
	static const enum text_id ways[] = {0, TEXT_FIGURES_EXACT, TEXT_FIGURES_PHOTO, TEXT_FIGURES_VP8};
	const struct figures_now *now = &figures->now;
	char words[LINES][ROOM];
	struct ui_note notes[LINES] = {0};
	int count = 0;
	for (int i = 0; i < LINES; i++)
		notes[i].text = words[i];
	text_write(words[count++], ROOM, TEXT_FIGURES_RATE, now->frames_per_10_s / 10, now->frames_per_10_s % 10,
	           now->kbit_per_s);
	if (now->delay_ms >= 0)
		text_write(words[count++], ROOM, TEXT_FIGURES_DELAY, now->delay_ms, now->delay_worst_ms);
	else
		text_write(words[count++], ROOM, TEXT_FIGURES_STILL);
	if (state->round_trip_ms >= 0)
		text_write(words[count++], ROOM, TEXT_FIGURES_WAY, state->round_trip_ms);
	for (int i = ORIGIN_TEXT; i < ORIGIN_COUNT; i++) {
		notes[count].colour = seeing_colours[i];
		text_write(words[count++], ROOM, ways[i], figures->per_mille[i] / 10, figures->per_mille[i] % 10);
	}
	text_write(words[count++], ROOM, TEXT_FIGURES_KEY);
	ui_notes(page, notes, count);
}

void screen_picture(struct seeing *seeing, const struct participant_state *state, const struct line *line,
                    struct page *page)
{
	bool is_wanted = ui_bar_is_wanted(page);
	if (!seeing->is_full_screen || is_wanted)
		bar(seeing, state, page);
	else if (ui_escape(page))
		seeing->wish = SEEING_FULL_SCREEN;
	if (seeing->figures != NULL)
		figures(seeing->figures, state, page);
	if (!seeing_is_live(state))
		plate(seeing, state, line, page);
}
