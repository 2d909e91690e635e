/*
 * Lines are kept in order by what they say alone (time, kind, ids), never by when they came: rosters and
 * shares of several people reach each in another order. Of too many the earliest stay, for the same reason.
 */
#include "session/journal.h"

#include <stdio.h>
#include <string.h>

enum { VIEW = 1, CONTROL = 2, CLIPBOARD = 4, REFUSED = 8, FUTURE_MS = 5000 };

static int find(const struct journal *journal, const uint8_t *id)
{
	for (int i = 0; i < journal->person_count; i++) {
		if (memcmp(journal->people[i].id, id, ROSTER_ID_BYTES) == 0)
			return i;
	}
	return -1;
}

/* --- lines
 * --- */

static int compare_people(const struct journal *journal, int a, int b)
{
	if (a < 0 || b < 0)
		return (a >= 0) - (b >= 0);
	const struct journal_person *one = &journal->people[a], *other = &journal->people[b];
	if (one->role != other->role)
		return one->role == PARTICIPANT_MASTER ? -1 : 1;
	return memcmp(one->id, other->id, ROSTER_ID_BYTES);
}

static int compare(const struct journal *journal, const struct journal_line *a, const struct journal_line *b)
{
	if (a->at_ms != b->at_ms)
		return a->at_ms < b->at_ms ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	int order = compare_people(journal, a->who, b->who);
	if (order == 0)
		order = compare_people(journal, a->whom, b->whom);
	return order != 0 ? order : (int)a->share_kind - (int)b->share_kind;
}

static void add(struct journal *journal, struct journal_line line)
{
	struct journal_person *who = &journal->people[line.who];
	int at = journal->line_count;

	if (who->lines >= JOURNAL_EACH_MAX) {
		journal->more_lines++;
		return;
	}
	who->lines++;
	if (at == SUMMARY_LINES_MAX) {
		journal->more_lines++;
		if (compare(journal, &line, &journal->lines[at - 1]) >= 0)
			return;
		at--;
	} else {
		journal->line_count++;
	}
	for (; at > 0 && compare(journal, &line, &journal->lines[at - 1]) < 0; at--)
		journal->lines[at] = journal->lines[at - 1];
	journal->lines[at] = line;
}

/* What somebody says of the time is believed as far as it can be. */
static int64_t bounded_ms(const struct journal *journal, uint64_t told_ms, int64_t now_ms)
{
	int64_t at_ms = told_ms > INT64_MAX ? 0 : (int64_t)told_ms;

	return at_ms < journal->began_ms || at_ms > now_ms + FUTURE_MS ? now_ms : at_ms;
}

/* --- who is there
 * --- */

/* The name as everybody reads it here; a journal's owner knows his own. */
static const char *name_of(const struct roster *known, const struct person *self, const uint8_t *id)
{
	if (memcmp(self->id, id, ROSTER_ID_BYTES) == 0)
		return self->name;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (known->people[i].peer != 0 && memcmp(known->people[i].id, id, ROSTER_ID_BYTES) == 0)
			return known->people[i].name;
	}
	return "";
}

static void take_entry(struct journal *journal, const wire_RosterEntry *entry, const struct roster *known,
                       const struct person *self, int64_t now_ms)
{
	int at = find(journal, entry->participant.bytes);

	if (at >= 0 && journal->people[at].is_in)
		return;
	if (at < 0 && journal->person_count == SUMMARY_PEOPLE_MAX) {
		journal->more_lines++;
		return;
	}
	if (at < 0) {
		at = journal->person_count++;
		struct journal_person *person = &journal->people[at];
		memcpy(person->id, entry->participant.bytes, ROSTER_ID_BYTES);
		snprintf(person->name, sizeof person->name, "%s", name_of(known, self, person->id));
		person->role = entry->role == wire_Role_ROLE_MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
		person->is_self = memcmp(self->id, person->id, ROSTER_ID_BYTES) == 0;
	}
	journal->people[at].is_in = true;
	journal->people[at].since_ms = bounded_ms(journal, entry->since_ms, now_ms);
	add(journal, (struct journal_line){
					 .at_ms = journal->people[at].since_ms, .kind = SUMMARY_CAME, .who = at, .whom = -1});
}

