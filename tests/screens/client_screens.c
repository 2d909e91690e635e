/* Every screen of lotse-client with made-up sessions, as PNG: screens-client FOLDER. Exit code 0 if all were
 * drawn. */
#include "base/text.h"
#include "carrier/attempts.h"
#include "client/face.h"
#include "screens/shots.h"
#include "ui/logo.h"

#include <stdio.h>
#include <string.h>

static const char notice[] =
	"With your consent, Example Support GmbH looks at this computer's screen to help you.\n\n"
	"What is seen is neither stored nor given to others. You decide what is shown, and whether pointer and "
	"keyboard "
	"may be used from there; both end when you press F12 or Stop, at any time.\n\n"
	"1. Close documents that are nobody's business.\n2. Stay at the computer while it is controlled.\n"
	"3. Never tell passwords, and never do online banking while somebody is looking.\n\n"
	"Größe, Übertragung und Datenschutz: Alles ist Ende-zu-Ende-verschlüsselt; der Vermittlungsserver kann "
	"nichts "
	"davon lesen.";

static struct face face_in(enum participant_phase phase)
{
	struct face face = {0};
	struct participant_state *state = &face.state;
	state->phase = phase;
	state->round_trip_ms = 23;
	state->tries_left = 3;
	state->is_guarded = true;
	snprintf(state->relay, sizeof state->relay, "relay.example.org");
	snprintf(state->master_name, sizeof state->master_name, "Jörg Weiß");
	snprintf(state->master_computer, sizeof state->master_computer, "support-07");
	snprintf(state->notice, sizeof state->notice, "%s", notice);
	snprintf(face.your_name, sizeof face.your_name, "Maria Søndergård");
	if (phase == PHASE_IN) {
		state->people[0] = (struct participant_person){.peer = 1,
		                                               .role = PARTICIPANT_MASTER,
		                                               .is_in = true,
		                                               .is_connected = true,
		                                               .name = "Jörg Weiß",
		                                               .computer = "support-07"};
		state->person_count = 1;
	}
	return face;
}

static struct face typed(const char *text, enum result result)
{
	struct face face = face_in(PHASE_NONE);
	snprintf(face.number_text, sizeof face.number_text, "%s", text);
	face.number_result = result;
	return face;
}

