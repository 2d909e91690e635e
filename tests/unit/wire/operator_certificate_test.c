/* Keys come from fixed seeds: a root, those that it delegates to, a stranger; and an operator. */
#include "support/unit.h"

#include "support/prefixes.h"
#include "wire/operator_certificate.h"

#include <sodium.h>
#include <string.h>

enum { NOW_S = 1800000000, DAY_S = 24 * 3600 };
enum { ROOT, LIST, OPERATORS, BOTH, STRANGER, OPERATOR, KEYS };

static uint8_t public_key[KEYS][32], secret_key[KEYS][64];
static struct server_list list;
static uint8_t memory[OPERATOR_CERTIFICATE_BYTES_MAX + 100];

static void delegate(int key, bool may_list, bool may_operators)
{
	struct server_list_delegate *one = &list.delegates[list.delegate_count++];
	*one = (struct server_list_delegate){
		.may_list = may_list, .may_operators = may_operators, .expires_s = NOW_S + 10 * DAY_S};
	memcpy(one->key, public_key[key], sizeof one->key);
}

static int set_up(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return -1;
	for (int i = 0; i < KEYS; i++) {
		const uint8_t seed[32] = {(uint8_t)(i + 1)};
		crypto_sign_seed_keypair(public_key[i], secret_key[i], seed);
	}
	list = (struct server_list){.fleet_id = {7, 7}};
	delegate(LIST, true, false);
	delegate(OPERATORS, false, true);
	delegate(BOTH, true, true);
	return 0;
}

static struct operator_certificate anna(void)
{
	struct operator_certificate certificate = {.fleet_id = {7, 7},
	                                           .issued_s = NOW_S,
	                                           .expires_s = NOW_S + DAY_S,
	                                           .name = "Anna Vögt",
	                                           .company = "Hafen-IT GmbH"};
	memcpy(certificate.operator_key, public_key[OPERATOR], 32);
	return certificate;
}

static struct bytes sign(const struct operator_certificate *certificate, int key)
{
	struct writer w = writer_into(memory, sizeof memory);
	operator_certificate_sign(certificate, secret_key[key], &w);
	assert_false(w.failed);
	return writer_bytes(&w);
}

static enum operator_trust trust_at(struct operator_certificate certificate, int key, int64_t now_s)
{
	struct operator_certificate read;
	assert_int_equal(operator_certificate_open(sign(&certificate, key), &read), RESULT_OK);
	return operator_certificate_trust(&read, &list, public_key[ROOT], now_s);
}

static void what_was_signed_is_read(void **state)
{
	struct operator_certificate certificate = anna(), read;
	(void)state;
	assert_int_equal(operator_certificate_open(sign(&certificate, LIST), &read), RESULT_OK);
	memcpy(certificate.signer, public_key[LIST], 32);
	assert_memory_equal(&read, &certificate, sizeof read);
}

/* The layout is on the wire: it may not change unseen. */
static void each_field_has_its_place(void **state)
{
	struct operator_certificate certificate = anna();
	(void)state;
	struct bytes bytes = sign(&certificate, LIST);
	assert_int_equal(bytes.size, 1 + 32 + 8 + 8 + 8 + 1 + 10 + 1 + 13 + 32 + 64);
	assert_int_equal(bytes.data[0], 1);
	assert_memory_equal(bytes.data + 1, public_key[OPERATOR], 32);
	assert_memory_equal(bytes.data + 33, certificate.fleet_id, 8);
	assert_memory_equal(bytes.data + 41, "\0\0\0\0\x6b\x49\xd2\0", 8);
	assert_memory_equal(bytes.data + 57,
	                    "\x0a"
	                    "Anna V\xc3\xb6gt"
	                    "\x0dHafen-IT GmbH",
	                    25);
	assert_memory_equal(bytes.data + 82, public_key[LIST], 32);
	/* Signed: a domain, then all before the signature. */
	uint8_t what[512] = "lotse-operator-1\n";
	memcpy(what + 17, bytes.data, 114);
	assert_int_equal(crypto_sign_verify_detached(bytes.data + 114, what, 17 + 114, public_key[LIST]), 0);
}

static bool opens(void *context, struct bytes input)
{
	struct operator_certificate read;
	(void)context;
	return operator_certificate_open(input, &read) == RESULT_OK;
}

static void beginning_of_one_is_none(void **state)
{
	struct operator_certificate certificate = anna();
	(void)state;
	struct bytes bytes = sign(&certificate, LIST);
	assert_true(prefixes_whole_is_accepted(bytes, opens, NULL));
	assert_int_equal(prefixes_accepted(bytes, opens, NULL), 0);
}

static void changed_byte_is_noticed(void **state)
{
	struct operator_certificate certificate = anna(), read;
	(void)state;
	struct bytes bytes = sign(&certificate, LIST);
	for (size_t i = 0; i < bytes.size; i++) {
		memory[i] ^= 1;
		assert_int_not_equal(operator_certificate_open(bytes, &read), RESULT_OK);
		memory[i] ^= 1;
	}
	memory[bytes.size] = 0;
	bytes.size++;
	assert_int_equal(operator_certificate_open(bytes, &read), RESULT_BAD_FRAME);
}

