/*
 * Twenty viewers on three kinds of line see one real display: each gets it exactly, the fast ones are not
 * held up by the others, and nobody's lane begins anew because somebody comes late.
 *
 * What is real: the sharer's media thread, its lanes, keys, coders and decoders. What is made here: a relay
 * that does with SUBSCRIBE, reset and BLOCKED what relay/forward.c does, and one line per viewer (rate,
 * delay). Nothing asserts how long anything took: what is counted are steps, starts and moves. Patience is
 * for what hangs.
 */
#include "support/noise.h"
#include "support/unit.h"
#include "support/x11_client.h"
#include "support/x11_server.h"

#include "session/sharer.h"
#include "session/sharer_choice.h"

#include "base/clock.h"
#include "base/secret.h"
#include "picture/decoder.h"
#include "wire/frame.h"
#include "wire/message.h"
#include "wire/picture_header.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WIDTH = 800,
	HEIGHT = 600,
	SEATS = 20,
	SLOW_FROM = 14,
	MIDDLE_FROM = 8, /* seats before it are fast */
	WAY_MAX = 1024,
	RELAY_BYTES_MAX = 2 << 20, /* OUTBOX_PICTURE_MAX_BYTES */
	PATIENCE_US = 90000000,
};

struct on_way {
	int64_t at_us;
	uint8_t *frame; /* owned */
	size_t size;
	uint8_t lane;
};

struct ack_on_way {
	int64_t at_us;
	struct picture_ack ack;
};

/* A viewer, its line and the relay's queue for it. */
struct seat {
	bool is_in;
	double bytes_per_s;
	int64_t delay_us, free_us;
	struct on_way way[WAY_MAX];
	size_t first, count, bytes;
	struct ack_on_way acks[WAY_MAX];
	size_t ack_first, ack_count;
	bool is_cut;         /* nothing leaves the relay for it */
	unsigned subscribed; /* bits: lanes */
	unsigned blocked;
	struct lane_receiver *lanes[SHARER_LANES];
	struct decoder *decoder;
	uint8_t lane;
	int starts, painted_starts, blocks, asked;
	uint32_t state;
};

static struct x11_server server;
static pid_t painter;
static int to_painter, from_painter;
static struct wake *wake;
static struct sharer *sharer;
static struct seat seats[SEATS];
static struct image model; /* what is on the display */
static int lane_starts[SHARER_LANES];
static uint8_t plain[LANE_FRAME_MAX_BYTES];

/* --- the line
 * ----------------------------------------------------------------------------------------------------------------
 */

static uint16_t peer_of(const struct seat *seat)
{
	return (uint16_t)(seat - seats + 1);
}

static void drop_lane(struct seat *seat, uint8_t lane)
{
	for (size_t i = 0; i < seat->count; i++) {
		struct on_way *way = &seat->way[(seat->first + i) % WAY_MAX];
		if (way->lane != lane || way->frame == NULL)
			continue;
		seat->bytes -= way->size;
		free(way->frame);
		way->frame = NULL;
	}
}

static void send_to(struct seat *seat, const struct sharer_output *output, int64_t now_us)
{
	if (seat->count == WAY_MAX || seat->bytes + output->frame_bytes > RELAY_BYTES_MAX) {
		seat->blocked |= 1u << output->lane;
		seat->blocks++;
		drop_lane(seat, output->lane);
		sharer_blocked(sharer, peer_of(seat), output->lane);
		return;
	}
	struct on_way *way = &seat->way[(seat->first + seat->count++) % WAY_MAX];
	if (seat->free_us < now_us)
		seat->free_us = now_us;
	seat->free_us += (int64_t)((double)(output->frame_bytes + 60) * 1e6 / seat->bytes_per_s);
	*way = (struct on_way){seat->free_us + seat->delay_us, malloc(output->frame_bytes), output->frame_bytes,
	                       output->lane};
	assert_non_null(way->frame);
	memcpy(way->frame, output->frame, output->frame_bytes);
	seat->bytes += output->frame_bytes;
}

static void relay_frame(const struct sharer_output *output, int64_t now_us)
{
	lane_starts[output->lane] += output->is_reset;
	for (int i = 0; i < SEATS; i++) {
		struct seat *seat = &seats[i];
		if (output->is_reset)
			seat->blocked &= ~(1u << output->lane);
		if ((seat->subscribed & ~seat->blocked) >> output->lane & 1)
			send_to(seat, output, now_us);
	}
}

