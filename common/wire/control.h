/*
 * What a program and the relay say to each other: payload of FRAME_CONTROL,
 * a wire_Control of lotse.proto (PROTOCOL.md 3). Pure; any thread.
 */
#ifndef LOTSE_WIRE_CONTROL_H
#define LOTSE_WIRE_CONTROL_H

#include "base/bytes.h"
#include "base/result.h"

#include "wire/lotse.pb.h"

enum {
	CONTROL_VERSION = 1,
	CONTROL_FLOOR = 1,
	CONTROL_NONCE_BYTES = 16,
	CONTROL_RELAY_ID_BYTES = 8,
	CONTROL_RENDEZVOUS_BYTES = 16,
	CONTROL_SIGNED_OPEN_BYTES_MAX = 448,
};

/* A whole frame, header included, into `to`. It fails (sticky, in the writer) only for lack of room. */
void control_encode(const wire_Control *control, struct writer *to);

/* The payload of a control frame. RESULT_BAD_FRAME: not a Control, a field over its bound, or none that we
 * know. *out only on RESULT_OK. */
enum result control_decode(struct bytes payload, wire_Control *out);

/* LogFields as they are sealed in Open. */
void control_encode_log_fields(const wire_LogFields *fields, struct writer *to);

/* The opposite, for the keeper. RESULT_BAD_FRAME. */
enum result control_decode_log_fields(struct bytes bytes, wire_LogFields *out);

/* What an operator's signature is bound to besides Open itself. */
struct control_open_context {
	uint8_t fleet_id[8];
	uint8_t relay_id[CONTROL_RELAY_ID_BYTES];
	uint8_t client_nonce[CONTROL_NONCE_BYTES], relay_nonce[CONTROL_NONCE_BYTES]; /* of the two Hellos */
};

/* What is signed by an operator's key (PROTOCOL.md 3.2): domain, fleet id, relay id, both nonces, then
 * operator key and sealed fields, each behind its length. At most CONTROL_SIGNED_OPEN_BYTES_MAX. */
void control_signed_open(const struct control_open_context *context, const wire_Open *open,
                         struct writer *to);

#endif
