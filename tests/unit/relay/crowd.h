/*
 * A crowd of programs at a relay of several workers: carriers are memory, the clock
 * is turned by the test, and the keeper is played. What each program hears is taken
 * in as a real one would: own peer id, ticket, who is there.
 */
#ifndef LOTSE_TESTS_UNIT_RELAY_CROWD_H
#define LOTSE_TESTS_UNIT_RELAY_CROWD_H

#define PRETEND_BYTES ((size_t)256 << 10)
#include "relay/worker.h"
#include "unit/relay/pretend.h"

enum {
	CROWD_PEOPLE = 14,
	CROWD_WORKERS = 3,
	CROWD_ROUTES = 4096,
	CROWD_FIRST_ROUTE = 20000,
	CROWD_NO_LINE = -1
};

/* A program. What it knows stays when its line breaks. */
struct person {
	int line;   /* its carrier's number */
	bool is_in; /* a session */
	bool waits; /* for its master, in it or not */
	bool is_master;
	uint16_t peer;    /* 0: none yet */
	uint32_t session; /* which one, by the test's own count; 0: none */
	uint32_t route;   /* the last number, of a master */
	uint8_t ticket[TICKET_BYTES];
	bool has_ticket;
	wire_Control last;  /* that it heard */
	uint32_t heard[32]; /* how often, by which_what */
	wire_CloseReason reason;
};

static struct person crowd[CROWD_PEOPLE];
static struct options crowd_options;
static struct relay *crowd_relay;
static int64_t crowd_ms, crowd_wall_s;
static bool crowd_in_use[CROWD_ROUTES]; /* what the keeper knows */
static uint32_t crowd_next_route;
static uint64_t crowd_next_log_id;
static bool crowd_line_used[PRETEND_CARRIERS];
static struct connection *crowd_connections[PRETEND_CARRIERS];

/* What the test makes of each word; called after the person has taken it in. */
static void crowd_heard(struct person *who, const wire_Control *what);
/* And of each frame of another participant. */
static void crowd_got(struct person *who, const struct frame_header *header, struct bytes payload);

static int64_t crowd_clock(void)
{
	return crowd_ms;
}

static int64_t crowd_wall(void)
{
	return crowd_wall_s + crowd_ms / 1000;
}

/* A relay that was started just now, with the ticket key that it always had. */
static inline void crowd_start_relay(void)
{
	crowd_relay = relay_create(&crowd_options);
	memset(crowd_relay->ticket_key, 0x77, sizeof crowd_relay->ticket_key);
	crowd_relay->worker_count = CROWD_WORKERS;
	for (uint16_t i = 0; i < CROWD_WORKERS; i++) {
		struct worker *worker = worker_create(crowd_relay, i, -1, -1);
		worker->clock_ms = crowd_clock;
		worker->wall_s = crowd_wall;
		worker->now_ms = crowd_ms;
		wheel_init(&worker->wheel, crowd_ms);
		crowd_relay->workers[i] = worker;
	}
}

/* As when it is killed: nobody is told, and the keeper's routes rest. */
static inline void crowd_stop_relay(void)
{
	for (int i = 0; i < CROWD_WORKERS; i++)
		worker_destroy(crowd_relay->workers[i]);
	relay_destroy(crowd_relay);
	memset(crowd_in_use, 0, sizeof crowd_in_use);
	for (int i = 0; i < CROWD_PEOPLE; i++)
		crowd[i].line = CROWD_NO_LINE;
	memset(crowd_line_used, 0, sizeof crowd_line_used);
}

static inline void crowd_begin(void)
{
	options_init(&crowd_options);
	crowd_options.limits.failures_burst = crowd_options.limits.network_burst = 1000000;
	memset(crowd, 0, sizeof crowd);
	for (int i = 0; i < CROWD_PEOPLE; i++)
		crowd[i].line = CROWD_NO_LINE;
	memset(crowd_in_use, 0, sizeof crowd_in_use);
	crowd_ms = 1000000;
	crowd_wall_s = 1700000000;
	crowd_next_route = 0;
	crowd_next_log_id = 1;
	crowd_start_relay();
}

