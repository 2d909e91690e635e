/*
 * Linked into robot-rude with -Wl,--wrap: a master that does what no window of ours lets him do. LOTSE_RUDE
 * says what, once the file LOTSE_RUDE_AFTER is there, to whoever is in, some thousand times in all; "rude
 * done" on standard output ends it: asks   asks for view, control and an administrator's rights input presses
 * x and clicks, without a grant: with no, an old, the present and a future generation names  tells that he
 * and others have other names, and that somebody new is there, with a name that misleads talk   floods the
 * chat
 */
#include "base/file.h"
#include "session/engine.h"
#include "session/talk.h"
#include "wire/input_header.h"
#include "wire/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EACH_TURN = 20, IN_ALL = 3000, KEY_X = 0x1B };

void __real_talk_tick(struct participant *p);
void __wrap_talk_tick(struct participant *p);

static int done;

static void ask(struct participant *p, struct person *customer)
{
	wire_Message message = {.which_what = wire_Message_ask_tag};
	message.what.ask.view = true;
	message.what.ask.control = true;
	message.what.ask.administrator = done % 3 == 0;
	talk_send(p, customer, &message);
}

static void press(struct participant *p, struct person *customer)
{
	const uint32_t generations[] = {0, customer->got_generation - 1, customer->got_generation,
	                                customer->got_generation + 1, UINT32_MAX};
	struct input_header input = {.generation = generations[done % 5], .screen_state = (uint32_t)done};
	uint8_t body[INPUT_HEADER_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	if (done % 7 == 0)
		input.event = (struct input_event){
			.kind = INPUT_BUTTON, .code = 1, .x_px = 300, .y_px = 200, .is_down = done % 2 == 0};
	else
		input.event = (struct input_event){.kind = INPUT_KEY, .code = KEY_X, .is_down = done % 2 == 0};
	input_header_encode(&input, &w);
	(void)talk_send_record(p, customer, RECORD_INPUT, writer_bytes(&w));
}

/* Somebody new each time, who leaves at once: with a name that is somebody else's, or looks like one. */
static void add_stranger(wire_Roster *roster)
{
	static const char *const names[] = {"127.0.0.1", "Lotse relay", "Customer", "\xD0\x9Aunde", "master"};
	wire_RosterEntry *entry = &roster->entries[roster->entries_count++];
	*entry = (wire_RosterEntry){
		.peer = 7000 + (uint32_t)done, .role = wire_Role_ROLE_CLIENT, .participant.size = ROSTER_ID_BYTES};
	memcpy(entry->participant.bytes, &done, sizeof done);
	snprintf(entry->name, sizeof entry->name, "%s", names[done % 5]);
}

static void rename_all(struct participant *p, struct person *customer)
{
	static const char *const names[] = {"127.0.0.1", "Lotse", "Microsoft Support", "customer", "Polizei"};
	static wire_Message message;
	message = (wire_Message){.which_what = wire_Message_roster_tag};
	roster_tell(&p->roster, &p->self, p->home, &message.what.roster);
	for (pb_size_t i = 0; i < message.what.roster.entries_count; i++)
		snprintf(message.what.roster.entries[i].name, sizeof message.what.roster.entries[i].name, "%s",
		         names[done % 5]);
	add_stranger(&message.what.roster);
	talk_send(p, customer, &message);
}

static void talk(struct participant *p, struct person *customer)
{
	wire_Message message = {.which_what = wire_Message_chat_tag};
	memset(message.what.chat.text, 'a' + done % 26, sizeof message.what.chat.text - 1);
	talk_send(p, customer, &message);
}

/* --wrap has the engine's call come here. */
void __wrap_talk_tick(struct participant *p)
{
	const char *what = getenv("LOTSE_RUDE");
	__real_talk_tick(p);
	const char *after = getenv("LOTSE_RUDE_AFTER");
	if (!what || !after || done >= IN_ALL || !file_is_there(after))
		return;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer == 0 || !roster_is_in(person) || !talk_is_up(person))
			continue;
		for (int turn = 0; turn < EACH_TURN && done < IN_ALL; turn++, done++) {
			if (strcmp(what, "asks") == 0)
				ask(p, person);
			else if (strcmp(what, "input") == 0)
				press(p, person);
			else if (strcmp(what, "names") == 0)
				rename_all(p, person);
			else
				talk(p, person);
		}
		wake_signal(p->wake); /* again at once */
		if (done >= IN_ALL)
			puts("rude done");
		return;
	}
}
