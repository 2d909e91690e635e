#include "support/unit.h"

#include "base/file.h"
#include "base/secret.h"
#include "relay/certificate.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NOW_S = 1800000000, DAY_S = 86400 };

static char folder[64], path[128], other[128];

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/lotse-certificate.XXXXXX");
	assert_non_null(mkdtemp(folder));
	return 0;
}

static const char *in_folder(char *to, const char *name)
{
	snprintf(to, sizeof path, "%s/%s", folder, name);
	return to;
}

static int tear_down(void **state)
{
	static const char *const names[] = {"tls.key", "tls.crt", "other.pem", "both.pem"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(in_folder(path, names[i]));
	rmdir(folder);
	return 0;
}

static struct certificate *own(const char *host, int64_t now_s)
{
	enum result why;
	struct certificate *certificate = certificate_own(folder, host, now_s, &why);
	assert_int_equal(why, RESULT_OK);
	assert_non_null(certificate);
	return certificate;
}

static X509 *x509_of(const struct certificate *certificate)
{
	BIO *text = BIO_new_mem_buf(certificate->pem, (int)certificate->size);
	X509 *x509 = PEM_read_bio_X509(text, NULL, NULL, NULL);
	BIO_free(text);
	assert_non_null(x509);
	return x509;
}

static void write_text(const char *name, const void *text, size_t size)
{
	assert_int_equal(file_write(in_folder(path, name), (struct bytes){text, size}, true), RESULT_OK);
}

static void the_first_start_makes_a_p256_key_for_root_alone(void **state)
{
	struct stat found;
	(void)state;
	struct certificate *certificate = own("relay.example", NOW_S);
	X509 *x509 = x509_of(certificate);
	assert_true(certificate->was_kept);
	assert_int_equal(stat(in_folder(path, "tls.key"), &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_int_equal(stat(in_folder(path, "tls.crt"), &found), 0);
	assert_int_equal(X509_check_host(x509, "relay.example", 0, 0, NULL), 1);
	assert_int_equal(X509_check_host(x509, "other.example", 0, 0, NULL), 0);
	assert_int_equal(EVP_PKEY_get_bits(X509_get0_pubkey(x509)), 256);
	assert_int_equal(X509_verify(x509, X509_get0_pubkey(x509)), 1);
	assert_true(certificate->expires_s > NOW_S + 20LL * 365 * DAY_S);
	X509_free(x509);
	secret_destroy(certificate);
}

static void the_pin_is_the_sha256_of_the_public_key_info(void **state)
{
	uint8_t der[256], *at = der, expected[CERTIFICATE_PIN_BYTES];
	(void)state;
	struct certificate *certificate = own("relay.example", NOW_S);
	X509 *x509 = x509_of(certificate);
	int size = i2d_PUBKEY(X509_get0_pubkey(x509), &at); /* another way to the same bytes */
	assert_int_equal(EVP_Digest(der, (size_t)size, expected, NULL, EVP_sha256(), NULL), 1);
	assert_memory_equal(certificate->pin, expected, sizeof expected);
	X509_free(x509);
	secret_destroy(certificate);
}

static void the_next_start_finds_the_same(void **state)
{
	(void)state;
	struct certificate *first = own("relay.example", NOW_S), *second = own("relay.example", NOW_S + 5);
	assert_int_equal(first->size + 1 + 1, second->size); /* a line's end behind each file */
	assert_memory_equal(first->pin, second->pin, sizeof first->pin);
	assert_int_equal(first->expires_s, second->expires_s);
	secret_destroy(first);
	secret_destroy(second);
}

static void another_host_or_the_end_of_its_time_keeps_the_key(void **state)
{
	(void)state;
	struct certificate *first = own("relay.example", NOW_S), *address = own("192.0.2.7", NOW_S);
	struct certificate *late = own("192.0.2.7", first->expires_s - 10LL * DAY_S);
	X509 *x509 = x509_of(address);
	assert_int_equal(X509_check_ip_asc(x509, "192.0.2.7", 0), 1);
	assert_memory_equal(first->pin, address->pin, sizeof first->pin);
	assert_memory_equal(first->pin, late->pin, sizeof first->pin);
	assert_true(late->expires_s > first->expires_s);
	X509_free(x509);
	secret_destroy(first);
	secret_destroy(address);
	secret_destroy(late);
}

static void a_damaged_key_is_told_and_kept(void **state)
{
	enum result why;
	struct stat found;
	(void)state;
	write_text("tls.key", "no key", 6);
	assert_null(certificate_own(folder, "relay.example", NOW_S, &why));
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
	assert_int_equal(stat(in_folder(path, "tls.key"), &found), 0);
	assert_int_equal(found.st_size, 6);
}

static void a_folder_that_takes_nothing_still_serves_this_run(void **state)
{
	enum result why;
	(void)state;
	struct certificate *certificate =
		certificate_own("/proc/self/no such folder", "relay.example", NOW_S, &why);
	assert_non_null(certificate);
	assert_false(certificate->was_kept);
	secret_destroy(certificate);
}

static void the_operators_own_is_read_from_one_file_or_two(void **state)
{
	enum result why;
	(void)state;
	struct certificate *made = own("relay.example", NOW_S);
	struct certificate *two = certificate_read(in_folder(path, "tls.crt"), in_folder(other, "tls.key"), &why);
	assert_non_null(two);
	assert_memory_equal(two->pin, made->pin, sizeof made->pin);
	write_text("both.pem", made->pem, made->size);
	struct certificate *one = certificate_read(in_folder(path, "both.pem"), "", &why);
	assert_non_null(one);
	assert_memory_equal(one->pin, made->pin, sizeof made->pin);
	secret_destroy(made);
	secret_destroy(one);
	secret_destroy(two);
}

static void what_is_no_pair_is_refused(void **state)
{
	enum result why;
	(void)state;
	struct certificate *first = own("relay.example", NOW_S);
	write_text("both.pem", first->pem, first->size);
	unlink(in_folder(path, "tls.key"));
	secret_destroy(first);
	secret_destroy(own("relay.example", NOW_S)); /* another key */
	assert_null(certificate_read(in_folder(path, "both.pem"), in_folder(other, "tls.key"), &why));
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
	assert_null(certificate_read(in_folder(path, "tls.crt"), "", &why)); /* no key */
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
	assert_null(certificate_read(in_folder(path, "tls.key"), "", &why)); /* no certificate */
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
	assert_null(certificate_read(in_folder(path, "not there"), "", &why));
	assert_int_equal(why, RESULT_DISK);
	write_text("other.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", 59);
	assert_null(certificate_read(in_folder(path, "other.pem"), in_folder(other, "tls.key"), &why));
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
}

static void a_file_without_end_is_refused(void **state)
{
	enum result why;
	static char much[CERTIFICATE_BYTES_MAX + 10];
	(void)state;
	memset(much, 'x', sizeof much);
	write_text("other.pem", much, sizeof much);
	assert_null(certificate_read(in_folder(path, "other.pem"), "", &why));
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_first_start_makes_a_p256_key_for_root_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_pin_is_the_sha256_of_the_public_key_info, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_next_start_finds_the_same, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_host_or_the_end_of_its_time_keeps_the_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_damaged_key_is_told_and_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_folder_that_takes_nothing_still_serves_this_run, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_operators_own_is_read_from_one_file_or_two, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_pair_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_file_without_end_is_refused, set_up, tear_down),
	};
	if (secret_start() != RESULT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
