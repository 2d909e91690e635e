#include "robot.h"

#include "session/summary.h"

#include "session/choosing.h"
#include "shot.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_number(const char *digits, struct number *number)
{
	enum result result = number_from_text(bytes_of_text(digits), number);
	if (result != RESULT_OK)
		printf("number refused %s\n", result_name(result));
	return result == RESULT_OK;
}

bool robot_join(struct robot *robot, const char *digits)
{
	struct number number;
	if (!read_number(digits, &number))
		return false;
	participant_join(robot->engine, &number);
	return true;
}

static void robot_join_link(struct robot *robot, const char *digits)
{
	struct number number;
	if (read_number(digits, &number))
		participant_join_link(robot->engine, &number);
}

static void send_event(struct robot *robot, const struct input_event *event)
{
	participant_input(robot->engine, event, robot->mark);
}

static void send_key(struct robot *robot, int usage, bool is_down)
{
	send_event(robot, &(struct input_event){.kind = INPUT_KEY, .code = (uint16_t)usage, .is_down = is_down});
}

static void send_pointer(struct robot *robot, enum input_kind kind, const int at[static 2], int button,
                         bool is_down)
{
	send_event(robot, &(struct input_event){.kind = kind,
	                                        .code = (uint16_t)button,
	                                        .is_down = is_down,
	                                        .x_px = (int16_t)at[0],
	                                        .y_px = (int16_t)at[1]});
}

static void send_text(struct robot *robot, const char *text)
{
	while (*text) {
		struct input_event event = {.kind = INPUT_TEXT};
		strncpy(event.text, text, INPUT_TEXT_BYTES_MAX);
		text += strlen(event.text);
		send_event(robot, &event);
	}
}

void robot_flood(struct robot *robot)
{
	enum { KEY_A = 4 };
	for (int i = 0; i < 4; i++) {
		int step = robot->flood_step++;
		int at[2] = {50 + step % 400, 50 + step / 7 % 300};
		send_pointer(robot, INPUT_MOVE, at, 0, false);
		send_key(robot, KEY_A + step / 2 % 20, step % 2 == 0);
	}
}

void robot_keep(struct robot *robot)
{
	send_event(robot, &(struct input_event){.kind = INPUT_STILL_HELD});
}

/* A line for each of its own, then how many. */
static void say_summary(struct robot *robot)
{
	static struct summary sum;

	if (!participant_summary(robot->engine, &sum)) {
		puts("summary none");
		return;
	}
	for (int i = 0; i < sum.line_count; i++) {
		const struct summary_line *line = &sum.lines[i];
		printf("sum %lld %d %d %s %s\n", (long long)(line->at_s - sum.began_s), (int)line->kind,
		       (int)line->share_kind, sum.people[line->who].name,
		       line->whom >= 0 ? sum.people[line->whom].name : "-");
	}
	printf("summary of %d people, %d lines, from %lld\n", sum.person_count, sum.line_count,
	       (long long)sum.began_s);
}

static void set_grant(struct robot *robot, const char *peer, const char *what)
{
	bool both = strcmp(what, "both") == 0;
	participant_grant(robot->engine, (uint16_t)atoi(peer), both || strcmp(what, "view") == 0,
	                  both || strcmp(what, "control") == 0);
}

/* The program with a window of that title; says so if there is none. */
static void share_program(struct robot *robot, const char *title)
{
	struct participant_choices *choices = calloc(1, sizeof *choices);
	struct share_choice choice = {.kind = SHARE_APPLICATIONS};
	enum result result = participant_choices(robot->engine, choices);
	for (size_t i = 0; result == RESULT_OK && i < choices->application_count; i++) {
		if (strcmp(choices->applications[i].title, title) == 0)
			choice.applications[choice.application_count++] = choices->applications[i].id;
	}
	if (choice.application_count == 0)
		printf("no program %s\n", title);
	else
		participant_choose(robot->engine, &choice);
	participant_choices_finish(choices);
	free(choices);
}

/* on, off, "monitor NAME" or "program TITLE". */
static void share(struct robot *robot, const char *what, const char *rest)
{
	struct share_choice choice = {.kind = SHARE_MONITOR};
	const char *name = strchr(rest, ' ');
	if (strcmp(what, "program") == 0 && name != NULL) {
		share_program(robot, name + 1);
	} else if (strcmp(what, "monitor") == 0 && name != NULL) {
		snprintf(choice.monitor, sizeof choice.monitor, "%s", name + 1);
		participant_choose(robot->engine, &choice);
	} else {
		participant_share(robot->engine, strcmp(what, "on") == 0);
	}
}

