/*
 * In: `unwrap` goes through what came, in place: `take_head` reads a frame's head,
 * `take_payload` moves its content forward over the heads before it, unmasked on
 * the way; at a frame's end `end_frame` looks after control frames.
 *
 * Out: `websocket_send` makes frames of what it is given. A frame that has begun
 * is always finished: what the carrier below does not take of it is copied to
 * `unsent`, so that a Pong or Close finds its place behind it, and nobody on the
 * way waits for the rest of a frame. `pump` sends that first.
 */
#include "relay/carriers/websocket.h"

#include "wire/websocket_frame.h"

#include <stdlib.h>
#include <string.h>

enum {
	ROUNDS_MAX = 8,  /* reads at once that bring heads and control frames alone */
	PIECES_MAX = 64, /* as many as one send has */
	HEAD_BYTES = 4,  /* of our own frames with 126 bytes or more */
	CODE_BYTES = 2,
};

struct websocket {
	struct carrier below;
	uint8_t *early;  /* came behind the request's head; owned */
	uint8_t *unsent; /* owned; from unsent_at */
	size_t early_at, early_bytes, unsent_at, unsent_bytes;
	struct websocket_head frame; /* under way, if is_inside */
	uint64_t frame_at;
	uint8_t head[WEBSOCKET_HEAD_BYTES_MAX]; /* the start of one */
	uint8_t head_bytes;
	bool is_inside, is_in_message;
	bool has_ended;      /* Close has come */
	bool has_answer;     /* a Pong or Close waits, in answer */
	bool has_said_close; /* nothing may follow */
	bool is_ending;      /* the stream below ends as soon as all is out */
	uint8_t control_bytes, answer_bytes;
	enum websocket_opcode answer_opcode;
	enum websocket_close broken; /* 0: not */
	uint8_t control[WEBSOCKET_CONTROL_BYTES_MAX], answer[WEBSOCKET_CONTROL_BYTES_MAX];
};

static struct websocket *websocket_of(struct carrier *carrier)
{
	return carrier->state;
}

static void tell_flags(struct carrier *carrier)
{
	const struct websocket *ws = websocket_of(carrier);
	carrier->has_unsent = ws->unsent || ws->has_answer || ws->below.has_unsent;
}

/* --- out
 * ----------------------------------------------------------------------------------------------------------------
 */

/* Copies what the carrier below has not taken of these pieces. False: out of memory. */
static bool keep_rest(struct websocket *ws, const struct iovec *pieces, int count, size_t sent)
{
	size_t all = 0, at = 0;
	for (int i = 0; i < count; i++)
		all += pieces[i].iov_len;
	if (sent >= all)
		return true;
	ws->unsent = malloc(all - sent);
	if (!ws->unsent)
		return false;
	for (int i = 0; i < count; i++) {
		size_t skip = sent < pieces[i].iov_len ? sent : pieces[i].iov_len;
		sent -= skip;
		memcpy(ws->unsent + at, (uint8_t *)pieces[i].iov_base + skip, pieces[i].iov_len - skip);
		at += pieces[i].iov_len - skip;
	}
	ws->unsent_at = 0;
	ws->unsent_bytes = at;
	return true;
}

/* Sends a whole frame, or none. CARRIER_NOTHING: none; 0: all of it is taken. */
static ssize_t send_frame(struct websocket *ws, enum websocket_opcode opcode, struct iovec *pieces, int count,
                          size_t payload_bytes)
{
	uint8_t head[WEBSOCKET_HEAD_BYTES_MAX];
	struct websocket_head frame = {.opcode = opcode, .is_final = true, .payload_bytes = payload_bytes};
	pieces[0] = (struct iovec){head, websocket_head_encode(&frame, head)};
	ssize_t sent = ws->below.kind->send(&ws->below, pieces, count);
	if (sent < 0)
		return sent;
	return keep_rest(ws, pieces, count, (size_t)sent) ? 0 : CARRIER_BROKEN;
}

