/*
 * One thing is under way at a time: a PING, or a chunk. A chunk up ends with a PING,
 * whose answer shows that all of it has arrived; a chunk down ends with its last
 * byte. Each is twice as large as the one before, so a slow line is measured by
 * little and a fast one by much; the last one counts, without the way there and
 * back.
 */
#include "carrier/speed.h"

#include "base/text.h"
#include "wire/control.h"
#include "wire/frame.h"

#include <stdio.h>

enum { RECEIVED_BYTES_MAX = 1 << 17, FILLING_BYTES = sizeof((wire_Measure_filling_t *)0)->bytes };

/* RESULT_WOULD_BLOCK: not now. */
static enum result send_control(struct speed *speed, const wire_Control *control)
{
	uint8_t bytes[FRAME_HEADER_BYTES + FRAME_CONTROL_MAX_BYTES];
	struct writer writer = writer_into(bytes, sizeof bytes);
	control_encode(control, &writer);
	return carrier_send(speed->carrier, writer_bytes(&writer));
}

static enum result send_ping(struct speed *speed)
{
	wire_Control control = {.which_what = wire_Control_ping_tag};
	control.what.ping.token = speed->token + 1;
	enum result result = send_control(speed, &control);
	if (result == RESULT_OK)
		speed->token++;
	return result;
}

static void begin_phase(struct speed *speed, enum speed_phase phase, int64_t now_us)
{
	speed->phase = phase;
	speed->phase_us = speed->asked_us = now_us;
	speed->chunk_bytes = phase == SPEED_UP || phase == SPEED_DOWN ? SPEED_CHUNK_FIRST : 0;
	speed->to_send_bytes = phase == SPEED_UP ? speed->chunk_bytes : 0;
	speed->to_come_bytes = 0;
}

enum result speed_start(struct speed *speed, struct carrier *carrier, struct bytes rest, int64_t now_us)
{
	*speed = (struct speed){.carrier = carrier, .began_us = now_us};
	buffer_init(&speed->received, RECEIVED_BYTES_MAX);
	begin_phase(speed, SPEED_PING, now_us);
	enum result result = buffer_append(&speed->received, rest);
	if (result == RESULT_OK)
		result = send_ping(speed);
	return result == RESULT_OUT_OF_MEMORY ? result : RESULT_OK;
}

void speed_finish(struct speed *speed)
{
	buffer_finish(&speed->received);
	*speed = (struct speed){0};
}

/* A chunk has gone the whole way: its rate, and the next one or the next phase. */
static void end_chunk(struct speed *speed, int64_t *rate, enum speed_phase next, int64_t now_us)
{
	int64_t took_us = now_us - speed->asked_us - speed->result.round_trip_us;
	*rate = (int64_t)speed->chunk_bytes * 1000000 / (took_us > 0 ? took_us : 1);
	if (now_us - speed->phase_us >= SPEED_PHASE_US || speed->chunk_bytes == SPEED_CHUNK_MAX) {
		begin_phase(speed, next, now_us);
		return;
	}
	speed->chunk_bytes *= 2;
	speed->asked_us = now_us;
	speed->to_send_bytes = speed->phase == SPEED_UP ? speed->chunk_bytes : 0;
}

static enum result ask_down(struct speed *speed, int64_t now_us)
{
	wire_Control control = {.which_what = wire_Control_measure_tag};
	control.what.measure.want = speed->chunk_bytes;
	enum result result = send_control(speed, &control);
	if (result == RESULT_OK) {
		speed->to_come_bytes = speed->chunk_bytes;
		speed->asked_us = now_us;
	}
	return result;
}

/* Sends on with a chunk up, and a PING behind it. */
static enum result send_up(struct speed *speed)
{
	static const wire_Control empty = {.which_what = wire_Control_measure_tag};
	wire_Control control = empty;
	while (speed->to_send_bytes > 0) {
		uint32_t size = speed->to_send_bytes < FILLING_BYTES ? speed->to_send_bytes : FILLING_BYTES;
		control.what.measure.filling.size = (pb_size_t)size;
		enum result result = send_control(speed, &control);
		if (result != RESULT_OK)
			return result;
		speed->to_send_bytes -= size;
		if (speed->to_send_bytes == 0)
			return send_ping(speed);
	}
	return RESULT_OK;
}