static void take_output(struct sharer_output *output, int64_t now_us)
{
	struct seat *seat = output->peer != 0 ? &seats[output->peer - 1] : NULL;

	assert_int_not_equal(output->kind, SHARER_FAILED);
	if (output->kind == SHARER_KEY) {
		assert_int_equal(lane_receiver_take_key(seat->lanes[output->key.lane], &output->key), RESULT_OK);
		secret_wipe(&output->key, sizeof output->key);
	} else if (output->kind == SHARER_SUBSCRIBE) {
		for (int i = 0; i < SEATS; i++)
			seats[i].subscribed &= ~(1u << output->lane);
		for (size_t i = 0; i < output->peer_count; i++)
			seats[output->peers[i] - 1].subscribed |= 1u << output->lane;
	} else if (output->kind == SHARER_FRAME) {
		relay_frame(output, now_us);
		free(output->frame);
	}
}

/* --- a viewer
 * ----------------------------------------------------------------------------------------------------------------
 */

static void put_ack(struct seat *seat, const struct decoder_news *news, int64_t now_us)
{
	assert_true(seat->ack_count < WAY_MAX);
	seat->acks[(seat->ack_first + seat->ack_count++) % WAY_MAX] =
		(struct ack_on_way){now_us + seat->delay_us,
	                        {.lane = seat->lane,
	                         .counter = news->counter,
	                         .state = news->state,
	                         .shown_us = PICTURE_ACK_NOT_SHOWN}};
}

/* As session/viewer.c does it. */
static void view(struct seat *seat, uint8_t lane, struct bytes message, int64_t now_us)
{
	struct picture_header header;
	struct decoder_news news;
	struct reader reader = reader_over(message);

	assert_int_equal(picture_header_decode(&reader, &header), RESULT_OK);
	bool is_start = (header.flags & PICTURE_START) != 0;
	if (lane != seat->lane && !is_start)
		return;
	seat->lane = lane;
	seat->starts += is_start;
	seat->painted_starts += is_start && header.base == 0;
	enum result result = decoder_apply(seat->decoder, message, &news);
	if (result == RESULT_OK) {
		seat->state = news.state;
		put_ack(seat, &news, now_us);
	} else {
		seat->asked++;
		sharer_start_anew(sharer, peer_of(seat), false);
	}
}

static void move_line(struct seat *seat, int64_t now_us)
{
	while (seat->count > 0 && !seat->is_cut && seat->way[seat->first].at_us <= now_us) {
		struct on_way way = seat->way[seat->first];
		struct lane_frame opened;
		seat->first = (seat->first + 1) % WAY_MAX;
		seat->count--;
		if (way.frame == NULL)
			continue;
		seat->bytes -= way.size;
		if (seat->is_in && lane_open(seat->lanes[way.lane], (struct bytes){way.frame, way.size}, plain,
		                             &opened) == RESULT_OK)
			view(seat, way.lane, opened.plain, now_us);
		free(way.frame);
	}
	while (seat->ack_count > 0 && seat->acks[seat->ack_first].at_us <= now_us) {
		sharer_ack(sharer, peer_of(seat), &seat->acks[seat->ack_first].ack);
		seat->ack_first = (seat->ack_first + 1) % WAY_MAX;
		seat->ack_count--;
	}
}

static bool is_alike(const struct seat *seat)
{
	const struct image *has = decoder_image(seat->decoder);

	if (has->width_px != WIDTH || has->height_px != HEIGHT)
		return false;
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			if (((image_row(has, y)[x] ^ image_row(&model, y)[x]) & 0xffffff) != 0)
				return false;
		}
	}
	return true;
}

/* One turn of everything. */
static void turn(void)
{
	struct sharer_output output;
	int64_t now_us = clock_now_us();

	while (sharer_output(sharer, &output))
		take_output(&output, now_us);
	for (int i = 0; i < SEATS; i++)
		move_line(&seats[i], now_us);
	(void)wake_wait(wake, NULL, 0, 1);
}

static void show(const struct seat *seat)
{
	print_message("seat %d: follows lane %u, subscribed %x, blocked %x %d times, starts %d (%d painted), "
	              "asked %d, state %u, "
	              "%zu on the way\n",
	              (int)(seat - seats), seat->lane, seat->subscribed, seat->blocked, seat->blocks,
	              seat->starts, seat->painted_starts, seat->asked, seat->state, seat->count);
}

