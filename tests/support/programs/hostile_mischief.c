/*
 * How the hostile relay cheats. Modes (N: every how manyth sealed frame; 0 is 20; N:KIND: of frames of that
 * kind alone):
 *
 *   honest        nothing: the control that the session works through this program at all
 *   drop:N        a frame does not arrive          replay:N    arrives twice
 *   old:N         arrives again 50 frames later    reorder:N   changes places with the next one of its kind
 *   delay:MS      all sealed frames come so much later      flip:N   one bit is different
 *   lane:N        names another lane               kind:N      names the other class
 *   echo:N        goes back to its sender          forge:N     rubbish goes along, as if from the other
 *   stranger:N    comes from somebody else in the session, or who is not there
 *   shares        the share in the JOIN is the one of another point       reflect     the joiner gets his own
 * share back cut           the last 8 bytes of a tag are gone     silence    CONFIRM_M never arrives cross
 * who joins the second session comes to the master of the first guess         the relay joins by numbers of
 * its own, one after the other    guess:N    N at a time master        the relay answers joiners as if it
 * were the master, with numbers of its own refill        after somebody is in, the relay brings more to the
 * same seat
 */
#include "hostile.h"

#include "base/clock.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum mode {
	MODE_NONE,
	MODE_HONEST,
	MODE_DROP,
	MODE_REPLAY,
	MODE_OLD,
	MODE_REORDER,
	MODE_DELAY,
	MODE_FLIP,
	MODE_LANE,
	MODE_KIND,
	MODE_ECHO,
	MODE_FORGE,
	MODE_STRANGER,
	MODE_SHARES,
	MODE_REFLECT,
	MODE_CUT,
	MODE_SILENCE,
	MODE_CROSS,
	MODE_GUESS,
	MODE_MASTER,
	MODE_REFILL,
};

static const char *const mode_names[] = {
	"",      "honest",   "drop",   "replay",  "old", "reorder", "delay", "flip",  "lane",   "kind",  "echo",
	"forge", "stranger", "shares", "reflect", "cut", "silence", "cross", "guess", "master", "refill"};

enum { WAITING_MAX = 65536 };

/* A frame that comes later. */
struct waiting {
	int64_t due_ms; /* or, with due_frame, when so many sealed frames have passed */
	long due_frame;
	struct connection *to;
	struct frame_header header;
	uint8_t *payload;
};

static enum mode mode;
static int number, only_kind;
static long sealed_frames; /* so far */
static struct waiting waiting[WAITING_MAX];
static size_t waiting_count;

bool mischief_choose(const char *word, int value, int kind)
{
	only_kind = kind;
	for (int i = 1; i <= MODE_REFILL; i++)
		if (strcmp(word, mode_names[i]) == 0)
			mode = (enum mode)i;
	number = value;
	return mode != MODE_NONE;
}

static void keep(struct connection *to, const struct frame_header *header, struct bytes payload,
                 struct waiting when)
{
	when.payload = malloc(payload.size ? payload.size : 1);
	if (waiting_count == WAITING_MAX || !when.payload) {
		free(when.payload);
		hostile_log("too much is waiting: sent at once");
		hostile_send(to, header, payload);
		return;
	}
	memcpy(when.payload, payload.data, payload.size);
	when.to = to;
	when.header = *header;
	when.header.payload_bytes = (uint32_t)payload.size;
	waiting[waiting_count++] = when;
}

static bool is_due(const struct waiting *w, int64_t now_ms)
{
	return w->due_frame ? sealed_frames >= w->due_frame : now_ms >= w->due_ms;
}

int mischief_work(int64_t now_ms)
{
	size_t kept = 0;
	int sleep_ms = -1;
	for (size_t i = 0; i < waiting_count; i++) {
		struct waiting *w = &waiting[i];
		if (is_due(w, now_ms)) {
			if (w->to->is_used)
				hostile_send(w->to, &w->header, (struct bytes){w->payload, w->header.payload_bytes});
			free(w->payload);
			continue;
		}
		if (!w->due_frame && (sleep_ms < 0 || w->due_ms - now_ms < sleep_ms))
			sleep_ms = (int)(w->due_ms - now_ms);
		waiting[kept++] = *w;
	}
	waiting_count = kept;
	return sleep_ms;
}

static struct bytes copy_of(struct bytes payload)
{
	static uint8_t memory[FRAME_PAYLOAD_MAX_BYTES];
	memcpy(memory, payload.data, payload.size);
	return (struct bytes){memory, payload.size};
}

static void flip(struct bytes payload)
{
	if (payload.size)
		((uint8_t *)payload.data)[randombytes_uniform((uint32_t)payload.size)] ^=
			(uint8_t)(1 << randombytes_uniform(8));
}

/* A frame of two that change places waits for the next one of its kind to the same end. */
static void reorder(struct connection *to, const struct frame_header *header, struct bytes payload,
                    bool is_turn)
{
	static struct waiting held;
	if (is_turn && !held.payload) {
		held = (struct waiting){.to = to, .header = *header, .payload = malloc(payload.size + 1)};
		memcpy(held.payload, payload.data, payload.size);
		held.header.payload_bytes = (uint32_t)payload.size;
		return;
	}
	hostile_send(to, header, payload);
	if (held.payload && held.to == to && held.header.kind == header->kind) {
		hostile_log("reorder kind=%d", header->kind);
		hostile_send(to, &held.header, (struct bytes){held.payload, held.header.payload_bytes});
		free(held.payload);
		held.payload = NULL;
	}
}

