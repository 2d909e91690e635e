/* Frames through forward.c and outbox.c, between participants whose carriers are memory (pretend.h). */
#include "support/unit.h"

#include "relay/session.h"
#include "support/noise.h"
#include "unit/relay/pretend.h"

enum { PEOPLE = 10, SCRATCH_START = FRAME_HEADER_BYTES };

static struct forward forward;
static struct participant people[PEOPLE];
static struct session *session;
static int blocked_count, broken_count, resumed_count;
static uint16_t blocked_peer;
static uint8_t blocked_lane;

static void on_blocked(struct participant *sharer, uint8_t lane, struct participant *viewer)
{
	assert_ptr_equal(sharer, &people[0]);
	blocked_count++;
	blocked_lane = lane;
	blocked_peer = viewer->peer;
}

static void on_broken(struct participant *receiver)
{
	(void)receiver;
	broken_count++;
}

static void on_resumed(struct participant *sharer)
{
	assert_ptr_equal(sharer, &people[0]);
	resumed_count++;
}

static const struct forward_events forward_events = {on_blocked, on_broken, on_resumed};

static void ignore_one(struct participant *who)
{
	(void)who;
}

static void ignore_tell(struct participant *who, const wire_Control *what)
{
	(void)who, (void)what;
}

static void ignore_part(struct participant *who, wire_CloseReason reason)
{
	(void)who, (void)reason;
}

static void ignore_number(struct session *of, uint32_t route)
{
	(void)of, (void)route;
}

static void ignore_over(struct session *of)
{
	(void)of;
}

static size_t no_ticket(const struct participant *who, uint8_t to[static 96])
{
	(void)who, (void)to;
	return 0;
}

static const struct session_events session_events = {
	ignore_one, ignore_tell, ignore_part, ignore_one, no_ticket, ignore_number, ignore_over,
};

