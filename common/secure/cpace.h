/*
 * CPace (draft-irtf-cfrg-cpace-21), suite CPACE-RISTR255-SHA512, initiator and
 * responder: from a weak secret that both know to a strong key that nobody else
 * can have, at one guess a run.
 *
 * Earlier drafts have other strings and other vectors. The common point K never
 * leaves this file: whoever had it could search for the secret at leisure.
 * Pure: the caller brings the random bytes. Any thread.
 */
#ifndef LOTSE_SECURE_CPACE_H
#define LOTSE_SECURE_CPACE_H

#include "base/bytes.h"
#include "base/result.h"

enum {
	CPACE_POINT_BYTES = 32,
	CPACE_SCALAR_BYTES = 32,
	CPACE_HASH_BYTES = 64,
	CPACE_STRING_MAX_BYTES = 1024, /* of a generator string, an ISK input: ours have at most 500 */
};

/* What both must have alike before the first message. */
struct cpace_input {
	struct bytes secret;  /* PRS */
	struct bytes channel; /* CI */
	struct bytes session; /* sid */
};

/* What went over the line: shares and associated data of initiator (a) and responder (b). */
struct cpace_transcript {
	struct bytes share_a, data_a, share_b, data_b;
};

/* prepend_len: the length as LEB128, then the bytes. Several of them are the draft's lv_cat. */
void cpace_write_lv(struct writer *writer, struct bytes bytes);

/* generator_string of the draft's section on calculate_generator; fails (sticky) for lack of room. */
void cpace_write_generator_string(struct writer *writer, const struct cpace_input *input);

/* The generator g. RESULT_TOO_LARGE if the input is over CPACE_STRING_MAX_BYTES. */
enum result cpace_generator(const struct cpace_input *input, uint8_t generator[static CPACE_POINT_BYTES]);

/* sample_scalar: takes 32 random bytes, clears the bits from 252 up. */
void cpace_scalar(const uint8_t random[static CPACE_SCALAR_BYTES], uint8_t scalar[static CPACE_SCALAR_BYTES]);

/* The public share Y = scalar * generator. RESULT_NOT_OPENED if that is no point or the identity. */
enum result cpace_share(const uint8_t scalar[static CPACE_SCALAR_BYTES],
                        const uint8_t generator[static CPACE_POINT_BYTES],
                        uint8_t share[static CPACE_POINT_BYTES]);

/* The intermediate session key: both sides get the same one if their inputs were alike. `peer_share` is the
 * other's share as it came. RESULT_NOT_OPENED for a peer share that is no point or gives the identity
 * (scalar_mult_vfy); then isk is zeros. */
enum result cpace_isk(const uint8_t scalar[static CPACE_SCALAR_BYTES],
                      const uint8_t peer_share[static CPACE_POINT_BYTES], struct bytes session,
                      const struct cpace_transcript *transcript, uint8_t isk[static CPACE_HASH_BYTES]);

/* mac_key of the draft's key confirmation: SHA512("CPaceMac" || sid || ISK). */
void cpace_mac_key(struct bytes session, const uint8_t isk[static CPACE_HASH_BYTES],
                   uint8_t mac_key[static CPACE_HASH_BYTES]);

/* A confirmation tag: HMAC-SHA512(mac_key, lv_cat(share, data)) of its sender's own share and data. */
enum result cpace_tag(const uint8_t mac_key[static CPACE_HASH_BYTES], struct bytes share, struct bytes data,
                      uint8_t tag[static CPACE_HASH_BYTES]);

/* sid_output_ir: a public name of the run, the same at both ends: SHA512("CPaceSidOutput" || transcript_ir).
 */
enum result cpace_sid_output(const struct cpace_transcript *transcript, uint8_t sid[static CPACE_HASH_BYTES]);

#endif
