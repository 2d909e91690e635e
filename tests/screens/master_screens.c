/* Every screen of lotse-master with made-up sessions, as PNG: screens-master FOLDER. Exit code 0 if all were
 * drawn. */
#include "base/text.h"
#include "carrier/attempts.h"
#include "master/face.h"
#include "screens/shots.h"

#include <stdio.h>
#include <string.h>

static struct participant_person person(uint16_t peer, const char *name, const char *computer)
{
	struct participant_person person = {.peer = peer, .role = PARTICIPANT_CLIENT, .is_connected = true};
	snprintf(person.name, sizeof person.name, "%s", name);
	snprintf(person.computer, sizeof person.computer, "%s", computer);
	return person;
}

static struct participant_number number(const char *text, uint32_t route)
{
	struct participant_number number = {.route = route, .tries_left = 3, .free_seats = 1};
	snprintf(number.text, sizeof number.text, "%s", text);
	return number;
}

static struct face face_in(enum participant_phase phase)
{
	struct face face = {.seeing.fit = SURFACE_FIT_WINDOW, .way.back_label = TEXT_CLOSE};
	face.state.phase = phase;
	face.state.round_trip_ms = 17;
	face.state.session_tries_left = 9;
	snprintf(face.state.relay, sizeof face.state.relay, "relay.example.org");
	if (phase == PHASE_OPEN) {
		face.state.numbers[0] = number("123 456 789 012", 12345);
		face.state.number_count = 1;
	}
	return face;
}

static void add_line(struct face *face, const struct attempt *attempt)
{
	struct participant_attempt *line = &face->state.attempts[face->state.attempt_count++];
	char words[ATTEMPT_LINE_BYTES];
	attempt_line(attempt, words);
	snprintf(line->words, sizeof line->words, "%s", words);
	line->is_over = attempt_is_over(attempt);
	line->is_good = attempt_is_good(attempt);
}

static void add_person(struct face *face, struct participant_person person)
{
	face->state.people[face->state.person_count++] = person;
}

static struct face connecting(void)
{
	struct face face = face_in(PHASE_CONNECTING);
	add_line(&face,
	         &(struct attempt){
				 .rung = "raw", .address = "192.0.2.7:5000", .outcome = ATTEMPT_NO_ANSWER, .ms = 5000});
	add_line(&face,
	         &(struct attempt){.rung = "wss", .address = "relay.example.org:443", .outcome = ATTEMPT_TRYING});
	return face;
}

static struct face alone(void)
{
	return face_in(PHASE_OPEN);
}

static struct face one_waits(void)
{
	struct face face = face_in(PHASE_OPEN);
	face.copied_route = 12345;
	add_person(&face, person(2, "Maria Søndergård", "front-desk-3"));
	return face;
}

static struct face busy(void)
{
	struct face face = face_in(PHASE_OPEN);
	struct participant_person first = person(2, "Maria Søndergård", "front-desk-3"), second;
	first.is_in = first.shares = first.i_see = first.i_control = true;
	second = person(3, "Αλέξανδρος Παπαδόπουλος", "werkstatt");
	second.is_in = true;
	second.is_connected = false;
	face.state.numbers[0].is_used = true;
	face.state.numbers[0].free_seats = 0;
	add_person(&face, first);
	add_person(&face, second);
	add_person(&face,
	           person(4, "Екатерина Иванова-Длинное-Имя, Abteilung für besondere Angelegenheiten", "pc-17"));
	return face;
}

static struct face knock(void)
{
	struct face face = busy();
	face.state.person_count = 1;
	face.state.numbers[0].is_knocked = true;
	face.state.numbers[0].tries_left = 1;
	return face;
}

static struct face closed(void)
{
	struct face face = face_in(PHASE_OPEN);
	face.state.numbers[0].is_closed = true;
	face.state.numbers[0].tries_left = 0;
	face.state.session_tries_left = 6;
	return face;
}

static struct face asks_end(void)
{
	struct face face = one_waits();
	face.asks_end = true;
	return face;
}

