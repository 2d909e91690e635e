#include "session/newcomer.h"

#include "base/log.h"
#include "session/talk.h"

#include <string.h>

void participant_refuse(struct participant *participant, uint16_t peer)
{
	struct command command = {.kind = COMMAND_REFUSE, .peer = peer};

	(void)queue_push(participant->commands, &command);
}

static bool is_known_refused(const struct participant *p, const uint8_t *id)
{
	int count = p->refused_count < REFUSED_MAX ? p->refused_count : REFUSED_MAX;

	for (int i = 0; i < count; i++) {
		if (memcmp(p->refused + i * ROSTER_ID_BYTES, id, ROSTER_ID_BYTES) == 0)
			return true;
	}
	return false;
}

static uint64_t since_ms(const wire_Roster *told, const uint8_t *id)
{
	for (pb_size_t i = 0; i < told->entries_count; i++) {
		if (memcmp(told->entries[i].participant.bytes, id, ROSTER_ID_BYTES) == 0)
			return told->entries[i].since_ms;
	}
	return 0;
}

void newcomer_roster(struct participant *p, const wire_Roster *told, bool is_first)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (!roster_is_in(person) || person->role == PARTICIPANT_MASTER || person->since_ms != 0)
			continue;
		uint64_t since = since_ms(told, person->id);
		person->since_ms = since > 0 && since < INT64_MAX ? (int64_t)since : 1;
		person->is_new = !is_first;
		person->is_refused = is_known_refused(p, person->id);
	}
}

void newcomer_refuse(struct participant *p, struct person *person)
{
	bool may = p->options.role == PARTICIPANT_CLIENT && p->phase == PHASE_IN && roster_is_in(person) &&
	           person->role == PARTICIPANT_CLIENT && !person->is_refused;

	if (!may)
		return;
	log_info("session", "%u is not wanted here", person->peer);
	memcpy(p->refused + p->refused_count++ % REFUSED_MAX * ROSTER_ID_BYTES, person->id, ROSTER_ID_BYTES);
	person->is_refused = true;
	talk_goodbye(p, person);
	talk_end(p, person);
	p->is_share_untold = true;
}

void newcomer_told(struct participant *p, struct person *from, const wire_Share *share)
{
	from->refuses = 0;
	for (pb_size_t i = 0; i < share->to_count; i++) {
		for (int k = 0; k < PARTICIPANT_PEOPLE_MAX; k++) {
			const struct person *person = &p->roster.people[k];
			bool is_meant = person->peer != 0 && person != from && share->to[i].is_refused &&
			                person->role == PARTICIPANT_CLIENT &&
			                memcmp(share->to[i].participant.bytes, person->id, ROSTER_ID_BYTES) == 0;
			from->refuses |= is_meant ? UINT32_C(1) << k : 0;
		}
	}
}

static bool has_refused(const struct participant *p, const struct person *who, const struct person *whom)
{
	return who->peer != 0 && (who->refuses >> (whom - p->roster.people) & 1) != 0;
}

uint16_t newcomer_refused_by(const struct participant *p, const struct person *person)
{
	uint16_t peer = 0;

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (has_refused(p, &p->roster.people[i], person))
			peer = p->roster.people[i].peer;
	}
	return peer;
}

bool newcomer_are_parted(const struct participant *p, const struct person *a, const struct person *b)
{
	return has_refused(p, a, b) || has_refused(p, b, a);
}
