#include "program/line.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

enum { DURATION_BYTES = 24, MINUTES_FROM_MS = 120 * 1000 };

const char *line_duration(int ms, char *to, size_t room)
{
	if (ms < MINUTES_FROM_MS)
		return text_write(to, room, TEXT_SECONDS, ms / 1000);
	return text_write(to, room, TEXT_MINUTES, ms / 60000);
}

bool line_is_lost(const struct participant_state *state)
{
	return state->line == LINE_LOST || state->line == LINE_MASTER_LOST;
}

/* --- that something is back
 * ---------------------------------------------------------------------------------------- */

static void say_back(struct line *line, const char *name, int away_ms, int64_t now_ms)
{
	char duration[DURATION_BYTES];
	line_duration(away_ms, duration, sizeof duration);
	if (name == NULL)
		text_write(line->back, sizeof line->back, TEXT_LINE_BACK, duration);
	else
		text_write(line->back, sizeof line->back, TEXT_PERSON_BACK, name, duration);
	line->back_until_ms = now_ms + LINE_BACK_MS;
}

static int away_before(const struct line *line, uint16_t peer)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (line->away_peers[i] == peer)
			return line->away_ms[i];
	}
	return -1;
}

static void note_people(struct line *line, const struct participant_state *state, int64_t now_ms)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX] = {0};
	int ms[PARTICIPANT_PEOPLE_MAX] = {0};
	for (int i = 0; i < state->person_count; i++) {
		const struct participant_person *person = &state->people[i];
		int before_ms = away_before(line, person->peer);
		const char *name = person->name[0] != 0 ? person->name : text_get(TEXT_NO_NAME);
		if (before_ms >= 0 && !person->is_away && person->is_connected)
			say_back(line, name, before_ms, now_ms);
		if (person->is_away) {
			peers[i] = person->peer;
			ms[i] = person->away_ms;
		}
	}
	memcpy(line->away_peers, peers, sizeof peers);
	memcpy(line->away_ms, ms, sizeof ms);
}

int line_note(struct line *line, const struct participant_state *state, int64_t now_ms)
{
	if (state->resume_count > line->resume_count || (line->lost_ms > 0 && state->line == LINE_UP)) {
		say_back(line, NULL, line->lost_ms, now_ms);
	} else {
		note_people(line, state, now_ms);
	}
	if (state->is_moved && !line->was_moved) {
		text_write(line->back, sizeof line->back, TEXT_LINE_MOVED);
		line->back_until_ms = now_ms + LINE_BACK_MS;
	}
	line->was_moved = state->is_moved;
	line->resume_count = state->resume_count;
	line->lost_ms = line_is_lost(state) ? state->line_lost_ms : 0;
	if (state->line == LINE_NONE)
		*line = (struct line){0};
	if (now_ms >= line->back_until_ms)
		line->back[0] = 0;
	return line->back[0] != 0 ? (int)(line->back_until_ms - now_ms) : -1;
}

/* --- sentences
 * ----------------------------------------------------------------------------------------------------- */

const char *line_short(const struct participant_state *state, char *to, size_t room)
{
	char duration[DURATION_BYTES];
	enum text_id id = state->line == LINE_MASTER_LOST ? TEXT_LINE_OTHER_FOR
	                  : state->is_relay_restarting    ? TEXT_LINE_RESTART_FOR
	                                                  : TEXT_LINE_LOST_FOR;
	return text_write(to, room, id, line_duration(state->line_lost_ms, duration, sizeof duration));
}

void line_banner(const struct line *line, const struct participant_state *state, const char *other,
                 struct page *page)
{
	char words[LINE_WORDS_BYTES], next[LINE_WORDS_BYTES], lost[DURATION_BYTES], left[DURATION_BYTES];
	if (!line_is_lost(state)) {
		if (line->back[0] != 0)
			ui_banner(page, UI_GOOD, line->back, NULL);
		return;
	}
	bool is_other = state->line == LINE_MASTER_LOST;
	line_duration(state->line_lost_ms, lost, sizeof lost);
	line_duration(state->line_left_ms, left, sizeof left);
	if (is_other)
		text_write(words, sizeof words, TEXT_LINE_OTHER_LOST, other);
	else
		text_write(words, sizeof words, state->is_relay_restarting ? TEXT_LINE_RESTART : TEXT_LINE_LOST);
	text_write(next, sizeof next, is_other ? TEXT_LINE_OTHER_NEXT : TEXT_LINE_LOST_NEXT, lost, left);
	ui_banner(page, UI_WARN, words, next);
}

const char *line_status(const struct participant_state *state, char *to, size_t room)
{
	char words[LINE_WORDS_BYTES];
	if (line_is_lost(state))
		return line_short(state, to, room);
	if (state->relay[0] == 0)
		return text_write(to, room, TEXT_STATUS_NOT_CONNECTED);
	if (state->round_trip_ms < 0)
		text_write(words, sizeof words, TEXT_STATUS_CONNECTED, state->relay);
	else
		text_write(words, sizeof words, TEXT_STATUS_CONNECTED_MS, state->relay, state->round_trip_ms);
	if (state->is_inspected)
		return text_write(to, room, TEXT_STATUS_INSPECTED, words);
	snprintf(to, room, "%s", words);
	return to;
}

enum ui_tone line_tone(const struct participant_state *state)
{
	return line_is_lost(state) || state->relay[0] == 0 ? UI_WARN : UI_GOOD;
}