static void forge(struct connection *to, const struct frame_header *header)
{
	static uint8_t rubbish[512];
	struct frame_header h = *header;
	size_t size = 16 + randombytes_uniform(sizeof rubbish - 16);
	randombytes_buf(rubbish, size);
	h.kind = (uint8_t)(FRAME_INTERACTIVE + randombytes_uniform(3));
	h.flags = (uint8_t)randombytes_uniform(256);
	hostile_send(to, &h, (struct bytes){rubbish, size});
}

/* A sealed frame whose turn it is. */
static void spoil(struct connection *from, struct connection *to, const struct frame_header *header,
                  struct bytes payload)
{
	struct frame_header h = *header;
	struct bytes copy = copy_of(payload);
	hostile_log("%s kind=%d lane=%d bytes=%zu", mode_names[mode], header->kind, header->lane, payload.size);
	switch (mode) {
	case MODE_DROP:
		return;
	case MODE_REPLAY:
		hostile_send(to, header, payload);
		break;
	case MODE_OLD:
		keep(to, header, payload, (struct waiting){.due_frame = sealed_frames + 50});
		break;
	case MODE_FLIP:
		flip(copy);
		break;
	case MODE_LANE:
		h.lane ^= 1;
		break;
	case MODE_KIND:
		h.kind = header->kind == FRAME_INTERACTIVE ? FRAME_BULK : FRAME_INTERACTIVE;
		break;
	case MODE_ECHO:
		hostile_send(from,
		             &(struct frame_header){.kind = header->kind, .peer = to->peer, .lane = header->lane},
		             payload);
		break;
	case MODE_FORGE:
		forge(to, header);
		break;
	case MODE_STRANGER:
		h.peer = to->session && session_find(to->session, (uint16_t)(header->peer + 1)) &&
		                 header->peer + 1 != to->peer
		             ? (uint16_t)(header->peer + 1)
		             : 77;
		break;
	default:
		break;
	}
	hostile_send(to, &h, copy);
}

/* Handshake messages, told by their length (handshake.h has them). */
static void forward_handshake(struct connection *from, struct connection *to,
                              const struct frame_header *header, struct bytes payload)
{
	enum { JOIN_BYTES = 69, REPLY_BYTES = 49, CONFIRM_BYTES = 64, JOIN_SHARE_AT = 20, SHARE_BYTES = 32 };
	static uint8_t joiners_share[SHARE_BYTES];
	struct bytes copy = copy_of(payload);
	uint8_t *bytes = (uint8_t *)copy.data;
	bool is_masters = to->session && to->session->master == from;
	if (mode == MODE_MASTER && !is_masters) {
		guess_at_joiner(from, payload);
		return;
	}
	if (mode == MODE_MASTER)
		return; /* what the true master says never arrives */
	if (payload.size == JOIN_BYTES)
		memcpy(joiners_share, bytes + JOIN_SHARE_AT, SHARE_BYTES);
	if (mode == MODE_SHARES && payload.size == JOIN_BYTES) {
		crypto_core_ristretto255_random(bytes + JOIN_SHARE_AT);
		hostile_log("shares");
	}
	if (mode == MODE_REFLECT && payload.size == REPLY_BYTES) {
		memcpy(bytes, joiners_share, SHARE_BYTES);
		hostile_log("reflect");
	}
	if (mode == MODE_CUT && payload.size == CONFIRM_BYTES && !is_masters) {
		copy.size -= 8;
		hostile_log("cut");
	}
	if (mode == MODE_SILENCE && payload.size == CONFIRM_BYTES && is_masters) {
		hostile_log("silence");
		return;
	}
	hostile_send(to, header, copy);
}

void mischief_forward(struct connection *from, struct connection *to, const struct frame_header *header,
                      struct bytes payload)
{
	if (header->kind == FRAME_HANDSHAKE) {
		forward_handshake(from, to, header, payload);
		return;
	}
	if (only_kind && header->kind != only_kind) {
		hostile_send(to, header, payload);
		return;
	}
	sealed_frames++;
	if (mode == MODE_DELAY) {
		keep(to, header, payload, (struct waiting){.due_ms = clock_now_ms() + number});
		return;
	}
	/* The first frames carry the profiles; a session that ends there shows little. */
	bool is_turn = sealed_frames > (only_kind ? 2 : 10) && sealed_frames % (number > 0 ? number : 20) == 0;
	if (mode == MODE_REORDER)
		reorder(to, header, payload, is_turn);
	else if (is_turn && mode >= MODE_DROP && mode <= MODE_STRANGER)
		spoil(from, to, header, payload);
	else
		hostile_send(to, header, payload);
	if (mode == MODE_REFILL && sealed_frames % 40 == 39 && from->session)
		guess_at_master(from->session, from->session->routes[0].route, 1);
}

struct session *mischief_session(struct session *asked)
{
	if (mode != MODE_CROSS || !asked || asked == &sessions[0] || !sessions[0].is_used)
		return asked;
	hostile_log("cross");
	return &sessions[0];
}

void mischief_opened(struct session *session, uint32_t route)
{
	if (mode == MODE_GUESS)
		guess_at_master(session, route, number > 0 ? number : 1);
}

void mischief_joined(struct connection *joiner)
{
	if (mode == MODE_MASTER)
		guess_offer(joiner);
}
