#include "session/meeting.h"

#include "base/secret.h"

#include <string.h>

enum { PEER_BITS = 16 };

bool meeting_init(struct meeting *meeting, struct wake *wake, struct ways *ways, struct attempts *attempts)
{
	*meeting = (struct meeting){0};
	meeting->link = link_create(wake, ways, attempts);
	meeting->spare = link_create(wake, ways, attempts);
	return meeting->link != NULL && meeting->spare != NULL;
}

void meeting_finish(struct meeting *meeting)
{
	link_destroy(meeting->link);
	link_destroy(meeting->spare);
	secret_wipe(meeting, sizeof *meeting);
}

/* All but the links. */
static void forget(struct meeting *meeting)
{
	struct link *link = meeting->link, *spare = meeting->spare;

	secret_wipe(meeting, sizeof *meeting);
	*meeting = (struct meeting){.link = link, .spare = spare};
}

void meeting_set(struct meeting *meeting, const struct server_list_relay *relay)
{
	meeting_close(meeting);
	forget(meeting);
	meeting->relay = *relay;
	meeting->phase = MEETING_AWAY;
}

void meeting_clear(struct meeting *meeting)
{
	meeting_close(meeting);
	forget(meeting);
}

void meeting_close(struct meeting *meeting)
{
	link_close(meeting->link);
	link_close(meeting->spare);
	if (meeting->phase != MEETING_NONE)
		meeting->phase = MEETING_AWAY;
}

void meeting_take(struct meeting *meeting, struct probe_found *found, int64_t now_ms)
{
	meeting_set(meeting, &found->relay);
	link_take(meeting->link, found, now_ms);
}

bool meeting_go_better(struct meeting *meeting, int64_t now_ms)
{
	if (meeting->phase != MEETING_IN || !link_go_better(meeting->link, now_ms))
		return false;
	meeting->phase = MEETING_AWAY;
	return true;
}

static struct link *link_of(const struct meeting *meeting, enum retry_attempt attempt)
{
	return attempt == RETRY_SHORT ? meeting->link : meeting->spare;
}

void meeting_try(struct meeting *meeting, enum retry_attempt attempt, int64_t now_ms)
{
	if (meeting->phase == MEETING_AWAY)
		link_start(link_of(meeting, attempt), &meeting->relay, now_ms);
}

void meeting_end_try(struct meeting *meeting, enum retry_attempt attempt)
{
	if (meeting->phase == MEETING_AWAY)
		link_close(link_of(meeting, attempt));
}

bool meeting_has_failed(const struct meeting *meeting, enum retry_attempt attempt)
{
	enum link_phase phase = link_phase(link_of(meeting, attempt));

	return meeting->phase == MEETING_AWAY && (phase == LINK_DOWN || phase == LINK_NONE);
}

bool meeting_work(struct meeting *meeting, int64_t now_ms)
{
	link_work(meeting->link, now_ms);
	link_work(meeting->spare, now_ms);
	if (meeting->phase != MEETING_AWAY)
		return false;
	if (link_phase(meeting->spare) == LINK_UP && link_phase(meeting->link) != LINK_UP) {
		struct link *first = meeting->spare;
		meeting->spare = meeting->link;
		meeting->link = first;
	}
	if (link_phase(meeting->link) != LINK_UP)
		return false;
	link_close(meeting->spare);
	meeting->phase = MEETING_UP;
	meeting->connect_ms = link_connect_ms(meeting->link);
	return true;
}

bool meeting_is_lost(struct meeting *meeting)
{
	if (meeting->phase < MEETING_UP || link_phase(meeting->link) == LINK_UP)
		return false;
	meeting->phase = MEETING_AWAY;
	return true;
}

size_t meeting_waits(struct meeting *meeting, struct wake_on *on, int64_t now_ms, int *timeout_ms)
{
	size_t count = link_waits(meeting->link, on, now_ms, timeout_ms);

	return count + link_waits(meeting->spare, on + count, now_ms, timeout_ms);
}

void meeting_keep_ticket(struct meeting *meeting, struct bytes ticket)
{
	if (ticket.size == 0 || ticket.size > sizeof meeting->ticket)
		return;
	memcpy(meeting->ticket, ticket.data, ticket.size);
	meeting->ticket_bytes = ticket.size;
}

uint32_t meeting_place(int meeting, uint16_t peer)
{
	return (uint32_t)meeting << PEER_BITS | peer;
}

int meeting_of_place(uint32_t place)
{
	return (int)(place >> PEER_BITS);
}

uint16_t meeting_peer_of(uint32_t place)
{
	return (uint16_t)place;
}