/* A session of PEOPLE; the first is the master, with peer 1, the others follow. */
static int set_up(void **state)
{
	(void)state;
	assert_int_equal(forward_init(&forward, 64 << 20, &forward_events), RESULT_OK);
	memset(people, 0, sizeof people);
	blocked_count = broken_count = resumed_count = 0;
	session = session_create(&session_events, (const uint8_t[SESSION_ID_BYTES]){1}, &people[0]);
	session_add_number(session, 12345, 1);
	session->numbers[0].free = PEOPLE;
	for (int i = 0; i < PEOPLE; i++) {
		people[i].carrier = pretend_carrier(i);
		people[i].may_send = true;
		if (i > 0)
			assert_int_equal(session_join(session, 12345, &people[i]), RESULT_OK);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (int i = 0; i < PEOPLE; i++)
		outbox_finish(&people[i].outbox, &forward.pool);
	session_end(session, wire_CloseReason_CLOSE_ENDED);
	session_destroy(session);
	assert_int_equal(forward.pool.held_bytes, BLOCK_SMALLEST_BYTES << 11); /* the scratch block alone */
	forward_finish(&forward);
	pretend_finish();
	return 0;
}

static void subscribe(int lane, uint32_t slots, bool is_held)
{
	people[0].lanes[lane].viewers = slots;
	people[0].lanes[lane].is_held = is_held;
}

/* What forward_frames says of these bytes when `who` has sent them in one read; flushed after it. */
static enum result send_bytes(int who, const uint8_t *bytes, size_t size, enum result *flushed)
{
	struct block *scratch = forward.reading.scratch;
	uint32_t at = SCRATCH_START;
	assert_true(size <= FORWARD_READ_BYTES);
	memcpy(scratch->data + at, bytes, size);
	enum result result = forward_frames(&forward, &people[who], scratch, &at, at + (uint32_t)size);
	*flushed = forward_flush(&forward, &people[who]);
	memset(scratch->data, 0xEE, scratch->room_bytes); /* nobody may look there any more */
	return result;
}

static enum result send_frame(int who, struct frame_header header, uint8_t fill)
{
	static uint8_t bytes[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX_BYTES];
	enum result flushed;
	size_t size = pretend_frame(bytes, header, fill);
	enum result result = send_bytes(who, bytes, size, &flushed);
	return result == RESULT_NEED_MORE ? flushed : result;
}

static struct frame_header picture(uint32_t size, uint8_t lane, bool is_reset)
{
	return (struct frame_header){size, FRAME_PICTURE, FRAME_PEER_ALL, lane, is_reset ? FRAME_FLAG_RESET : 0};
}

static struct frame_header to_peer(uint32_t size, uint8_t kind, uint16_t peer)
{
	return (struct frame_header){.payload_bytes = size, .kind = kind, .peer = peer};
}

/* The kinds of what was sent to somebody, one letter each, and a check that every payload is one repeated
 * byte. */
static const char *heard_by(int who)
{
	static char letters[100000];
	struct frame_header header;
	struct bytes payload = {0};
	size_t at = 0, count = 0;
	while (pretend_next(who, &at, &header, &payload)) {
		for (size_t i = 1; i < payload.size; i++)
			assert_int_equal(payload.data[i], payload.data[0]);
		letters[count++] = "?chibpv"[header.kind < 7 ? header.kind : 0];
	}
	assert_int_equal(at, pretends[who].out_size); /* and nothing but whole frames */
	letters[count] = 0;
	return letters;
}

static void make_room(int who, size_t room)
{
	pretends[who].room = room;
	people[who].may_send = true;
	forward_send(&forward, &people[who]);
}

static void frame_goes_to_the_peer_that_it_names_alone(void **state)
{
	struct frame_header header;
	struct bytes payload = {0};
	size_t at = 0;
	(void)state;
	assert_int_equal(send_frame(1, to_peer(5, FRAME_INTERACTIVE, 3), 7), RESULT_OK);
	assert_true(pretend_next(2, &at, &header, &payload));
	assert_int_equal(header.kind, FRAME_INTERACTIVE);
	assert_int_equal(header.peer, 2); /* of the sender, in place of the destination */
	assert_int_equal(payload.size, 5);
	assert_int_equal(payload.data[4], 7);
	for (int i = 0; i < PEOPLE; i++)
		if (i != 2)
			assert_int_equal(pretends[i].out_size, 0);
}

static void picture_goes_to_all_that_subscribe_names(void **state)
{
	(void)state;
	subscribe(1, 1 << 2 | 1 << 5, false);
	assert_int_equal(send_frame(0, picture(100, 1, false), 1), RESULT_OK);
	for (int i = 0; i < PEOPLE; i++)
		assert_string_equal(heard_by(i), i == 2 || i == 5 ? "p" : "");
	assert_int_equal(send_frame(0, picture(100, 0, false), 1), RESULT_OK); /* a lane of nobody */
	assert_string_equal(heard_by(2), "p");
}

static void picture_of_another_sender_is_not_of_that_lane(void **state)
{
	(void)state;
	subscribe(0, 1 << 2, false);
	assert_int_equal(send_frame(1, picture(10, 0, false), 1), RESULT_OK);
	assert_string_equal(heard_by(2), "");
}

static void picture_to_one_peer_needs_no_subscription(void **state)
{
	(void)state;
	assert_int_equal(send_frame(0, (struct frame_header){10, FRAME_PICTURE, 4, 0, 0}, 1), RESULT_OK);
	assert_string_equal(heard_by(3), "p");
}

static void frame_to_one_who_has_left_goes_nowhere(void **state)
{
	(void)state;
	session_lost(session, &people[4], 0);
	assert_int_equal(send_frame(0, to_peer(10, FRAME_BULK, 5), 1), RESULT_OK);
	assert_int_equal(pretends[4].out_size, 0);
}

static void frame_to_oneself_goes_nowhere(void **state)
{
	(void)state;
	assert_int_equal(send_frame(0, to_peer(10, FRAME_BULK, 1), 1), RESULT_OK);
	assert_int_equal(pretends[0].out_size, 0);
}

static void unknown_kind_is_carried(void **state)
{
	struct frame_header header;
	struct bytes payload = {0};
	size_t at = 0;
	(void)state;
	assert_int_equal(send_frame(0, (struct frame_header){3, 200, 2, 9, 0x80}, 1), RESULT_OK);
	assert_true(pretend_next(1, &at, &header, &payload));
	assert_int_equal(header.kind, 200);
	assert_int_equal(header.lane, 9);
	assert_int_equal(header.flags, 0x80);
}

static void what_makes_no_sense_is_refused(void **state)
{
	(void)state;
	assert_int_equal(send_frame(0, to_peer(3, FRAME_BULK, FRAME_PEER_ALL), 1), RESULT_BAD_FRAME);
	assert_int_equal(send_frame(0, to_peer(3, FRAME_INTERACTIVE, FRAME_PEER_NONE), 1), RESULT_BAD_FRAME);
	assert_int_equal(send_frame(0, picture(3, FRAME_LANES_MAX, false), 1), RESULT_BAD_FRAME);
	assert_int_equal(send_frame(0, (struct frame_header){.payload_bytes = 3}, 1), RESULT_BAD_FRAME);
}

static void control_frame_is_left_for_the_relay(void **state)
{
	uint8_t bytes[200];
	struct block *scratch = forward.reading.scratch;
	uint32_t at = 0;
	(void)state;
	size_t size = pretend_frame(bytes, to_peer(20, FRAME_BULK, 2), 1);
	size_t control_at = size;
	size += pretend_frame(bytes + size, to_peer(4, FRAME_CONTROL, 0), 1);
	size += pretend_frame(bytes + size, to_peer(20, FRAME_BULK, 2), 1);
	memcpy(scratch->data, bytes, size);
	assert_int_equal(forward_frames(&forward, &people[0], scratch, &at, (uint32_t)size), RESULT_OK);
	assert_int_equal(at, control_at);
	/* Of a control frame that is not whole there is nothing to look at yet. */
	assert_int_equal(forward_frames(&forward, &people[0], scratch, &at, at + 10), RESULT_NEED_MORE);
	assert_int_equal(at, control_at);
	assert_int_equal(forward_flush(&forward, &people[0]), RESULT_OK);
	assert_string_equal(heard_by(1), "b");
}

static void frames_arrive_whole_wherever_a_read_ends(void **state)
{
	static uint8_t bytes[2048];
	size_t size = 0;
	enum result flushed;
	(void)state;
	size += pretend_frame(bytes + size, to_peer(0, FRAME_BULK, 2), 0);
	size += pretend_frame(bytes + size, to_peer(300, FRAME_BULK, 2), 1);
	size += pretend_frame(bytes + size, to_peer(17, FRAME_INTERACTIVE, 2), 2);
	size += pretend_frame(bytes + size, to_peer(200, FRAME_BULK, 3), 3);
	size += pretend_frame(bytes + size, to_peer(64, FRAME_HANDSHAKE, 2), 4);
	for (size_t cut = 0; cut <= size; cut++) {
		uint8_t again[2048];
		uint32_t at = 0;
		struct block *scratch = forward.reading.scratch;
		pretends[1].out_size = pretends[2].out_size = 0;
		memcpy(scratch->data, bytes, cut);
		assert_int_equal(forward_frames(&forward, &people[0], scratch, &at, (uint32_t)cut), RESULT_NEED_MORE);
		assert_int_equal(forward_flush(&forward, &people[0]), RESULT_OK);
		memcpy(again, bytes + at, size - at); /* what was not taken comes again, with the rest */
		assert_int_equal(send_bytes(0, again, size - at, &flushed), RESULT_NEED_MORE);
		assert_int_equal(pretends[1].out_size, 4 * 8 + 300 + 17 + 64);
		assert_int_equal(pretends[2].out_size, 8 + 200);
		assert_int_equal(strlen(heard_by(1)), 4);
	}
}

static void classes_keep_their_order_each(void **state)
{
	static uint8_t bytes[1000];
	size_t size = 0;
	enum result flushed;
	struct frame_header header;
	struct bytes payload = {0};
	int next_interactive = 0, next_bulk = 100;
	(void)state;
	pretends[1].room = 0;
	for (int i = 0; i < 20; i++) {
		size = pretend_frame(bytes, to_peer(30, FRAME_INTERACTIVE, 2), (uint8_t)i);
		size += pretend_frame(bytes + size, to_peer(30, FRAME_BULK, 2), (uint8_t)(100 + i));
		assert_int_equal(send_bytes(0, bytes, size, &flushed), RESULT_NEED_MORE);
	}
	make_room(1, SIZE_MAX);
	for (size_t at = 0; pretend_next(1, &at, &header, &payload);)
		assert_int_equal(payload.data[0], header.kind == FRAME_BULK ? next_bulk++ : next_interactive++);
	assert_int_equal(next_interactive, 20);
	assert_int_equal(next_bulk, 120);
}

static void interactive_passes_bulk_and_picture_where_a_frame_ends(void **state)
{
	(void)state;
	subscribe(0, 1 << 1, false);
	pretends[1].room = 1000; /* in the middle of the first frame */
	send_frame(0, to_peer(5000, FRAME_BULK, 2), 1);
	send_frame(0, to_peer(5000, FRAME_BULK, 2), 2);
	send_frame(0, picture(5000, 0, false), 3);
	send_frame(0, to_peer(20, FRAME_INTERACTIVE, 2), 4);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "bipb");
}