/* The rest of a frame, then the answer that waits. 0: all is out; CARRIER_NOTHING, CARRIER_BROKEN. */
static ssize_t pump(struct websocket *ws)
{
	if (ws->unsent) {
		struct iovec piece = {ws->unsent + ws->unsent_at, ws->unsent_bytes - ws->unsent_at};
		ssize_t sent = ws->below.kind->send(&ws->below, &piece, 1);
		if (sent < 0)
			return sent;
		ws->unsent_at += (size_t)sent;
		if (ws->unsent_at < ws->unsent_bytes)
			return CARRIER_NOTHING;
		free(ws->unsent);
		ws->unsent = NULL;
	}
	if (ws->has_answer) {
		struct iovec pieces[2] = {{0}, {ws->answer, ws->answer_bytes}};
		ssize_t sent = send_frame(ws, ws->answer_opcode, pieces, 2, ws->answer_bytes);
		if (sent < 0)
			return sent;
		ws->has_answer = false;
		ws->has_said_close |= ws->answer_opcode == WEBSOCKET_CLOSE;
	}
	if (ws->below.has_unsent && ws->below.kind->send(&ws->below, NULL, 0) == CARRIER_BROKEN)
		return CARRIER_BROKEN;
	if (ws->unsent || ws->below.has_unsent)
		return CARRIER_NOTHING;
	if (ws->is_ending)
		ws->below.kind->end_sending(&ws->below);
	ws->is_ending = false;
	return 0;
}

/* The next Pong or Close; a Pong that still waits gives way (RFC 6455, 5.5.3), a Close does not. */
static void answer(struct websocket *ws, enum websocket_opcode opcode, const uint8_t *content, size_t size)
{
	if (ws->has_said_close || (ws->has_answer && ws->answer_opcode == WEBSOCKET_CLOSE))
		return;
	ws->has_answer = true;
	ws->answer_opcode = opcode;
	ws->answer_bytes = (uint8_t)size;
	if (size > 0)
		memcpy(ws->answer, content, size);
}

static void answer_close(struct websocket *ws, unsigned code)
{
	uint8_t bytes[CODE_BYTES] = {(uint8_t)(code >> 8), (uint8_t)code};
	answer(ws, WEBSOCKET_CLOSE, bytes, sizeof bytes);
}

/* Where the pieces go on. */
struct cursor {
	const struct iovec *pieces;
	int count, at;
	size_t offset;
};

/* The next frame's content into out[1] and on; how many pieces out has then. */
static int cut(struct cursor *cursor, struct iovec *out, size_t *bytes)
{
	int count = 1;
	*bytes = 0;
	while (cursor->at < cursor->count && count <= PIECES_MAX && *bytes < WEBSOCKET_FRAME_BYTES) {
		const struct iovec *piece = &cursor->pieces[cursor->at];
		size_t size = piece->iov_len - cursor->offset, room = WEBSOCKET_FRAME_BYTES - *bytes;
		size = size < room ? size : room;
		out[count++] = (struct iovec){(uint8_t *)piece->iov_base + cursor->offset, size};
		*bytes += size;
		cursor->offset += size;
		if (cursor->offset == piece->iov_len) {
			cursor->at++;
			cursor->offset = 0;
		}
	}
	return count;
}

static ssize_t websocket_send(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct websocket *ws = websocket_of(carrier);
	struct cursor cursor = {.pieces = pieces, .count = count};
	size_t taken = 0, bytes;
	ssize_t sent = pump(ws);
	if (count > 0 && ws->has_said_close) /* nothing may follow */
		sent = CARRIER_BROKEN;
	while (sent == 0 && cursor.at < cursor.count) {
		struct iovec out[PIECES_MAX + 1];
		int out_count = cut(&cursor, out, &bytes);
		sent = send_frame(ws, WEBSOCKET_BINARY, out, out_count, bytes);
		if (sent == 0)
			taken += bytes;
		if (ws->unsent || ws->below.has_unsent)
			break;
	}
	tell_flags(carrier);
	return sent == CARRIER_BROKEN || taken == 0 ? sent : (ssize_t)taken;
}

