/*
 * The sealed channel of one pair: records in two classes, interactive and bulk,
 * each with keys and counters of its own per direction and strictly in order,
 * so that the relay may let interactive pass bulk and can do nothing else.
 *
 *     record on the wire   ciphertext || tag 16
 *     plaintext            body || type u8, not 0 || zeros (interactive: to a step of 32 bytes)
 *     nonce                iv XOR (0^4 || seq u64); seq from 0 per epoch, never sent
 *     additional data      kind u8 || lane u8 || epoch u32 (kind: the class, as in the frame's header)
 *
 * It exists only out of a finished handshake: there is no unsealed way. The
 * first record that does not open ends it for good; go to resume.h then.
 * Pure: time is an argument. One thread (net). One block of secrets.
 */
#ifndef LOTSE_SECURE_CHANNEL_H
#define LOTSE_SECURE_CHANNEL_H

#include "secure/aead.h"
#include "secure/handshake.h"
#include "wire/frame.h"

enum {
	CHANNEL_BODY_MAX_BYTES = 65000,
	CHANNEL_RECORD_MAX_BYTES = 65040, /* such a body with type and padding, and the tag */
	CHANNEL_PADDING_STEP_BYTES = 32,
	CHANNEL_EXPORTER_BYTES = 32,
	CHANNEL_CHECK_CODE_BYTES = 13, /* 12 digits and NUL */
};

enum channel_class {
	CHANNEL_INTERACTIVE = FRAME_INTERACTIVE,
	CHANNEL_BULK = FRAME_BULK,
};

/* What a body is. The callers' types are below 254; one that a reader does not know is skipped by it. */
enum record_type {
	RECORD_NONE,
	RECORD_MESSAGE = 1,      /* wire_Message */
	RECORD_INPUT = 2,        /* input_header.h */
	RECORD_PICTURE_ACK = 3,  /* picture_ack.h */
	RECORD_SIGN = 4,         /* nothing: the sender is there */
	RECORD_KEY_UPDATE = 254, /* the channel's own: the last record of its epoch */
	RECORD_FIN = 255,        /* the channel's own: the right end of this class and direction */
};

/* One record in the clear, on its way in or out. */
struct record {
	enum channel_class kind;
	uint8_t lane; /* as in the frame's header; 0 where lanes mean nothing */
	uint8_t type; /* enum record_type */
	struct bytes body;
};

/* Where sealed records go. `room` gives memory for one record of exactly this size, which the owner sends as
 * one frame of that kind and lane, in the order in which it was asked; NULL: no room now. */
struct channel_out {
	uint8_t *(*room)(void *context, enum channel_class kind, uint8_t lane, size_t size_bytes);
	void *context;
};

struct channel; /* opaque, one block of secrets */

/* Takes the keys out of a handshake that is HANDSHAKE_UP, once. RESULT_BAD_ARGUMENT: it is not, or they were
 * taken; RESULT_OUT_OF_MEMORY, RESULT_UNSUPPORTED (aead). *out only on RESULT_OK. The handshake may be
 * destroyed then. */
enum result channel_create(struct handshake *handshake, const struct aead *aead, int64_t now_ms,
                           struct channel **out);

/* Wipes and frees; fine with NULL. */
void channel_destroy(struct channel *channel);

/* Seals one record into `out`; where the key is due for a change, a KEY_UPDATE record goes before it, by
 * itself. RESULT_WOULD_BLOCK: no room, nothing is lost, try again; RESULT_TOO_LARGE: body;
 * RESULT_BAD_ARGUMENT: a type of the channel's own or no such class; RESULT_CLOSED: after channel_seal_end;
 * RESULT_NOT_OPENED: the channel is dead. */
enum result channel_seal(struct channel *channel, const struct record *record, int64_t now_ms,
                         const struct channel_out *out);

/* Seals FIN: nothing more comes in this class. An end without it is a loss. Results as channel_seal. */
enum result channel_seal_end(struct channel *channel, enum channel_class kind, int64_t now_ms,
                             const struct channel_out *out);

/* Changes the keys of classes that have rested past their time. Call it once a minute. Results as
 * channel_seal. */
enum result channel_refresh(struct channel *channel, int64_t now_ms, const struct channel_out *out);

/* Opens the next record of its class: `in` has class and lane as the frame had them, and the sealed bytes as
 * body. Writes at most in.body.size bytes to `to`, which may be in.body.data. out->body lies in `to`. A
 * record of type RECORD_KEY_UPDATE is not for the caller; RECORD_FIN is the right end of that class.
 * RESULT_NOT_OPENED for whatever reason: the channel is dead now. */
enum result channel_open(struct channel *channel, const struct record *in, uint8_t *to, struct record *out);

/* The same for a class of which a record of older keys may still come, since the handshake could overtake it:
 * as long as nothing of the class was opened, what does not open is RESULT_NEED_MORE and changes nothing. */
enum result channel_open_first(struct channel *channel, const struct record *in, uint8_t *to,
                               struct record *out);

/* A record of the peer has been opened: the peer has these keys. A number's seat locks then
 * (guess_number_take_seat), and an older resume secret goes (resume_confirm). */
bool channel_first_record_opened(const struct channel *channel);

/* A record did not open: nothing will any more. */
bool channel_is_dead(const struct channel *channel);

/* FIN of this class has come. */
bool channel_has_ended(const struct channel *channel, enum channel_class kind);

/* What the peer calls itself (handshake_peer_id). 16 bytes, the channel's. */
const uint8_t *channel_peer_id(const struct channel *channel);

/* 32 bytes that both ends and nobody else have, to sign: an operator's proof that he is on this very channel.
 */
const uint8_t *channel_exporter(const struct channel *channel);

/* The 12 digits that both people may compare, NUL-terminated, without groups. */
void channel_check_code(const struct channel *channel, char to[static CHANNEL_CHECK_CODE_BYTES]);

#endif
