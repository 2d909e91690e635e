/*
 * A world for participants: the real engine of each, turned by hand, in made-up time, over a made-up network
 * to made-up relays that do what PROTOCOL.md 3 says of coming back.
 *
 * How the parts hang together: this file takes the place of carrier/carrier.h, carrier/directory.h,
 * session/sharer.h and desktop/guard.h at link time, so everything above is what is shipped. A carrier is two
 * queues of frames with the time at which each arrives; world_cut and world_block break it in all the ways in
 * which lines break. relay_take is a relay's ear. world_run turns: the earliest of what the engines wait for
 * and what is on the way comes next.
 */
#ifndef LOTSE_TESTS_SESSION_WORLD_H
#define LOTSE_TESTS_SESSION_WORLD_H

#include "support/unit.h"

#include "session/staying.h"
#include "session/talk.h"

#include "base/secret.h"
#include "carrier/directory.h"
#include "support/noise.h"
#include "world_clipboard.h"

#include <stdlib.h>
#include <string.h>

enum {
	PEOPLE_MAX = 4,
	RELAYS_MAX = 3,
	CARRIERS_MAX = 256,
	SESSIONS_MAX = 16,
	SEATS_MAX = 16,
	IDS_MAX = 64,
	CHATS_MAX = 64,
};

struct packet {
	struct packet *next;
	int64_t at_ms;
	size_t size;
	uint8_t data[];
};

struct line {
	struct packet *first, *last;
};

/* One connection, from both its ends. */
struct carrier {
	bool is_used;
	int who, relay;
	int64_t up_ms;
	bool was_open, is_better;
	bool is_known_up;      /* to its participant */
	bool is_over;          /* the participant hears the end, after what has come */
	bool is_mute;          /* nothing arrives any more, in either direction, and nobody is told */
	bool is_closed;        /* by the participant */
	bool relay_open;       /* the relay's end */
	int64_t relay_ends_ms; /* when the relay notices that it is gone; 0: not yet to be noticed */
	struct line up, down;
	/* what the relay knows of it */
	int session, seat; /* -1: none */
	bool is_waiting, has_ticket;
	int ticket_session, ticket_seat;
	uint8_t ids[RESUME_IDS_MAX][RESUME_ID_BYTES];
	size_t id_count;
};

struct relay_seat {
	uint16_t peer; /* 0: free */
	bool has_left;
	struct carrier *carrier; /* NULL: lost */
};

struct relay_session {
	bool is_used, is_ended;
	int relay;
	uint16_t next_peer;
	int made;                           /* how many were before it */
	int serial;                         /* another one in the same place is another session */
	struct relay_seat seats[SEATS_MAX]; /* the master first */
	struct {
		uint32_t route, free;
	} routes[16];
	uint8_t offers[IDS_MAX][RESUME_ID_BYTES];
	size_t offer_count;
};

/* What one has said and heard, to be held against each other. */
struct sim_person {
	struct participant *p;
	int chats_said;
	int chats_heard[PEOPLE_MAX]; /* of whom; the next must be one more */
	int chat_count;
	bool is_blocked[RELAYS_MAX]; /* nothing gets through for now */
	bool is_refused[RELAYS_MAX]; /* the relay can't be reached at all */
	uint16_t viewers[SHARER_VIEWERS_MAX];
	size_t viewer_count;
	int read_turn;     /* one frame in each, whichever line it comes by */
	int injected;      /* the highest mark that was injected */
	int64_t rested_ms; /* sharer: when the line to who controls was lost last */
};

static struct world {
	int64_t now_ms;
	struct noise noise;
	int people, relays;
	struct sim_person person[PEOPLE_MAX];
	bool is_relay_dead[RELAYS_MAX];
	int latency_ms;
	struct carrier carriers[CARRIERS_MAX];
	struct relay_session sessions[SESSIONS_MAX];
	uint32_t next_route;
	struct server_list list;
	int64_t input_ms[4096]; /* when the input of this mark was made */
	int input_mark;
	int turn, serials;
	int64_t bytes;        /* over all lines */
	bool gives_no_number; /* relays do not answer OPEN any more */
	bool keeps_waiting;   /* relays answer JOIN and KNOCK with Waiting alone */
	bool has_better;      /* each carrier finds a better way once */
} w;