static void interactive_passes_the_frames_of_one_read(void **state)
{
	static uint8_t bytes[40000];
	enum result flushed;
	size_t size = 0;
	(void)state;
	for (int i = 0; i < 4; i++)
		size += pretend_frame(bytes + size, to_peer(5000, FRAME_BULK, 2), (uint8_t)i);
	pretends[1].room = 7000; /* within the second of them */
	send_bytes(0, bytes, size, &flushed);
	send_frame(0, to_peer(20, FRAME_INTERACTIVE, 2), 9);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "bbibb");
}

static void picture_and_bulk_take_turns(void **state)
{
	(void)state;
	subscribe(0, 1 << 1, false);
	pretends[1].room = 0;
	for (int i = 0; i < 3; i++)
		send_frame(0, to_peer(9000, FRAME_BULK, 2), 1);
	for (int i = 0; i < 3; i++)
		send_frame(0, picture(9000, 0, false), 2);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "pbpbpb");
}

static void every_way_of_taking_little_gives_the_same_frames(void **state)
{
	struct noise noise = noise_start(5);
	(void)state;
	subscribe(0, 1 << 1, false);
	for (int round = 0; round < 200; round++) {
		int sent = 0;
		pretends[1].out_size = 0;
		pretends[1].room = 0;
		while (sent < 40) {
			uint32_t size = noise_below(&noise, 3000), what = noise_below(&noise, 3);
			struct frame_header header = what == 0   ? picture(size, 0, false)
			                             : what == 1 ? to_peer(size, FRAME_BULK, 2)
			                                         : to_peer(size, FRAME_INTERACTIVE, 2);
			assert_int_equal(send_frame(0, header, (uint8_t)sent++), RESULT_OK);
			make_room(1, noise_below(&noise, 4000));
		}
		make_room(1, SIZE_MAX);
		assert_int_equal(strlen(heard_by(1)), 40);
		assert_true(outbox_is_empty(&people[1].outbox));
		assert_int_equal(people[1].outbox.queues[OUTBOX_BULK].bytes, 0);
	}
	assert_int_equal(blocked_count, 0);
}

