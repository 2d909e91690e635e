/* The TLS carrier over a real connection on loopback; the client is OpenSSL's own, in the same thread. */
#include "support/unit.h"

#include "base/secret.h"
#include "relay/carriers/tls.h"
#include "relay/certificate.h"
#include "support/noise.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MUCH_BYTES = 3 << 20, TRIES = 4000 };

static struct tls *tls;
static struct tls_identity *identity;
static struct certificate *certificate;
static char folder[64];
static struct carrier carrier;
static int client_fd;
static SSL_CTX *context;
static SSL *client;
static uint8_t sent[MUCH_BYTES], heard[MUCH_BYTES];

static int set_up_all(void **state)
{
	enum result why;
	struct noise noise = noise_start(5);
	(void)state;
	assert_int_equal(secret_start(), RESULT_OK);
	noise_fill(&noise, sent, sizeof sent);
	snprintf(folder, sizeof folder, "/tmp/lotse-tls.XXXXXX");
	assert_non_null(mkdtemp(folder));
	certificate = certificate_own(folder, "localhost", 1800000000, &why);
	assert_non_null(certificate);
	tls = tls_create();
	assert_int_equal(tls_identity_create(&identity, tls, (struct bytes){certificate->pem, certificate->size}),
	                 RESULT_OK);
	return 0;
}

static int tear_down_all(void **state)
{
	char path[128];
	(void)state;
	tls_identity_destroy(identity);
	tls_destroy(tls);
	secret_destroy(certificate);
	snprintf(path, sizeof path, "%s/tls.key", folder);
	unlink(path);
	snprintf(path, sizeof path, "%s/tls.crt", folder);
	unlink(path);
	rmdir(folder);
	return 0;
}

/* A connected pair over TCP: the relay's end becomes the carrier. */
static int set_up(void **state)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	(void)state;
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&address, &size), 0);
	client_fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(client_fd, (struct sockaddr *)&address, sizeof address), 0);
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
	close(listener);
	fcntl(client_fd, F_SETFL, O_NONBLOCK);
	assert_int_equal(carrier_tls(&carrier, fd, identity), RESULT_OK);
	context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_security_level(context, 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	carrier.kind->close(&carrier);
	carrier.kind->close(&carrier);
	SSL_free(client);
	client = NULL;
	SSL_CTX_free(context);
	if (client_fd >= 0)
		close(client_fd);
	ERR_clear_error();
	return 0;
}

static ssize_t receive(void *to, size_t size)
{
	struct iovec pieces[2] = {{to, size / 2}, {(uint8_t *)to + size / 2, size - size / 2}};
	return carrier.kind->receive(&carrier, pieces, 2);
}

/* The same, as soon as something has come. */
static ssize_t receive_soon(void *to, size_t size)
{
	ssize_t got = CARRIER_NOTHING;
	for (int i = 0; i < TRIES && got == CARRIER_NOTHING; i++) {
		struct pollfd on = {.fd = carrier.fd, .events = POLLIN};
		poll(&on, 1, 5);
		got = receive(to, size);
	}
	return got;
}

static ssize_t send_from(const uint8_t *from, size_t size)
{
	struct iovec pieces[3] = {{(uint8_t *)from, size / 5},
	                          {(uint8_t *)from + size / 5, size / 2},
	                          {(uint8_t *)from + size / 5 + size / 2, size - size / 5 - size / 2}};
	return carrier.kind->send(&carrier, pieces, 3);
}