static inline void crowd_end(void)
{
	crowd_stop_relay();
	pretend_finish();
}

static inline void crowd_play_keeper(const struct keeper_message *in)
{
	struct mail mail = {.kind = MAIL_OPENED, .ticket = in->ticket, .route = in->route};
	uint32_t index = in->route - CROWD_FIRST_ROUTE;
	if (in->kind == KEEPER_CLOSED) {
		if (in->log_id) /* else it was never this session's */
			crowd_in_use[index] = false;
		return;
	}
	if (in->kind == KEEPER_OPEN) {
		index = crowd_next_route++ % CROWD_ROUTES;
		mail.route = CROWD_FIRST_ROUTE + index;
	}
	mail.log_id = crowd_in_use[index] ? 0 : crowd_next_log_id++;
	if (in->kind == KEEPER_RECLAIM) {
		mail.kind = MAIL_RECLAIMED;
		memcpy(mail.id, in->bytes, sizeof mail.id);
	}
	crowd_in_use[index] = true;
	worker_post(crowd_relay->workers[in->worker], &mail);
}

static inline void crowd_take_in(struct person *who, const wire_Control *what)
{
	const uint8_t *ticket = NULL;
	who->last = *what;
	who->heard[what->which_what]++;
	switch (what->which_what) {
	case wire_Control_opened_tag:
		who->route = what->what.opened.route;
		who->peer = (uint16_t)what->what.opened.peer;
		ticket = what->what.opened.ticket.bytes;
		break;
	case wire_Control_joined_tag:
		who->peer = (uint16_t)what->what.joined.peer;
		ticket = what->what.joined.ticket.bytes;
		break;
	case wire_Control_resumed_tag:
		who->peer = (uint16_t)what->what.resumed.peer;
		ticket = what->what.resumed.ticket.bytes;
		break;
	case wire_Control_ticket_tag:
		ticket = what->what.ticket.ticket.bytes;
		break;
	case wire_Control_waiting_tag:
		who->waits = true;
		break;
	case wire_Control_close_tag:
		who->reason = what->what.close.reason;
		who->is_in = who->waits = false;
		break;
	default:
		break;
	}
	if (!ticket)
		return;
	memcpy(who->ticket, ticket, sizeof who->ticket);
	who->has_ticket = who->is_in = true;
	who->waits = false;
}

/* What came down a line, for the one who has it. */
static inline void crowd_read(struct person *who)
{
	struct pretend *line = &pretends[who->line];
	struct frame_header header;
	struct bytes payload = {0};
	wire_Control control;
	size_t at = 0;
	int number = who->line;
	while (who->line == number && pretend_next(number, &at, &header, &payload)) {
		if (header.kind != FRAME_CONTROL) {
			crowd_got(who, &header, payload);
			continue;
		}
		if (control_decode(payload, &control) != RESULT_OK)
			abort();
		crowd_take_in(who, &control);
		crowd_heard(who, &control);
	}
	line->out_size = 0;
	if (line->is_closed || line->is_half_closed) {
		line->has_ended = true;
		who->line = CROWD_NO_LINE;
		who->is_in = who->waits = false;
	}
}

/* Everything that there is to do, until nothing is left to do. */
static inline void crowd_turn(void)
{
	for (int round = 0; round < 6; round++) {
		struct keeper_message message;
		for (int i = 0; i < CROWD_WORKERS; i++)
			do
				worker_turn(crowd_relay->workers[i], 0);
			while (crowd_relay->workers[i]->now || crowd_relay->workers[i]->later);
		while (queue_pop(crowd_relay->to_keeper, &message))
			crowd_play_keeper(&message);
		for (int i = 0; i < CROWD_PEOPLE; i++)
			if (crowd[i].line != CROWD_NO_LINE)
				crowd_read(&crowd[i]);
		for (int i = 0; i < PRETEND_CARRIERS; i++) { /* lines that nobody has any more */
			if (crowd_line_used[i] && pretends[i].is_closed)
				crowd_line_used[i] = false;
		}
	}
}

