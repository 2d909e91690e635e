/* Every screen of lotse-client with made-up sessions, as PNG: screens-client FOLDER. Exit code 0 if all were
 * drawn. */
#include "client/face.h"
#include "screens/shots.h"

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
	if (result == RESULT_NOT_REACHABLE) {
		face.state.attempt_count = 1;
		snprintf(face.state.attempts[0].words, sizeof face.state.attempts[0].words,
		         "raw relay.example.org:5000: no answer in time, 5000 ms. A firewall may be in the way.");
	}
	return face;
}

static struct face connecting(void)
{
	struct face face = face_in(PHASE_CONNECTING);
	face.state.attempt_count = 1;
	snprintf(face.state.attempts[0].words, sizeof face.state.attempts[0].words,
	         "raw relay.example.org:5000: is being tried");
	return face;
}

static struct face sharing(bool asks, bool controls, int guests)
{
	struct face face = face_in(PHASE_IN);
	struct participant_state *state = &face.state;
	face.has_chosen = true;
	state->is_sharing = true;
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
	face.has_chosen = true;
	return face;
}

static void draw_face(void *context, struct page *page)
{
	face_draw(context, page);
}

static void draw_strip(void *context, struct page *page)
{
	screen_strip(context, page);
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: screens-client FOLDER\n");
		return 2;
	}
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
		{"client-not-reachable", false, failed(RESULT_NOT_REACHABLE, 3)},
		{"client-connecting", false, connecting()},
		{"client-refused", false, face_in(PHASE_REFUSED)},
		{"client-knocking", false, face_in(PHASE_KNOCKING)},
		{"client-asked", false, face_in(PHASE_ASKED)},
		{"client-accepted", false, face_in(PHASE_ACCEPTED)},
		{"client-choose", false, face_in(PHASE_IN)},
		{"client-nothing", false, chosen_nothing()},
		{"client-shares", false, sharing(false, false, 0)},
		{"client-question", false, sharing(true, false, 0)},
		{"client-controlled", false, sharing(false, true, 1)},
		{"client-control-lost", false, with(sharing(false, false, 0), RESULT_OK, true)},
		{"client-wayland", false, with(chosen_nothing(), RESULT_WAYLAND, false)},
		{"client-ended", false, face_in(PHASE_ENDED)},
		{"strip-nobody", true, chosen_nothing()},
		{"strip-sees", true, sharing(false, false, 0)},
		{"strip-controls", true, sharing(false, true, 2)},
	};
	enum { COUNT = sizeof all / sizeof *all };
	struct shot shots[COUNT];
	for (int i = 0; i < COUNT; i++)
		shots[i] = (struct shot){.name = all[i].name,
		                         .kind = all[i].is_strip ? WINDOW_STRIP : WINDOW_PLAIN,
		                         .width = 640,
		                         .height = 620,
		                         .draw = all[i].is_strip ? draw_strip : draw_face,
		                         .context = &all[i].face};
	return shots_write(shots, COUNT, argv[1]);
}