static struct face ended_well(void)
{
	return face_in(PHASE_ENDED);
}

static struct face ended_badly(void)
{
	struct face face = face_in(PHASE_ENDED);
	face.state.result = RESULT_NOT_REACHABLE;
	add_line(&face,
	         &(struct attempt){
				 .rung = "raw", .address = "relay.example.org:5000", .outcome = ATTEMPT_REFUSED, .ms = 3});
	return face;
}

static struct face ended_gone(void)
{
	struct face face = ended_badly();
	face.was_open = true;
	face.state.result = RESULT_GONE_TOO_LONG;
	return face;
}

static struct face lost(void)
{
	struct face face = busy();
	face.state.line = LINE_LOST;
	face.state.line_lost_ms = 12000;
	face.state.line_left_ms = 1788000;
	return face;
}

static struct face away(int away_ms)
{
	struct face face = busy();
	face.state.people[0].is_away = true;
	face.state.people[0].away_ms = away_ms;
	face.state.people[0].i_control = false;
	return face;
}

static struct face rests(void)
{
	struct face face = busy();
	face.state.people[0].rests = true;
	return face;
}

static struct face moved(void)
{
	struct face face = face_in(PHASE_OPEN);
	face.state.numbers[0].is_replaced = face.state.is_moved = true;
	text_write(face.line.back, sizeof face.line.back, TEXT_PERSON_BACK, "Maria Søndergård", "7 s");
	add_person(&face, person(2, "Maria Søndergård", "front-desk-3"));
	face.state.people[0].is_in = true;
	face.state.is_inspected = true;
	return face;
}

static struct face faded(struct face face, bool is_full_screen)
{
	face.state.viewing = 2;
	face.state.picture_age_ms = 12400;
	face.seeing.is_full_screen = is_full_screen;
	return face;
}

static struct face picture(bool i_control, bool is_full_screen)
{
	struct face face = busy();
	face.state.people[0].i_control = i_control;
	face.state.viewing = 2;
	face.seeing.is_full_screen = is_full_screen;
	return face;
}

/* Somebody is not wanted by somebody. */
static struct face refused_by(void)
{
	struct face face = busy();
	face.state.people[1].is_connected = true;
	face.state.people[1].refused_by = 2;
	return face;
}

static struct face notice_open(void)
{
	struct face face = face_in(PHASE_OPEN);
	face.is_notice_open = true;
	return face;
}

/* As many as a session is made for, some of them waiting; and the own screen is shown. */
static struct face twenty(void)
{
	static const char *const names[] = {"Maria Søndergård", "Łukasz Żółć", "Αλέξανδρος Παπαδόπουλος",
	                                    "Екатерина Иванова-Длинное-Имя", "Günther Öztürk"};
	struct face face = face_in(PHASE_OPEN);
	face.state.numbers[0].is_used = true;
	face.state.numbers[0].free_seats = 0;
	for (int i = 0; i < 20; i++) {
		char name[60], computer[24];
		snprintf(name, sizeof name, "%s %d", names[i % 5], i + 1);
		snprintf(computer, sizeof computer, "werkstatt-%02d", i + 1);
		struct participant_person one = person((uint16_t)(2 + i), name, computer);
		one.is_in = i % 6 != 5;
		one.shares = one.i_see = i % 4 == 0;
		one.is_away = i % 5 == 4;
		one.away_ms = 12000;
		add_person(&face, one);
	}
	return face;
}

static struct face ended_with_summary(void)
{
	static struct summary summary;
	struct face face = face_in(PHASE_ENDED);
	summary = (struct summary){.began_s = 1764079200,
	                           .ended_s = 1764081000,
	                           .people = {{.role = PARTICIPANT_MASTER, .name = "Jörg Weiß"},
	                                      {.role = PARTICIPANT_CLIENT, .name = "Maria Søndergård"}},
	                           .person_count = 2,
	                           .lines = {{1764079200, SUMMARY_CAME, 0, 1, -1},
	                                     {1764079260, SUMMARY_SHOWS, SHARE_EVERYTHING, 1, -1},
	                                     {1764079300, SUMMARY_VIEW_GIVEN, 0, 1, 0},
	                                     {1764080400, SUMMARY_LEFT, 0, 1, -1}},
	                           .line_count = 4};
	face.was_open = true;
	buffer_init(&face.recap.text, 65536);
	if (recap_write(&summary, &face.recap.text) != RESULT_OK)
		fputs("no summary\n", stderr);
	return face;
}

