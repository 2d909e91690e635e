/* Answers are as etcd 3.4 gives them; tests/system/fleet.sh has a real one. */
#include "support/unit.h"

#include "relay/fleet_json.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static const char folder[] = "lotse/0102030405060708/";
static char text[FLEET_BODY_BYTES_MAX + 1];
static struct writer w;

static int begin(void **state)
{
	(void)state;
	memset(text, 0, sizeof text);
	w = writer_into((uint8_t *)text, sizeof text - 1);
	return sodium_init() < 0;
}

static void the_folder_is_the_fleets(void **state)
{
	char made[FLEET_FOLDER_BYTES];
	(void)state;
	fleet_json_folder((uint8_t[]){1, 2, 3, 4, 5, 6, 7, 8}, made);
	assert_string_equal(made, folder);
}

static void requests_are_as_the_gateway_wants_them(void **state)
{
	(void)state;
	fleet_json_grant(6, &w);
	assert_string_equal(text, "{\"TTL\":\"6\"}");
	begin(NULL);
	fleet_json_lease(INT64_MAX, &w);
	assert_string_equal(text, "{\"ID\":\"9223372036854775807\"}");
	begin(NULL);
	fleet_json_login("us\"er", "p\\w", &w);
	assert_string_equal(text, "{\"name\":\"us\\\"er\",\"password\":\"p\\\\w\"}");
	begin(NULL);
	fleet_json_range("lotse/", &w);
	assert_string_equal(text, "{\"key\":\"bG90c2Uv\",\"range_end\":\"bG90c2Uw\",\"limit\":\"1000\"}");
	assert_false(w.failed);
}

static void a_step_holds_only_for_what_was_seen(void **state)
{
	static struct fleet_book book;
	struct fleet_step step = {.what = FLEET_CLAIM, .first = 3, .last = 4, .owner = {0xAB}};
	(void)state;
	book.prefixes[4].revision = 77;
	fleet_json_step("f/", &book, &step, &w);
	assert_string_equal(
		text,
		"{\"compare\":[{\"key\":\"Zi9wcmVmaXhlcy8wMw==\",\"target\":\"MOD\",\"result\":\"EQUAL\",\"mod_"
		"revision\":"
		"\"0\"},{\"key\":\"Zi9wcmVmaXhlcy8wNA==\",\"target\":\"MOD\",\"result\":\"EQUAL\",\"mod_revision\":"
		"\"77\"}],"
		"\"success\":[{\"request_put\":{\"key\":\"Zi9wcmVmaXhlcy8wMw==\",\"value\":\"YWIwMDAwMDAwMDAwMDAwMA=="
		"\"}},"
		"{\"request_put\":{\"key\":\"Zi9wcmVmaXhlcy8wNA==\",\"value\":\"YWIwMDAwMDAwMDAwMDAwMA==\"}}]}");
	step = (struct fleet_step){.what = FLEET_CLAIM, .first = 0, .last = 99};
	begin(NULL);
	fleet_json_step(folder, &book, &step, &w);
	assert_false(w.failed); /* all of them fit */
}

static void an_entry_is_put_under_its_lease(void **state)
{
	struct server_list_relay relay = {.id = {1}, .host = "a", .raw_port = 5000, .weight = 1};
	(void)state;
	fleet_json_put_relay("f/", &relay, 55, &w);
	assert_false(w.failed);
	assert_non_null(strstr(text, "\"lease\":\"55\""));
	w = writer_into((uint8_t *)text, 20);
	fleet_json_put_relay("f/", &relay, 55, &w);
	assert_true(w.failed);
}

/* An answer to range with one key. */
static bool take(struct fleet_book *book, const char *key, const char *value, const char *revision)
{
	char k[200], v[2000], answer[3000];
	sodium_bin2base64(k, sizeof k, (const uint8_t *)key, strlen(key), sodium_base64_VARIANT_ORIGINAL);
	sodium_bin2base64(v, sizeof v, (const uint8_t *)value, strlen(value), sodium_base64_VARIANT_ORIGINAL);
	snprintf(answer, sizeof answer,
	         "{\"header\":{\"revision\":\"9\"},\"kvs\":[{\"key\":\"%s\",\"mod_revision\":\"%s\",\"value\":\"%"
	         "s\"}],"
	         "\"count\":\"1\"}",
	         k, revision, v);
	return fleet_json_take_book(bytes_of_text(answer), folder, book);
}

