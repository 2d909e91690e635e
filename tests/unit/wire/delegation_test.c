/* Keys come from fixed seeds: a root, one to whom it delegates, a stranger. */
#include "support/unit.h"

#include "support/prefixes.h"
#include "wire/delegation.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

enum { NOW_S = 1800000000 };

static uint8_t root_public[32], root_secret[64], key_public[32], stranger_public[32], stranger_secret[64];
static uint8_t memory[DELEGATION_BYTES_MAX + 100];

static int make_keys(void **state)
{
	static const uint8_t seeds[3][32] = {{1}, {2}, {3}};
	uint8_t unused[64];
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(root_public, root_secret, seeds[0]) ||
	       crypto_sign_seed_keypair(key_public, unused, seeds[1]) ||
	       crypto_sign_seed_keypair(stranger_public, stranger_secret, seeds[2]);
}

static void add(struct delegation *delegation, const uint8_t *key, bool may_operators, int64_t expires_s)
{
	struct server_list_delegate *delegate = &delegation->delegates[delegation->count++];
	*delegate = (struct server_list_delegate){
		.may_list = true, .may_operators = may_operators, .expires_s = expires_s};
	memcpy(delegate->key, key, sizeof delegate->key);
	server_list_delegate_sign(delegate, delegation->fleet_id, root_secret);
}

static struct delegation example(void)
{
	struct delegation delegation = {0};
	memcpy(delegation.root_key, root_public, sizeof delegation.root_key);
	server_list_fleet_id(root_public, delegation.fleet_id);
	add(&delegation, key_public, false, NOW_S);
	return delegation;
}

static struct bytes written(const struct delegation *delegation)
{
	struct writer w = writer_into(memory, sizeof memory);
	delegation_write(delegation, &w);
	assert_false(w.failed);
	return writer_bytes(&w);
}

static void what_is_written_is_read(void **state)
{
	struct delegation delegation = example(), out;
	(void)state;
	add(&delegation, stranger_public, true, NOW_S + 5);
	assert_int_equal(delegation_open(written(&delegation), &out), RESULT_OK);
	assert_memory_equal(&out, &delegation, sizeof out);
	assert_int_equal(delegation_lists_until_s(&out, key_public), NOW_S);
	assert_int_equal(delegation_lists_until_s(&out, stranger_public), NOW_S + 5);
	assert_int_equal(delegation_lists_until_s(&out, root_public), 0);
}

static void it_is_a_text_of_known_lines(void **state)
{
	static const char expected[] =
		"lotse-delegation 1\n"
		"root cecc1507dc1ddd7295951c290888f095adb9044d1b73d696e6df065d683bd4fc\n"
		"delegate 6b79c57e6a095239282c04818e96112f3f03a4001ba97a564c23852a3f1ea5fc list 1800000000 ";
	struct delegation delegation = example();
	(void)state;
	assert_memory_equal(written(&delegation).data, expected, sizeof expected - 1);
}

static void ends_of_lines_are_as_an_editor_leaves_them(void **state)
{
	struct delegation delegation = example(), out;
	char text[DELEGATION_BYTES_MAX];
	struct bytes plain = written(&delegation);
	size_t size = 0;
	(void)state;
	for (size_t i = 0; i < plain.size; i++) {
		if (plain.data[i] == '\n')
			text[size++] = '\r';
		text[size++] = (char)plain.data[i];
	}
	memcpy(text + size, "\r\n", 2);
	assert_int_equal(delegation_open((struct bytes){(uint8_t *)text, size + 2}, &out), RESULT_OK);
	assert_int_equal(out.count, 1);
}

static void a_signature_of_another_root_is_foreign(void **state)
{
	struct delegation delegation = example(), out = {.count = 77};
	(void)state;
	server_list_delegate_sign(&delegation.delegates[0], delegation.fleet_id, stranger_secret);
	assert_int_equal(delegation_open(written(&delegation), &out), RESULT_LIST_FOREIGN);
	delegation = example();
	delegation.delegates[0].expires_s++;
	assert_int_equal(delegation_open(written(&delegation), &out), RESULT_LIST_FOREIGN);
	delegation = example();
	memcpy(delegation.root_key, stranger_public, 32);
	assert_int_equal(delegation_open(written(&delegation), &out), RESULT_LIST_FOREIGN);
	assert_int_equal(out.count, 77);
}

static bool accepts(void *context, struct bytes input)
{
	struct delegation out;
	(void)context;
	return delegation_open(input, &out) == RESULT_OK;
}

static void every_beginning_is_refused_but_for_the_last_line_end(void **state)
{
	static uint8_t copy[DELEGATION_BYTES_MAX];
	struct delegation delegation = example();
	struct bytes text = written(&delegation);
	(void)state;
	memcpy(copy, text.data, text.size);
	text.data = copy;
	assert_true(prefixes_whole_is_accepted(text, accepts, NULL));
	assert_int_equal(prefixes_accepted(text, accepts, NULL), 1);
}

static void more_than_eight_or_too_much_text_is_refused(void **state)
{
	struct delegation delegation = example(), out;
	(void)state;
	while (delegation.count < SERVER_LIST_DELEGATES_MAX)
		add(&delegation, key_public, true, NOW_S);
	struct bytes text = written(&delegation);
	assert_int_equal(delegation_open(text, &out), RESULT_OK);
	const char *last = strrchr((char *)memory, 'd');
	while (memcmp(last, "\ndelegate", 9) != 0)
		last--;
	struct writer w = {memory, text.size, sizeof memory, false};
	write_bytes(&w,
	            (struct bytes){(const uint8_t *)last + 1, (size_t)((char *)memory + text.size - last - 1)});
	assert_false(w.failed);
	assert_int_equal(delegation_open(writer_bytes(&w), &out), RESULT_LIST_BAD);
	memset(memory + text.size, '\n', sizeof memory - text.size);
	assert_int_equal(delegation_open((struct bytes){memory, DELEGATION_BYTES_MAX}, &out), RESULT_OK);
	assert_int_equal(delegation_open((struct bytes){memory, DELEGATION_BYTES_MAX + 1}, &out),
	                 RESULT_LIST_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(it_is_a_text_of_known_lines),
		cmocka_unit_test(ends_of_lines_are_as_an_editor_leaves_them),
		cmocka_unit_test(a_signature_of_another_root_is_foreign),
		cmocka_unit_test(every_beginning_is_refused_but_for_the_last_line_end),
		cmocka_unit_test(more_than_eight_or_too_much_text_is_refused),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
