/*
 * The HTTP tunnel's requests and answers (PROTOCOL.md, HTTP tunnel): what stands in a
 * request's target and in its one header, and the blocks that every answer is
 * made of. Pure; nothing is allocated. Any thread.
 */
#ifndef LOTSE_WIRE_TUNNEL_H
#define LOTSE_WIRE_TUNNEL_H

#include "base/result.h"
#include "wire/http_head.h"

enum {
	TUNNEL_ID_BYTES = 16,
	TUNNEL_WINDOW_BYTES = 384 << 10,    /* of either direction: not acknowledged yet */
	TUNNEL_TELL_BYTES = 32 << 10,       /* read, and said by DOWN at the latest then */
	TUNNEL_BODY_BYTES_MAX = 128 << 10,  /* of one POST */
	TUNNEL_ANSWER_BYTES_MAX = 64 << 10, /* of data in the answer to a poll */
	TUNNEL_POLL_MS = 25000,             /* an answer to a poll comes at last after so long */
	TUNNEL_STREAM_MS = 300000,          /* an answer that streams ends after so long */
	TUNNEL_STREAM_BYTES_MAX = 16 << 20, /* or after so many */
	TUNNEL_IDLE_MS = 25000,             /* at rest, an IDLE block comes in it so often */
	TUNNEL_GRACE_MS = 20000,            /* so long it lives without any connection */
	TUNNEL_TARGET_BYTES_MAX = 48,
	TUNNEL_FIELD_BYTES_MAX = 128,
	TUNNEL_BLOCK_HEADER_BYTES = 4,
	TUNNEL_START_BYTES = 20,
	TUNNEL_PLACE_BYTES = 8,
};

#define TUNNEL_FIELD      "Lotse-Tunnel"
#define TUNNEL_GONE       "gone" /* the field's value in a 404: there is no such tunnel (any more) */
#define TUNNEL_MEDIA_TYPE "application/octet-stream"

enum tunnel_verb {
	TUNNEL_NONE,
	TUNNEL_OPEN,   /* POST /tunnel/open: without a body; fine again */
	TUNNEL_UP,     /* POST /tunnel/up: the body is the stream from `up` on */
	TUNNEL_STREAM, /* GET /tunnel/stream: an answer that goes on while there is news */
	TUNNEL_POLL,   /* GET /tunnel/poll: an answer with a length, as soon as there is news */
	TUNNEL_VERBS
};

enum { TUNNEL_AGAIN = 1 /* send again from `down` on */, TUNNEL_LAST = 2 /* nothing follows this body */ };

struct tunnel_ask {
	enum tunnel_verb verb;
	uint8_t id[TUNNEL_ID_BYTES];
	uint32_t number; /* of the request, counted by the client; the answer repeats it */
	uint64_t up;     /* where the body begins in the stream up */
	uint64_t down;   /* all before it of the stream down has been read */
	uint8_t flags;
};

/* Whether a target is the tunnel's to answer, and not a page's. */
bool tunnel_is_target(struct bytes target);

/* Reads a request. RESULT_BAD_FRAME: it is none of the four, or method, target, field, length or offsets make
 * no sense. RESULT_TOO_LARGE: its body. RESULT_UNSUPPORTED: its body has no length. *out only on RESULT_OK.
 */
enum result tunnel_ask_decode(const struct http_head *head, struct tunnel_ask *out);

/* Appends the target with a query that no request before had, so that no cache answers: the number and
 * `salt`. */
void tunnel_target_encode(const struct tunnel_ask *ask, uint32_t salt, struct writer *to);

/* Appends the field's value. */
void tunnel_field_encode(const struct tunnel_ask *ask, struct writer *to);

/* GET or POST. Static. */
const char *tunnel_method(enum tunnel_verb verb);

enum tunnel_block_kind {
	TUNNEL_BLOCK_NONE,
	TUNNEL_BLOCK_START, /* the first of each answer */
	TUNNEL_BLOCK_DATA,  /* of the stream down */
	TUNNEL_BLOCK_IDLE,  /* nothing: keeps what is on the way from closing */
	TUNNEL_BLOCK_LAST,  /* nothing more comes in this answer; it ends at `place` of the stream */
	TUNNEL_BLOCK_END,   /* the stream itself ends at `place` */
};

struct tunnel_start {
	uint32_t number; /* of the request */
	uint64_t down;   /* where the answer's data begins; in an answer to a POST: how far was sent so far */
	uint64_t up;     /* how far the stream up is there without a gap */
};

/* Appends one block. */
void tunnel_start_encode(const struct tunnel_start *start, struct writer *to);
void tunnel_place_encode(enum tunnel_block_kind kind, uint64_t place, struct writer *to); /* LAST, END. */
void tunnel_header_encode(enum tunnel_block_kind kind, uint32_t size,
                          struct writer *to); /* Content follows. */

/* An answer that comes in pieces of any size. Zeroed is the begin of one. */
struct tunnel_reader {
	uint8_t kept[TUNNEL_BLOCK_HEADER_BYTES + TUNNEL_START_BYTES]; /* of a block that is not whole */
	size_t kept_bytes;
	uint32_t left_bytes; /* of the block whose content is passing by */
	bool is_data;        /* that block */
	bool has_start;
	bool is_bad;
};

struct tunnel_block {
	enum tunnel_block_kind kind;
	struct tunnel_start start;
	struct bytes data; /* a part of it, in place */
	uint64_t place;
};

/* The next news in *piece, which it moves on. RESULT_OK; RESULT_NEED_MORE: the piece is used up;
 * RESULT_BAD_FRAME: it is no answer of a tunnel, for good. */
enum result tunnel_reader_next(struct tunnel_reader *reader, struct bytes *piece, struct tunnel_block *out);

#endif
