/* What a keeper with an operators' file makes of an OPEN, from the file to the certificate. */
#include "support/unit.h"

#include "base/file.h"
#include "base/secret.h"
#include "relay/keeper.h"
#include "relay/keeper_operators.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NOW_S = 1800000000 };

static struct options options;
static struct keeper_setup setup;
static struct keeper_message ready;
static struct keeper *keeper;
static char path[OPTIONS_TEXT_BYTES + 16];
static uint8_t public_key[32], secret_key[64];
static struct control_open_context context;

static void write_operators(const char *text)
{
	assert_int_equal(file_write(path, bytes_of_text(text), false), RESULT_OK);
}

static void write_anna(void)
{
	char digits[65], text[256];
	sodium_bin2hex(digits, sizeof digits, public_key, sizeof public_key);
	snprintf(text, sizeof text, "Anna Vogt | Hafen-IT GmbH | %s\n", digits);
	write_operators(text);
}

static int set_up(void **state)
{
	const uint8_t seed[32] = {42};
	(void)state;
	options_init(&options);
	setup = (struct keeper_setup){.options = &options, .folder = "/tmp/lotse-keeper.XXXXXX"};
	assert_non_null(mkdtemp(setup.folder));
	snprintf(path, sizeof path, "%s.operators", setup.folder);
	crypto_sign_seed_keypair(public_key, secret_key, seed);
	write_anna();
	snprintf(options.operators, sizeof options.operators, "%.255s", path);
	keeper = keeper_create(&setup);
	assert_non_null(keeper);
	assert_int_equal(keeper_introduce(keeper, &ready), RESULT_OK);
	memset(context.client_nonce, 1, sizeof context.client_nonce);
	memset(context.relay_nonce, 2, sizeof context.relay_nonce);
	memcpy(context.fleet_id, ready.fleet_id, sizeof context.fleet_id);
	memcpy(context.relay_id, ready.relay_id, sizeof context.relay_id);
	return 0;
}

static int tear_down(void **state)
{
	char command[OPTIONS_TEXT_BYTES + 16];
	(void)state;
	keeper_destroy(keeper);
	remove(path);
	snprintf(command, sizeof command, "rm -rf %.24s", setup.folder);
	return system(command); // NOLINT(cert-env33-c): a folder of the test's own
}

