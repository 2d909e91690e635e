/* What a leg says: heads, chunks and blocks, put together in leg->out. */
#include "relay/carriers/tunnel_inside.h"
#include "relay/worker.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void write_text(struct writer *to, const char *text)
{
	write_bytes(to, bytes_of_text(text));
}

static bool take_out(struct leg *leg, size_t bytes, struct writer *to)
{
	leg->out = block_take(&leg->connection->worker->forward.pool, bytes + TUNNEL_FRAMING_BYTES);
	leg->out_at = 0;
	if (leg->out)
		*to = writer_into(leg->out->data, leg->out->room_bytes);
	return leg->out != NULL;
}

static void keep_out(struct leg *leg, const struct writer *from)
{
	leg->out->used_bytes = (uint32_t)writer_bytes(from).size;
	leg->spoke_ms = leg->connection->worker->now_ms;
}

/* --- refusals
 * --------------------------------------------------------------------------------------------------------------
 */

bool tunnel_answer_refusal(struct leg *leg, enum leg_refusal why)
{
	static const struct {
		const char *status, *more;
		enum text_id words;
	} refusals[] = {
		[LEG_REFUSE_BAD] = {"400 Bad Request", "", TEXT_TUNNEL_BAD},
		[LEG_REFUSE_GONE] = {"404 Not Found", TUNNEL_FIELD ": " TUNNEL_GONE "\r\n", TEXT_TUNNEL_GONE},
		[LEG_REFUSE_FULL] = {"503 Service Unavailable", "", TEXT_TUNNEL_FULL},
		[LEG_REFUSE_LENGTH] = {"411 Length Required", "", TEXT_TUNNEL_BAD},
		[LEG_REFUSE_SIZE] = {"413 Content Too Large", "", TEXT_TUNNEL_BAD},
	};
	char head[TUNNEL_FRAMING_BYTES];
	const char *words = text_get(refusals[why].words);
	struct writer w;
	if (!take_out(leg, strlen(words), &w))
		return false;
	snprintf(head, sizeof head,
	         "HTTP/1.1 %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n"
	         "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n%sConnection: close\r\n\r\n",
	         refusals[why].status, strlen(words) + 1, refusals[why].more);
	write_text(&w, head);
	write_text(&w, words);
	write_text(&w, "\n");
	keep_out(leg, &w);
	leg->closes = true;
	return true;
}

/* --- answers
 * --------------------------------------------------------------------------------------------------------------
 */

enum { CHUNKED = -1, TO_THE_END = -2 };

/* A head; `length` of the content, or how else it ends. */
static void write_head(struct leg *leg, struct writer *to, int64_t length)
{
	char text[40] = "";
	if (length >= 0)
		snprintf(text, sizeof text, "Content-Length: %lld\r\n", (long long)length);
	leg->closes = leg->closes || length == TO_THE_END;
	write_text(to, "HTTP/1.1 200 OK\r\nContent-Type: " TUNNEL_MEDIA_TYPE "\r\n");
	/* Nobody keeps an answer to a POST, and it is short: the fewer words, the less a line at rest costs.
	   X-Accel-Buffering: the one wish of this kind that a proxy is known to grant (nginx). */
	if (strcmp(tunnel_method(leg->ask.verb), "POST") != 0)
		write_text(to, "Cache-Control: no-store, no-transform\r\nX-Accel-Buffering: no\r\n");
	write_text(to, length == CHUNKED ? "Transfer-Encoding: chunked\r\n" : text);
	write_text(to, leg->closes ? "Connection: close\r\n\r\n" : "\r\n");
	leg->has_begun = true;
}

static void write_start(const struct leg *leg, struct writer *to)
{
	struct tunnel_start start = {leg->ask.number, leg->tunnel->sent, leg->tunnel->up.ring.end};
	tunnel_start_encode(&start, to);
}

/* The next bytes of the stream down, which count as sent. */
static void write_data(struct leg *leg, size_t size, struct writer *to)
{
	if (size == 0)
		return;
	tunnel_header_encode(TUNNEL_BLOCK_DATA, (uint32_t)size, to);
	if (to->failed || to->room - to->size < size) {
		to->failed = true;
		return;
	}
	tunnel_take(leg->tunnel, to->start + to->size, size);
	to->size += size;
	leg->answered_bytes += size;
}