static void a_book_is_read_from_the_answer(void **state)
{
	static struct fleet_book book;
	(void)state;
	assert_true(take(&book, "lotse/0102030405060708/prefixes/42", "0700000000000000", "123456789012"));
	assert_true(book.prefixes[42].is_known);
	assert_int_equal(book.prefixes[42].owner[0], 7);
	assert_int_equal(book.prefixes[42].revision, 123456789012);
	assert_true(take(&book, "lotse/other/prefixes/42", "0700000000000000", "5"));
	assert_false(book.prefixes[42].is_known); /* of another folder: left out */
	assert_true(take(&book, "lotse/0102030405060708/prefixes/01", "0700000000000000", "x"));
	assert_int_equal(book.prefixes[1].revision, 0);
	assert_true(
		fleet_json_take_book(bytes_of_text("{\"header\":{}}"), folder, &book)); /* nothing is there yet */
	assert_int_equal(book.relay_count, 0);
}

static void what_is_no_answer_is_refused(void **state)
{
	static const char *const bad[] = {
		"", "x", "[]", "5", "null", "{}", "{\"header\":5}", "{\"error\":\"no\"}", "{\"header\":{}", "<html>"};
	static struct fleet_book book;
	char token[FLEET_TOKEN_BYTES] = "before";
	int64_t lease = 7;
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_false(fleet_json_take_book(bytes_of_text(bad[i]), folder, &book));
		assert_false(fleet_json_take_token(bytes_of_text(bad[i]), token));
		assert_false(fleet_json_take_lease(bytes_of_text(bad[i]), &lease));
		assert_false(fleet_json_is_kept(bytes_of_text(bad[i])));
	}
	assert_string_equal(token, "before");
	assert_int_equal(lease, 7);
}

static void leases_and_tokens_are_read(void **state)
{
	char token[FLEET_TOKEN_BYTES], longest[2 * FLEET_TOKEN_BYTES];
	int64_t lease;
	(void)state;
	assert_true(
		fleet_json_take_lease(bytes_of_text("{\"ID\":\"7587899140244094981\",\"TTL\":\"6\"}"), &lease));
	assert_int_equal(lease, 7587899140244094981);
	assert_false(fleet_json_take_lease(bytes_of_text("{\"ID\":\"99999999999999999999\"}"), &lease));
	assert_true(fleet_json_is_kept(bytes_of_text("{\"result\":{\"ID\":\"5\",\"TTL\":\"6\"}}\n")));
	assert_false(fleet_json_is_kept(bytes_of_text("{\"result\":{\"ID\":\"5\"}}\n"))); /* it has ended */
	assert_true(fleet_json_take_token(bytes_of_text("{\"token\":\"abc.5\"}"), token));
	assert_string_equal(token, "abc.5");
	assert_false(fleet_json_take_token(bytes_of_text("{\"token\":\"a\\r\\nEvil: yes\"}"), token));
	memset(longest, 'a', sizeof longest);
	memcpy(longest, "{\"token\":\"", 10);
	memcpy(longest + sizeof longest - 3, "\"}", 3);
	assert_false(fleet_json_take_token(bytes_of_text(longest), token));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_folder_is_the_fleets, begin),
		cmocka_unit_test_setup(requests_are_as_the_gateway_wants_them, begin),
		cmocka_unit_test_setup(a_step_holds_only_for_what_was_seen, begin),
		cmocka_unit_test_setup(an_entry_is_put_under_its_lease, begin),
		cmocka_unit_test_setup(a_book_is_read_from_the_answer, begin),
		cmocka_unit_test_setup(what_is_no_answer_is_refused, begin),
		cmocka_unit_test_setup(leases_and_tokens_are_read, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
