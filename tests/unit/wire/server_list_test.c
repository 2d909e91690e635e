/*
 * Lists are made as text by hand (for the format), and by server_list_write (for
 * everything else), and signed with keys that come from fixed seeds: `root`, a
 * delegate, and a stranger.
 */
#include "support/unit.h"

#include "support/noise.h"
#include "support/prefixes.h"
#include "wire/server_list.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { NOW_S = 1800000000 };

struct key {
	uint8_t public[32], secret[64];
};
static struct key root, delegate_key, stranger;

static uint8_t memory[SERVER_LIST_BYTES_MAX + 100];

static int make_keys(void **state)
{
	static const uint8_t seeds[3][32] = {{1}, {2}, {3}};
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(root.public, root.secret, seeds[0]) ||
	       crypto_sign_seed_keypair(delegate_key.public, delegate_key.secret, seeds[1]) ||
	       crypto_sign_seed_keypair(stranger.public, stranger.secret, seeds[2]);
}

static struct server_list example(void)
{
	struct server_list list = {
		.fleet_id = {1, 2, 3, 4, 5, 6, 7, 8}, .issued_s = NOW_S - 60, .expires_s = NOW_S + 3600};
	list.relay_count = 2;
	list.relays[0] = (struct server_list_relay){.id = {0xAA},
	                                            .seal_key = {0xBB},
	                                            .host = "relay1.example",
	                                            .region = "eu-1",
	                                            .raw_port = 5000,
	                                            .https_port = 443,
	                                            .http_port = 80,
	                                            .pin = {0xCC},
	                                            .has_pin = true,
	                                            .prefix_first = 0,
	                                            .prefix_last = 49,
	                                            .has_prefix = true,
	                                            .weight = 10};
	list.relays[1] =
		(struct server_list_relay){.id = {0xAB}, .seal_key = {0xBD}, .raw_port = 5000, .weight = 0};
	return list;
}

static void delegate(struct server_list *list, bool may_list, bool may_operators, int64_t expires_s,
                     const struct key *by)
{
	struct server_list_delegate *added = &list->delegates[list->delegate_count++];
	*added = (struct server_list_delegate){
		.may_list = may_list, .may_operators = may_operators, .expires_s = expires_s};
	memcpy(added->key, delegate_key.public, 32);
	server_list_delegate_sign(added, list->fleet_id, by->secret);
}

/* In `memory`. */
static struct writer written(const struct server_list *list)
{
	struct writer w = writer_into(memory, sizeof memory);
	server_list_write(list, &w);
	assert_false(w.failed);
	return w;
}

static struct bytes signed_by(const struct server_list *list, const struct key *key)
{
	struct writer w = written(list);
	server_list_sign(&w, key->secret);
	assert_false(w.failed);
	return writer_bytes(&w);
}

static enum result judge(struct bytes text)
{
	struct server_list out;
	return server_list_open(text, root.public, NOW_S, &out);
}

static enum result judge_list(const struct server_list *list)
{
	return judge(signed_by(list, &root));
}

/* Signs lines that a test wrote itself. */
static enum result judge_lines(const char *lines)
{
	struct writer w = writer_into(memory, sizeof memory);
	write_bytes(&w, bytes_of_text(lines));
	server_list_sign(&w, root.secret);
	assert_false(w.failed);
	return judge(writer_bytes(&w));
}

#define HEAD  "lotse-list 1\nfleet 0102030405060708\nissued 1799999940\nexpires 1800003600\n"
#define RELAY "relay aa00000000000000\n"
#define SEAL  "seal bb00000000000000000000000000000000000000000000000000000000000000\n"

static const char expected[] =
	HEAD RELAY SEAL "host relay1.example\n"
					"region eu-1\n"
					"raw 5000\n"
					"https 443\n"
					"http 80\n"
					"pin cc00000000000000000000000000000000000000000000000000000000000000\n"
					"prefix 0 49\n"
					"weight 10\n"
					"relay ab00000000000000\n"
					"seal bd00000000000000000000000000000000000000000000000000000000000000\n"
					"raw 5000\n"
					"weight 0\n";

static void list_is_written_as_the_expected_lines(void **state)
{
	struct server_list list = example();
	struct writer w = written(&list);
	(void)state;
	assert_int_equal(w.size, sizeof expected - 1);
	assert_memory_equal(memory, expected, w.size);
}