/* Both ends in turns until the client is up, or one of them has failed: then false. */
static bool shake(void)
{
	uint8_t byte;
	client = SSL_new(context);
	SSL_set_fd(client, client_fd);
	SSL_set_connect_state(client);
	for (int i = 0; i < TRIES; i++) {
		int done = SSL_do_handshake(client), why = SSL_get_error(client, done);
		ssize_t got = carrier.kind->receive(&carrier, &(struct iovec){&byte, 1}, 1);
		if (done != 1 && why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
			return false;
		if (got == CARRIER_BROKEN || got == 0)
			return false;
		if (carrier.has_unsent)
			carrier.kind->send(&carrier, NULL, 0);
		if (done == 1 && i > 2)
			return true;
		usleep(100);
	}
	return false;
}

/* What the client gets, into `to`. */
static size_t client_reads(uint8_t *to, size_t room)
{
	size_t got = 0, part;
	struct pollfd on = {.fd = client_fd, .events = POLLIN};
	poll(&on, 1, 5);
	while (got < room && SSL_read_ex(client, to + got, room - got, &part) == 1)
		got += part;
	return got;
}

static void both_versions_are_spoken(void **state)
{
	static const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
	uint8_t to[100] = {0};
	(void)state;
	for (int i = 0; i < 2; i++) {
		if (i == 1) {
			tear_down(NULL);
			set_up(NULL);
		}
		SSL_CTX_set_min_proto_version(context, versions[i]);
		SSL_CTX_set_max_proto_version(context, versions[i]);
		assert_true(shake());
		assert_int_equal(SSL_version(client), versions[i]);
		assert_int_equal(SSL_write(client, "hello", 5), 5);
		assert_int_equal(receive_soon(to, sizeof to), 5);
		assert_memory_equal(to, "hello", 5);
		assert_int_equal(send_from((const uint8_t *)"how do you do", 13), 13);
		assert_int_equal(client_reads(to, sizeof to), 13);
		assert_memory_equal(to, "how do you do", 13);
		assert_int_equal(receive(to, sizeof to), CARRIER_NOTHING);
	}
}

static void older_versions_are_refused(void **state)
{
	static const int versions[] = {TLS1_VERSION, TLS1_1_VERSION};
	(void)state;
	for (int i = 0; i < 2; i++) {
		if (i == 1) {
			tear_down(NULL);
			set_up(NULL);
		}
		SSL_CTX_set_min_proto_version(context, versions[i]);
		SSL_CTX_set_max_proto_version(context, versions[i]);
		assert_false(shake());
	}
}

static void it_shows_the_certificate_that_the_pin_is_of(void **state)
{
	uint8_t der[256], *at = der, pin[CERTIFICATE_PIN_BYTES];
	(void)state;
	assert_true(shake());
	X509 *x509 = SSL_get1_peer_certificate(client);
	int size = i2d_PUBKEY(X509_get0_pubkey(x509), &at);
	EVP_Digest(der, (size_t)size, pin, NULL, EVP_sha256(), NULL);
	assert_memory_equal(pin, certificate->pin, sizeof pin);
	X509_free(x509);
}

static void renegotiation_is_refused(void **state)
{
	uint8_t byte;
	(void)state;
	SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
	assert_true(shake());
	assert_int_equal(SSL_renegotiate(client), 1);
	SSL_do_handshake(client);
	for (int i = 0; i < 100; i++) {
		receive(&byte, 1);
		SSL_do_handshake(client);
		usleep(100);
	}
	assert_true(SSL_renegotiate_pending(client) || SSL_in_init(client)); /* it never came about */
}

/* Who says nothing but that his keys are new costs the worker one short turn at a time, not all of it. */
static void a_flood_of_new_keys_is_read_in_turns(void **state)
{
	enum { FLOOD = 4000, FLOOD_BYTES = FLOOD * 27, TURN_BYTES = 100000 }; /* records of 5, 6 and 16 bytes */
	static uint8_t byte;
	int before = 0, left = 0;
	(void)state;
	assert_true(shake());
	for (int i = 0; i < FLOOD; i++) {
		assert_int_equal(SSL_key_update(client, SSL_KEY_UPDATE_NOT_REQUESTED), 1);
		assert_int_equal(SSL_do_handshake(client), 1);
	}
	assert_int_equal(SSL_write(client, "x", 1), 1);
	for (int i = 0; i < TRIES && before < FLOOD_BYTES; i++) {
		assert_int_equal(ioctl(carrier.fd, FIONREAD, &before), 0);
		poll(NULL, 0, 1);
	}
	assert_int_equal(receive(&byte, 1), CARRIER_NOTHING);
	assert_true(carrier.has_more);
	assert_int_equal(ioctl(carrier.fd, FIONREAD, &left), 0);
	assert_in_range(before - left, 1, TURN_BYTES);
	ssize_t got = CARRIER_NOTHING;
	for (int i = 0; i < TRIES && got == CARRIER_NOTHING; i++)
		got = receive(&byte, 1);
	assert_int_equal(got, 1);
	assert_int_equal(byte, 'x');
}

static void no_session_is_kept_for_later(void **state)
{
	uint8_t byte;
	(void)state;
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
	assert_true(shake());
	assert_int_equal(SSL_read(client, &byte, 1), -1); /* a ticket would be read here */
	assert_false(SSL_SESSION_is_resumable(SSL_get0_session(client)) &&
	             SSL_version(client) == TLS1_3_VERSION && SSL_SESSION_has_ticket(SSL_get0_session(client)));
	assert_int_equal(SSL_SESSION_get_max_early_data(SSL_get0_session(client)), 0);
}

static void http_1_1_is_agreed_on_and_nothing_else(void **state)
{
	const unsigned char *chosen;
	unsigned size;
	(void)state;
	SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\2h2\10http/1.1", 12);
	assert_true(shake());
	SSL_get0_alpn_selected(client, &chosen, &size);
	assert_int_equal(size, 8);
	assert_memory_equal(chosen, "http/1.1", 8);
	tear_down(NULL);
	set_up(NULL);
	SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\2h2", 3);
	assert_false(shake());
}

static void much_arrives_whole_whatever_the_room(void **state)
{
	int small = 20000;
	size_t at = 0, got = 0;
	bool was_held_back = false;
	(void)state;
	setsockopt(carrier.fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
	setsockopt(client_fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	assert_true(shake());
	for (int i = 0; i < TRIES && got < sizeof sent; i++) {
		size_t want = sizeof sent - at < 150001 ? sizeof sent - at : 150001;
		ssize_t taken = at < sizeof sent ? send_from(sent + at, want) : carrier.kind->send(&carrier, NULL, 0);
		assert_int_not_equal(taken, CARRIER_BROKEN);
		at += taken > 0 ? (size_t)taken : 0;
		was_held_back |= carrier.has_unsent;
		got += client_reads(heard + got, sizeof heard - got);
	}
	assert_true(was_held_back);
	assert_int_equal(got, sizeof sent);
	assert_false(carrier.has_unsent);
	assert_memory_equal(sent, heard, sizeof sent);
}

static void much_is_received_whole(void **state)
{
	size_t at = 0, got = 0, part;
	(void)state;
	assert_true(shake());
	for (int i = 0; i < 100 * TRIES && got < sizeof sent; i++) {
		if (at < sizeof sent && SSL_write_ex(client, sent + at, sizeof sent - at, &part) == 1)
			at += part;
		size_t room = sizeof heard - got < 70000 ? sizeof heard - got : 70000;
		ssize_t more = receive(heard + got, room);
		assert_true(more > 0 || more == CARRIER_NOTHING);
		got += more > 0 ? (size_t)more : 0;
		if (more > 0 && (size_t)more < room)
			assert_int_equal(receive(heard + got, 0), CARRIER_NOTHING); /* it had given all that there was */
	}
	assert_int_equal(got, sizeof sent);
	assert_memory_equal(sent, heard, sizeof sent);
}

static void nothing_is_sent_before_hands_are_shaken(void **state)
{
	(void)state;
	assert_int_equal(send_from(sent, 100), CARRIER_NOTHING);
	assert_int_equal(carrier.kind->send(&carrier, NULL, 0), 0);
}

static void the_clients_end_is_told_behind_its_last_bytes(void **state)
{
	uint8_t to[100];
	(void)state;
	assert_true(shake());
	SSL_write(client, "bye", 3);
	SSL_shutdown(client);
	assert_int_equal(receive_soon(to, sizeof to), 3);
	assert_true(carrier.has_more);
	assert_int_equal(receive(to, sizeof to), 0);
	assert_int_equal(receive(to, sizeof to), 0);
}

static void an_end_without_a_word_is_an_end_too(void **state)
{
	uint8_t to[100];
	(void)state;
	assert_true(shake());
	shutdown(client_fd, SHUT_WR);
	assert_int_equal(receive_soon(to, sizeof to), 0);
}

static void the_relays_end_is_told_to_the_client(void **state)
{
	uint8_t byte;
	(void)state;
	assert_true(shake());
	assert_int_equal(send_from(sent, 10), 10);
	carrier.kind->end_sending(&carrier);
	assert_int_equal(client_reads(heard, 100), 10);
	assert_int_equal(SSL_get_error(client, SSL_read(client, &byte, 1)), SSL_ERROR_ZERO_RETURN);
}

static void what_is_no_tls_and_no_http_breaks(void **state)
{
	uint8_t to[100];
	(void)state;
	assert_int_equal(send(client_fd, "\x00\x01\x02", 3, 0), 3);
	assert_int_equal(receive_soon(to, sizeof to), CARRIER_BROKEN);
}

static void changed_bytes_break_it(void **state)
{
	uint8_t to[100];
	(void)state;
	assert_true(shake());
	assert_int_equal(send(client_fd, "\x17\x03\x03\x00\x20 this is no record of this key..", 37, 0), 37);
	assert_int_equal(receive_soon(to, sizeof to), CARRIER_BROKEN);
	assert_int_equal(receive(to, sizeof to), CARRIER_BROKEN);
	assert_int_equal(send_from(sent, 10), CARRIER_BROKEN);
}

static void plain_http_turns_it_into_the_plain_carrier(void **state)
{
	uint8_t to[100];
	(void)state;
	assert_false(carrier_is_plain_tcp(&carrier));
	assert_int_equal(receive(to, sizeof to), CARRIER_NOTHING);
	assert_int_equal(send(client_fd, "GET / HTTP/1.1\r\n", 16, 0), 16);
	assert_int_equal(receive_soon(to, sizeof to), 16);
	assert_memory_equal(to, "GET / HTTP/1.1\r\n", 16);
	assert_true(carrier_is_plain_tcp(&carrier));
	assert_int_equal(carrier.kind->send(&carrier, &(struct iovec){"no", 2}, 1), 2);
	assert_int_equal(recv(client_fd, to, sizeof to, 0), 2);
}

static void a_connection_outlives_its_identity(void **state)
{
	struct tls_identity *old = identity;
	(void)state;
	assert_int_equal(tls_identity_create(&identity, tls, (struct bytes){certificate->pem, certificate->size}),
	                 RESULT_OK);
	carrier.kind->close(&carrier);
	close(client_fd);
	SSL_CTX_free(context);
	set_up(NULL);
	tls_identity_destroy(identity); /* before the first byte has come */
	identity = old;
	assert_true(shake());
	assert_int_equal(send_from(sent, 100), 100);
	assert_int_equal(client_reads(heard, 100), 100);
}

static void every_prefix_of_a_handshake_waits_for_more(void **state)
{
	uint8_t hello[2000], byte;
	BIO *out = BIO_new(BIO_s_mem());
	(void)state;
	client = SSL_new(context);
	SSL_set_bio(client, BIO_new(BIO_s_mem()), out);
	SSL_set_connect_state(client);
	SSL_do_handshake(client);
	int size = BIO_read(out, hello, sizeof hello);
	assert_true(size > 100 && tls_is_hello((struct bytes){hello, (size_t)size}));
	for (int at = 0; at < size - 1; at++) {
		assert_int_equal(send(client_fd, hello + at, 1, 0), 1);
		usleep(10);
		assert_int_equal(receive(&byte, 1), CARRIER_NOTHING);
		assert_int_equal(recv(client_fd, &byte, 1, 0), -1); /* no answer yet */
	}
	assert_int_equal(send(client_fd, hello + size - 1, 1, 0), 1);
	usleep(1000);
	assert_int_equal(receive(&byte, 1), CARRIER_NOTHING);
	assert_int_equal(recv(client_fd, &byte, 1, MSG_PEEK), 1);
	assert_int_equal(byte, 0x16);
}

static void what_is_no_identity_is_refused(void **state)
{
	struct tls_identity *none = identity;
	(void)state;
	assert_int_equal(tls_identity_create(&none, tls, (struct bytes){0}), RESULT_BAD_ARGUMENT);
	assert_null(none);
	for (size_t size = 0; size < certificate->size - 1; size += 97)
		assert_int_equal(tls_identity_create(&none, tls, (struct bytes){certificate->pem, size}),
		                 RESULT_BAD_ARGUMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_versions_are_spoken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(older_versions_are_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(it_shows_the_certificate_that_the_pin_is_of, set_up, tear_down),
		cmocka_unit_test_setup_teardown(renegotiation_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_flood_of_new_keys_is_read_in_turns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_session_is_kept_for_later, set_up, tear_down),
		cmocka_unit_test_setup_teardown(http_1_1_is_agreed_on_and_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(much_arrives_whole_whatever_the_room, set_up, tear_down),
		cmocka_unit_test_setup_teardown(much_is_received_whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_is_sent_before_hands_are_shaken, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_clients_end_is_told_behind_its_last_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_end_without_a_word_is_an_end_too, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_relays_end_is_told_to_the_client, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_no_tls_and_no_http_breaks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(changed_bytes_break_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(plain_http_turns_it_into_the_plain_carrier, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_connection_outlives_its_identity, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_prefix_of_a_handshake_waits_for_more, set_up, tear_down),
		cmocka_unit_test(what_is_no_identity_is_refused),
	};
	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