static void ask(struct robot *robot, const char *peer, const char *what)
{
	bool both = strcmp(what, "both") == 0;
	participant_ask(robot->engine, (uint16_t)atoi(peer), both || strcmp(what, "view") == 0,
	                both || strcmp(what, "control") == 0);
}

/* What concerns the session; false if the word is none of these. */
static bool do_session(struct robot *robot, const char *word, char *rest)
{
	char first[64] = "", second[64] = "";
	struct participant *p = robot->engine;
	sscanf(rest, "%63s %63s", first, second);
	uint16_t peer = (uint16_t)atoi(first);
	if (strcmp(word, "open") == 0)
		participant_open(p);
	else if (strcmp(word, "join") == 0)
		robot_join(robot, rest);
	else if (strcmp(word, "link") == 0)
		robot_join_link(robot, rest);
	else if (strcmp(word, "digits") == 0)
		participant_type_digits(p, rest);
	else if (strcmp(word, "knock") == 0)
		participant_knock(p);
	else if (strcmp(word, "accept") == 0)
		participant_accept(p, *rest ? rest : NULL);
	else if (strcmp(word, "report") == 0)
		participant_report(p);
	else if (strcmp(word, "decline") == 0)
		participant_decline(p);
	else if (strcmp(word, "admit") == 0 || strcmp(word, "refuse") == 0)
		participant_admit(p, peer, *word == 'a');
	else if (strcmp(word, "unwanted") == 0)
		participant_refuse(p, peer);
	else if (strcmp(word, "summary") == 0)
		say_summary(robot);
	else if (strcmp(word, "seat") == 0)
		participant_add_seat(p, (uint32_t)atol(first));
	else if (strcmp(word, "share") == 0)
		share(robot, first, rest);
	else if (strcmp(word, "grant") == 0)
		set_grant(robot, first, second);
	else if (strcmp(word, "clipboard") == 0)
		participant_grant_clipboard(p, peer, atoi(second) != 0);
	else if (strcmp(word, "ask") == 0)
		ask(robot, first, second);
	else if (strcmp(word, "view") == 0)
		participant_view(p, peer);
	else if (strcmp(word, "give-back") == 0)
		participant_give_back(p);
	else if (strcmp(word, "take-back") == 0)
		participant_take_back(p);
	else if (strcmp(word, "chat") == 0)
		participant_chat(p, rest);
	else if (strcmp(word, "go-on") == 0)
		participant_go_on(p);
	else if (strcmp(word, "leave") == 0)
		participant_leave(p);
	else
		return false;
	return true;
}

/* What a hand does; false if the word is none of these. */
static bool do_hand(struct robot *robot, const char *word, const char *rest)
{
	int n[3] = {0};
	sscanf(rest, "%d %d %d", &n[0], &n[1], &n[2]);
	if (strcmp(word, "move") == 0)
		send_pointer(robot, INPUT_MOVE, n, 0, false);
	else if (strcmp(word, "down") == 0 || strcmp(word, "up") == 0)
		send_pointer(robot, INPUT_BUTTON, n + 1, n[0], *word == 'd');
	else if (strcmp(word, "hold") == 0 || strcmp(word, "free") == 0 || strcmp(word, "keep") == 0) {
		robot->keeps = *word == 'k';
		send_key(robot, n[0], *word != 'f');
	} else if (strcmp(word, "key") == 0) {
		send_key(robot, n[0], true);
		send_key(robot, n[0], false);
	} else if (strcmp(word, "text") == 0)
		send_text(robot, rest);
	else if (strcmp(word, "flood") == 0)
		robot->flood_until_ms = clock_now_ms() + n[0];
	else
		return false;
	return true;
}

bool robot_do(struct robot *robot, char *line)
{
	static const struct participant_state nothing;
	char *rest = strchr(line, ' ');
	if (rest)
		*rest++ = 0;
	else
		rest = line + strlen(line);
	if (strcmp(line, "quit") == 0)
		return false;
	if (strcmp(line, "look") == 0) {
		robot_say(&nothing, &robot->now);
		puts("looked");
	} else if (strcmp(line, "save") == 0)
		printf("%s %s\n", robot->picture.pixels && shot_save(&robot->picture, rest) ? "saved" : "not saved",
		       rest);
	else if (*line && !do_session(robot, line, rest) && !do_hand(robot, line, rest))
		printf("not understood: %s\n", line);
	return true;
}