/* --- the network
 * -----------------------------------------------------------------------------------------------------------
 */

static void line_put(struct line *line, int64_t at_ms, struct bytes bytes)
{
	struct packet *packet = malloc(sizeof *packet + bytes.size);

	assert_non_null(packet);
	packet->next = NULL;
	packet->at_ms = line->last != NULL && line->last->at_ms > at_ms ? line->last->at_ms : at_ms;
	packet->size = bytes.size;
	w.bytes += (int64_t)bytes.size;
	memcpy(packet->data, bytes.data, bytes.size);
	if (line->last != NULL)
		line->last->next = packet;
	else
		line->first = packet;
	line->last = packet;
}

static void line_drop(struct line *line)
{
	struct packet *packet = line->first;

	line->first = packet->next;
	if (line->first == NULL)
		line->last = NULL;
	free(packet);
}

static void line_clear(struct line *line)
{
	while (line->first != NULL)
		line_drop(line);
}

/* Nothing is left at either end. */
static void carrier_free(struct carrier *c)
{
	if (!c->is_closed || c->relay_open)
		return;
	line_clear(&c->up);
	line_clear(&c->down);
	c->is_used = false;
}

static int who_is(const struct attempts *attempts)
{
	for (int i = 0; i < w.people; i++) {
		if (w.person[i].p != NULL && attempts == &w.person[i].p->attempts)
			return i;
	}
	return 0; /* the one that is being made */
}

enum result carrier_open(struct carrier **out, const struct carrier_setup *setup, int64_t now_ms)
{
	struct carrier *c = NULL;

	for (int i = 0; i < CARRIERS_MAX && c == NULL; i++) {
		if (!w.carriers[i].is_used)
			c = &w.carriers[i];
	}
	assert_non_null(c);
	*c = (struct carrier){.is_used = true, .session = -1, .seat = -1, .ticket_session = -1};
	c->who = who_is(setup->attempts);
	c->relay = setup->relay->id[0];
	c->up_ms = now_ms + w.latency_ms * 2;
	line_put(&c->up, c->up_ms + w.latency_ms, setup->greeting);
	*out = c;
	return RESULT_OK;
}

static void relay_lost(struct carrier *c, bool is_lost);

void carrier_close(struct carrier *c)
{
	if (c == NULL)
		return;
	c->is_closed = true;
	if (c->relay_open && !c->is_mute && c->relay_ends_ms == 0)
		c->relay_ends_ms = w.now_ms + w.latency_ms;
	carrier_free(c);
}

size_t carrier_handles(const struct carrier *c, struct wake_on *on, size_t room)
{
	(void)c;
	(void)on;
	(void)room;
	return 0;
}

static bool can_reach(const struct carrier *c)
{
	return !w.is_relay_dead[c->relay] && !w.person[c->who].is_blocked[c->relay] &&
	       !w.person[c->who].is_refused[c->relay];
}

static bool may_pass(const struct carrier *c, const struct line *line)
{
	return line->first != NULL && line->first->at_ms <= w.now_ms && !c->is_mute &&
	       !w.person[c->who].is_blocked[c->relay];
}

int carrier_timeout_ms(const struct carrier *c, int64_t now_ms)
{
	if (c->is_known_up || c->was_open || !can_reach(c))
		return c->is_over && !c->is_known_up ? 0 : -1;
	return c->up_ms > now_ms ? (int)(c->up_ms - now_ms) : 0;
}

enum result carrier_work(struct carrier *c, int64_t now_ms)
{
	if (c->is_known_up)
		return RESULT_OK;
	if (now_ms >= c->up_ms && (w.is_relay_dead[c->relay] || w.person[c->who].is_refused[c->relay]))
		return RESULT_NOT_REACHABLE;
	if (w.person[c->who].is_blocked[c->relay]) { /* TCP asks again after a second */
		if (now_ms >= c->up_ms)
			c->up_ms = now_ms + 1000;
		return RESULT_WOULD_BLOCK;
	}
	if (now_ms < c->up_ms)
		return RESULT_WOULD_BLOCK;
	if (!c->was_open)
		c->was_open = c->relay_open = true;
	if (c->is_over && !may_pass(c, &c->down))
		return RESULT_NOT_REACHABLE;
	c->is_known_up = may_pass(c, &c->down); /* the relay's HELLO */
	return c->is_known_up ? RESULT_OK : RESULT_WOULD_BLOCK;
}