static void signed_list_comes_back_field_by_field(void **state)
{
	struct server_list list = example(), out;
	(void)state;
	delegate(&list, true, true, NOW_S + 100, &root);
	assert_int_equal(server_list_open(signed_by(&list, &root), root.public, NOW_S, &out), RESULT_OK);
	assert_memory_equal(out.fleet_id, list.fleet_id, 8);
	assert_true(out.issued_s == list.issued_s && out.expires_s == list.expires_s);
	assert_int_equal(out.delegate_count, 1);
	assert_memory_equal(out.delegates[0].key, delegate_key.public, 32);
	assert_true(out.delegates[0].may_list && out.delegates[0].may_operators);
	assert_true(out.delegates[0].expires_s == NOW_S + 100);
	assert_int_equal(out.relay_count, 2);
	const struct server_list_relay *relay = &out.relays[0];
	assert_int_equal(relay->id[0], 0xAA);
	assert_int_equal(relay->seal_key[0], 0xBB);
	assert_string_equal(relay->host, "relay1.example");
	assert_string_equal(relay->region, "eu-1");
	assert_int_equal(relay->raw_port, 5000);
	assert_int_equal(relay->https_port, 443);
	assert_int_equal(relay->http_port, 80);
	assert_true(relay->has_pin && relay->pin[0] == 0xCC);
	assert_true(relay->has_prefix && relay->prefix_first == 0 && relay->prefix_last == 49);
	assert_int_equal(relay->weight, 10);
	assert_string_equal(out.relays[1].host, "");
	assert_false(out.relays[1].has_pin || out.relays[1].has_prefix);
	assert_int_equal(out.relays[1].https_port, 0);
	assert_int_equal(out.relays[1].weight, 0);
}

static void signature_is_over_domain_and_hash_of_the_lines(void **state)
{
	struct server_list list = example();
	struct bytes text = signed_by(&list, &root);
	uint8_t message[13 + 64], signature[64];
	const char *line = (const char *)text.data + sizeof expected - 1;
	(void)state;
	memcpy(message, "lotse-list-1\n", 13);
	crypto_hash_sha512(message + 13, text.data, sizeof expected - 1);
	assert_memory_equal(line, "signature ", 10);
	size_t size;
	assert_int_equal(sodium_hex2bin(signature, 64, line + 10 + 64 + 1, 128, NULL, &size, NULL), 0);
	assert_int_equal(crypto_sign_verify_detached(signature, message, sizeof message, root.public), 0);
}

static void unsigned_list_is_called_unsigned(void **state)
{
	struct server_list list = example();
	struct writer w = written(&list);
	(void)state;
	assert_int_equal(judge(writer_bytes(&w)), RESULT_LIST_UNSIGNED);
}

static void list_signed_by_a_stranger_is_called_foreign(void **state)
{
	struct server_list list = example();
	(void)state;
	assert_int_equal(judge(signed_by(&list, &stranger)), RESULT_LIST_FOREIGN);
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
}

static void list_out_of_its_time_is_called_expired(void **state)
{
	struct server_list list = example();
	(void)state;
	list.expires_s = NOW_S + 1;
	assert_int_equal(judge_list(&list), RESULT_OK);
	list.expires_s = NOW_S;
	assert_int_equal(judge_list(&list), RESULT_LIST_EXPIRED);
	list = example();
	list.issued_s = NOW_S + 600; /* a clock may be 10 min slow */
	assert_int_equal(judge_list(&list), RESULT_OK);
	list.issued_s = NOW_S + 601;
	assert_int_equal(judge_list(&list), RESULT_LIST_EXPIRED);
}

static void life_of_more_than_a_day_or_less_than_none_is_bad(void **state)
{
	struct server_list list = example();
	(void)state;
	list.issued_s = NOW_S;
	list.expires_s = NOW_S + 24 * 3600;
	assert_int_equal(judge_list(&list), RESULT_OK);
	list.expires_s++;
	assert_int_equal(judge_list(&list), RESULT_LIST_BAD);
	list.expires_s = list.issued_s;
	assert_int_equal(judge_list(&list), RESULT_LIST_BAD);
}