static bool is_told(const wire_Roster *told, const uint8_t *id)
{
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (memcmp(told->entries[i].participant.bytes, id, ROSTER_ID_BYTES) == 0)
			return true;
	}
	return false;
}

/* That all that was shown and let ends with it is not said again. */
static void leave(struct journal *journal, int at, int64_t at_ms)
{
	struct journal_person *person = &journal->people[at];

	person->is_in = false;
	person->shows = SHARE_NOTHING;
	memset(person->lets, 0, sizeof person->lets);
	for (int i = 0; i < journal->person_count; i++)
		journal->people[i].lets[at] = 0;
	add(journal, (struct journal_line){.at_ms = at_ms, .kind = SUMMARY_LEFT, .who = at, .whom = -1});
}

static bool is_alone(const struct journal *journal)
{
	for (int i = 0; i < journal->person_count; i++) {
		if (journal->people[i].is_in && !journal->people[i].is_self)
			return false;
	}
	return true;
}

void journal_roster(struct journal *journal, const wire_Roster *told, const struct roster *known,
                    const struct person *self, int64_t now_ms)
{
	int64_t at_ms = bounded_ms(journal, told->at_ms, now_ms);

	/* A master who waits alone is no session yet. */
	if (journal->ended_ms != 0 || (journal->person_count == 0 && told->entries_count < 2))
		return;
	if (journal->person_count == 0)
		journal->began_ms = bounded_ms(journal, told->entries[0].since_ms, now_ms);
	for (int i = 0; i < journal->person_count; i++) {
		if (journal->people[i].is_in && !is_told(told, journal->people[i].id))
			leave(journal, i, at_ms);
	}
	for (pb_size_t i = 0; i < told->entries_count; i++)
		take_entry(journal, &told->entries[i], known, self, now_ms);
	if (!is_alone(journal))
		journal->alone_ms = 0;
	else if (journal->alone_ms == 0)
		journal->alone_ms = at_ms;
}

/* --- what is let
 * --- */

static uint8_t bits_for(const wire_Share *share, const uint8_t *id)
{
	for (pb_size_t i = 0; i < share->to_count; i++) {
		const wire_ShareTo *to = &share->to[i];
		if (memcmp(to->participant.bytes, id, ROSTER_ID_BYTES) == 0)
			return (uint8_t)((to->view ? VIEW : 0) | (to->control ? CONTROL : 0) |
			                 (to->clipboard ? CLIPBOARD : 0) | (to->is_refused ? REFUSED : 0));
	}
	return 0;
}

/* With the end of showing all ends, which is one line. */
static void take_bits(struct journal *journal, const struct journal_line *line, uint8_t bits, bool is_shown)
{
	static const struct {
		uint8_t bit;
		enum summary_kind given, taken;
	} rows[] = {{VIEW, SUMMARY_VIEW_GIVEN, SUMMARY_VIEW_TAKEN},
	            {CONTROL, SUMMARY_CONTROL_GIVEN, SUMMARY_CONTROL_TAKEN},
	            {CLIPBOARD, SUMMARY_CLIPBOARD_GIVEN, SUMMARY_CLIPBOARD_TAKEN},
	            {REFUSED, SUMMARY_REFUSED, SUMMARY_NONE}};
	uint8_t *was = &journal->people[line->who].lets[line->whom];
	struct journal_line next = *line;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		bool is_given = (bits & rows[i].bit) != 0;
		next.kind = is_given ? rows[i].given : rows[i].taken;
		bool is_worth_a_line = is_given || (is_shown && next.kind != SUMMARY_NONE);
		if (is_given != ((*was & rows[i].bit) != 0) && is_worth_a_line)
			add(journal, next);
	}
	*was = bits;
}