enum result carrier_send(struct carrier *c, struct bytes bytes)
{
	if (c->is_over)
		return RESULT_LOST;
	line_put(&c->up, w.now_ms + w.latency_ms, bytes);
	return RESULT_OK;
}

enum result carrier_receive(struct carrier *c, struct buffer *into)
{
	if (may_pass(c, &c->down) && w.person[c->who].read_turn != w.turn) {
		w.person[c->who].read_turn = w.turn; /* so that the test sees each message by itself */
		assert_int_equal(buffer_append(into, (struct bytes){c->down.first->data, c->down.first->size}),
		                 RESULT_OK);
		line_drop(&c->down);
		return RESULT_OK;
	}
	return c->is_over && !may_pass(c, &c->down) ? RESULT_CLOSED : RESULT_WOULD_BLOCK;
}

size_t carrier_pending_bytes(const struct carrier *c)
{
	(void)c;
	return 0;
}

struct carrier *carrier_better(struct carrier *c, int64_t now_ms)
{
	struct carrier *better = NULL;
	uint8_t frame[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer writer = writer_into(frame, sizeof frame);
	wire_Control hello = {.which_what = wire_Control_hello_tag};

	if (!w.has_better || c->is_better)
		return NULL;
	hello.what.hello.version = hello.what.hello.floor = CONTROL_VERSION;
	control_encode(&hello, &writer);
	const struct carrier_setup setup = {.relay = &w.list.relays[c->relay],
	                                    .attempts = &w.person[c->who].p->attempts,
	                                    .greeting = writer_bytes(&writer)};
	(void)carrier_open(&better, &setup, now_ms);
	better->is_better = true;
	return better;
}

const char *carrier_rung(const struct carrier *c)
{
	return c->is_better ? "better" : "made up";
}

bool carrier_is_wordy(const struct carrier *c)
{
	(void)c;
	return false;
}

const char *carrier_proxy(const struct carrier *c)
{
	(void)c;
	return "";
}

bool carrier_is_inspected(const struct carrier *c)
{
	(void)c;
	return false;
}

void carrier_local_address(const struct carrier *c, char to[static CARRIER_ADDRESS_BYTES])
{
	(void)c;
	to[0] = '\0';
}

/* --- the list
 * --------------------------------------------------------------------------------------------------------------
 */

struct directory {
	bool is_fetching;
};

enum result directory_create(struct directory **out, const struct directory_options *options,
                             struct wake *wake)
{
	(void)options;
	(void)wake;
	*out = calloc(1, sizeof **out);
	return RESULT_OK;
}

void directory_destroy(struct directory *directory)
{
	free(directory);
}

enum result directory_fetch(struct directory *directory)
{
	directory->is_fetching = true;
	return RESULT_OK;
}

enum result directory_work(struct directory *directory)
{
	return directory->is_fetching ? RESULT_OK : RESULT_WOULD_BLOCK;
}

size_t directory_handles(const struct directory *directory, struct wake_on *on, size_t room)
{
	(void)directory;
	(void)on;
	(void)room;
	return 0;
}

int directory_timeout_ms(const struct directory *directory, int64_t now_ms)
{
	(void)directory;
	(void)now_ms;
	return 0;
}

const struct attempts *directory_attempts(const struct directory *directory)
{
	(void)directory;
	return NULL;
}

const char *directory_words(const struct directory *directory, enum result result, char *to, size_t room)
{
	(void)directory;
	(void)result;
	(void)room;
	return to;
}

const struct server_list *directory_list(const struct directory *directory)
{
	(void)directory;
	return &w.list;
}

const uint8_t *directory_root_key(const struct directory *directory)
{
	(void)directory;
	return NULL;
}

const char *directory_host(const struct directory *directory)
{
	(void)directory;
	return "relay.test";
}

/* --- sharing, without a screen
 * --------------------------------------------------------------------------------------------- */

struct sharer {
	int who;
	bool is_told;
};

static struct sharer sharers[PEOPLE_MAX];

enum result sharer_create(struct sharer **out, const char *display, struct wake *wake)
{
	(void)wake;
	int who = display[0] - '0';
	sharers[who] = (struct sharer){.who = who};
	w.person[who].viewer_count = 0;
	*out = &sharers[who];
	return RESULT_OK;
}

void sharer_destroy(struct sharer *sharer)
{
	if (sharer != NULL)
		w.person[sharer->who].viewer_count = 0;
}

bool sharer_output(struct sharer *sharer, struct sharer_output *out)
{
	if (sharer->is_told)
		return false;
	sharer->is_told = true;
	*out = (struct sharer_output){.kind = SHARER_OPENED, .width_px = 100, .height_px = 100};
	return true;
}

void sharer_add_viewer(struct sharer *sharer, uint16_t peer, uint32_t capabilities)
{
	struct sim_person *person = &w.person[sharer->who];
	assert_int_equal(capabilities, MESSAGE_CAPABILITIES); /* whoever sees has said so, to whoever shares */
	for (size_t i = 0; i < person->viewer_count; i++)
		assert_int_not_equal(person->viewers[i], peer);
	person->viewers[person->viewer_count++] = peer;
}

void sharer_remove_viewer(struct sharer *sharer, uint16_t peer)
{
	struct sim_person *person = &w.person[sharer->who];
	for (size_t i = 0; i < person->viewer_count; i++) {
		if (person->viewers[i] == peer) {
			person->viewers[i] = person->viewers[--person->viewer_count];
			return;
		}
	}
	fail_msg("a viewer that is none is removed");
}

void sharer_start_anew(struct sharer *sharer, uint16_t peer, bool has_nothing)
{
	(void)sharer;
	(void)has_nothing;
	(void)peer;
}

void sharer_blocked(struct sharer *sharer, uint16_t peer, uint8_t lane)
{
	(void)lane;
	(void)sharer;
	(void)peer;
}

void sharer_wish(struct sharer *sharer, uint16_t peer, bool wants_vp8_only, bool saves_data)
{
	(void)sharer, (void)peer, (void)wants_vp8_only, (void)saves_data;
}

void sharer_share(struct sharer *sharer, const struct share_choice *choice)
{
	(void)sharer, (void)choice;
}

void sharer_pause(struct sharer *sharer, bool is_paused)
{
	(void)sharer;
	(void)is_paused;
}

void sharer_ack(struct sharer *sharer, uint16_t peer, const struct picture_ack *ack)
{
	(void)sharer;
	(void)peer;
	(void)ack;
}

void sharer_focus(struct sharer *sharer, int x_px, int y_px)
{
	(void)sharer;
	(void)x_px;
	(void)y_px;
}

enum result guard_start(struct guard **out, const char *display, struct gate *gate,
                        const struct guard_events *events)
{
	(void)display;
	(void)gate;
	*out = (struct guard *)&w;
	events->on_proved(events->context);
	return RESULT_OK;
}

int64_t guard_hand_ms(struct guard *guard)
{
	(void)guard;
	return 0;
}

void guard_choose(struct guard *guard, const struct share_choice *choice)
{
	(void)guard;
	(void)choice;
}

bool guard_saw_physical_press(struct guard *guard, int64_t now_ms)
{
	(void)guard;
	(void)now_ms;
	return true;
}

void guard_stop(struct guard *guard)
{
	(void)guard;
}

enum result lock_watch_start(struct lock_watch **out, const struct lock_events *events)
{
	(void)events;
	*out = (struct lock_watch *)&w; /* tests say by attending_news what it would have found */
	return RESULT_OK;
}

void lock_watch_stop(struct lock_watch *watch)
{
	(void)watch;
}

void layout_name(const char *display, char to[static LAYOUT_NAME_BYTES])
{
	(void)display;
	to[0] = '\0';
}

#endif