static void delegate_for_lists_may_sign_until_its_time_is_over(void **state)
{
	struct server_list list = example();
	(void)state;
	delegate(&list, true, false, NOW_S + 1, &root);
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_OK);
	list.delegate_count = 0;
	delegate(&list, true, false, NOW_S, &root);
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_EXPIRED);
}

static void delegate_for_operators_alone_may_not_sign_lists(void **state)
{
	struct server_list list = example();
	(void)state;
	delegate(&list, false, true, NOW_S + 100, &root);
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
}

static void delegation_by_a_stranger_counts_nothing_and_is_not_handed_on(void **state)
{
	struct server_list list = example(), out;
	(void)state;
	delegate(&list, true, true, NOW_S + 100, &stranger);
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
	assert_int_equal(server_list_open(signed_by(&list, &root), root.public, NOW_S, &out), RESULT_OK);
	assert_int_equal(out.delegate_count, 0);
}

static void delegation_is_bound_to_fleet_purpose_and_expiry(void **state)
{
	struct server_list list = example();
	(void)state;
	delegate(&list, true, false, NOW_S + 100, &root);
	list.fleet_id[0] ^= 1;
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
	list.fleet_id[0] ^= 1;
	list.delegates[0].expires_s++;
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
	list.delegates[0].expires_s--;
	list.delegates[0].may_operators = true;
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_LIST_FOREIGN);
	list.delegates[0].may_operators = false;
	assert_int_equal(judge(signed_by(&list, &delegate_key)), RESULT_OK);
}

static void one_good_signature_among_foreign_ones_is_enough(void **state)
{
	struct server_list list = example();
	struct writer w = written(&list);
	(void)state;
	server_list_sign(&w, stranger.secret);
	server_list_sign(&w, delegate_key.secret);
	assert_int_equal(judge(writer_bytes(&w)), RESULT_LIST_FOREIGN);
	server_list_sign(&w, root.secret);
	assert_int_equal(judge(writer_bytes(&w)), RESULT_OK);
	server_list_sign(&w, stranger.secret);
	assert_int_equal(judge(writer_bytes(&w)), RESULT_OK);
	server_list_sign(&w, stranger.secret); /* a fifth */
	assert_int_equal(judge(writer_bytes(&w)), RESULT_LIST_BAD);
}

static void a_changed_byte_anywhere_is_found(void **state)
{
	struct server_list list = example();
	struct noise noise = noise_start(11);
	(void)state;
	delegate(&list, true, false, NOW_S + 100, &root);
	struct bytes text = signed_by(&list, &delegate_key);
	assert_int_equal(judge(text), RESULT_OK);
	for (size_t i = 0; i < text.size; i++)
		for (int change = 0; change < 3; change++) {
			uint8_t before = memory[i];
			memory[i] ^= change == 0 ? 1 : change == 1 ? 0x20 : (uint8_t)(1 + noise_below(&noise, 255));
			if (memory[i] != before && judge(text) == RESULT_OK)
				fail_msg("byte %zu from %02x to %02x", i, before, memory[i]);
			memory[i] = before;
		}
}

static void changed_line_under_the_root_is_called_bad(void **state)
{
	struct server_list list = example();
	struct bytes text = signed_by(&list, &root);
	char *port = strstr((char *)memory, "raw 5000");
	(void)state;
	port[4] = '6';
	assert_int_equal(judge(text), RESULT_LIST_BAD);
}

static bool accepts(void *context, struct bytes input)
{
	(void)context;
	return judge(input) == RESULT_OK;
}

static void every_prefix_is_refused(void **state)
{
	static uint8_t copy[4096];
	struct server_list list = example();
	struct bytes text = signed_by(&list, &root);
	(void)state;
	memcpy(copy, text.data, text.size);
	text.data = copy;
	assert_true(prefixes_whole_is_accepted(text, accepts, NULL));
	assert_int_equal(prefixes_accepted(text, accepts, NULL), 0);
}