static void websocket_end_sending(struct carrier *carrier)
{
	struct websocket *ws = websocket_of(carrier);
	answer_close(ws, WEBSOCKET_CLOSE_NORMAL);
	ws->is_ending = true;
	pump(ws); /* if that fails, it shows when it is read */
	tell_flags(carrier);
}

/* --- in
 * -----------------------------------------------------------------------------------------------------------------
 */

static bool is_control(const struct websocket *ws)
{
	return ws->frame.opcode >= WEBSOCKET_CLOSE;
}

static void end_control(struct websocket *ws)
{
	if (ws->frame.opcode == WEBSOCKET_PING)
		answer(ws, WEBSOCKET_PONG, ws->control, ws->control_bytes);
	if (ws->frame.opcode != WEBSOCKET_CLOSE)
		return;
	ws->has_ended = true;
	if (ws->control_bytes == 1)
		ws->broken = WEBSOCKET_CLOSE_PROTOCOL;
	else /* with its own code, or none */
		answer(ws, WEBSOCKET_CLOSE, ws->control, ws->control_bytes ? CODE_BYTES : 0);
}

static void end_frame(struct websocket *ws)
{
	ws->is_inside = false;
	if (is_control(ws))
		end_control(ws);
	else
		ws->is_in_message = !ws->frame.is_final;
}

/* What the whole of a head says. */
static void begin_frame(struct websocket *ws)
{
	bool goes_on = ws->frame.opcode == WEBSOCKET_CONTINUATION;
	ws->is_inside = true;
	ws->frame_at = 0;
	ws->control_bytes = 0;
	if (!ws->frame.is_masked || (!is_control(ws) && goes_on != ws->is_in_message))
		ws->broken = WEBSOCKET_CLOSE_PROTOCOL;
	else if (ws->frame.opcode == WEBSOCKET_TEXT)
		ws->broken = WEBSOCKET_CLOSE_NOT_BINARY;
}

/* How many of these bytes belong to the head. */
static size_t take_head(struct websocket *ws, const uint8_t *from, size_t size)
{
	size_t had = ws->head_bytes, used, more = sizeof ws->head - had;
	more = more < size ? more : size;
	memcpy(ws->head + had, from, more);
	struct bytes head = {ws->head, had + more};
	enum result result = websocket_head_decode(head, &ws->frame, &used);
	ws->head_bytes = (uint8_t)(result == RESULT_NEED_MORE ? head.size : 0);
	if (result == RESULT_BAD_FRAME)
		ws->broken = WEBSOCKET_CLOSE_PROTOCOL;
	if (result != RESULT_OK)
		return more;
	begin_frame(ws);
	return used - had;
}

/* Where content goes: over the heads that came before it, in the same pieces. */
struct place {
	const struct iovec *pieces;
	int at;
	size_t offset, bytes;
};

static void move_content(struct websocket *ws, struct place *to, const uint8_t *from, size_t size)
{
	for (uint64_t at = ws->frame_at; size > 0;) {
		const struct iovec *piece = &to->pieces[to->at];
		size_t room = piece->iov_len - to->offset, part = size < room ? size : room;
		websocket_mask((uint8_t *)piece->iov_base + to->offset, from, part, ws->frame.mask, at);
		to->offset += part;
		to->bytes += part;
		if (to->offset == piece->iov_len) {
			to->at++;
			to->offset = 0;
		}
		from += part;
		size -= part;
		at += part;
	}
}

/* How many of these bytes belong to the frame under way. */
static size_t take_payload(struct websocket *ws, struct place *to, const uint8_t *from, size_t size)
{
	uint64_t left = ws->frame.payload_bytes - ws->frame_at;
	size_t part = left < size ? (size_t)left : size;
	if (is_control(ws)) {
		websocket_mask(ws->control + ws->control_bytes, from, part, ws->frame.mask, ws->frame_at);
		ws->control_bytes = (uint8_t)(ws->control_bytes + part);
	} else {
		move_content(ws, to, from, part);
	}
	ws->frame_at += part;
	return part;
}