static inline void crowd_pass_ms(int64_t ms)
{
	crowd_ms += ms;
	crowd_turn();
}

static inline void crowd_look(int line)
{
	if (pretends[line].is_closed)
		return;
	crowd_connections[line]->is_readable = true;
	worker_look(crowd_connections[line]);
}

static inline void crowd_say_bytes(struct person *who, const void *bytes, size_t size)
{
	if (who->line == CROWD_NO_LINE || pretends[who->line].is_closed)
		return;
	pretend_put(who->line, bytes, size);
	crowd_look(who->line);
}

static inline void crowd_say(struct person *who, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer w = writer_into(bytes, sizeof bytes);
	control_encode(control, &w);
	crowd_say_bytes(who, bytes, w.size);
}

/* A new line, at that worker, and HELLO; the old one, if there is one, hangs. False: no line is free, or the
 * relay takes no more. */
static inline bool crowd_dial(struct person *who, int at_worker)
{
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)(who - crowd)}};
	wire_Control hello = {.which_what = wire_Control_hello_tag};
	int line = 0;
	hello.what.hello = (wire_Hello){.version = 1, .floor = 1};
	while (line < PRETEND_CARRIERS && crowd_line_used[line])
		line++;
	if (line == PRETEND_CARRIERS || !relay_admit(crowd_relay, &source, crowd_ms))
		return false;
	struct carrier carrier = pretend_carrier(line);
	crowd_connections[line] =
		worker_welcome(crowd_relay->workers[at_worker], &carrier, &source, CONNECTION_RAW);
	crowd_line_used[line] = true;
	who->line = line;
	who->is_in = who->waits = false;
	crowd_say(who, &hello);
	return true;
}

/* Its line breaks, and the relay notices. */
static inline void crowd_break(struct person *who)
{
	if (who->line == CROWD_NO_LINE)
		return;
	pretends[who->line].is_broken = true;
	crowd_look(who->line);
	who->line = CROWD_NO_LINE;
	who->is_in = who->waits = false;
}

static inline void crowd_open(struct person *who)
{
	who->is_master = true;
	crowd_say(who, &(wire_Control){.which_what = wire_Control_open_tag});
}

static inline void crowd_join(struct person *who, uint32_t route)
{
	wire_Control join = {.which_what = wire_Control_join_tag};
	join.what.join.route = route;
	crowd_say(who, &join);
}

static inline void crowd_seats(struct person *who, uint32_t route, uint32_t free)
{
	wire_Control seats = {.which_what = wire_Control_seats_tag};
	seats.what.seats = (wire_Seats){.route = route, .free = free};
	crowd_say(who, &seats);
}

static inline void crowd_leave(struct person *who, uint32_t peer)
{
	wire_Control leave = {.which_what = wire_Control_leave_tag};
	leave.what.leave.peer = peer;
	crowd_say(who, &leave);
}

/* RESUME with a ticket (NULL: none) and `count` ids, which are numbers in their first bytes. */
static inline void crowd_resume(struct person *who, const uint8_t *ticket, int count, uint32_t first_id)
{
	wire_Control resume = {.which_what = wire_Control_resume_tag};
	wire_Resume *said = &resume.what.resume;
	if (ticket) {
		said->ticket.size = TICKET_BYTES;
		memcpy(said->ticket.bytes, ticket, TICKET_BYTES);
	}
	for (int i = 0; i < count; i++) {
		said->ids[i].size = SESSION_ID_BYTES;
		uint32_t id = first_id + (uint32_t)i;
		memcpy(said->ids[i].bytes, &id, sizeof id);
	}
	said->ids_count = (pb_size_t)count;
	crowd_say(who, &resume);
}

#endif
