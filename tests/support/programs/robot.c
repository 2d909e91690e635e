/*
 * robot master|client DIRECTORY [WORD..]: a participant without windows, on the same engine as the shipped
 * programs (session/participant.h). It presses what a test tells it to press; it is built for tests alone and
 * never shipped.
 *
 * Words: key=FILE (the list's root key, 64 hex digits) name=NAME display=D number=DIGITS notice=TEXT, and
 * company (the key is as good as one that came with the program); and
 * what it does by itself: admit (a master lets in), accept (the notice), share (everything, once in), view,
 * control (answers who asks, and a client gives it to the master at once).
 *
 * Commands, a line each, on standard input:
 *   open | join DIGITS | link DIGITS (nobody typed it) | digits TEXT (its end, typed) | knock | accept [NAME]
 * | decline | report | admit PEER | refuse PEER | seat ROUTE | share on|off|monitor NAME|program TITLE |
 * grant PEER view|control|both|none | clipboard PEER 0|1 | ask PEER view|control|both | view PEER | give-back
 * | take-back | chat TEXT | go-on | leave move X Y | down BUTTON X Y | up BUTTON X Y | key USAGE | hold USAGE
 * | free USAGE | keep USAGE | text TEXT | flood MILLISECONDS save FILE | look | quit
 *
 * On standard output, a line for each thing that is different from before:
 *   phase NAME RESULT | number DIGITS.. | person PEER .. | gone PEER | me .. | chat PEER TEXT | attempt .. |
 * saved FILE | line UP .. | chats COUNT. Every line is written at once. `look` repeats all of them and ends
 * with "looked".
 *
 * How the parts hang together: robot_say.c turns a state into lines, robot_do.c a line into a command; here
 * is the loop that waits for both ends, and the answers that need no test.
 */
#include "robot.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "base/wake.h"
#include "wire/server_list.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void changed(void *wake)
{
	wake_signal(wake);
}

static void see(void *context, const struct image *image, const struct region *region, uint64_t mark)
{
	struct robot *robot = context;
	if (robot->picture.width_px != image->width_px || robot->picture.height_px != image->height_px) {
		image_finish(&robot->picture);
		if (image_init(&robot->picture, image->width_px, image->height_px) != RESULT_OK)
			exit(1);
		image_copy(&robot->picture, image, image_rect(image));
	}
	for (size_t i = 0; i < region->count; i++)
		image_copy(&robot->picture, image, region->rects[i]);
	robot->mark = mark;
}

/* What its words say that it answers by itself. */
static void answer(struct robot *robot)
{
	const struct participant_state *s = &robot->now;
	if (s->phase == PHASE_ASKED && robot->accepts && robot->answered != PHASE_ASKED)
		participant_accept(robot->engine, NULL);
	if (s->phase == PHASE_IN && robot->shares && robot->answered != PHASE_IN)
		participant_share(robot->engine, true);
	robot->answered = s->phase;
	for (int i = 0; i < s->person_count; i++) {
		const struct participant_person *person = &s->people[i];
		bool is_master = person->role == PARTICIPANT_MASTER;
		bool view = robot->gives_view && (is_master || person->asks_view);
		bool control = robot->gives_control && (is_master || person->asks_control);
		if (!s->is_sharing || !person->is_in || !person->is_connected || robot->gave[person->peer])
			continue;
		if (view || control) {
			robot->gave[person->peer] = true;
			participant_grant(robot->engine, person->peer, view, control);
		}
	}
}

static void work(struct robot *robot)
{
	static struct participant_state before;
	if (newest_look(participant_picture(robot->engine), see, robot))
		participant_shown(robot->engine, robot->mark);
	before = robot->now;
	if (participant_look(robot->engine, &robot->now)) {
		robot_say(&before, &robot->now);
		answer(robot);
	}
	int64_t now_ms = clock_now_ms();
	if (now_ms < robot->flood_until_ms)
		robot_flood(robot);
	if (robot->keeps)
		robot_keep(robot);
}