static void viewers_that_can_not_take_it_share_one_copy(void **state)
{
	(void)state;
	size_t before = forward.pool.held_bytes;
	subscribe(0, 0x3FE, false); /* nine */
	for (int i = 1; i < PEOPLE; i++)
		pretends[i].room = (size_t)i * 100;
	assert_int_equal(send_frame(0, picture(60000, 0, false), 6), RESULT_OK);
	assert_int_equal(forward.pool.held_bytes - before, 64 << 10);
	for (int i = 1; i < PEOPLE; i++) {
		make_room(i, SIZE_MAX);
		assert_string_equal(heard_by(i), "p");
		assert_int_equal(pretends[i].out_size, 60008);
	}
	assert_int_equal(forward.pool.held_bytes, before);
}

static void blocked_viewer_loses_its_lane_until_a_reset_and_nobody_else_does(void **state)
{
	int sent = 0;
	(void)state;
	subscribe(0, 1 << 1 | 1 << 2, false);
	pretends[1].room = 0;
	for (; blocked_count == 0 && sent < 100; sent++)
		assert_int_equal(send_frame(0, picture(60000, 0, false), 1), RESULT_OK);
	assert_int_equal(blocked_count, 1);
	assert_int_equal(blocked_peer, 2);
	assert_int_equal(blocked_lane, 0);
	assert_in_range(sent, OUTBOX_PICTURE_MAX_BYTES / 60200, OUTBOX_PICTURE_MAX_BYTES / 60200 + 2);
	assert_true(outbox_is_empty(&people[1].outbox)); /* what waited is old: it goes too */
	assert_false(people[0].is_held);
	assert_int_equal(send_frame(0, picture(10, 0, false), 2), RESULT_OK);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "");
	assert_int_equal(strlen(heard_by(2)), sent + 1);
	assert_int_equal(send_frame(0, picture(10, 0, true), 3), RESULT_OK);
	assert_int_equal(send_frame(0, picture(10, 0, false), 3), RESULT_OK);
	assert_string_equal(heard_by(1), "pp");
	assert_int_equal(blocked_count, 1); /* told once */
}