static void format_alone_is_read_and_the_wrong_line_named(void **state)
{
	struct server_list list = example(), out;
	int line = 77;
	(void)state;
	delegate(&list, true, false, NOW_S - 5, &stranger);
	struct writer w = written(&list);
	assert_int_equal(server_list_read(writer_bytes(&w), &out, &line), RESULT_OK);
	assert_int_equal(out.relay_count, 2);
	assert_int_equal(out.delegate_count, 1); /* nobody has looked at who signed it */
	assert_int_equal(line, 0);
	char *port = strstr((char *)memory, "raw 5000");
	port[4] = 'x';
	/* head 4, delegate 1, then relay, seal, host, region */
	assert_int_equal(server_list_read(writer_bytes(&w), &out, &line), RESULT_LIST_BAD);
	assert_int_equal(line, 10);
	list.relays[1].has_prefix = true; /* 0 to 0: the first one's */
	w = written(&list);
	assert_int_equal(server_list_read(writer_bytes(&w), &out, &line), RESULT_LIST_BAD);
	assert_int_equal(line, 0);
	assert_int_equal(server_list_read(bytes_of_text("lotse-list 2\n"), &out, &line), RESULT_LIST_BAD);
	assert_int_equal(line, 1);
}

static void unknown_keys_are_ignored_wherever_they_stand(void **state)
{
	(void)state;
	assert_int_equal(judge_lines(HEAD RELAY SEAL), RESULT_OK);
	assert_int_equal(
		judge_lines("lotse-list 1\nmotto we help\n# note\nfleet 0102030405060708\nissued 1799999940\n"
	                "expires 1800003600\nempty\n" RELAY "tunnel 443 quic\n" SEAL "tunnel again\n"),
		RESULT_OK);
	assert_int_equal(judge_lines(HEAD), RESULT_OK); /* no relay is alive */
}

static void each_kind_of_malformed_line_is_bad(void **state)
{
	static const char *const bad[] = {
		"lotse-list 2\nfleet 0102030405060708\nissued 1799999940\nexpires 1800003600\n",
		"\n" HEAD,
		HEAD "\n",
		HEAD " relay aa00000000000000\n" SEAL,
		HEAD "relay  aa00000000000000\n" SEAL,
		HEAD "relay aa000000000000\n" SEAL,
		HEAD "relay AA00000000000000\n" SEAL,
		HEAD RELAY,                 /* no seal key */
		HEAD RELAY RELAY SEAL,      /* the first without */
		HEAD RELAY SEAL RELAY SEAL, /* the same id twice */
		HEAD RELAY SEAL SEAL,
		HEAD RELAY SEAL "raw 5000\nraw 5000\n",
		HEAD RELAY SEAL "raw 0\n",
		HEAD RELAY SEAL "raw 65536\n",
		HEAD RELAY SEAL "raw 05000\n",
		HEAD RELAY SEAL "raw +5000\n",
		HEAD RELAY SEAL "raw 5000 \n",
		HEAD RELAY SEAL "raw\n",
		HEAD RELAY SEAL "raw 99999999999999999999\n",
		HEAD RELAY SEAL "host \n",
		HEAD RELAY SEAL "host a/b\n",
		HEAD RELAY SEAL "host a b\n",
		HEAD RELAY SEAL "region EU\n",
		HEAD RELAY SEAL "region abcdefghijklmnop\n",
		HEAD RELAY SEAL "pin cc\n",
		HEAD RELAY SEAL "prefix 5\n",
		HEAD RELAY SEAL "prefix 5 4\n",
		HEAD RELAY SEAL "prefix 0 100\n",
		HEAD RELAY SEAL "prefix 0 1 2\n",
		HEAD RELAY SEAL "weight 1000001\n",
		HEAD RELAY SEAL "weight -1\n",
		HEAD SEAL, /* no relay to belong to */
		HEAD "raw 5000\n",
		HEAD HEAD,
		HEAD RELAY SEAL "issued 1799999940\n",
		HEAD RELAY SEAL "fleet 0102030405060708\n",
		HEAD "delegate 00 list 1800003600 00\n",
		"lotse-list 1\nfleet 0102030405060708\nissued 1799999940\n" RELAY SEAL "expires 1800003600\n",
		"lotse-list 1\nissued 1799999940\nexpires 1800003600\n",
		HEAD RELAY SEAL "region eu\r\n",
		HEAD RELAY SEAL "note\ttab\n",
		HEAD RELAY SEAL "note \xC3\xA4\n",
		HEAD RELAY SEAL "note \x7F\n",
		HEAD RELAY SEAL "host relay.example", /* no line end before the signature */
	};
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (judge_lines(bad[i]) != RESULT_LIST_BAD)
			fail_msg("taken: %s", bad[i]);
}

