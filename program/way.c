#include "program/way.h"

#include "base/secret.h"
#include "program/line.h"

#include <stdio.h>
#include <string.h>

enum { TICK_MS = 1000, LINES_BYTES = 16384 };

bool way_is_failure(enum result result)
{
	switch (result) {
	case RESULT_NOT_REACHABLE:
	case RESULT_LOST:
	case RESULT_TIMED_OUT:
	case RESULT_PROXY_LOGIN:
	case RESULT_PROXY_TICKET:
	case RESULT_NO_LIST_KEY:
	case RESULT_NO_RELAY:
	case RESULT_BAD_FRAME:
		return true;
	default:
		return result >= RESULT_LIST_UNREACHABLE && result <= RESULT_LIST_BAD;
	}
}

static bool is_trying(enum participant_phase phase)
{
	return phase == PHASE_LISTING || phase == PHASE_CONNECTING || phase == PHASE_OPENING ||
	       phase == PHASE_JOINING;
}

enum way_screen way_screen(const struct way *way, const struct participant_state *state)
{
	if (state->proxy_question.is_asked)
		return WAY_SCREEN_LOGIN;
	if (way->is_host_wanted)
		return WAY_SCREEN_HOST;
	if (is_trying(state->phase))
		return WAY_SCREEN_TRYING;
	return state->phase == PHASE_ENDED && way_is_failure(state->result) ? WAY_SCREEN_FAILED : WAY_SCREEN_NONE;
}

int way_note(struct way *way, const struct participant_state *state, int64_t now_ms)
{
	if (!state->proxy_question.is_asked && way->login_password[0] != 0)
		secret_wipe(way->login_password, sizeof way->login_password); /* nobody asks any more */
	if (!is_trying(state->phase) || state->proxy_question.is_asked) {
		way->begun_ms = 0;
		way->waited_ms = 0;
		return -1;
	}
	if (way->begun_ms == 0) {
		way->begun_ms = now_ms;
		way->is_copied = false;
	}
	way->waited_ms = (int)(now_ms - way->begun_ms);
	return TICK_MS - way->waited_ms % TICK_MS;
}

const char *way_lines(const struct participant_state *state, char *to, size_t room)
{
	text_write(to, room, TEXT_LINES_HEAD, LOTSE_VERSION);
	for (int i = 0; i < state->attempt_count; i++) {
		size_t at = strlen(to);
		snprintf(to + at, room - at, "\n%s", state->attempts[i].words);
	}
	size_t at = strlen(to);
	bool has_failed = state->phase == PHASE_ENDED && state->result != RESULT_OK;
	if (has_failed)
		snprintf(to + at, room - at, "\n%s %s%s%s", result_words(state->result),
		         result_next_step(state->result), state->detail[0] != 0 ? "\n" : "", state->detail);
	return to;
}

bool way_is_proxy(const char *text)
{
	const char *scheme = strstr(text, "://"), *host = scheme != NULL ? scheme + 3 : text;
	const char *colon = strrchr(host, ':');
	int port = 0, end = 0;
	if (colon == NULL || colon == host || strpbrk(text, " \t\r\n") != NULL || strchr(host, '/') != NULL)
		return false;
	return sscanf(colon, ":%5d%n", &port, &end) == 1 && colon[end] == 0 && port > 0 && port < 65536;
}

const char *way_proxy(const struct way *way)
{
	if (way->proxy == WAY_PROXY_SYSTEM)
		return NULL;
	return way->proxy == WAY_PROXY_NONE ? "" : way->proxy_text;
}

/* --- wishes
 * -------------------------------------------------------------------------------------------------------- */

static void copy_lines(struct way *way, const struct participant_state *state, struct ui *ui)
{
	static char lines[LINES_BYTES];
	ui_copy(ui, way_lines(state, lines, sizeof lines));
	way->is_copied = true;
}