static bool read_lines(struct robot *robot)
{
	static char text[8192];
	static size_t held;
	ssize_t got = read(STDIN_FILENO, text + held, sizeof text - 1 - held);
	if (got <= 0)
		return false;
	held += (size_t)got;
	text[held] = 0;
	char *start = text;
	for (char *end; (end = strchr(start, '\n')); start = end + 1) {
		*end = 0;
		if (!robot_do(robot, start))
			return false;
	}
	held -= (size_t)(start - text);
	memmove(text, start, held);
	return held < sizeof text - 1;
}

static void run(struct robot *robot)
{
	for (;;) {
		struct wake_on on = {.handle = STDIN_FILENO, .want_read = true};
		int timeout_ms = clock_now_ms() < robot->flood_until_ms ? 1 : robot->keeps ? 200 : -1;
		if (wake_wait(robot->wake, &on, 1, timeout_ms) != RESULT_OK)
			return;
		work(robot);
		if (on.may_read && !read_lines(robot))
			return;
	}
}

static bool read_key(const char *path, uint8_t *key)
{
	struct buffer text;
	buffer_init(&text, 1024);
	bool is_good = file_read(path, &text) == RESULT_OK;
	struct bytes bytes = buffer_bytes(&text);
	while (bytes.size > 0 && bytes.data[bytes.size - 1] <= ' ')
		bytes.size--;
	is_good = is_good && server_list_key_from_text(bytes, key) == RESULT_OK;
	buffer_finish(&text);
	return is_good;
}

static bool read_word(struct robot *robot, struct participant_options *options, char *word)
{
	static uint8_t key[SERVER_LIST_KEY_BYTES];
	char *value = strchr(word, '=');
	if (!value) {
		options->admit_all |= strcmp(word, "admit") == 0;
		robot->accepts |= strcmp(word, "accept") == 0;
		robot->shares |= strcmp(word, "share") == 0;
		robot->gives_view |= strcmp(word, "view") == 0;
		robot->gives_control |= strcmp(word, "control") == 0;
		options->trusts_company |= strcmp(word, "company") == 0;
		return true;
	}
	*value++ = 0;
	if (strcmp(word, "key") == 0) {
		options->list_key = key;
		return read_key(value, key);
	}
	if (strcmp(word, "name") == 0)
		options->name = value;
	else if (strcmp(word, "display") == 0)
		options->display = value;
	else if (strcmp(word, "notice") == 0)
		options->notice = value;
	else if (strcmp(word, "number") == 0)
		robot->number = value;
	else
		return false;
	return true;
}

static int start(struct robot *robot, int argc, char **argv)
{
	struct participant_options options = {.on_change = changed};
	if (argc < 3 || (strcmp(argv[1], "master") != 0 && strcmp(argv[1], "client") != 0))
		return 2;
	bool is_master = strcmp(argv[1], "master") == 0;
	options.role = is_master ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
	options.directories[0] = argv[2];
	for (int i = 3; i < argc; i++)
		if (!read_word(robot, &options, argv[i]))
			return 2;
	robot->wake = wake_create();
	options.context = robot->wake;
	if (!robot->wake || participant_create(&robot->engine, &options) != RESULT_OK)
		return 1;
	if (is_master)
		participant_open(robot->engine);
	if (robot->number && !robot_join(robot, robot->number))
		return 2;
	return 0;
}

int main(int argc, char **argv)
{
	static struct robot robot;
	setvbuf(stdout, NULL, _IOLBF, 0);
	thread_claim(THREAD_UI);
	if (secret_start() != RESULT_OK)
		return 1;
	int code = start(&robot, argc, argv);
	if (code != 0) {
		fprintf(stderr, "robot master|client DIRECTORY [WORD..]: see the head of robot.c\n");
		return code;
	}
	run(&robot);
	participant_destroy(robot.engine);
	image_finish(&robot.picture);
	wake_destroy(robot.wake);
	return 0;
}