static void assert_in(const struct seat *seat, enum sharer_lane_number lane)
{
	if (seat->subscribed != 1u << lane)
		show(seat);
	assert_int_equal(seat->subscribed, 1u << lane);
}

/* Turns until all of `first` to `end` - 1 see what is on the display. */
static void until_exact(int first, int end)
{
	int64_t until_us = clock_now_us() + PATIENCE_US;

	for (int i = first; i < end; i++) {
		while (seats[i].is_in && !is_alike(&seats[i])) {
			for (int k = 0; k < 5; k++)
				turn();
			if (clock_now_us() >= until_us)
				show(&seats[i]);
			assert_true(clock_now_us() < until_us);
		}
	}
}

static void turn_for(int64_t us)
{
	for (int64_t until_us = clock_now_us() + us; clock_now_us() < until_us;)
		turn();
}

/* Turns until nobody of `first` to `end` - 1 is in catch-up any more. */
static void until_settled(int first, int end)
{
	int64_t until_us = clock_now_us() + PATIENCE_US;

	for (int i = first; i < end; i++) {
		while (seats[i].is_in && (seats[i].subscribed == 0 || seats[i].subscribed >> SHARER_CATCH_UP & 1)) {
			turn();
			assert_true(clock_now_us() < until_us);
		}
	}
}

/* --- what is shown, who comes
 * --------------------------------------------------------------------------------------------------
 */

struct stroke {
	int x, y, width, height;
	uint32_t pixel;
	bool must_answer;
};

/* A program of its own, as windows of the sharer's own process are left out of the picture. */
static void paint_until_closed(int from, int to)
{
	struct x11_client client;
	struct stroke stroke;

	x11_client_open(&client, server.name);
	while (read(from, &stroke, sizeof stroke) == (ssize_t)sizeof stroke) {
		if (stroke.width > 0)
			x11_client_fill(&client, stroke.x, stroke.y, stroke.width, stroke.height, stroke.pixel);
		if (stroke.must_answer && write(to, "!", 1) != 1)
			break;
	}
	_exit(0);
}

static void start_painter(void)
{
	int down[2], up[2];

	assert_int_equal(pipe(down) + pipe(up), 0);
	painter = fork();
	assert_true(painter >= 0);
	if (painter == 0) {
		close(down[1]);
		paint_until_closed(down[0], up[1]);
	}
	close(down[0]);
	close(up[1]);
	to_painter = down[1];
	from_painter = up[0];
}

static void stop_painter(void)
{
	close(to_painter);
	close(from_painter);
	(void)waitpid(painter, NULL, 0);
}

static void stroke(struct stroke stroke)
{
	char answer;

	assert_int_equal(write(to_painter, &stroke, sizeof stroke), sizeof stroke);
	if (stroke.must_answer)
		assert_int_equal(read(from_painter, &answer, 1), 1);
}

static void fill(int x, int y, int width, int height, uint32_t pixel)
{
	stroke((struct stroke){.x = x, .y = y, .width = width, .height = height, .pixel = pixel});
	for (int row = y; row < y + height; row++) {
		for (int column = x; column < x + width; column++)
			image_row(&model, row)[column] = pixel;
	}
}

/* All strokes so far are on the display. */
static void painted(void)
{
	stroke((struct stroke){.must_answer = true});
}

/* Something like a page of text: other letters for each seed. */
static void show_page(uint32_t seed, int letters)
{
	struct noise noise = noise_start(seed);

	fill(0, 0, WIDTH, HEIGHT, 0xfffff0);
	for (int i = 0; i < letters; i++)
		fill(10 + (int)noise_below(&noise, WIDTH - 30), 10 + (int)noise_below(&noise, HEIGHT - 30),
		     1 + (int)noise_below(&noise, 9), 1 + (int)noise_below(&noise, 3),
		     noise_below(&noise, 4) * 0x202040);
	painted();
}

static void come(int index, double bytes_per_s, int64_t delay_us)
{
	struct seat *seat = &seats[index];

	seat->is_in = true;
	seat->bytes_per_s = bytes_per_s;
	seat->delay_us = delay_us;
	seat->decoder = decoder_create();
	for (int i = 0; i < SHARER_LANES; i++)
		assert_int_equal(lane_receiver_create(aead_pick(), (uint8_t)i, &seat->lanes[i]), RESULT_OK);
	sharer_add_viewer(sharer, peer_of(seat), MESSAGE_CAPABILITIES);
}

