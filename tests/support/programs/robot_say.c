#include "robot.h"

#include "base/text.h"

#include <string.h>

static const char *phase_name(enum participant_phase phase)
{
	static const char *const names[] = {"none",    "listing",  "connecting", "opening",  "open", "joining",
	                                    "refused", "knocking", "asked",      "accepted", "in",   "ended"};
	return phase < sizeof names / sizeof *names ? names[phase] : "unknown";
}

static void say_number(const struct participant_number *n)
{
	char digits[NUMBER_TEXT_BYTES];
	size_t count = 0;
	for (const char *c = n->text; *c; c++)
		if (*c != ' ')
			digits[count++] = *c;
	digits[count] = 0;
	printf("number %s route=%u tries=%d seats=%d closed=%d used=%d knocked=%d replaced=%d\n", digits,
	       n->route, n->tries_left, n->free_seats, n->is_closed, n->is_used, n->is_knocked, n->is_replaced);
}

static void say_person(const struct participant_person *p)
{
	printf("person %u role=%s in=%d connected=%d shares=%d sees_me=%d controls_me=%d asks_view=%d "
	       "asks_control=%d i_see=%d "
	       "i_control=%d reads_mine=%d i_read=%d away=%d barrier=%d may_elevate=%d rests=%d why=%d "
	       "new=%d unwanted=%d refused_by=%u name=%s\n",
	       p->peer, p->role == PARTICIPANT_MASTER ? "master" : "client", p->is_in, p->is_connected, p->shares,
	       p->sees_me, p->controls_me, p->asks_view, p->asks_control, p->i_see, p->i_control,
	       p->reads_my_clipboard, p->i_read_clipboard, p->is_away, (int)p->barrier, p->may_elevate, p->rests,
	       (int)p->rest_why, p->is_new, p->is_refused, p->refused_by, p->name);
}

static const struct participant_person *find(const struct participant_state *state, uint16_t peer)
{
	for (int i = 0; i < state->person_count; i++)
		if (state->people[i].peer == peer)
			return &state->people[i];
	return NULL;
}

/* How long somebody is away changes all the time. */
static bool is_same(const struct participant_person *a, const struct participant_person *b)
{
	struct participant_person was = *a, is = *b;
	was.away_ms = is.away_ms = 0;
	return memcmp(&was, &is, sizeof is) == 0;
}

static void say_people(const struct participant_state *before, const struct participant_state *now)
{
	for (int i = 0; i < before->person_count; i++)
		if (!find(now, before->people[i].peer))
			printf("gone %u\n", before->people[i].peer);
	for (int i = 0; i < now->person_count; i++) {
		const struct participant_person *p = &now->people[i], *old = find(before, p->peer);
		if (!old || !is_same(old, p))
			say_person(p);
	}
}

/* What is one's own; ages and round trips change all the time and are not in it. */
static void say_me(const struct participant_state *s, char *to, size_t room)
{
	snprintf(to, room,
	         "me sharing=%d share_result=%s guarded=%d f12=%d control_lost=%d viewing=%u size=%dx%d tries=%d "
	         "session_tries=%d rung=%s relay=%s code=%s",
	         s->is_sharing, result_name(s->share_result), s->is_guarded, s->f12_count, s->is_control_lost,
	         s->viewing, s->picture_width_px, s->picture_height_px, s->tries_left, s->session_tries_left,
	         s->rung, s->relay, s->check_code);
}

/* The line, and what came of its losses; times are not in it. */
static void say_line(const struct participant_state *s, char *to, size_t room)
{
	static const char *const names[] = {"none", "up", "lost", "master-lost"};
	snprintf(to, room, "line %s resumes=%d moved=%d go_on=%d restarting=%d backup=%s", names[s->line],
	         s->resume_count, s->is_moved, s->must_go_on, s->is_relay_restarting,
	         s->relay_backup[0] ? s->relay_backup : "-");
}

/* As the window says it when the one viewed has been silent for so long (program/seeing.h), once. */
static void say_silence(const struct participant_state *before, const struct participant_state *now)
{
	enum { SILENT_MS = 6000 };
	bool was_silent = before->picture_age_ms >= SILENT_MS, is_silent = now->picture_age_ms >= SILENT_MS;
	char words[400];

	if (is_silent == was_silent)
		return;
	for (int i = 0; is_silent && i < now->person_count; i++) {
		if (now->people[i].peer == now->viewing)
			printf("silent %s\n", text_write(words, sizeof words, TEXT_NO_NEWS, now->people[i].name,
			                                 now->picture_age_ms / 1000));
	}
	if (!is_silent)
		puts("silent no more");
}

void robot_say(const struct participant_state *before, const struct participant_state *now)
{
	char was[1024], is[1024];
	if (before->phase != now->phase || before->result != now->result)
		printf("phase %s %s %s\n", phase_name(now->phase), result_name(now->result), now->detail);
	for (int i = 0; i < now->number_count; i++)
		if (i >= before->number_count ||
		    memcmp(&before->numbers[i], &now->numbers[i], sizeof now->numbers[i]) != 0)
			say_number(&now->numbers[i]);
	say_people(before, now);
	say_me(before, was, sizeof was);
	say_me(now, is, sizeof is);
	if (strcmp(was, is) != 0)
		puts(is);
	say_line(before, was, sizeof was);
	say_line(now, is, sizeof is);
	if (strcmp(was, is) != 0)
		puts(is);
	say_silence(before, now);
	if (before->phase != now->phase || before->must_type_digits != now->must_type_digits)
		printf("operator trust=%d must_type=%d name=%s company=%s\n", now->operator_trust,
		       now->must_type_digits, now->operator_name, now->operator_company);
	if (before->may_report != now->may_report || before->was_reported != now->was_reported)
		printf("report may=%d done=%d\n", now->may_report, now->was_reported);
	if (before->master_name[0] == 0 && now->master_name[0] != 0)
		printf("master %s\n", now->master_name);
	if (before->chat_count != now->chat_count)
		printf("chat %u %s\nchats %d\n", now->chat_from, now->chat, now->chat_count);
	for (int i = 0; i < now->attempt_count; i++)
		if (i >= before->attempt_count ||
		    memcmp(&before->attempts[i], &now->attempts[i], sizeof now->attempts[i]) != 0)
			printf("attempt over=%d good=%d %s\n", now->attempts[i].is_over, now->attempts[i].is_good,
			       now->attempts[i].words);
}