static void frame_that_has_begun_is_sent_whole_to_a_blocked_viewer(void **state)
{
	(void)state;
	subscribe(0, 1 << 1, false);
	pretends[1].room = 500;
	while (blocked_count == 0)
		send_frame(0, picture(60000, 0, false), 1);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "p");
	assert_int_equal(pretends[1].out_size, 60008);
}

static void blocked_lane_leaves_other_classes_and_senders(void **state)
{
	(void)state;
	subscribe(0, 1 << 1, false);
	pretends[1].room = 0;
	send_frame(3, to_peer(50, FRAME_BULK, 2), 1);
	send_frame(3, (struct frame_header){50, FRAME_PICTURE, 2, 0, 0}, 1);
	while (blocked_count == 0)
		send_frame(0, picture(60000, 0, false), 1);
	make_room(1, SIZE_MAX);
	assert_string_equal(heard_by(1), "pb");
}

/* Its sharer has moved it to another lane, or lets it see nothing any more. */
static void who_is_in_a_lane_no_more_does_not_wait_for_what_is_left_of_it(void **state)
{
	(void)state;
	subscribe(0, 1 << 1 | 1 << 2, false);
	pretends[1].room = 70000; /* a whole frame, and the next has begun */
	pretends[2].room = 0;
	for (int i = 0; i < 5; i++)
		assert_int_equal(send_frame(0, picture(60000, 0, false), 1), RESULT_OK);
	send_frame(0, picture(50, 1, false), 1); /* nobody's */
	subscribe(0, 1 << 2, false);
	forward_resubscribed(&forward, &people[0], 0, 1 << 1 | 1 << 2);
	subscribe(1, 1 << 1, false);
	assert_int_equal(send_frame(0, picture(20, 1, true), 2), RESULT_OK);
	make_room(1, SIZE_MAX);
	make_room(2, SIZE_MAX);
	assert_string_equal(heard_by(1), "ppp"); /* of the old lane two, of the new one what is on */
	assert_int_equal(pretends[1].out_size, 2 * 60008 + 28);
	assert_string_equal(heard_by(2), "ppppp"); /* who stays loses nothing */
	assert_int_equal(blocked_count, 0);
}