static void lines_longer_than_512_bytes_are_bad(void **state)
{
	char lines[1200];
	(void)state;
	snprintf(lines, sizeof lines, HEAD "x %0510d\n", 0);
	assert_int_equal(judge_lines(lines), RESULT_OK);
	snprintf(lines, sizeof lines, HEAD "x %0511d\n", 0);
	assert_int_equal(judge_lines(lines), RESULT_LIST_BAD);
}

static void nothing_but_signatures_may_follow_a_signature(void **state)
{
	struct server_list list = example();
	struct writer w = written(&list);
	(void)state;
	server_list_sign(&w, root.secret);
	write_bytes(&w, bytes_of_text("note x\n"));
	assert_int_equal(judge(writer_bytes(&w)), RESULT_LIST_BAD);
}

static void relays_that_claim_the_same_prefix_are_bad(void **state)
{
	struct server_list list = example();
	(void)state;
	list.relays[1].has_prefix = true;
	list.relays[1].prefix_first = 49, list.relays[1].prefix_last = 99;
	assert_int_equal(judge_list(&list), RESULT_LIST_BAD);
	list.relays[1].prefix_first = 50;
	assert_int_equal(judge_list(&list), RESULT_OK);
}

static void full_list_fits_and_one_more_is_bad(void **state)
{
	static char lines[70000];
	struct server_list list = example();
	(void)state;
	list.relay_count = SERVER_LIST_RELAYS_MAX;
	for (size_t i = 0; i < SERVER_LIST_RELAYS_MAX; i++) {
		list.relays[i] = list.relays[1];
		list.relays[i].id[1] = (uint8_t)i;
	}
	for (size_t i = 0; i < SERVER_LIST_DELEGATES_MAX; i++)
		delegate(&list, true, true, NOW_S, &root);
	assert_int_equal(judge_list(&list), RESULT_OK);
	size_t used = (size_t)snprintf(lines, sizeof lines, HEAD);
	for (int i = 0; i < SERVER_LIST_RELAYS_MAX + 1; i++)
		used += (size_t)snprintf(lines + used, sizeof lines - used, "relay aa000000000000%02x\n" SEAL, i);
	assert_int_equal(judge_lines(lines), RESULT_LIST_BAD);
	assert_int_equal(judge((struct bytes){memory, sizeof memory}), RESULT_LIST_BAD); /* over 64 KiB */
}

static void writing_fails_for_words_that_are_none(void **state)
{
	struct server_list list = example();
	(void)state;
	strcpy(list.relays[0].host, "a\nraw 1");
	struct writer w = writer_into(memory, sizeof memory);
	server_list_write(&list, &w);
	assert_true(w.failed);
	list = example();
	strcpy(list.relays[0].region, "Eu");
	w = writer_into(memory, sizeof memory);
	server_list_write(&list, &w);
	assert_true(w.failed);
	list = example();
	w = writer_into(memory, sizeof expected - 2);
	server_list_write(&list, &w);
	assert_true(w.failed);
}

static void route_leads_to_its_owner(void **state)
{
	struct server_list list = example();
	(void)state;
	assert_ptr_equal(server_list_find(&list, 9000000), &list.relays[0]); /* prefix 00 */
	assert_ptr_equal(server_list_find(&list, 9499999), &list.relays[0]); /* prefix 49 */
	assert_ptr_equal(server_list_find(&list, 9500000), &list.relays[1]); /* the rest */
	assert_ptr_equal(server_list_find(&list, 12345), &list.relays[1]);   /* 12 digits */
	assert_null(server_list_find(&list, 9999));
	assert_null(server_list_find(&list, 90000));
	assert_null(server_list_find(&list, 10000000));
	list.relay_count = 1;
	assert_null(server_list_find(&list, 12345));
	assert_null(server_list_find(&list, 9500000));
	list.relay_count = 0;
	assert_null(server_list_find(&list, 12345));
}

