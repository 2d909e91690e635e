/*
 * Who a support operator is, as somebody says who knows him (PROTOCOL.md 3.3): a
 * relay for a day, or his company for longer. He proves that it is his by
 * signing with the key in it. Nothing in it is secret. Pure; any thread.
 */
#ifndef LOTSE_WIRE_OPERATOR_CERTIFICATE_H
#define LOTSE_WIRE_OPERATOR_CERTIFICATE_H

#include "wire/server_list.h"

enum {
	OPERATOR_NAME_BYTES = 121, /* with NUL; of names and companies */
	OPERATOR_CERTIFICATE_BYTES_MAX = 400,
	OPERATOR_RELAY_LIFE_MAX_S = 24 * 3600,
	OPERATOR_COMPANY_LIFE_MAX_S = 400 * 24 * 3600,
	OPERATOR_CLOCK_OFF_S = 600, /* issued so far in the future is still believed */
	OPERATOR_EXPORTER_BYTES = 32,
	OPERATOR_PROOF_BYTES_MAX = 128,
};

struct operator_certificate {
	uint8_t operator_key[SERVER_LIST_KEY_BYTES]; /* Ed25519 */
	uint8_t fleet_id[SERVER_LIST_ID_BYTES];
	int64_t issued_s, expires_s;
	char name[OPERATOR_NAME_BYTES], company[OPERATOR_NAME_BYTES]; /* one line each, not empty */
	uint8_t signer[SERVER_LIST_KEY_BYTES];
};

/* What a certificate is worth to who reads it. */
enum operator_trust {
	OPERATOR_UNVERIFIED, /* nobody stands for him */
	OPERATOR_OF_RELAY,   /* whoever runs the relay says so */
	OPERATOR_OF_COMPANY, /* a key says so that the root made for operators and that no relay holds */
};

/* Writes it, signed with the signer's secret key; `signer` is filled in. Fails (sticky) for a name or a
 * company that is none, or lack of room. */
void operator_certificate_sign(const struct operator_certificate *certificate,
                               const uint8_t secret_key[static SERVER_LIST_SECRET_KEY_BYTES],
                               struct writer *to);

/* RESULT_BAD_FRAME: it is none. RESULT_NOT_OPENED: the signature is not its signer's. Whether that one may
 * say so: operator_certificate_trust. *out only on RESULT_OK. */
enum result operator_certificate_open(struct bytes bytes, struct operator_certificate *out);

/* Who stands for it by this list, whose delegates the root has signed. */
enum operator_trust operator_certificate_trust(const struct operator_certificate *certificate,
                                               const struct server_list *list,
                                               const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                                               int64_t now_s);

/* What the operator signs so that his customer knows that he, and not somebody with a copy of his
 * certificate, is at the other end of their channel: by what that channel alone gives out
 * (channel_exporter). At most OPERATOR_PROOF_BYTES_MAX. */
void operator_certificate_proof(const uint8_t exporter[static OPERATOR_EXPORTER_BYTES], struct writer *to);

#endif