static wire_Open signed_open(void)
{
	wire_Open open = wire_Open_init_zero;
	uint8_t memory[CONTROL_SIGNED_OPEN_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	open.operator_key.size = 32;
	memcpy(open.operator_key.bytes, public_key, 32);
	control_signed_open(&context, &open, &w);
	open.signature.size = 64;
	crypto_sign_detached(open.signature.bytes, NULL, memory, w.size, secret_key);
	return open;
}

static struct keeper_message answer_to(const wire_Open *open)
{
	struct keeper_message in = {.worker = 1, .ticket = 2}, out;
	keeper_open_pack(&context, open, &in);
	assert_true(keeper_answer(keeper, &in, NOW_S, &out));
	assert_int_equal(out.ticket, 2);
	return out;
}

static void operator_in_the_file_gets_number_and_certificate(void **state)
{
	wire_Open open = signed_open();
	struct operator_certificate certificate;
	(void)state;
	struct keeper_message out = answer_to(&open);
	assert_int_equal(out.kind, KEEPER_OPENED);
	assert_int_equal(operator_certificate_open((struct bytes){out.bytes, out.size}, &certificate), RESULT_OK);
	assert_string_equal(certificate.name, "Anna Vogt");
	assert_string_equal(certificate.company, "Hafen-IT GmbH");
	assert_memory_equal(certificate.operator_key, public_key, 32);
	assert_memory_equal(certificate.signer, ready.root_key, 32);
	assert_memory_equal(certificate.fleet_id, ready.fleet_id, 8);
	assert_int_equal(certificate.issued_s, NOW_S);
	assert_int_equal(certificate.expires_s, NOW_S + 24 * 3600);
}

static void denied(const wire_Open *open)
{
	struct keeper_message out = answer_to(open);
	assert_int_equal(out.kind, KEEPER_DENIED);
	assert_int_equal(out.route, 0);
	assert_int_equal(out.log_id, 1);
	assert_int_equal(out.size, 0);
}

static void who_signs_nothing_is_denied(void **state)
{
	wire_Open open = wire_Open_init_zero;
	(void)state;
	denied(&open);
}

static void signature_of_something_else_is_denied(void **state)
{
	wire_Open open = signed_open();
	uint8_t *const bound[] = {context.client_nonce, context.relay_nonce, context.relay_id, context.fleet_id};
	(void)state;
	for (size_t i = 0; i < sizeof bound / sizeof *bound; i++) {
		bound[i][0] ^= 1;
		wire_Open other = signed_open();
		bound[i][0] ^= 1;
		denied(&other);
	}
	open.signature.bytes[5] ^= 1;
	denied(&open);
	open = signed_open();
	open.private_fields.size = 1; /* not what was signed */
	denied(&open);
}

static void key_that_is_not_in_the_file_is_denied(void **state)
{
	(void)state;
	public_key[0] ^= 1;
	wire_Open open = signed_open();
	public_key[0] ^= 1;
	denied(&open);
}

static void who_is_taken_out_is_no_operator_after_the_reload(void **state)
{
	struct keeper_operators operators;
	const struct operator_line *line;
	wire_Open open = signed_open();
	(void)state;
	assert_true(keeper_operators_open(&operators, path));
	assert_true(keeper_operators_allow(&operators, &context, &open, &line));
	assert_string_equal(line->name, "Anna Vogt");
	write_operators("nonsense\n");
	keeper_operators_reload(&operators, path); /* all stays as it was */
	assert_true(keeper_operators_allow(&operators, &context, &open, &line));
	keeper_operators_reload(&operators, ""); /* so it does where the line about the file is lost */
	assert_true(operators.is_asked);
	write_operators("# nobody\n");
	keeper_operators_reload(&operators, path);
	assert_false(keeper_operators_allow(&operators, &context, &open, &line));
	assert_null(line);
	keeper_operators_close(&operators);
}

static void without_a_file_anybody_may_and_nobody_is_certified(void **state)
{
	wire_Open open = signed_open();
	struct keeper_operators operators;
	const struct operator_line *line;
	(void)state;
	assert_true(keeper_operators_open(&operators, ""));
	assert_true(keeper_operators_allow(&operators, &context, &open, &line));
	assert_null(line);
	keeper_operators_close(&operators);
}

static void relay_does_not_start_with_a_file_that_is_wrong(void **state)
{
	struct keeper_operators operators;
	(void)state;
	write_operators("Anna\n");
	assert_false(keeper_operators_open(&operators, path));
	assert_false(keeper_operators_open(&operators, "/nowhere/operators"));
}

static void what_is_packed_for_the_keeper_is_unpacked_as_the_same(void **state)
{
	wire_Open open = signed_open(), again;
	struct control_open_context nonces = {0};
	struct keeper_message message = {0};
	(void)state;
	open.private_fields.size = sizeof open.private_fields.bytes;
	memset(open.private_fields.bytes, 9, sizeof open.private_fields.bytes);
	keeper_open_pack(&context, &open, &message);
	assert_int_equal(keeper_open_unpack(&message, &nonces, &again), RESULT_OK);
	assert_memory_equal(&again, &open, sizeof open);
	assert_memory_equal(nonces.client_nonce, context.client_nonce, 16);
	assert_memory_equal(nonces.relay_nonce, context.relay_nonce, 16);
	message.size++;
	assert_int_equal(keeper_open_unpack(&message, &nonces, &again), RESULT_BAD_FRAME);
	message.size = 63; /* shorter than its signature */
	assert_int_equal(keeper_open_unpack(&message, &nonces, &again), RESULT_BAD_FRAME);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(operator_in_the_file_gets_number_and_certificate),
		HERE(who_signs_nothing_is_denied),
		HERE(signature_of_something_else_is_denied),
		HERE(key_that_is_not_in_the_file_is_denied),
		HERE(who_is_taken_out_is_no_operator_after_the_reload),
		HERE(without_a_file_anybody_may_and_nobody_is_certified),
		HERE(relay_does_not_start_with_a_file_that_is_wrong),
		HERE(what_is_packed_for_the_keeper_is_unpacked_as_the_same),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
