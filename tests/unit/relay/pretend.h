/*
 * Carriers that are memory: what a test puts in is what the relay receives, and
 * what it sends is kept to be looked at. Each has a number instead of a socket.
 */
#ifndef LOTSE_TESTS_UNIT_RELAY_PRETEND_H
#define LOTSE_TESTS_UNIT_RELAY_PRETEND_H

#include "relay/carriers/carrier.h"
#include "wire/control.h"
#include "wire/frame.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifndef PRETEND_BYTES
#define PRETEND_BYTES ((size_t)12 << 20)
#endif

enum { PRETEND_CARRIERS = 40 };

struct pretend {
	uint8_t *in, *out; /* PRETEND_BYTES each, when they are needed */
	size_t in_size, in_at, out_size;
	size_t piece;   /* at most so many bytes at once; 0: all that there are */
	size_t room;    /* so many more bytes are taken */
	bool has_ended; /* nothing comes after `in` */
	bool is_broken;
	bool is_closed, is_half_closed; /* by the relay */
};

static struct pretend pretends[PRETEND_CARRIERS];

static struct pretend *pretend_of(const struct carrier *carrier)
{
	return &pretends[-2 - carrier->fd];
}

static ssize_t pretend_receive(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct pretend *p = pretend_of(carrier);
	size_t got = 0, most = p->piece ? p->piece : SIZE_MAX;
	if (p->is_broken)
		return CARRIER_BROKEN;
	for (int i = 0; i < count; i++) {
		size_t left = p->in_size - p->in_at, size = pieces[i].iov_len < left ? pieces[i].iov_len : left;
		size = size < most - got ? size : most - got;
		if (size > 0)
			memcpy(pieces[i].iov_base, p->in + p->in_at, size);
		p->in_at += size;
		got += size;
	}
	if (got > 0)
		return (ssize_t)got;
	return p->has_ended ? 0 : CARRIER_NOTHING;
}

static ssize_t pretend_send(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct pretend *p = pretend_of(carrier);
	size_t sent = 0;
	if (p->is_broken)
		return CARRIER_BROKEN;
	if (!p->out)
		p->out = malloc(PRETEND_BYTES);
	for (int i = 0; i < count; i++) {
		size_t size = pieces[i].iov_len < p->room ? pieces[i].iov_len : p->room;
		size = size < PRETEND_BYTES - p->out_size ? size : PRETEND_BYTES - p->out_size;
		memcpy(p->out + p->out_size, pieces[i].iov_base, size);
		p->out_size += size;
		p->room -= size;
		sent += size;
	}
	return sent > 0 ? (ssize_t)sent : CARRIER_NOTHING;
}

static void pretend_end_sending(struct carrier *carrier)
{
	pretend_of(carrier)->is_half_closed = true;
}

static void pretend_close(struct carrier *carrier)
{
	pretend_of(carrier)->is_closed = true;
}

static const struct carrier_kind pretend_kind = {"pretend", pretend_receive, pretend_send,
                                                 pretend_end_sending, pretend_close};

/* A new one, that takes all. */
static inline struct carrier pretend_carrier(int number)
{
	struct pretend *p = &pretends[number];
	free(p->in);
	free(p->out);
	*p = (struct pretend){.room = SIZE_MAX};
	return (struct carrier){.kind = &pretend_kind, .fd = -2 - number};
}

/* Bytes that the relay receives next. */
static inline void pretend_put(int number, const void *bytes, size_t size)
{
	struct pretend *p = &pretends[number];
	if (!p->in)
		p->in = malloc(PRETEND_BYTES);
	if (p->in_at == p->in_size)
		p->in_at = p->in_size = 0;
	if (size > PRETEND_BYTES - p->in_size)
		abort();
	if (size > 0)
		memcpy(p->in + p->in_size, bytes, size);
	p->in_size += size;
}

/* Writes a frame with a payload of one repeated byte; its whole size. */
static inline size_t pretend_frame(uint8_t *to, struct frame_header header, uint8_t fill)
{
	frame_encode(&header, to);
	memset(to + FRAME_HEADER_BYTES, fill, header.payload_bytes);
	return FRAME_HEADER_BYTES + header.payload_bytes;
}

/* The next frame that was sent, from *at on; false if there is none. */
static inline bool pretend_next(int number, size_t *at, struct frame_header *header, struct bytes *payload)
{
	struct pretend *p = &pretends[number];
	if (*at >= p->out_size ||
	    frame_decode((struct bytes){p->out + *at, p->out_size - *at}, header) != RESULT_OK ||
	    header->payload_bytes > p->out_size - *at - FRAME_HEADER_BYTES)
		return false;
	*payload = (struct bytes){p->out + *at + FRAME_HEADER_BYTES, header->payload_bytes};
	*at += FRAME_HEADER_BYTES + header->payload_bytes;
	return true;
}

static inline void pretend_finish(void)
{
	for (int i = 0; i < PRETEND_CARRIERS; i++) {
		free(pretends[i].in);
		free(pretends[i].out);
		pretends[i] = (struct pretend){0};
	}
}

#endif