static void held_lane_stops_its_sharer_and_drops_nothing(void **state)
{
	int sent = 0;
	(void)state;
	subscribe(0, 1 << 1, true);
	pretends[1].room = 0;
	for (; !people[0].is_held && sent < 100; sent++)
		assert_int_equal(send_frame(0, picture(30000, 0, false), 1), RESULT_OK);
	assert_in_range(sent, 2, 4);
	assert_int_equal(blocked_count, 0);
	forward_recheck(&forward, session);
	assert_true(people[0].is_held);
	make_room(1, SIZE_MAX);
	forward_recheck(&forward, session);
	assert_false(people[0].is_held);
	assert_int_equal(resumed_count, 1);
	assert_int_equal(strlen(heard_by(1)), sent);
}

static void held_sharer_goes_on_when_its_viewer_leaves(void **state)
{
	(void)state;
	subscribe(0, 1 << 1, true);
	pretends[1].room = 0;
	while (!people[0].is_held)
		send_frame(0, picture(60000, 0, false), 1);
	session_lost(session, &people[1], 0);
	forward_recheck(&forward, session);
	assert_false(people[0].is_held);
}

static void sender_that_fills_a_queue_must_go(void **state)
{
	static const struct {
		uint8_t kind;
		uint32_t limit_bytes;
	} classes[] = {
		{FRAME_INTERACTIVE, OUTBOX_INTERACTIVE_MAX_BYTES},
		{FRAME_HANDSHAKE, OUTBOX_INTERACTIVE_MAX_BYTES},
		{FRAME_BULK, OUTBOX_BULK_MAX_BYTES},
		{77, OUTBOX_BULK_MAX_BYTES},
		{FRAME_PICTURE, OUTBOX_PICTURE_MAX_BYTES},
	};
	(void)state;
	for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
		int receiver = (int)i + 1;
		uint32_t sent_bytes = 0;
		enum result result;
		pretends[receiver].room = 0;
		do {
			result = send_frame(0, to_peer(20000, classes[i].kind, (uint16_t)(receiver + 1)), 1);
			sent_bytes += 20008;
		} while (result == RESULT_OK && sent_bytes < 8 << 20);
		assert_int_equal(result, RESULT_TOO_LARGE);
		assert_in_range(sent_bytes, classes[i].limit_bytes - 20008, classes[i].limit_bytes + 20008);
	}
}

static void limit_is_of_each_sender_alone(void **state)
{
	(void)state;
	pretends[1].room = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(send_frame(0, to_peer(40000, FRAME_INTERACTIVE, 2), 1), RESULT_OK);
		assert_int_equal(send_frame(2, to_peer(40000, FRAME_INTERACTIVE, 2), 1), RESULT_OK);
	}
	assert_int_equal(send_frame(2, to_peer(40000, FRAME_INTERACTIVE, 2), 1), RESULT_TOO_LARGE);
}

static void tiny_frames_count_for_what_they_cost(void **state)
{
	int sent = 0;
	size_t before = forward.pool.held_bytes;
	(void)state;
	pretends[1].room = 0;
	while (sent < 100000 && send_frame(sent % 2 ? 0 : 2, to_peer(0, FRAME_INTERACTIVE, 2), 1) == RESULT_OK)
		sent++;
	assert_true(sent < 100000);
	assert_true(forward.pool.held_bytes - before < 4 * 2 * OUTBOX_INTERACTIVE_MAX_BYTES);
}