static void hear_ping(struct speed *speed, const wire_Ping *ping, int64_t now_us)
{
	int64_t took_us = now_us - speed->asked_us;
	if (!ping->is_answer || ping->token != speed->token)
		return;
	if (speed->phase == SPEED_UP) {
		end_chunk(speed, &speed->result.up_bytes_s, SPEED_DOWN, now_us);
		return;
	}
	if (speed->phase != SPEED_PING)
		return;
	if (!speed->result.round_trip_us || took_us < speed->result.round_trip_us)
		speed->result.round_trip_us = took_us > 0 ? took_us : 1;
	speed->asked_us = now_us;
	if (++speed->pings < SPEED_PINGS && now_us - speed->phase_us < SPEED_PHASE_US)
		send_ping(speed);
	else
		begin_phase(speed, SPEED_UP, now_us);
}

static void hear_measure(struct speed *speed, const wire_Measure *measure, int64_t now_us)
{
	if (speed->phase != SPEED_DOWN || speed->to_come_bytes == 0)
		return;
	uint32_t size = measure->filling.size;
	speed->to_come_bytes -= size < speed->to_come_bytes ? size : speed->to_come_bytes;
	if (speed->to_come_bytes == 0)
		end_chunk(speed, &speed->result.down_bytes_s, SPEED_OVER, now_us);
}

/* Takes the frames that are all there. */
static enum result hear(struct speed *speed, int64_t now_us)
{
	for (;;) {
		struct bytes all = buffer_bytes(&speed->received);
		struct frame_header header;
		wire_Control control;
		enum result result = frame_decode(all, &header);
		if (result != RESULT_OK)
			return result == RESULT_NEED_MORE ? RESULT_OK : result;
		if (all.size < FRAME_HEADER_BYTES + header.payload_bytes)
			return RESULT_OK;
		struct bytes payload = {all.data + FRAME_HEADER_BYTES, header.payload_bytes};
		if (header.kind != FRAME_CONTROL || control_decode(payload, &control) != RESULT_OK)
			return RESULT_BAD_FRAME;
		if (control.which_what == wire_Control_ping_tag)
			hear_ping(speed, &control.what.ping, now_us);
		else if (control.which_what == wire_Control_measure_tag)
			hear_measure(speed, &control.what.measure, now_us);
		buffer_consume(&speed->received, FRAME_HEADER_BYTES + header.payload_bytes);
	}
}

enum result speed_work(struct speed *speed, int64_t now_us)
{
	enum result received = RESULT_OK, result = RESULT_OK;
	while (received == RESULT_OK && result == RESULT_OK) {
		received = carrier_receive(speed->carrier, &speed->received);
		result = hear(speed, now_us);
	}
	if (result == RESULT_OK && received != RESULT_WOULD_BLOCK)
		result = received;
	if (result == RESULT_OK && speed->phase == SPEED_UP)
		result = send_up(speed);
	if (result == RESULT_OK && speed->phase == SPEED_DOWN && speed->to_come_bytes == 0)
		result = ask_down(speed, now_us);
	if (result != RESULT_OK && result != RESULT_WOULD_BLOCK)
		return result;
	bool is_over = speed->phase == SPEED_OVER || now_us - speed->began_us >= SPEED_END_US;
	return is_over ? RESULT_OK : RESULT_WOULD_BLOCK;
}

int speed_timeout_ms(const struct speed *speed, int64_t now_us)
{
	int64_t left_us = speed->began_us + SPEED_END_US - now_us;
	return left_us > 0 ? (int)(left_us / 1000 + 1) : 0;
}

void speed_write(int64_t bytes_s, char *to, size_t room)
{
	int64_t kbit_s = bytes_s * 8 / 1000;
	int64_t tenths = (kbit_s + 50) / 100; /* of Mbit/s */
	if (kbit_s < 1000)
		text_write(to, room, TEXT_SPEED_KBIT, (int)kbit_s);
	else if (tenths < 100)
		text_write(to, room, TEXT_SPEED_MBIT_TENTHS, (int)(tenths / 10), (int)(tenths % 10));
	else
		text_write(to, room, TEXT_SPEED_MBIT, (int)((kbit_s + 500) / 1000));
}
