#include "support/unit.h"

#include "base/file.h"
#include "base/secret.h"
#include "master/operator_key.h"
#include "support/folder.h"
#include "wire/hex.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static char folder[300], path[320];

static int set_up(void **state)
{
	(void)state;
	if (!folder_make(folder, sizeof folder))
		return -1;
	snprintf(path, sizeof path, "%s/key", folder);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	folder_drop_file(path);
	return folder_remove(folder) ? 0 : -1;
}

static struct buffer content(void)
{
	struct buffer file;
	buffer_init(&file, 4096);
	assert_int_equal(file_read(path, &file), RESULT_OK);
	return file;
}

static void key_is_made_once_and_then_read(void **state)
{
	struct operator_key *made, *read;
	char text[65];
	bool is_new = false;
	(void)state;
	assert_int_equal(operator_key_load(path, &made, &is_new), RESULT_OK);
	assert_true(is_new);
	assert_int_equal(operator_key_load(path, &read, &is_new), RESULT_OK);
	assert_false(is_new);
	assert_memory_equal(read->secret_key, made->secret_key, sizeof made->secret_key);
	assert_int_equal(read->certificate_bytes, 0);
	operator_key_text(read, text);
	uint8_t public_key[32];
	assert_true(hex_decode(bytes_of_text(text), public_key, 32));
	assert_memory_equal(public_key, made->secret_key + 32, 32);
	secret_destroy(made);
	secret_destroy(read);
}

/* The file's text is the new key's with more behind it. */
static void append(const char *more)
{
	struct buffer file = content();
	assert_int_equal(buffer_append(&file, bytes_of_text(more)), RESULT_OK);
	assert_int_equal(file_write(path, buffer_bytes(&file), true), RESULT_OK);
	buffer_finish(&file);
}

static void certificate_line(const uint8_t *operator_key, char *to, size_t room)
{
	struct operator_certificate certificate = {
		.issued_s = 5, .expires_s = 6, .name = "Anna", .company = "Hafen"};
	uint8_t bytes[OPERATOR_CERTIFICATE_BYTES_MAX], public_key[32], secret_key[64];
	struct writer w = writer_into(bytes, sizeof bytes), hex = writer_into((uint8_t *)to, room - 1);
	crypto_sign_keypair(public_key, secret_key);
	memcpy(certificate.operator_key, operator_key, 32);
	operator_certificate_sign(&certificate, secret_key, &w);
	hex_encode(writer_bytes(&w), &hex);
	assert_false(w.failed || hex.failed);
	to[hex.size] = 0;
}

static void certificate_of_the_key_is_read_with_it(void **state)
{
	struct operator_key *key, *again;
	char line[2 * OPERATOR_CERTIFICATE_BYTES_MAX + 1];
	bool is_new;
	(void)state;
	assert_int_equal(operator_key_load(path, &key, &is_new), RESULT_OK);
	certificate_line(key->secret_key + 32, line, sizeof line);
	append(line);
	append("\r\n");
	assert_int_equal(operator_key_load(path, &again, &is_new), RESULT_OK);
	struct operator_certificate certificate;
	struct bytes bytes = {again->certificate, again->certificate_bytes};
	assert_int_equal(operator_certificate_open(bytes, &certificate), RESULT_OK);
	assert_string_equal(certificate.name, "Anna");
	secret_destroy(key);
	secret_destroy(again);
}

/* Refused, and left as it was. */
static void is_refused(void)
{
	struct operator_key *key = NULL;
	bool is_new = true;
	struct buffer before = content();
	assert_int_equal(operator_key_load(path, &key, &is_new), RESULT_BAD_ARGUMENT);
	assert_null(key);
	assert_false(is_new);
	struct buffer after = content();
	assert_true(bytes_are_equal(buffer_bytes(&before), buffer_bytes(&after)));
	buffer_finish(&before);
	buffer_finish(&after);
}

static void file_that_holds_something_else_is_refused_and_kept(void **state)
{
	struct operator_key *key;
	char line[2 * OPERATOR_CERTIFICATE_BYTES_MAX + 1];
	static uint8_t large[4000];
	bool is_new;
	(void)state;
	assert_int_equal(file_write(path, bytes_of_text(""), true), RESULT_OK);
	is_refused();
	assert_int_equal(file_write(path, bytes_of_text("nonsense\n"), true), RESULT_OK);
	is_refused();
	memset(large, '0', sizeof large);
	assert_int_equal(file_write(path, (struct bytes){large, 128}, true), RESULT_OK); /* its halves differ */
	is_refused();
	assert_int_equal(file_write(path, (struct bytes){large, sizeof large}, true), RESULT_OK);
	is_refused();
	folder_drop_file(path);
	assert_int_equal(operator_key_load(path, &key, &is_new), RESULT_OK);
	key->secret_key[40] ^= 1;
	certificate_line(key->secret_key + 32, line, sizeof line); /* somebody else's */
	append(line);
	is_refused();
	secret_destroy(key);
}

static void folder_that_is_not_there_is_told(void **state)
{
	struct operator_key *key;
	bool is_new;
	(void)state;
	snprintf(path, sizeof path, "%s/none/key", folder);
	assert_int_equal(operator_key_load(path, &key, &is_new), RESULT_DISK);
	snprintf(path, sizeof path, "%s/key", folder);
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
		HERE(key_is_made_once_and_then_read),
		HERE(certificate_of_the_key_is_read_with_it),
		HERE(file_that_holds_something_else_is_refused_and_kept),
		HERE(folder_that_is_not_there_is_told),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
