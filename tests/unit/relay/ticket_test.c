/* Tickets: what was sealed comes out, and nothing else opens. */
#include "support/unit.h"

#include "relay/ticket.h"
#include "support/guarded.h"

#include "base/secret.h"

#include <sodium.h>
#include <string.h>

enum { NOW_S = 1000000, NONCE_BYTES = 24, PLAIN_BYTES = 56 };

static const uint8_t key[TICKET_KEY_BYTES] = {1, 2, 3};
static const struct ticket example = {
	.session = {0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE,
                0xAF},
	.run = 0xB0B1B2B3,
	.peer = 0xC0C1,
	.next_peer = 0xD0D1,
	.is_master = true,
	.route_count = 2,
	.routes = {12345, 0x123456},
	.expires_s = NOW_S + 1,
};

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

static enum result open_sealed(const uint8_t *sealed, size_t size, int64_t now_s, struct ticket *out)
{
	uint8_t *guarded = guarded_copy((struct bytes){sealed, size});
	enum result result = ticket_open((struct bytes){guarded, size}, key, now_s, out);
	guarded_free(guarded);
	return result;
}

static void ticket_comes_out_as_it_went_in(void **state)
{
	uint8_t sealed[TICKET_BYTES];
	struct ticket out;
	(void)state;
	ticket_seal(&example, key, sealed);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_OK);
	assert_memory_equal(out.session, example.session, sizeof out.session);
	assert_int_equal(out.run, example.run);
	assert_int_equal(out.peer, example.peer);
	assert_int_equal(out.next_peer, example.next_peer);
	assert_true(out.is_master);
	assert_int_equal(out.route_count, 2);
	assert_int_equal(out.routes[0], 12345);
	assert_int_equal(out.routes[1], 0x123456);
	assert_int_equal(out.expires_s, NOW_S + 1);
}

/* What lies inside, byte by byte. */
static void fields_lie_where_the_header_says(void **state)
{
	/* clang-format off */
	static const uint8_t expected[PLAIN_BYTES] = {
		0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, /* session */
		0xB0, 0xB1, 0xB2, 0xB3,       /* run */
		0x82,                         /* the master's, two routes */
		0xC0, 0xC1,                   /* peer */
		0xD0, 0xD1,                   /* next peer */
		0x00, 0x0F, 0x42, 0x41,       /* expiry */
		0x00, 0x30, 0x39,             /* 12345 */
		0x12, 0x34, 0x56,
		0,
	};
	/* clang-format on */
	uint8_t sealed[TICKET_BYTES], plain[PLAIN_BYTES];
	(void)state;
	ticket_seal(&example, key, sealed);
	assert_int_equal(crypto_aead_xchacha20poly1305_ietf_decrypt(
						 plain, NULL, NULL, sealed + NONCE_BYTES, sizeof sealed - NONCE_BYTES,
						 (const uint8_t *)"lotse-ticket-1\n", 15, sealed, key),
	                 0);
	assert_memory_equal(plain, expected, sizeof plain);
}

static void longest_list_of_routes_fits(void **state)
{
	struct ticket in = example, out;
	uint8_t sealed[TICKET_BYTES];
	(void)state;
	in.is_master = false;
	in.route_count = TICKET_ROUTES_MAX;
	for (uint32_t i = 0; i < TICKET_ROUTES_MAX; i++)
		in.routes[i] = 9999990 + i;
	ticket_seal(&in, key, sealed);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_OK);
	assert_false(out.is_master);
	assert_int_equal(out.route_count, TICKET_ROUTES_MAX);
	assert_memory_equal(out.routes, in.routes, sizeof in.routes);
}

static void no_two_tickets_are_alike(void **state)
{
	uint8_t one[TICKET_BYTES], other[TICKET_BYTES];
	(void)state;
	ticket_seal(&example, key, one);
	ticket_seal(&example, key, other);
	for (int i = 0; i < TICKET_BYTES; i += 8)
		assert_memory_not_equal(one + i, other + i, 8);
}

static void ticket_opens_until_its_time_is_over(void **state)
{
	uint8_t sealed[TICKET_BYTES];
	struct ticket out = {.peer = 99};
	(void)state;
	ticket_seal(&example, key, sealed);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S + 1, &out), RESULT_NOT_OPENED);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S + 100000, &out), RESULT_NOT_OPENED);
	assert_int_equal(out.peer, 99); /* untouched */
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_OK);
}

static void no_changed_bit_opens(void **state)
{
	uint8_t sealed[TICKET_BYTES];
	struct ticket out;
	(void)state;
	ticket_seal(&example, key, sealed);
	for (int bit = 0; bit < TICKET_BYTES * 8; bit++) {
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_NOT_OPENED);
		sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_OK);
}

static void no_prefix_opens_and_nothing_longer(void **state)
{
	uint8_t sealed[TICKET_BYTES + 1] = {0};
	struct ticket out;
	(void)state;
	ticket_seal(&example, key, sealed);
	for (size_t size = 0; size <= sizeof sealed; size++)
		assert_int_equal(open_sealed(sealed, size, NOW_S, &out),
		                 size == TICKET_BYTES ? RESULT_OK : RESULT_NOT_OPENED);
}

static void another_relays_ticket_does_not_open(void **state)
{
	static const uint8_t other_key[TICKET_KEY_BYTES] = {1, 2, 4};
	uint8_t sealed[TICKET_BYTES];
	struct ticket out;
	(void)state;
	ticket_seal(&example, other_key, sealed);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_NOT_OPENED);
}

static void ticket_for_nobody_does_not_open(void **state)
{
	struct ticket in = example, out;
	uint8_t sealed[TICKET_BYTES];
	(void)state;
	in.peer = 0;
	ticket_seal(&in, key, sealed);
	assert_int_equal(open_sealed(sealed, sizeof sealed, NOW_S, &out), RESULT_NOT_OPENED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ticket_comes_out_as_it_went_in),
		cmocka_unit_test(fields_lie_where_the_header_says),
		cmocka_unit_test(longest_list_of_routes_fits),
		cmocka_unit_test(no_two_tickets_are_alike),
		cmocka_unit_test(ticket_opens_until_its_time_is_over),
		cmocka_unit_test(no_changed_bit_opens),
		cmocka_unit_test(no_prefix_opens_and_nothing_longer),
		cmocka_unit_test(another_relays_ticket_does_not_open),
		cmocka_unit_test(ticket_for_nobody_does_not_open),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
