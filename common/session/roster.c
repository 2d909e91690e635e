#include "session/roster.h"

#include "session/meeting.h"
#include "session/naming.h"
#include "wire/frame.h"

#include <string.h>

enum { NOBODY = 0xFF00 };

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

struct person *roster_at(struct roster *roster, uint32_t where)
{
	if (meeting_peer_of(where) == 0)
		return NULL;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster->people[i].peer != 0 && roster->people[i].where == where)
			return &roster->people[i];
	}
	return NULL;
}

/* The peer id of the place, unless somebody of another relay has it. */
static uint16_t free_peer(struct roster *roster, uint16_t wanted)
{
	for (uint16_t peer = wanted;; peer--) {
		if (peer == FRAME_PEER_NONE)
			peer = FRAME_PEER_ALL - 1;
		if (roster_find(roster, peer) == NULL)
			return peer;
	}
}

struct person *roster_add(struct roster *roster, uint32_t where)
{
	struct person *known = roster_at(roster, where);
	uint16_t peer = meeting_peer_of(where);

	if (known != NULL || peer == FRAME_PEER_NONE || peer == FRAME_PEER_ALL)
		return known;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *free = &roster->people[i];
		if (free->peer == 0) {
			uint16_t name = free_peer(roster, peer);
			*free = (struct person){.peer = name, .where = where};
			return free;
		}
	}
	return NULL;
}

void roster_remove(struct roster *roster, struct person *person)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		roster->people[i].refuses &= ~(UINT32_C(1) << (person - roster->people));
	*person = (struct person){0};
}

bool roster_is_at(const struct person *person, int meeting)
{
	uint16_t peer = meeting_peer_of(person->where);

	return peer != FRAME_PEER_NONE && peer < NOBODY && meeting_of_place(person->where) == meeting;
}

bool roster_is_in(const struct person *person)
{
	return person->peer != 0 && person->consent == CONSENT_IN;
}

/* Who is not at that relay gets a peer id far from those that relays give. */
static void tell_person(const struct person *person, int meeting, uint16_t slot, wire_RosterEntry *out)
{
	bool is_there = meeting_of_place(person->where) == meeting && person->rested_ms == 0;

	*out = (wire_RosterEntry){
		.peer = is_there ? meeting_peer_of(person->where) : (uint32_t)NOBODY + slot,
		.role = person->role == PARTICIPANT_MASTER ? wire_Role_ROLE_MASTER : wire_Role_ROLE_CLIENT,
		.shares = person->shares,
		.capabilities = person->capabilities,
		.since_ms = (uint64_t)person->since_ms,
	};
	memcpy(out->name, person->name, sizeof person->name);
	memcpy(out->computer, person->computer, sizeof person->computer);
	out->participant.size = ROSTER_ID_BYTES;
	memcpy(out->participant.bytes, person->id, ROSTER_ID_BYTES);
}

void roster_tell(struct roster *roster, const struct person *self, int meeting, wire_Roster *out)
{
	roster->epoch++;
	out->epoch = roster->epoch;
	out->entries_count = 0;
	tell_person(self, meeting, PARTICIPANT_PEOPLE_MAX, &out->entries[out->entries_count++]);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX - 1; i++) {
		if (roster_is_in(&roster->people[i]))
			tell_person(&roster->people[i], meeting, (uint16_t)i, &out->entries[out->entries_count++]);
	}
}

static bool is_same_id(const wire_RosterEntry *entry, const uint8_t *id)
{
	return memcmp(entry->participant.bytes, id, ROSTER_ID_BYTES) == 0;
}

static bool entry_is_valid(const wire_Roster *told, pb_size_t index)
{
	const wire_RosterEntry *entry = &told->entries[index];

	if (entry->peer == FRAME_PEER_NONE || entry->peer >= FRAME_PEER_ALL ||
	    entry->participant.size != ROSTER_ID_BYTES)
		return false;
	for (pb_size_t i = 0; i < index; i++) {
		if (told->entries[i].peer == entry->peer || is_same_id(&told->entries[i], entry->participant.bytes))
			return false;
	}
	return true;
}

static bool is_told(const wire_Roster *told, const struct person *person)
{
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (is_same_id(&told->entries[i], person->id))
			return true;
	}
	return false;
}

/* Whom the entry is about; a new one if need be. */
static struct person *person_of(struct roster *roster, const wire_RosterEntry *entry, uint32_t where)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &roster->people[i];
		bool is_master = person->role == PARTICIPANT_MASTER;
		if (person->peer == 0)
			continue;
		if (is_master ? entry->role == wire_Role_ROLE_MASTER : is_same_id(entry, person->id))
			return person;
	}
	return roster_add(roster, where);
}

static void apply_entry(struct roster *roster, const wire_RosterEntry *entry, int meeting,
                        const struct naming *naming)
{
	uint32_t where = meeting_place(meeting, (uint16_t)entry->peer);
	struct person *person = person_of(roster, entry, where);

	if (person == NULL)
		return;
	if (person->role != PARTICIPANT_MASTER) { /* his place is the relay's word, proved by the handshake */
		person->where = where;
		person->role = entry->role == wire_Role_ROLE_MASTER ? PARTICIPANT_MASTER : PARTICIPANT_CLIENT;
	}
	person->shares = entry->shares;
	person->capabilities = entry->capabilities;
	person->consent = CONSENT_IN;
	/* Who somebody is was said when he came, and accepted then: nobody turns into somebody else later. */
	if (person->name[0] == '\0')
		naming_take(naming, person, entry->name, entry->computer);
	memcpy(person->id, entry->participant.bytes, ROSTER_ID_BYTES);
}

enum result roster_apply(struct roster *roster, const wire_Roster *told, int meeting,
                         const struct roster_listener *listener)
{
	if (told->epoch <= roster->epoch)
		return RESULT_BAD_FRAME;
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (!entry_is_valid(told, i))
			return RESULT_BAD_FRAME;
	}
	struct naming naming = {.roster = roster, .relay = listener->relay};
	roster->epoch = told->epoch;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &roster->people[i];
		if (person->peer != 0 && person->role != PARTICIPANT_MASTER && !is_told(told, person)) {
			listener->gone(listener->context, person);
			roster_remove(roster, person);
		}
	}
	/* Places may have been exchanged: nobody is where he was until he is told again. */
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster->people[i].role != PARTICIPANT_MASTER)
			roster->people[i].where = 0;
	}
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (is_same_id(&told->entries[i], listener->self_id))
			naming.own = told->entries[i].name;
	}
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (!is_same_id(&told->entries[i], listener->self_id))
			apply_entry(roster, &told->entries[i], meeting, &naming);
	}
	return RESULT_OK;
}