static void draw_face(void *context, struct page *page)
{
	face_draw(context, page);
}

static void draw_picture(void *context, struct page *page)
{
	struct face *face = context;
	screen_picture(&face->seeing, &face->state, &face->line, page);
}

/* Something like a desktop: a gradient with windows. */
static void paint_desktop(struct image *image)
{
	for (int y = 0; y < image->height_px; y++) {
		for (int x = 0; x < image->width_px; x++)
			image_row(image, y)[x] = (uint32_t)(0x203040 + (y * 80 / image->height_px) * 0x10101);
	}
	for (int i = 0; i < 3; i++) {
		struct rect window = {60 + i * 260, 80 + i * 90, 420, 300};
		image_fill(image, window, 0xE8ECF0);
		window.height = 28;
		image_fill(image, window, 0x4A6FA5 + (uint32_t)i * 0x181800);
	}
}

/* All of them in the language spoken; those over a picture last. */
static int write_all(const char *folder)
{
	struct face faces[] = {connecting(),
	                       alone(),
	                       one_waits(),
	                       busy(),
	                       knock(),
	                       closed(),
	                       asks_end(),
	                       ended_well(),
	                       ended_badly(),
	                       ended_gone(),
	                       lost(),
	                       away(12000),
	                       moved(),
	                       refused_by(),
	                       notice_open(),
	                       twenty(),
	                       twenty(),
	                       ended_with_summary(),
	                       picture(false, false),
	                       picture(true, false),
	                       picture(true, true),
	                       faded(lost(), false),
	                       faded(away(200000), false),
	                       faded(rests(), false),
	                       faded(lost(), true)};
	static const char *const names[] = {
		"master-connecting", "master-number",       "master-waits",   "master-busy",    "master-knock",
		"master-closed",     "master-end",          "master-ended",   "master-failed",  "master-gone",
		"master-lost",       "master-away",         "master-moved",   "master-refused", "master-notice",
		"master-twenty",     "master-twenty-below", "master-summary", "master-viewing", "master-control",
		"master-full",       "picture-lost",        "picture-away",   "picture-rests",  "picture-full-lost"};
	enum { COUNT = sizeof faces / sizeof *faces, PICTURES = 7 };
	struct shot shots[COUNT];
	struct image desktop;
	if (image_init(&desktop, 1024, 640) != RESULT_OK)
		return 1;
	paint_desktop(&desktop);
	for (int i = 0; i < COUNT; i++) {
		bool is_picture = i >= COUNT - PICTURES;
		shots[i] = (struct shot){.name = names[i],
		                         .kind = is_picture ? WINDOW_PICTURE : WINDOW_PLAIN,
		                         .tabs = strstr(names[i], "-below") != NULL ? 28 : 0,
		                         .width = is_picture ? 1024 : 720,
		                         .height = is_picture ? 688 : 620,
		                         .draw = is_picture ? draw_picture : draw_face,
		                         .context = &faces[i],
		                         .picture = is_picture ? &desktop : NULL,
		                         .is_faded = is_picture && !seeing_is_live(&faces[i].state)};
	}
	int code = shots_write(shots, COUNT, folder);
	image_finish(&desktop);
	return code;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: screens-master FOLDER\n");
		return 2;
	}
	int failed = 0;
	for (int language = TEXT_ENGLISH; language <= TEXT_GERMAN; language++) {
		text_speak((enum text_language)language);
		failed |= write_all(argv[1]);
	}
	return failed;
}