static enum way_wish use_proxy(struct way *way, struct participant *participant)
{
	way->is_proxy_bad = way->proxy == WAY_PROXY_THIS && !way_is_proxy(way->proxy_text);
	if (way->is_proxy_bad)
		return WAY_NONE;
	participant_set_proxy(participant, way_proxy(way));
	return WAY_RETRY;
}

static void answer(struct way *way, struct participant *participant)
{
	participant_proxy_answer(participant, way->login_name, way->login_password, way->stores_login);
	secret_wipe(way->login_password, sizeof way->login_password);
}

enum way_wish way_fulfil(struct way *way, const struct participant_state *state, struct ui *ui,
                         struct participant *participant)
{
	enum way_wish wish = way->wish;
	way->wish = WAY_NONE;
	if (wish == WAY_NONE)
		return WAY_NONE;
	ui_redraw(ui);
	switch (wish) {
	case WAY_COPY:
		copy_lines(way, state, ui);
		return WAY_NONE;
	case WAY_PROXY:
		return use_proxy(way, participant);
	case WAY_LOGIN:
		answer(way, participant);
		return WAY_NONE;
	case WAY_NO_LOGIN:
		secret_wipe(way->login_password, sizeof way->login_password);
		participant_proxy_refuse(participant);
		return WAY_NONE;
	default:
		return wish;
	}
}

bool way_take_host(struct way *way, struct where *where)
{
	struct where typed = *where;
	typed.url_count = 0;
	way->host_result = where_check_host(way->host, way->host_shown, sizeof way->host_shown);
	if (way->host_result == RESULT_OK)
		way->host_result = where_add_host(&typed, way->host);
	if (way->host_result != RESULT_OK) {
		way->host_shown[0] = 0;
		way->host_selection++;
		return false;
	}
	*where = typed;
	way->is_host_wanted = false;
	return true;
}

void way_clean(struct participant_state *state)
{
	ui_clean(state->detail, false);
	ui_clean(state->proxy_question.host, false);
	ui_clean(state->proxy_question.realm, false);
	for (int i = 0; i < state->attempt_count; i++)
		ui_clean(state->attempts[i].words, false);
}

/* --- pages
 * ---------------------------------------------------------------------------------------------------------
 */

void way_draw(struct way *way, const struct participant_state *state, struct page *page)
{
	switch (way_screen(way, state)) {
	case WAY_SCREEN_LOGIN:
		screen_login(way, state, page);
		break;
	case WAY_SCREEN_HOST:
		screen_host(way, page);
		break;
	case WAY_SCREEN_NONE:
		break;
	case WAY_SCREEN_TRYING:
	case WAY_SCREEN_FAILED:
		screen_trying(way, state, page);
		break;
	}
}

/* A line is shown in two parts: what was tried, and how it went (attempts.h). */
static void draw_attempt(const struct participant_attempt *attempt, struct page *page)
{
	char what[sizeof attempt->words];
	const char *end = strstr(attempt->words, ": ");
	enum ui_tone tone = !attempt->is_over      ? UI_BUSY
	                    : attempt->is_good     ? UI_GOOD
	                    : attempt->is_unneeded ? UI_CALM
	                                           : UI_BAD;
	snprintf(what, sizeof what, "%.*s", end != NULL ? (int)(end - attempt->words) : -1, attempt->words);
	ui_attempt(page, tone, what, end != NULL ? end + 2 : NULL);
}

void way_draw_attempts(const struct participant_state *state, struct page *page)
{
	if (state->attempt_count == 0)
		return;
	ui_card_begin(page, "attempts");
	for (int i = 0; i < state->attempt_count; i++)
		draw_attempt(&state->attempts[i], page);
	ui_card_end(page);
}

void way_draw_line(struct way *way, const struct line *line, const struct participant_state *state,
                   const char *other, struct page *page)
{
	line_banner(line, state, other, page);
	if (state->line == LINE_LOST && state->attempt_count > 0 &&
	    ui_more(page, "tries", text_get(TEXT_WHAT_IS_TRIED), &way->is_more_open))
		way_draw_attempts(state, page);
}