static void key_is_64_hex_digits_and_nothing_else(void **state)
{
	char text[80];
	uint8_t key[32];
	(void)state;
	sodium_bin2hex(text, sizeof text, root.public, 32);
	assert_int_equal(server_list_key_from_text(bytes_of_text(text), key), RESULT_OK);
	assert_memory_equal(key, root.public, 32);
	strcat(text, " \r\n");
	text[5] = (char)(text[5] >= 'a' ? text[5] - 32 : text[5]); /* as capitals */
	assert_int_equal(server_list_key_from_text(bytes_of_text(text), key), RESULT_OK);
	strcat(text, "0");
	assert_int_equal(server_list_key_from_text(bytes_of_text(text), key), RESULT_BAD_ARGUMENT);
	for (size_t size = 0; size < 64; size++)
		assert_int_equal(server_list_key_from_text((struct bytes){(uint8_t *)text, size}, key),
		                 RESULT_BAD_ARGUMENT);
	text[10] = 'g';
	assert_int_equal(server_list_key_from_text((struct bytes){(uint8_t *)text, 64}, key),
	                 RESULT_BAD_ARGUMENT);
}

static void fingerprint_is_the_start_of_the_hash_in_groups(void **state)
{
	static const uint8_t zeros[32];
	char text[SERVER_LIST_FINGERPRINT_BYTES];
	(void)state;
	server_list_fingerprint(zeros, text); /* SHA-256 of 32 zero bytes, a well-known value */
	assert_string_equal(text, "6668 7aad f862 bd77 6c8f c18b 8e9f 8e20");
}

static void noise_in_a_list_does_no_harm(void **state)
{
	static uint8_t original[4096];
	struct server_list list = example();
	struct noise noise = noise_start(12);
	(void)state;
	struct bytes text = signed_by(&list, &root);
	memcpy(original, memory, text.size);
	for (int i = 0; i < 3000; i++) {
		memcpy(memory, original, text.size);
		for (uint32_t changes = 1 + noise_below(&noise, 4); changes > 0; changes--)
			memory[noise_below(&noise, (uint32_t)text.size)] = (uint8_t)noise_u32(&noise);
		if (memcmp(memory, original, text.size) != 0)
			assert_int_not_equal(judge(text), RESULT_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list_is_written_as_the_expected_lines),
		cmocka_unit_test(signed_list_comes_back_field_by_field),
		cmocka_unit_test(signature_is_over_domain_and_hash_of_the_lines),
		cmocka_unit_test(unsigned_list_is_called_unsigned),
		cmocka_unit_test(list_signed_by_a_stranger_is_called_foreign),
		cmocka_unit_test(list_out_of_its_time_is_called_expired),
		cmocka_unit_test(life_of_more_than_a_day_or_less_than_none_is_bad),
		cmocka_unit_test(delegate_for_lists_may_sign_until_its_time_is_over),
		cmocka_unit_test(delegate_for_operators_alone_may_not_sign_lists),
		cmocka_unit_test(delegation_by_a_stranger_counts_nothing_and_is_not_handed_on),
		cmocka_unit_test(delegation_is_bound_to_fleet_purpose_and_expiry),
		cmocka_unit_test(one_good_signature_among_foreign_ones_is_enough),
		cmocka_unit_test(a_changed_byte_anywhere_is_found),
		cmocka_unit_test(changed_line_under_the_root_is_called_bad),
		cmocka_unit_test(every_prefix_is_refused),
		cmocka_unit_test(format_alone_is_read_and_the_wrong_line_named),
		cmocka_unit_test(unknown_keys_are_ignored_wherever_they_stand),
		cmocka_unit_test(each_kind_of_malformed_line_is_bad),
		cmocka_unit_test(lines_longer_than_512_bytes_are_bad),
		cmocka_unit_test(nothing_but_signatures_may_follow_a_signature),
		cmocka_unit_test(relays_that_claim_the_same_prefix_are_bad),
		cmocka_unit_test(full_list_fits_and_one_more_is_bad),
		cmocka_unit_test(writing_fails_for_words_that_are_none),
		cmocka_unit_test(route_leads_to_its_owner),
		cmocka_unit_test(key_is_64_hex_digits_and_nothing_else),
		cmocka_unit_test(fingerprint_is_the_start_of_the_hash_in_groups),
		cmocka_unit_test(noise_in_a_list_does_no_harm),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