/* Makes content of `got` bytes that came into the pieces: how many there are of it, from their start. */
static size_t unwrap(struct websocket *ws, const struct iovec *pieces, size_t got)
{
	struct place to = {.pieces = pieces};
	for (int i = 0; got > 0; i++) {
		const uint8_t *from = pieces[i].iov_base;
		size_t size = pieces[i].iov_len < got ? pieces[i].iov_len : got;
		got -= size;
		while (size > 0 && !ws->broken && !ws->has_ended) {
			size_t used = ws->is_inside ? take_payload(ws, &to, from, size) : take_head(ws, from, size);
			from += used;
			size -= used;
			if (ws->is_inside && !ws->broken && ws->frame_at == ws->frame.payload_bytes)
				end_frame(ws);
		}
	}
	return to.bytes;
}

/* As the carrier below, but first what came early. *has_more as carrier.h says. */
static ssize_t receive_below(struct websocket *ws, const struct iovec *pieces, int count, bool *has_more)
{
	size_t asked = 0, got = 0;
	for (int i = 0; i < count; i++)
		asked += pieces[i].iov_len;
	if (!ws->early) {
		ssize_t came = ws->below.kind->receive(&ws->below, pieces, count);
		*has_more = ws->below.has_more || (came > 0 && (size_t)came == asked);
		return came;
	}
	for (int i = 0; i < count; i++) {
		size_t left = ws->early_bytes - ws->early_at,
			   part = pieces[i].iov_len < left ? pieces[i].iov_len : left;
		if (part > 0)
			memcpy(pieces[i].iov_base, ws->early + ws->early_at, part);
		ws->early_at += part;
		got += part;
	}
	if (ws->early_at == ws->early_bytes) {
		free(ws->early);
		ws->early = NULL;
	}
	*has_more = true;
	return (ssize_t)got;
}

static ssize_t websocket_receive(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct websocket *ws = websocket_of(carrier);
	ssize_t got = 0;
	size_t content = 0;
	bool has_more = true;
	for (int round = 0; round < ROUNDS_MAX && has_more && content == 0 && !ws->has_ended && !ws->broken;
	     round++) {
		got = receive_below(ws, pieces, count, &has_more);
		if (got <= 0)
			break;
		content = unwrap(ws, pieces, (size_t)got);
		if (ws->broken)
			answer_close(ws, ws->broken);
		if (ws->has_answer && pump(ws) == CARRIER_BROKEN)
			got = CARRIER_BROKEN;
	}
	tell_flags(carrier);
	carrier->has_more = has_more && got != 0;
	if (got == CARRIER_BROKEN || (content == 0 && ws->broken))
		return CARRIER_BROKEN;
	if (content > 0) {
		carrier->has_more |= ws->has_ended || ws->broken; /* which the next call says */
		return (ssize_t)content;
	}
	return got == 0 || ws->has_ended ? 0 : CARRIER_NOTHING;
}

static void websocket_close(struct carrier *carrier)
{
	struct websocket *ws = websocket_of(carrier);
	carrier->fd = -1;
	carrier->state = NULL;
	if (!ws)
		return;
	ws->below.kind->close(&ws->below);
	free(ws->early);
	free(ws->unsent);
	free(ws);
}

enum result carrier_websocket(struct carrier *carrier, struct bytes answer_bytes, struct bytes rest)
{
	static const struct carrier_kind kind = {"websocket", websocket_receive, websocket_send,
	                                         websocket_end_sending, websocket_close};
	struct websocket *ws = calloc(1, sizeof *ws);
	uint8_t *unsent = malloc(answer_bytes.size), *early = rest.size ? malloc(rest.size) : NULL;
	if (!ws || !unsent || (rest.size && !early)) {
		free(ws);
		free(unsent);
		free(early);
		return RESULT_OUT_OF_MEMORY;
	}
	memcpy(unsent, answer_bytes.data, answer_bytes.size);
	if (early)
		memcpy(early, rest.data, rest.size);
	*ws = (struct websocket){
		.below = *carrier,
		.early = early,
		.early_bytes = rest.size,
		.unsent = unsent,
		.unsent_bytes = answer_bytes.size,
	};
	*carrier = (struct carrier){.kind = &kind, .fd = ws->below.fd, .state = ws};
	tell_flags(carrier);
	return RESULT_OK;
}
