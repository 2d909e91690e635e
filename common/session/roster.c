#include "session/roster.h"

#include "wire/frame.h"

#include <string.h>

struct person *roster_find(struct roster *roster, uint16_t peer)
{
	if (peer == 0)
		return NULL;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster->people[i].peer == peer)
			return &roster->people[i];
	}
	return NULL;
}

struct person *roster_add(struct roster *roster, uint16_t peer)
{
	struct person *known = roster_find(roster, peer);

	if (known != NULL || peer == FRAME_PEER_NONE || peer == FRAME_PEER_ALL)
		return known;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *free = &roster->people[i];
		if (free->peer == 0) {
			*free = (struct person){.peer = peer};
			return free;
		}
	}
	return NULL;
}

void roster_remove(struct roster *roster, struct person *person)
{
	(void)roster;
	*person = (struct person){0};
}

bool roster_is_in(const struct person *person)
{
	return person->peer != 0 && person->consent == CONSENT_IN;
}

static void tell_person(const struct person *person, wire_RosterEntry *out)
{
	*out = (wire_RosterEntry){
		.peer = person->peer,
		.role = person->role == PARTICIPANT_MASTER ? wire_Role_ROLE_MASTER : wire_Role_ROLE_CLIENT,
		.shares = person->shares,
	};
	memcpy(out->name, person->name, sizeof person->name);
	memcpy(out->computer, person->computer, sizeof person->computer);
	out->participant.size = ROSTER_ID_BYTES;
	memcpy(out->participant.bytes, person->id, ROSTER_ID_BYTES);
}

void roster_tell(struct roster *roster, const struct person *self, wire_Roster *out)
{
	roster->epoch++;
	out->epoch = roster->epoch;
	out->entries_count = 0;
	tell_person(self, &out->entries[out->entries_count++]);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX - 1; i++) {
		if (roster_is_in(&roster->people[i]))
			tell_person(&roster->people[i], &out->entries[out->entries_count++]);
	}
}

static bool entry_is_valid(const wire_Roster *told, pb_size_t index)
{
	const wire_RosterEntry *entry = &told->entries[index];

	if (entry->peer == FRAME_PEER_NONE || entry->peer >= FRAME_PEER_ALL ||
	    entry->participant.size != ROSTER_ID_BYTES)
		return false;
	for (pb_size_t i = 0; i < index; i++) {
		if (told->entries[i].peer == entry->peer)
			return false;
	}
	return true;
}

static bool is_told(const wire_Roster *told, uint16_t peer)
{
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (told->entries[i].peer == peer)
			return true;
	}
	return false;
}

static void apply_entry(struct roster *roster, const wire_RosterEntry *entry)
{
	struct person *person = roster_add(roster, (uint16_t)entry->peer);

	if (person == NULL)
		return;
	person->role = entry->role == wire_Role_ROLE_MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
	person->shares = entry->shares;
	person->consent = CONSENT_IN;
	memcpy(person->name, entry->name, sizeof person->name);
	memcpy(person->computer, entry->computer, sizeof person->computer);
	memcpy(person->id, entry->participant.bytes, ROSTER_ID_BYTES);
}

enum result roster_apply(struct roster *roster, const wire_Roster *told, uint16_t self,
                         void (*gone)(void *, struct person *), void *context)
{
	if (told->epoch <= roster->epoch)
		return RESULT_BAD_FRAME;
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (!entry_is_valid(told, i))
			return RESULT_BAD_FRAME;
	}
	roster->epoch = told->epoch;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &roster->people[i];
		if (person->peer != 0 && person->role != PARTICIPANT_MASTER && !is_told(told, person->peer)) {
			gone(context, person);
			roster_remove(roster, person);
		}
	}
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (told->entries[i].peer != self)
			apply_entry(roster, &told->entries[i]);
	}
	return RESULT_OK;
}