static void small_frames_that_wait_are_kept_in_few_blocks(void **state)
{
	size_t before = forward.pool.held_bytes;
	(void)state;
	pretends[1].room = 0;
	for (int i = 0; i < 200; i++)
		assert_int_equal(send_frame(0, to_peer(100, FRAME_INTERACTIVE, 2), (uint8_t)i), RESULT_OK);
	assert_true(forward.pool.held_bytes - before <= 4 * 8192);
	make_room(1, SIZE_MAX);
	assert_int_equal(strlen(heard_by(1)), 200);
}

static void without_memory_a_picture_is_blocked_and_others_cost_the_sender(void **state)
{
	(void)state;
	forward.pool.limit_bytes = forward.pool.held_bytes; /* nothing more is to be had */
	subscribe(0, 1 << 1, false);
	pretends[1].room = pretends[2].room = 0;
	assert_int_equal(send_frame(0, picture(1000, 0, false), 1), RESULT_OK);
	assert_int_equal(blocked_count, 1);
	assert_int_equal(send_frame(0, to_peer(1000, FRAME_BULK, 3), 1), RESULT_TOO_LARGE);
	assert_int_equal(broken_count, 0);
}

static void receiver_whose_frame_is_lost_in_its_middle_is_broken(void **state)
{
	(void)state;
	forward.pool.limit_bytes = forward.pool.held_bytes;
	pretends[2].room = 100;
	assert_int_equal(send_frame(0, to_peer(1000, FRAME_BULK, 3), 1), RESULT_TOO_LARGE);
	assert_int_equal(broken_count, 1);
	people[2].outbox.partial_bytes = 0;
}

static void broken_carrier_is_told(void **state)
{
	(void)state;
	pretends[1].is_broken = true;
	assert_int_equal(send_frame(0, to_peer(10, FRAME_BULK, 2), 1), RESULT_OK);
	assert_int_equal(broken_count, 1);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(frame_goes_to_the_peer_that_it_names_alone),
		HERE(picture_goes_to_all_that_subscribe_names),
		HERE(picture_of_another_sender_is_not_of_that_lane),
		HERE(picture_to_one_peer_needs_no_subscription),
		HERE(frame_to_one_who_has_left_goes_nowhere),
		HERE(frame_to_oneself_goes_nowhere),
		HERE(unknown_kind_is_carried),
		HERE(what_makes_no_sense_is_refused),
		HERE(control_frame_is_left_for_the_relay),
		HERE(frames_arrive_whole_wherever_a_read_ends),
		HERE(classes_keep_their_order_each),
		HERE(interactive_passes_bulk_and_picture_where_a_frame_ends),
		HERE(interactive_passes_the_frames_of_one_read),
		HERE(picture_and_bulk_take_turns),
		HERE(every_way_of_taking_little_gives_the_same_frames),
		HERE(viewers_that_can_not_take_it_share_one_copy),
		HERE(blocked_viewer_loses_its_lane_until_a_reset_and_nobody_else_does),
		HERE(frame_that_has_begun_is_sent_whole_to_a_blocked_viewer),
		HERE(blocked_lane_leaves_other_classes_and_senders),
		HERE(who_is_in_a_lane_no_more_does_not_wait_for_what_is_left_of_it),
		HERE(held_lane_stops_its_sharer_and_drops_nothing),
		HERE(held_sharer_goes_on_when_its_viewer_leaves),
		HERE(sender_that_fills_a_queue_must_go),
		HERE(limit_is_of_each_sender_alone),
		HERE(tiny_frames_count_for_what_they_cost),
		HERE(small_frames_that_wait_are_kept_in_few_blocks),
		HERE(without_memory_a_picture_is_blocked_and_others_cost_the_sender),
		HERE(receiver_whose_frame_is_lost_in_its_middle_is_broken),
		HERE(broken_carrier_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
