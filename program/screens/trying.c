/* While the relay is being reached, and when that has failed: every try, a line each, and what can be done.
 */
#include "program/line.h"
#include "program/way.h"

#include <stdio.h>

static enum text_id words_of(enum participant_phase phase)
{
	switch (phase) {
	case PHASE_LISTING:
		return TEXT_FETCHING_LIST;
	case PHASE_OPENING:
		return TEXT_OPENING;
	case PHASE_JOINING:
		return TEXT_CHECKING_NUMBER;
	default:
		return TEXT_REACHING_RELAY;
	}
}

/* What is missing, once that has taken long. */
static void say_slow(enum participant_phase phase, struct page *page)
{
	bool is_other = phase == PHASE_JOINING || phase == PHASE_OPENING;
	enum text_id words = is_other                 ? TEXT_SLOW_OTHER
	                     : phase == PHASE_LISTING ? TEXT_SLOW_LIST
	                                              : TEXT_SLOW_RELAY;
	ui_banner(page, UI_WARN, text_get(words),
	          text_get(phase == PHASE_JOINING ? TEXT_SLOW_OTHER_NEXT : TEXT_SLOW_NEXT));
}

static void say_state(const struct way *way, const struct participant_state *state, struct page *page)
{
	char duration[24], words[300];
	if (state->phase == PHASE_ENDED) {
		ui_text(page, UI_HEADING, text_get(TEXT_NOT_CONNECTED_TITLE));
		ui_banner(page, UI_BAD, result_words(state->result), result_next_step(state->result));
		if (state->detail[0] != 0)
			ui_text(page, UI_MUTED, state->detail);
		return;
	}
	ui_text(page, UI_HEADING, text_get(TEXT_CONNECTING));
	const char *what = text_get(words_of(state->phase));
	if (way->waited_ms >= 1000)
		what = text_write(words, sizeof words, TEXT_CONNECTING_FOR, what,
		                  line_duration(way->waited_ms, duration, sizeof duration));
	ui_attempt(page, UI_BUSY, what, NULL);
	if (way->waited_ms >= WAY_SLOW_MS)
		say_slow(state->phase, page);
}

static void lines(struct way *way, const struct participant_state *state, struct page *page)
{
	const struct ui_button copy = {.id = "copy",
	                               .label = text_get(state->attempt_count > 0 ? TEXT_COPY_LINES : TEXT_COPY)};
	if (state->attempt_count == 0 && state->phase != PHASE_ENDED)
		return;
	if (state->attempt_count > 0)
		ui_text(page, UI_SECTION,
		        text_get(state->phase == PHASE_ENDED ? TEXT_WHAT_WAS_TRIED : TEXT_WHAT_IS_TRIED));
	way_draw_attempts(state, page);
	if (way->is_copied)
		ui_status(page, UI_GOOD, text_get(TEXT_LINES_COPIED));
	if (ui_buttons(page, &copy, 1) == 0)
		way->wish = WAY_COPY;
}

static void more(struct way *way, struct page *page)
{
	const char *const choices[WAY_PROXY_COUNT] = {text_get(TEXT_PROXY_SYSTEM), text_get(TEXT_PROXY_NONE),
	                                              text_get(TEXT_PROXY_THIS)};
	const struct ui_input proxy = {
		.id = "proxy", .hint = text_get(TEXT_PROXY_HINT), .is_disabled = way->proxy != WAY_PROXY_THIS};
	const struct ui_button use = {.id = "use", .label = text_get(TEXT_PROXY_USE)};
	if (!ui_more(page, "more", text_get(TEXT_MORE), &way->is_more_open))
		return;
	ui_text(page, UI_SECTION, text_get(TEXT_PROXY));
	ui_card_begin(page, "proxies");
	ui_choice(page, "which", choices, WAY_PROXY_COUNT, &way->proxy);
	if (ui_input(page, &proxy, way->proxy_text, sizeof way->proxy_text))
		way->is_proxy_bad = false;
	if (way->is_proxy_bad)
		ui_text(page, UI_ALARM, text_get(TEXT_PROXY_BAD));
	if (ui_buttons(page, &use, 1) == 0)
		way->wish = WAY_PROXY;
	ui_card_end(page);
}

static void footer(struct way *way, const struct participant_state *state, struct page *page)
{
	static const enum way_wish wishes[] = {WAY_ASK_HOST, WAY_CANCEL, WAY_RETRY};
	bool has_failed = state->phase == PHASE_ENDED;
	bool may_change = way->host_shown[0] != 0 && !way->is_host_locked;
	const struct ui_button buttons[] = {
		{.id = "address", .label = text_get(TEXT_OTHER_ADDRESS)},
		{.id = "cancel", .label = text_get(has_failed ? way->back_label : TEXT_CANCEL), .is_cancel = true},
		{.id = "again", .label = text_get(TEXT_TRY_AGAIN), .look = UI_PRIMARY, .is_first = true},
	};
	int first = may_change && has_failed ? 0 : 1, end = has_failed ? 3 : 2;
	int used = ui_footer(page, UI_CALM, "", buttons + first, end - first);
	if (used >= 0)
		way->wish = wishes[first + used];
}

void screen_trying(struct way *way, const struct participant_state *state, struct page *page)
{
	say_state(way, state, page);
	lines(way, state, page);
	more(way, page);
	footer(way, state, page);
}
