#include "session/operator.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

void operator_sign_open(struct participant *p, const struct meeting *meeting, wire_Open *open)
{
	uint8_t memory[CONTROL_SIGNED_OPEN_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	struct control_open_context context = {0};

	if (p->options.operator_key == NULL)
		return;
	open->operator_key.size = SERVER_LIST_KEY_BYTES;
	/* libsodium keeps the public half in the second half of a secret key. */
	memcpy(open->operator_key.bytes, p->options.operator_key + SERVER_LIST_KEY_BYTES, SERVER_LIST_KEY_BYTES);
	places_fleet_id(p->places, context.fleet_id);
	memcpy(context.relay_id, meeting->relay.id, sizeof context.relay_id);
	link_nonces(meeting->link, context.client_nonce, context.relay_nonce);
	control_signed_open(&context, open, &w);
	struct bytes what = writer_bytes(&w);
	open->signature.size = SERVER_LIST_SIGNATURE_BYTES;
	crypto_sign_detached(open->signature.bytes, NULL, what.data, what.size, p->options.operator_key);
}

void operator_take_certificate(struct participant *p, const wire_Certified *certified)
{
	struct operator_certificate certificate;
	struct bytes bytes = {certified->certificate.bytes, certified->certificate.size};

	if (p->options.operator_key == NULL || operator_certificate_open(bytes, &certificate) != RESULT_OK ||
	    memcmp(certificate.operator_key, p->options.operator_key + SERVER_LIST_KEY_BYTES,
	           SERVER_LIST_KEY_BYTES) != 0) {
		log_warn("session", "the relay has sent a certificate that is not ours");
		return;
	}
	memcpy(p->certificate, bytes.data, bytes.size);
	p->certificate_bytes = bytes.size;
}

void operator_introduce(const struct participant *p, const struct channel *channel, wire_Profile *profile)
{
	uint8_t memory[OPERATOR_PROOF_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	/* What his company says is worth more than what a relay says. */
	struct bytes certificate = p->options.operator_certificate;

	if (certificate.size == 0)
		certificate = (struct bytes){p->certificate, p->certificate_bytes};
	if (p->options.operator_key == NULL || certificate.size == 0 ||
	    certificate.size > sizeof profile->operator_certificate.bytes)
		return;
	operator_certificate_proof(channel_exporter(channel), &w);
	struct bytes what = writer_bytes(&w);
	profile->operator_certificate.size = (pb_size_t)certificate.size;
	memcpy(profile->operator_certificate.bytes, certificate.data, certificate.size);
	profile->operator_proof.size = SERVER_LIST_SIGNATURE_BYTES;
	crypto_sign_detached(profile->operator_proof.bytes, NULL, what.data, what.size, p->options.operator_key);
}

/* Whose word it is, if it is his certificate and he is at the other end. */
static enum operator_trust trust(const struct participant *p, const struct channel *channel,
                                 const wire_Profile *profile, struct operator_certificate *certificate)
{
	uint8_t memory[OPERATOR_PROOF_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	struct bytes bytes = {profile->operator_certificate.bytes, profile->operator_certificate.size};

	if (channel == NULL || profile->operator_proof.size != SERVER_LIST_SIGNATURE_BYTES ||
	    operator_certificate_open(bytes, certificate) != RESULT_OK)
		return OPERATOR_UNVERIFIED;
	operator_certificate_proof(channel_exporter(channel), &w);
	struct bytes what = writer_bytes(&w);
	if (crypto_sign_verify_detached(profile->operator_proof.bytes, what.data, what.size,
	                                certificate->operator_key) != 0)
		return OPERATOR_UNVERIFIED;
	return places_trust(p->places, certificate, clock_wall_s());
}

void operator_judge(struct participant *p, const struct person *master, const wire_Profile *profile)
{
	struct operator_certificate certificate;
	struct operator_seen *seen = &p->operator_seen;

	seen->trust = trust(p, master->pair != NULL ? pair_channel(master->pair) : NULL, profile, &certificate);
	/* A root key that did not come with the program is somebody's who may be anybody. */
	if (seen->trust == OPERATOR_OF_COMPANY && !p->options.trusts_company)
		seen->trust = OPERATOR_OF_RELAY;
	if (seen->trust != OPERATOR_UNVERIFIED) {
		snprintf(seen->name, sizeof seen->name, "%s", certificate.name);
		snprintf(seen->company, sizeof seen->company, "%s", certificate.company);
	}
	if (seen->trust == OPERATOR_OF_COMPANY) {
		seen->must_type = false;
		secret_wipe(seen->number_end, sizeof seen->number_end);
	}
}

void operator_begin(struct participant *p, const struct number *number, bool is_link)
{
	size_t length = strlen(number->digits);

	p->operator_seen = (struct operator_seen){.must_type = is_link};
	if (is_link && length >= OPERATOR_TYPED_DIGITS)
		snprintf(p->operator_seen.number_end, sizeof p->operator_seen.number_end, "%s",
		         number->digits + length - OPERATOR_TYPED_DIGITS);
}

bool operator_typed(struct participant *p, const char *text)
{
	struct operator_seen *seen = &p->operator_seen;
	char typed[OPERATOR_TYPED_DIGITS + 1] = "";
	size_t count = 0;

	for (; *text && count <= OPERATOR_TYPED_DIGITS; text++) {
		if (*text < '0' || *text > '9')
			continue;
		if (count < OPERATOR_TYPED_DIGITS)
			typed[count] = *text;
		count++;
	}
	bool is_right = seen->must_type && count == OPERATOR_TYPED_DIGITS &&
	                sodium_memcmp(typed, seen->number_end, OPERATOR_TYPED_DIGITS) == 0;
	secret_wipe(typed, sizeof typed);
	secret_wipe(seen->number_end, sizeof seen->number_end);
	seen->must_type = !is_right;
	return is_right;
}

bool operator_is_hidden(const struct participant *p)
{
	return p->options.role == PARTICIPANT_CLIENT && p->operator_seen.must_type;
}

void operator_describe(const struct participant *p, struct participant_state *out)
{
	const struct operator_seen *seen = &p->operator_seen;

	out->must_type_digits = p->phase == PHASE_ASKED && operator_is_hidden(p);
	if (operator_is_hidden(p))
		return;
	out->operator_trust = seen->trust;
	memcpy(out->operator_name, seen->name, sizeof out->operator_name);
	memcpy(out->operator_company, seen->company, sizeof out->operator_company);
}