static struct face failed(enum result result, int tries_left)
{
	struct face face = face_in(PHASE_ENDED);
	snprintf(face.number_text, sizeof face.number_text, "123 456 789 012");
	face.has_failed = true;
	face.state.result = result;
	face.state.tries_left = tries_left;
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

static void add_attempts(struct face *face, bool is_late)
{
	struct attempt attempt = {.rung = "raw",
	                          .address = "192.0.2.7:5000",
	                          .outcome = is_late ? ATTEMPT_NO_ANSWER : ATTEMPT_TRYING,
	                          .ms = 5003};
	add_line(face, &attempt);
	attempt = (struct attempt){.rung = "wss",
	                           .address = "relay.example.org:443",
	                           .proxy = "proxy.werk.example:8080",
	                           .outcome = is_late ? ATTEMPT_PROXY_REFUSED : ATTEMPT_TRYING,
	                           .ms = 212};
	add_line(face, &attempt);
	attempt = (struct attempt){.rung = "ws",
	                           .address = "relay.example.org:80",
	                           .proxy = "proxy.werk.example:8080",
	                           .outcome = is_late ? ATTEMPT_STRIPPED : ATTEMPT_TRYING,
	                           .ms = 187};
	add_line(face, &attempt);
	attempt =
		(struct attempt){.rung = "http tunnel", .address = "relay.example.org:80", .outcome = ATTEMPT_TRYING};
	add_line(face, &attempt);
}

static struct face connecting(int waited_ms, bool is_more_open)
{
	struct face face = face_in(PHASE_CONNECTING);
	face.way.waited_ms = waited_ms;
	face.way.is_more_open = is_more_open;
	face.way.proxy = is_more_open ? WAY_PROXY_THIS : WAY_PROXY_SYSTEM;
	add_attempts(&face, waited_ms > 5000);
	return face;
}

static struct face failed_to_connect(enum result result, bool is_copied)
{
	struct face face = connecting(9000, false);
	face.state.phase = PHASE_ENDED;
	face.state.result = result;
	face.has_failed = true;
	face.way.back_label = TEXT_OTHER_NUMBER;
	face.way.is_copied = is_copied;
	face.state.attempt_count = result == RESULT_NOT_REACHABLE ? 4 : 0;
	for (int i = 0; i < face.state.attempt_count; i++)
		face.state.attempts[i].is_over = true;
	return face;
}

static struct face proxy_by_hand(void)
{
	struct face face = failed_to_connect(RESULT_NOT_REACHABLE, false);
	face.state.attempt_count = 1;
	face.way.is_more_open = face.way.is_proxy_bad = true;
	face.way.proxy = WAY_PROXY_THIS;
	snprintf(face.way.proxy_text, sizeof face.way.proxy_text, "proxy.werk.example");
	snprintf(face.way.host_shown, sizeof face.way.host_shown, "lotse.example.com");
	return face;
}

static struct face login(bool was_wrong, bool may_store)
{
	struct face face = connecting(0, false);
	struct participant_proxy_question *question = &face.state.proxy_question;
	*question = (struct participant_proxy_question){
		.is_asked = true, .was_wrong = was_wrong, .may_store = may_store, .host = "proxy.werk.example:8080"};
	snprintf(question->realm, sizeof question->realm, was_wrong ? "Werk Süd" : "");
	if (was_wrong) {
		snprintf(face.way.login_name, sizeof face.way.login_name, "WERK\\mueller");
		snprintf(face.way.login_password, sizeof face.way.login_password, "geheim!!");
	}
	return face;
}

static struct face host(const char *typed, enum result result)
{
	struct face face = face_in(PHASE_NONE);
	face.way.is_host_wanted = true;
	face.way.host_result = result;
	snprintf(face.way.host, sizeof face.way.host, "%s", typed);
	return face;
}

/* A ring in two colours, the rest of it clear, as a company's logo. */
static const struct company *company(bool has_logo)
{
	static uint8_t rgba[240 * 120 * 4];
	static struct company companies[2];
	struct company *company = &companies[has_logo];
	for (int i = 0; i < 240 * 120; i++) {
		int x = i % 240 - 60, y = i / 240 - 60, far = x * x + y * y;
		bool is_ring = far < 58 * 58 && far > 34 * 34, is_bar = x > 70 && y > -20 && y < 20;
		const uint8_t pixel[4] = {is_bar ? 30 : 200, 60, is_bar ? 120 : 40, is_ring || is_bar ? 255 : 0};
		memcpy(rgba + 4 * i, pixel, sizeof pixel);
	}
	if (has_logo && company->logo == NULL)
		logo_create(&company->logo, rgba, 240, 120);
	snprintf(company->name, sizeof company->name, "Example Support GmbH");
	company->is_shown = true;
	return company;
}

static struct face of_company(bool has_logo)
{
	struct face face = face_in(PHASE_NONE);
	face.company = company(has_logo);
	return face;
}

static struct face at_typed_host(void)
{
	struct face face = face_in(PHASE_NONE);
	snprintf(face.way.host_shown, sizeof face.way.host_shown, "lotse.example.com");
	return face;
}

static struct face sharing(bool asks, bool controls, int guests)
{
	struct face face = face_in(PHASE_IN);
	struct participant_state *state = &face.state;
	face.giving.has_chosen = true;
	state->is_sharing = true;
	state->share_kind = SHARE_EVERYTHING;
	state->people[0].sees_me = true;
	state->people[0].asks_control = asks;
	state->people[0].controls_me = controls;
	for (int i = 0; i < guests; i++) {
		struct participant_person *guest = &state->people[state->person_count++];
		*guest = (struct participant_person){
			.peer = (uint16_t)(5 + i), .role = PARTICIPANT_CLIENT, .is_in = true, .sees_me = true};
		snprintf(guest->name, sizeof guest->name, "Владимир %d", i + 1);
	}
	return face;
}

static struct face lost(enum participant_line line, int lost_ms)
{
	struct face face = sharing(false, false, 1);
	face.state.line = line;
	face.state.line_lost_ms = lost_ms;
	face.state.line_left_ms = 30 * 60 * 1000 - lost_ms;
	face.state.is_relay_restarting = lost_ms < 5000;
	add_attempts(&face, true);
	face.way.is_more_open = face.state.is_relay_restarting;
	return face;
}

static struct face back(void)
{
	struct face face = sharing(false, false, 0);
	text_write(face.line.back, sizeof face.line.back, TEXT_LINE_BACK, "7 s");
	face.state.is_inspected = true;
	return face;
}

static struct face resting(int gap_ms)
{
	struct face face = sharing(false, false, gap_ms > 0 ? 1 : 0);
	face.state.must_go_on = true;
	face.state.go_on_gap_ms = gap_ms;
	face.state.go_on_why = gap_ms > 0 ? REST_GAP : REST_LOCKED;
	return face;
}

static struct face controlled_by(int controllers)
{
	struct face face = sharing(false, true, 2);
	for (int i = 0; i < controllers; i++)
		face.state.people[i].controls_me = true;
	snprintf(face.state.people[0].name, sizeof face.state.people[0].name, "Karl-Friedrich von Oberkirchen");
	return face;
}

static struct face with(struct face face, enum result share_result, bool is_control_lost)
{
	face.state.share_result = share_result;
	face.state.is_control_lost = is_control_lost;
	if (share_result != RESULT_OK)
		face.state.is_sharing = false;
	return face;
}

static struct face chosen_nothing(void)
{
	struct face face = face_in(PHASE_IN);
	face.giving.has_chosen = true;
	return face;
}

/* Somebody wants to see; somebody is to get control for the first time. */
static struct face asks_view(void)
{
	struct face face = sharing(false, false, 1);
	face.state.people[1].sees_me = false;
	face.state.people[1].asks_view = true;
	return face;
}

static struct face before_control(void)
{
	struct face face = sharing(true, false, 0);
	face.giving.safety_for = face.state.people[0].peer;
	return face;
}

static struct face reading(const char *words)
{
	struct face face = face_in(PHASE_ASKED);
	face.is_reading = true;
	snprintf(face.state.notice, sizeof face.state.notice, "%s", words);
	return face;
}

static struct face asked_by(enum operator_trust trust, bool must_type_digits)
{
	struct face face = face_in(PHASE_ASKED);
	face.state.operator_trust = trust;
	face.state.must_type_digits = must_type_digits;
	snprintf(face.state.operator_name, sizeof face.state.operator_name, "Jörg Weiß");
	snprintf(face.state.operator_company, sizeof face.state.operator_company, "Example Support GmbH");
	return face;
}

static struct face stay(void)
{
	struct face face = sharing(false, true, 0);
	face.state.is_stay_asked = true;
	face.state.stay_left_ms = 280000;
	return face;
}

static struct face declined(void)
{
	struct face face = face_in(PHASE_ENDED);
	face.was_declined = face.state.may_report = true;
	return face;
}

static struct face more_below_the_number(void)
{
	struct face face = typed("", RESULT_OK);
	face.is_more_open = face.has_links = true;
	return face;
}

static struct face no_hand(void)
{
	struct face face = sharing(false, false, 0);
	face.giving.is_hand_missing = true;
	return face;
}

/* `count` have come in, and nobody has answered anything yet. */
static struct face newcomers(int count)
{
	struct face face = sharing(false, false, count);
	for (int i = 1; i <= count; i++) {
		face.state.people[i].is_new = true;
		face.state.people[i].sees_me = false;
	}
	return face;
}

/* As many as a session is made for, in all that a customer sees of somebody. */
static struct face twenty(void)
{
	static const char *const names[] = {"Maria Søndergård", "Łukasz Żółć", "Αλέξανδρος Παπαδόπουλος",
	                                    "Екатерина Иванова-Длинное-Имя", "Günther Öztürk"};
	struct face face = sharing(false, true, 19);
	for (int i = 1; i < 20; i++) {
		struct participant_person *person = &face.state.people[i];
		snprintf(person->name, sizeof person->name, "%s %d", names[i % 5], i);
		snprintf(person->computer, sizeof person->computer, "werkstatt-%02d", i);
		person->is_connected = true;
		person->sees_me = i % 3 == 0;
		person->shares = person->i_see = i % 4 == 0;
		person->is_refused = i % 7 == 0;
		person->is_away = i % 6 == 5;
		person->away_ms = 12000;
	}
	return face;
}

static const struct summary *made_up(void)
{
	static struct summary summary;
	summary = (struct summary){.began_s = 1764079200,
	                           .ended_s = 1764081000,
	                           .people = {{.role = PARTICIPANT_MASTER, .name = "Jörg Weiß"},
	                                      {.role = PARTICIPANT_CLIENT, .name = "Maria Søndergård"},
	                                      {.role = PARTICIPANT_CLIENT, .name = "Владимир"}},
	                           .person_count = 3};
	const struct summary_line lines[] = {
		{1764079200, SUMMARY_CAME, 0, 1, -1},         {1764079260, SUMMARY_SHOWS, SHARE_APPLICATIONS, 1, -1},
		{1764079260, SUMMARY_VIEW_GIVEN, 0, 1, 0},    {1764079300, SUMMARY_CONTROL_GIVEN, 0, 1, 0},
		{1764079320, SUMMARY_CAME, 0, 2, -1},         {1764079330, SUMMARY_REFUSED, 0, 1, 2},
		{1764080100, SUMMARY_CONTROL_TAKEN, 0, 1, 0}, {1764080400, SUMMARY_LEFT, 0, 2, -1},
	};
	memcpy(summary.lines, lines, sizeof lines);
	summary.line_count = sizeof lines / sizeof *lines;
	return &summary;
}

static struct face ended(bool is_saving, bool is_saved)
{
	struct face face = face_in(PHASE_ENDED);
	struct recap *recap = &face.recap;
	buffer_init(&recap->text, 65536);
	if (recap_write(made_up(), &recap->text) != RESULT_OK)
		fputs("no summary\n", stderr);
	recap->is_saving = is_saving;
	recap->is_saved = is_saved;
	recap->save_result = is_saving ? RESULT_DISK : RESULT_OK;
	snprintf(recap->path, sizeof recap->path, "/home/maria/Lotse-2025-11-25-1500.txt");
	return face;
}

static struct face put_out(void)
{
	struct face face = ended(false, false);
	face.was_in = true;
	face.state.result = RESULT_REFUSED;
	return face;
}

static void draw_face(void *context, struct page *page)
{
	face_draw(context, page);
}

static void draw_strip(void *context, struct page *page)
{
	struct face *face = context;
	giving_draw_strip(&face->giving, &face->state, page);
}

/* All of them in the language spoken. */
static int write_all(const char *folder)
{
	struct {
		const char *name;
		bool is_strip;
		struct face face;
	} all[] = {
		{"client-number", false, typed("", RESULT_OK)},
		{"client-number-short", false, typed("123 456", RESULT_NEED_MORE)},
		{"client-number-typo", false, typed("123 456 789 013", RESULT_BAD_NUMBER)},
		{"client-number-wrong", false, failed(RESULT_WRONG_NUMBER, 2)},
		{"client-number-over", false, failed(RESULT_TOO_MANY_TRIES, 0)},
		{"client-company", false, of_company(false)},
		{"client-logo", false, of_company(true)},
		{"client-host", false, host("", RESULT_OK)},
		{"client-host-bad", false, host("my relay", RESULT_BAD_ARGUMENT)},
		{"client-number-host", false, at_typed_host()},
		{"client-connecting", false, connecting(2000, false)},
		{"client-slow", false, connecting(9000, false)},
		{"client-more", false, connecting(9000, true)},
		{"client-not-reachable", false, failed_to_connect(RESULT_NOT_REACHABLE, true)},
		{"client-no-list", false, failed_to_connect(RESULT_LIST_UNREACHABLE, false)},
		{"client-proxy", false, proxy_by_hand()},
		{"client-login", false, login(false, true)},
		{"client-login-wrong", false, login(true, false)},
		{"client-lost", false, lost(LINE_LOST, 12000)},
		{"client-restart", false, lost(LINE_LOST, 2000)},
		{"client-master-lost", false, lost(LINE_MASTER_LOST, 200000)},
		{"client-back", false, back()},
		{"client-resume", false, resting(260000)},
		{"client-resume-sleep", false, resting(0)},
		{"client-refused", false, face_in(PHASE_REFUSED)},
		{"client-knocking", false, face_in(PHASE_KNOCKING)},
		{"client-asked", false, face_in(PHASE_ASKED)},
		{"client-reading", false, reading("Version: 2026-11\n\nExample Support GmbH")},
		{"client-stay", false, stay()},
		{"strip-stay", true, stay()},
		{"client-declined", false, declined()},
		{"client-operator", false, asked_by(OPERATOR_OF_RELAY, false)},
		{"client-verified", false, asked_by(OPERATOR_OF_COMPANY, false)},
		{"client-digits", false, asked_by(OPERATOR_UNVERIFIED, true)},
		{"client-safety", false, before_control()},
		{"client-asks-view", false, asks_view()},
		{"strip-asks", true, sharing(true, false, 0)},
		{"client-accepted", false, face_in(PHASE_ACCEPTED)},
		{"client-choose", false, face_in(PHASE_IN)},
		{"client-nothing", false, chosen_nothing()},
		{"client-shares", false, sharing(false, false, 0)},
		{"client-question", false, sharing(true, false, 0)},
		{"client-controlled", false, sharing(false, true, 1)},
		{"client-control-lost", false, with(sharing(false, false, 0), RESULT_OK, true)},
		{"client-wayland", false, with(chosen_nothing(), RESULT_WAYLAND, false)},
		{"client-ended", false, face_in(PHASE_ENDED)},
		{"client-more-links", false, more_below_the_number()},
		{"client-no-hand", false, no_hand()},
		{"client-newcomer", false, newcomers(1)},
		{"client-newcomers", false, newcomers(7)},
		{"client-twenty", false, twenty()},
		{"client-twenty-below", false, twenty()},
		{"client-summary", false, ended(false, false)},
		{"client-summary-path", false, ended(true, false)},
		{"client-summary-saved", false, ended(false, true)},
		{"client-out", false, put_out()},
		{"strip-newcomers", true, newcomers(3)},
		{"strip-twenty", true, twenty()},
		{"strip-nobody", true, chosen_nothing()},
		{"strip-sees", true, sharing(false, false, 0)},
		{"strip-controls", true, sharing(false, true, 2)},
		{"strip-two-control", true, controlled_by(3)},
		{"strip-lost", true, lost(LINE_LOST, 12000)},
		{"strip-rests", true, resting(0)},
	};
	enum { COUNT = sizeof all / sizeof *all };
	static struct shot shots[COUNT];
	for (int i = 0; i < COUNT; i++)
		shots[i] = (struct shot){.name = all[i].name,
		                         .kind = all[i].is_strip ? WINDOW_STRIP : WINDOW_PLAIN,
		                         .width = 640,
		                         .height = 690,
		                         .tabs = strstr(all[i].name, "-below") != NULL ? 40 : 0,
		                         .draw = all[i].is_strip ? draw_strip : draw_face,
		                         .context = &all[i].face};
	return shots_write(shots, COUNT, folder);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: screens-client FOLDER\n");
		return 2;
	}
	int failed = 0;
	for (int language = TEXT_ENGLISH; language <= TEXT_GERMAN; language++) {
		text_speak((enum text_language)language);
		failed |= write_all(argv[1]);
	}
	return failed;
}
