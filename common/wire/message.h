/*
 * What participants say to each other under a pairwise channel's seal: a
 * wire_Message of lotse.proto (PROTOCOL.md 5). Pure; any thread.
 */
#ifndef LOTSE_WIRE_MESSAGE_H
#define LOTSE_WIRE_MESSAGE_H

#include "base/bytes.h"
#include "base/result.h"

#include "wire/lotse.pb.h"

enum {
	MESSAGE_BYTES_MAX = 24000, /* of one, encoded: a Profile with its notice, a full roster */
	MESSAGE_NOTICE_BYTES_MAX = 16384,
	MESSAGE_CHAT_BYTES_MAX = 2000,
	MESSAGE_CLIP_PIECE_BYTES = 4000,
	MESSAGE_CLIP_BYTES_MAX = 1000 * 1000,
};

/* Bits of a Profile's and a RosterEntry's capabilities: what that one understands. */
enum {
	MESSAGE_KNOWS_CONTEXT = 1,                    /* TILES of codecs 2 and 4 */
	MESSAGE_CAPABILITIES = MESSAGE_KNOWS_CONTEXT, /* ours */
};

/* Encoded, without length. It fails (sticky) only for lack of room. */
void message_encode(const wire_Message *message, struct writer *to);

/* RESULT_BAD_FRAME: not a Message, or a field over its bound. A message of a kind that we do not know is
 * RESULT_OK with which_what 0, to be skipped. Strings are valid UTF-8 without control or direction characters
 * (a notice may have line ends). *out only on RESULT_OK. */
enum result message_decode(struct bytes bytes, wire_Message *out);

#endif