static void come_by_kind(int index)
{
	if (index >= SLOW_FROM)
		come(index, 24000, 25000); /* 192 kbit/s */
	else if (index >= MIDDLE_FROM)
		come(index, 256000, 25000);
	else
		come(index, 12e6, 1000);
}

static int begin(void **state)
{
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	server = x11_server_xvfb("800x600x24");
	start_painter();
	assert_int_equal(image_init(&model, WIDTH, HEIGHT), RESULT_OK);
	wake = wake_create();
	memset(seats, 0, sizeof seats);
	memset(lane_starts, 0, sizeof lane_starts);
	assert_int_equal(sharer_create(&sharer, server.name, wake), RESULT_OK);
	show_page(1, 600);
	return 0;
}

static int finish(void **state)
{
	(void)state;
	sharer_destroy(sharer);
	for (int i = 0; i < SEATS; i++) {
		for (uint8_t k = 0; k < SHARER_LANES; k++) {
			drop_lane(&seats[i], k);
			lane_receiver_destroy(seats[i].lanes[k]);
		}
		decoder_destroy(seats[i].decoder);
	}
	image_finish(&model);
	wake_destroy(wake);
	stop_painter();
	x11_server_stop(&server);
	return 0;
}

/* --- what holds
 * ---------------------------------------------------------------------------------------------------------------
 */

static bool is_any_in_fast(int first, int end)
{
	for (int i = first; i < end; i++) {
		if (seats[i].subscribed >> SHARER_FAST & 1)
			return true;
	}
	return false;
}

static void twenty_on_three_kinds_of_line_see_it_exactly(void **state)
{
	(void)state;
	enum { STEPS = 8 };
	int slow_steps = 0, before[SEATS];

	for (int i = 0; i < SEATS; i++)
		come_by_kind(i);
	until_exact(0, SEATS);
	until_settled(0, SEATS);
	for (int i = 0; i < SEATS; i++)
		before[i] = seats[i].painted_starts;

	/* Each step is shown once the fast ones have the one before: if they had to wait for the slow ones, those
	 * would have it too. */
	for (int step = 0; step < STEPS; step++) {
		show_page(100 + (uint32_t)step, 400);
		until_exact(0, MIDDLE_FROM);
		for (int i = SLOW_FROM; i < SEATS; i++)
			slow_steps += is_alike(&seats[i]);
	}
	print_message("of %d steps the slow ones saw %.1f\n", STEPS, (double)slow_steps / (SEATS - SLOW_FROM));
	/* On a machine that is slow itself (sanitizers) they see many; had the fast ones waited, all. */
	assert_true(slow_steps < STEPS * (SEATS - SLOW_FROM) * 7 / 8);
	for (int step = 0; step < 200 && is_any_in_fast(SLOW_FROM, SEATS); step++) {
		show_page(200 + (uint32_t)step, 400);
		until_exact(0, MIDDLE_FROM);
	}
	assert_false(is_any_in_fast(SLOW_FROM, SEATS));
	int disturbed = 0; /* one may be taken for slow, if this machine is too busy to serve it */
	for (int i = 0; i < MIDDLE_FROM; i++)
		disturbed += seats[i].painted_starts != before[i];
	assert_true(disturbed <= 1);
	until_exact(0, SEATS); /* at rest all have it */
	for (int i = 0; i < SEATS; i++)
		assert_int_equal(seats[i].blocks, 0);
}

static void who_comes_late_has_nothing_painted_anew_for_the_others(void **state)
{
	(void)state;
	come_by_kind(0);
	until_exact(0, 1);
	assert_int_equal(seats[0].painted_starts, 1);
	for (int i = 1; i < 4; i++) {
		come_by_kind(i);
		show_page(20 + (uint32_t)i, 200); /* while it catches up */
		until_exact(0, i + 1);
		until_settled(1, i + 1);
		show_page(30 + (uint32_t)i, 200); /* by the coder that both have now */
		until_exact(0, i + 1);
		assert_in(&seats[i], SHARER_FAST);
		assert_int_equal(seats[i].painted_starts, 1);
	}
	assert_int_equal(seats[0].painted_starts, 1);
}