/* LAST, or END if there is nothing behind it. */
static void write_place(const struct leg *leg, struct writer *to)
{
	const struct tunnel *tunnel = leg->tunnel;
	bool is_end = tunnel->is_ended && tunnel_waiting(tunnel) == 0;
	tunnel_place_encode(is_end ? TUNNEL_BLOCK_END : TUNNEL_BLOCK_LAST, tunnel->sent, to);
}

bool tunnel_answer_post(struct leg *leg)
{
	struct writer w;
	if (!take_out(leg, 0, &w))
		return false;
	write_head(leg, &w, TUNNEL_BLOCK_HEADER_BYTES + TUNNEL_START_BYTES);
	write_start(leg, &w);
	keep_out(leg, &w);
	return true;
}

static bool answer_poll(struct leg *leg, bool *is_last)
{
	struct writer w;
	size_t size = leg->is_old ? 0 : tunnel_waiting(leg->tunnel);
	if (size == 0 && !leg->is_old && !leg->tunnel->is_ended)
		return true;
	if (size > TUNNEL_ANSWER_BYTES_MAX)
		size = TUNNEL_ANSWER_BYTES_MAX;
	if (!take_out(leg, size, &w))
		return false;
	write_head(leg, &w,
	           (int64_t)(2 * TUNNEL_BLOCK_HEADER_BYTES + TUNNEL_START_BYTES + TUNNEL_PLACE_BYTES + size +
	                     (size > 0 ? TUNNEL_BLOCK_HEADER_BYTES : 0)));
	write_start(leg, &w);
	write_data(leg, size, &w);
	write_place(leg, &w);
	keep_out(leg, &w);
	*is_last = true;
	return true;
}

struct part {
	size_t data;
	bool is_first, is_last;
};

/* How long a chunk's content is stands before it, in a fixed width. */
static void write_part(struct leg *leg, struct writer *to, const struct part *part)
{
	char length[8] = "00000\r\n";
	size_t from = to->size;
	if (!leg->is_old_http)
		write_text(to, length);
	size_t at = to->size;
	if (part->is_first)
		write_start(leg, to);
	write_data(leg, part->data, to);
	if (leg->must_idle)
		tunnel_header_encode(TUNNEL_BLOCK_IDLE, 0, to);
	leg->must_idle = false;
	if (part->is_last)
		write_place(leg, to);
	if (leg->is_old_http || to->failed)
		return;
	snprintf(length, sizeof length, "%05zx", (to->size - at) & 0xFFFFF);
	memcpy(to->start + from, length, 5);
	write_text(to, "\r\n");
	if (part->is_last)
		write_text(to, "0\r\n\r\n");
}

static bool answer_stream(struct leg *leg, bool *is_last)
{
	struct writer w;
	size_t waiting = tunnel_waiting(leg->tunnel);
	struct part part = {.data = leg->is_old ? 0 : waiting, .is_first = !leg->has_begun};
	if (part.data > TUNNEL_CHUNK_BYTES)
		part.data = TUNNEL_CHUNK_BYTES;
	part.is_last = leg->is_old || (leg->tunnel->is_ended && part.data == waiting) ||
	               leg->answered_bytes + part.data >= TUNNEL_STREAM_BYTES_MAX;
	*is_last = part.is_last;
	if (!part.is_first && part.data == 0 && !part.is_last && !leg->must_idle)
		return true;
	if (!take_out(leg, part.data, &w))
		return false;
	if (part.is_first)
		write_head(leg, &w, leg->is_old_http ? TO_THE_END : CHUNKED);
	write_part(leg, &w, &part);
	keep_out(leg, &w);
	return true;
}

bool tunnel_answer_get(struct leg *leg, bool *is_last)
{
	*is_last = false;
	return leg->ask.verb == TUNNEL_POLL ? answer_poll(leg, is_last) : answer_stream(leg, is_last);
}