void journal_share(struct journal *journal, const uint8_t id[static ROSTER_ID_BYTES], const wire_Share *share,
                   int64_t now_ms)
{
	struct journal_line line = {.who = find(journal, id), .whom = -1};

	if (journal->ended_ms != 0 || line.who < 0 || !journal->people[line.who].is_in)
		return;
	struct journal_person *who = &journal->people[line.who];
	line.share_kind =
		share->mode < (wire_ShareMode)SHARE_KIND_COUNT ? (enum share_kind)share->mode : SHARE_EVERYTHING;
	line.kind = SUMMARY_SHOWS;
	line.at_ms = bounded_ms(journal, share->at_ms, now_ms);
	if (who->shows != line.share_kind)
		add(journal, line);
	who->shows = line.share_kind;
	bool is_shown = line.share_kind != SHARE_NOTHING;
	line.share_kind = SHARE_NOTHING;
	for (int i = 0; i < journal->person_count; i++) {
		line.whom = i;
		if (i != line.who && journal->people[i].is_in)
			take_bits(journal, &line, bits_for(share, journal->people[i].id), is_shown);
	}
}

/* --- the end
 * --- */

void journal_leave(struct journal *journal, int64_t at_ms)
{
	for (int i = 0; i < journal->person_count && journal->ended_ms == 0; i++) {
		if (journal->people[i].is_self && journal->people[i].role != PARTICIPANT_MASTER)
			leave(journal, i, at_ms);
	}
	journal_end(journal, at_ms);
}

void journal_end(struct journal *journal, int64_t at_ms)
{
	if (journal->ended_ms == 0)
		journal->ended_ms = journal->alone_ms != 0 ? journal->alone_ms : at_ms;
}

/* The master first, then as they came. */
static bool comes_before(const struct journal_person *a, const struct journal_person *b)
{
	bool is_a = a->role == PARTICIPANT_MASTER, is_b = b->role == PARTICIPANT_MASTER;

	if (is_a != is_b)
		return is_a;
	if (a->since_ms != b->since_ms)
		return a->since_ms < b->since_ms;
	return memcmp(a->id, b->id, ROSTER_ID_BYTES) < 0;
}

/* The place of each in the summary. */
static void order_people(const struct journal *journal, int place[static SUMMARY_PEOPLE_MAX])
{
	for (int i = 0; i < journal->person_count; i++) {
		place[i] = 0;
		for (int j = 0; j < journal->person_count; j++)
			place[i] += j != i && comes_before(&journal->people[j], &journal->people[i]);
	}
}

bool journal_sum(const struct journal *journal, struct summary *out)
{
	int place[SUMMARY_PEOPLE_MAX];

	if (journal->person_count == 0)
		return false;
	order_people(journal, place);
	memset(out, 0, sizeof *out);
	out->began_s = journal->began_ms / 1000;
	out->ended_s = journal->ended_ms / 1000;
	out->person_count = journal->person_count;
	for (int i = 0; i < journal->person_count; i++) {
		struct summary_person *to = &out->people[place[i]];
		to->role = journal->people[i].role;
		to->is_self = journal->people[i].is_self;
		memcpy(to->name, journal->people[i].name, sizeof to->name);
	}
	out->more_lines = journal->more_lines;
	out->line_count = journal->line_count;
	for (int i = 0; i < journal->line_count; i++) {
		const struct journal_line *line = &journal->lines[i];
		out->lines[i] = (struct summary_line){.at_s = line->at_ms / 1000,
		                                      .kind = line->kind,
		                                      .share_kind = line->share_kind,
		                                      .who = place[line->who],
		                                      .whom = line->whom >= 0 ? place[line->whom] : -1};
	}
	return true;
}