/* While something moves nobody joins: the fast lane does not begin anew, not even softly. */
static void who_comes_while_something_moves_waits_for_a_quiet_moment(void **state)
{
	(void)state;
	int64_t drawn_us = 0, longest_us = 0;

	come_by_kind(0);
	until_exact(0, 1);
	come_by_kind(1);
	for (int step = 0; step < 300; step++) {
		fill(20 + step, 30, 40, 40, 0x4000u + (uint32_t)step * 0x3000u);
		painted();
		if (drawn_us != 0 && clock_now_us() - drawn_us > longest_us)
			longest_us = clock_now_us() - drawn_us;
		drawn_us = clock_now_us();
		turn_for(4000);
	}
	if (longest_us < 50000) { /* else it was this test that stood still */
		assert_int_equal(lane_starts[SHARER_FAST], 1);
		assert_in(&seats[1], SHARER_CATCH_UP);
	}
	until_exact(0, 2);
	until_settled(1, 2);
	assert_in(&seats[1], SHARER_FAST);
}

static void who_hangs_holds_up_nobody_and_comes_back(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		come_by_kind(i);
	until_exact(0, 3);
	until_settled(0, 3);
	int before = seats[0].painted_starts;
	seats[2].is_cut = true;
	for (int step = 0; step < 12; step++) {
		show_page(50 + (uint32_t)step, 400);
		until_exact(0, 2);
	}
	assert_false(is_alike(&seats[2]));
	seats[2].is_cut = false;
	until_exact(0, 3);
	assert_int_equal(seats[0].painted_starts, before);
}

static void who_asks_for_starts_gets_them_alone(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		come_by_kind(i);
	until_exact(0, 3);
	until_settled(0, 3);
	turn_for(1000000); /* what was asked of the last start is answered */
	int before = seats[0].painted_starts, its = seats[1].painted_starts;
	sharer_start_anew(sharer, 2, false);
	turn_for(100000);
	until_exact(0, 3);
	assert_int_equal(seats[0].painted_starts, before);
	assert_int_equal(seats[1].painted_starts, its + 1);
}

/* It watched somebody else meanwhile, so neither key nor picture is left; the start that it has just had does
 * not count. */
static void who_turns_away_and_back_has_key_and_picture_again(void **state)
{
	(void)state;
	struct seat *seat = &seats[0];

	come_by_kind(0);
	until_exact(0, 1);
	for (uint8_t k = 0; k < SHARER_LANES; k++) {
		drop_lane(seat, k);
		lane_receiver_destroy(seat->lanes[k]);
		assert_int_equal(lane_receiver_create(aead_pick(), k, &seat->lanes[k]), RESULT_OK);
	}
	decoder_destroy(seat->decoder);
	seat->decoder = decoder_create();
	assert_non_null(seat->decoder);
	seat->state = 0;
	assert_false(is_alike(seat));
	sharer_start_anew(sharer, peer_of(seat), true);
	until_exact(0, 1);
}

static void who_saves_data_is_in_the_slow_lane(void **state)
{
	(void)state;
	come_by_kind(0);
	come_by_kind(1);
	until_exact(0, 2);
	sharer_wish(sharer, 2, false, true);
	turn_for(100000);
	assert_in(&seats[1], SHARER_SLOW);
	show_page(77, 300);
	until_exact(0, 2); /* text is exact for who saves data too */
	assert_in(&seats[1], SHARER_SLOW);
	sharer_wish(sharer, 2, false, false);
	until_settled(1, 2);
	int64_t until_us = clock_now_us() + PATIENCE_US;
	while (seats[1].subscribed != 1u << SHARER_FAST) {
		turn();
		assert_true(clock_now_us() < until_us);
	}
	show_page(78, 300);
	until_exact(0, 2);
}

#define LANES(f) cmocka_unit_test_setup_teardown(f, begin, finish)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LANES(twenty_on_three_kinds_of_line_see_it_exactly),
		LANES(who_comes_late_has_nothing_painted_anew_for_the_others),
		LANES(who_comes_while_something_moves_waits_for_a_quiet_moment),
		LANES(who_hangs_holds_up_nobody_and_comes_back),
		LANES(who_asks_for_starts_gets_them_alone),
		LANES(who_turns_away_and_back_has_key_and_picture_again),
		LANES(who_saves_data_is_in_the_slow_lane),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