static void names_that_could_deceive_are_not_signed(void **state)
{
	static const char *const names[] = {"",
	                                    " Anna",
	                                    "An\nna",
	                                    "\xe2\x80\xae"
	                                    "anna",
	                                    "A\xff",
	                                    "a\x7f"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct operator_certificate certificate = anna();
		struct writer w = writer_into(memory, sizeof memory);
		memset(certificate.name, 0, sizeof certificate.name);
		strcpy(certificate.name, names[i]);
		operator_certificate_sign(&certificate, secret_key[LIST], &w);
		assert_true(w.failed);
	}
}

static void times_that_make_no_sense_are_refused(void **state)
{
	struct operator_certificate read;
	const int64_t times[][2] = {{0, 5}, {-5, 5}, {5, 5}, {6, 5}, {5, INT64_MAX}};
	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct operator_certificate certificate = anna();
		certificate.issued_s = times[i][0];
		certificate.expires_s = times[i][1];
		assert_int_equal(operator_certificate_open(sign(&certificate, LIST), &read), RESULT_BAD_FRAME);
	}
}

static void trust_depends_on_who_has_signed(void **state)
{
	(void)state;
	assert_int_equal(trust_at(anna(), ROOT, NOW_S), OPERATOR_OF_RELAY);
	assert_int_equal(trust_at(anna(), LIST, NOW_S), OPERATOR_OF_RELAY);
	assert_int_equal(trust_at(anna(), OPERATORS, NOW_S), OPERATOR_OF_COMPANY);
	assert_int_equal(trust_at(anna(), BOTH, NOW_S), OPERATOR_OF_RELAY); /* a relay has that key */
	assert_int_equal(trust_at(anna(), STRANGER, NOW_S), OPERATOR_UNVERIFIED);
	assert_int_equal(trust_at(anna(), OPERATOR, NOW_S), OPERATOR_UNVERIFIED); /* himself */
}

static void trust_ends_with_certificate_delegation_and_fleet(void **state)
{
	struct operator_certificate certificate = anna();
	(void)state;
	assert_int_equal(trust_at(anna(), LIST, NOW_S + DAY_S - 1), OPERATOR_OF_RELAY);
	assert_int_equal(trust_at(anna(), LIST, NOW_S + DAY_S), OPERATOR_UNVERIFIED);
	assert_int_equal(trust_at(anna(), LIST, NOW_S - 601), OPERATOR_UNVERIFIED); /* not issued yet */
	certificate.expires_s++;                                                    /* a relay speaks for a day */
	assert_int_equal(trust_at(certificate, LIST, NOW_S), OPERATOR_UNVERIFIED);
	assert_int_equal(trust_at(certificate, ROOT, NOW_S), OPERATOR_UNVERIFIED);
	assert_int_equal(trust_at(certificate, OPERATORS, NOW_S), OPERATOR_OF_COMPANY);
	certificate.expires_s = NOW_S + 30 * DAY_S;
	assert_int_equal(trust_at(certificate, OPERATORS, NOW_S + 10 * DAY_S - 1), OPERATOR_OF_COMPANY);
	assert_int_equal(trust_at(certificate, OPERATORS, NOW_S + 10 * DAY_S), OPERATOR_UNVERIFIED);
	certificate = anna();
	certificate.fleet_id[0] = 8;
	assert_int_equal(trust_at(certificate, ROOT, NOW_S), OPERATOR_UNVERIFIED);
}

static void proof_is_bound_to_the_channel(void **state)
{
	uint8_t first[OPERATOR_PROOF_BYTES_MAX], second[OPERATOR_PROOF_BYTES_MAX];
	const uint8_t exporters[2][OPERATOR_EXPORTER_BYTES] = {{1}, {2}};
	struct writer a = writer_into(first, sizeof first), b = writer_into(second, sizeof second);
	(void)state;
	operator_certificate_proof(exporters[0], &a);
	operator_certificate_proof(exporters[1], &b);
	assert_false(bytes_are_equal(writer_bytes(&a), writer_bytes(&b)));
	assert_int_equal(a.size, 23 + OPERATOR_EXPORTER_BYTES);
	assert_memory_equal(first, "lotse-operator-proof-1\n", 23);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_signed_is_read),
		cmocka_unit_test(each_field_has_its_place),
		cmocka_unit_test(beginning_of_one_is_none),
		cmocka_unit_test(changed_byte_is_noticed),
		cmocka_unit_test(names_that_could_deceive_are_not_signed),
		cmocka_unit_test(times_that_make_no_sense_are_refused),
		cmocka_unit_test(trust_depends_on_who_has_signed),
		cmocka_unit_test(trust_ends_with_certificate_delegation_and_fleet),
		cmocka_unit_test(proof_is_bound_to_the_channel),
	};
	return cmocka_run_group_tests(tests, set_up, NULL);
}
