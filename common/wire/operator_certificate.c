#include "wire/operator_certificate.h"

#include "wire/person_name.h"
#include "wire/plain_text.h"

#include <sodium.h>
#include <string.h>

enum { VERSION = 1 };

static const char domain[] = "lotse-operator-1\n";
static const char proof_domain[] = "lotse-operator-proof-1\n";

static bool is_name(const char *text, size_t room)
{
	return plain_text_field_is_valid(text, room, PLAIN_TEXT_LINE) && person_name_is_clean(text);
}

static void write_name(struct writer *to, const char *text, size_t room)
{
	if (!is_name(text, room)) {
		to->failed = true;
		return;
	}
	write_u8(to, (uint8_t)strlen(text));
	write_bytes(to, bytes_of_text(text));
}

static void read_name(struct reader *from, char *to, size_t room)
{
	size_t size = read_u8(from);
	if (size >= room)
		from->failed = true;
	if (from->failed)
		return;
	memset(to, 0, room);
	read_copy(from, (uint8_t *)to, size);
	from->failed |= memchr(to, 0, size) != NULL || !is_name(to, room);
}

/* What is signed: the domain, then all that stands before the signature. */
static struct bytes signed_part(struct bytes body, uint8_t *memory, size_t room)
{
	struct writer w = writer_into(memory, room);
	write_bytes(&w, bytes_of_text(domain));
	write_bytes(&w, body);
	return writer_bytes(&w);
}

void operator_certificate_sign(const struct operator_certificate *certificate,
                               const uint8_t secret_key[static SERVER_LIST_SECRET_KEY_BYTES],
                               struct writer *to)
{
	uint8_t signature[SERVER_LIST_SIGNATURE_BYTES];
	uint8_t body[OPERATOR_CERTIFICATE_BYTES_MAX];
	uint8_t memory[OPERATOR_CERTIFICATE_BYTES_MAX + sizeof domain];
	struct writer w = writer_into(body, sizeof body - sizeof signature);
	write_u8(&w, VERSION);
	write_bytes(&w, (struct bytes){certificate->operator_key, sizeof certificate->operator_key});
	write_bytes(&w, (struct bytes){certificate->fleet_id, sizeof certificate->fleet_id});
	write_u64(&w, (uint64_t)certificate->issued_s);
	write_u64(&w, (uint64_t)certificate->expires_s);
	write_name(&w, certificate->name, sizeof certificate->name);
	write_name(&w, certificate->company, sizeof certificate->company);
	/* libsodium keeps the public half in the second half of a secret key. */
	write_bytes(&w, (struct bytes){secret_key + SERVER_LIST_KEY_BYTES, SERVER_LIST_KEY_BYTES});
	struct bytes what = signed_part(writer_bytes(&w), memory, sizeof memory);
	if (w.failed || crypto_sign_detached(signature, NULL, what.data, what.size, secret_key) != 0) {
		to->failed = true;
		return;
	}
	write_bytes(to, writer_bytes(&w));
	write_bytes(to, (struct bytes){signature, sizeof signature});
}

enum result operator_certificate_open(struct bytes bytes, struct operator_certificate *out)
{
	struct operator_certificate read = {0};
	uint8_t memory[OPERATOR_CERTIFICATE_BYTES_MAX + sizeof domain];
	struct reader r = reader_over(bytes);
	if (bytes.size > OPERATOR_CERTIFICATE_BYTES_MAX || read_u8(&r) != VERSION)
		return RESULT_BAD_FRAME;
	read_copy(&r, read.operator_key, sizeof read.operator_key);
	read_copy(&r, read.fleet_id, sizeof read.fleet_id);
	read.issued_s = (int64_t)read_u64(&r);
	read.expires_s = (int64_t)read_u64(&r);
	read_name(&r, read.name, sizeof read.name);
	read_name(&r, read.company, sizeof read.company);
	read_copy(&r, read.signer, sizeof read.signer);
	struct bytes signature = read_bytes(&r, SERVER_LIST_SIGNATURE_BYTES);
	/* Times that no clock shows would make sums overflow. */
	bool is_time = read.issued_s > 0 && read.expires_s > read.issued_s && read.expires_s < INT64_C(1) << 40;
	if (r.failed || r.left_bytes > 0 || !is_time)
		return RESULT_BAD_FRAME;
	struct bytes body = {bytes.data, bytes.size - signature.size};
	struct bytes what = signed_part(body, memory, sizeof memory);
	if (crypto_sign_verify_detached(signature.data, what.data, what.size, read.signer) != 0)
		return RESULT_NOT_OPENED;
	*out = read;
	return RESULT_OK;
}

static bool is_current(const struct operator_certificate *certificate, int64_t now_s, int64_t life_max_s)
{
	return certificate->issued_s <= now_s + OPERATOR_CLOCK_OFF_S && certificate->expires_s > now_s &&
	       certificate->expires_s - certificate->issued_s <= life_max_s;
}

enum operator_trust operator_certificate_trust(const struct operator_certificate *certificate,
                                               const struct server_list *list,
                                               const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                                               int64_t now_s)
{
	enum operator_trust trust = OPERATOR_UNVERIFIED;
	if (memcmp(certificate->fleet_id, list->fleet_id, sizeof list->fleet_id) != 0)
		return OPERATOR_UNVERIFIED;
	if (memcmp(certificate->signer, root_key, SERVER_LIST_KEY_BYTES) == 0)
		trust = OPERATOR_OF_RELAY;
	for (size_t i = 0; i < list->delegate_count && trust == OPERATOR_UNVERIFIED; i++) {
		const struct server_list_delegate *delegate = &list->delegates[i];
		if (delegate->expires_s <= now_s ||
		    memcmp(certificate->signer, delegate->key, sizeof delegate->key) != 0)
			continue;
		/* A key that also signs lists lies on a relay, whatever else it may. */
		if (delegate->may_list)
			trust = OPERATOR_OF_RELAY;
		else if (delegate->may_operators)
			trust = OPERATOR_OF_COMPANY;
	}
	int64_t life_max_s =
		trust == OPERATOR_OF_COMPANY ? OPERATOR_COMPANY_LIFE_MAX_S : OPERATOR_RELAY_LIFE_MAX_S;
	return is_current(certificate, now_s, life_max_s) ? trust : OPERATOR_UNVERIFIED;
}

void operator_certificate_proof(const uint8_t exporter[static OPERATOR_EXPORTER_BYTES], struct writer *to)
{
	write_bytes(to, bytes_of_text(proof_domain));
	write_bytes(to, (struct bytes){exporter, OPERATOR_EXPORTER_BYTES});
}
