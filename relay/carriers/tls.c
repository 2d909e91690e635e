/*
 * A BIO of our own is OpenSSL's socket. It never refuses to write: while tls_send
 * runs, records gather in `batch` (on its stack) and go out in one call; what the
 * system does not take, and all that a handshake says, waits in `unsent`. So
 * OpenSSL never asks for the same write again, and what was taken is taken.
 *
 * The handshake happens in the first calls of tls_receive. Until the first byte
 * has come there is no SSL object: a connection that says nothing costs little.
 */
#include "relay/carriers/tls.h"

#include "base/log.h"
#include "base/secret.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	RECORD_BYTES = 16384,
	BATCH_ROOM = TLS_BATCH_BYTES + TLS_BATCH_BYTES / RECORD_BYTES * 256, /* with what each record adds */
	READ_AHEAD_BYTES = 128 * 1024, /* OpenSSL's own reads, for those who send much */
	MUCH_BYTES = 256 * 1024,
	HELLO_BYTE = 0x16, /* a handshake record */
	CHAIN_MAX = 16,
	/* Of the socket in one call: what is no content (new keys, for one) has no end of its own. */
	TURN_BYTES = 64 * 1024,
};

enum { FIRST_IS_TLS = 1, FIRST_IS_PLAIN = 2 }; /* of see_first */

struct tls {
	BIO_METHOD *method;
};

struct tls_identity {
	SSL_CTX *context;
	BIO_METHOD *method; /* the tls's */
};

struct tls_end {
	SSL_CTX *context; /* one reference is ours, until there is an SSL, which has its own */
	BIO_METHOD *method;
	SSL *ssl;
	int fd;
	uint8_t *batch;
	size_t batch_bytes;
	uint8_t *unsent; /* owned */
	size_t unsent_at, unsent_bytes;
	uint64_t received;
	size_t turn_bytes; /* read from the socket in this call */
	bool is_held;      /* it had its turn, and may have more */
	bool has_eof;      /* of the socket */
	bool has_failed;   /* of TLS or of the socket */
	bool has_ended;    /* of the stream */
	bool is_ending;
};

/* --- what OpenSSL writes and reads
 * --------------------------------------------------------------------------------------
 */

/* More that the system has not taken. False: too much. */
static bool keep_unsent(struct tls_end *end, const uint8_t *from, size_t size)
{
	size_t had = end->unsent ? end->unsent_bytes - end->unsent_at : 0;
	if (had + size > TLS_UNSENT_BYTES_MAX)
		return false;
	uint8_t *memory = malloc(had + size);
	if (!memory)
		return false;
	if (had > 0)
		memcpy(memory, end->unsent + end->unsent_at, had);
	memcpy(memory + had, from, size);
	free(end->unsent);
	end->unsent = memory;
	end->unsent_at = 0;
	end->unsent_bytes = had + size;
	return true;
}

/* As much as the system takes now; the rest is kept. */
static bool put_out(struct tls_end *end, const uint8_t *from, size_t size)
{
	ssize_t sent = end->unsent ? 0 : send(end->fd, from, size, MSG_NOSIGNAL);
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		return false;
	sent = sent < 0 ? 0 : sent;
	return (size_t)sent == size || keep_unsent(end, from + sent, size - (size_t)sent);
}

static bool put_batch_out(struct tls_end *end)
{
	size_t size = end->batch_bytes;
	end->batch_bytes = 0;
	return size == 0 || put_out(end, end->batch, size);
}

static int bio_write(BIO *bio, const char *from, size_t size, size_t *written)
{
	struct tls_end *end = BIO_get_data(bio);
	bool is_good = true;
	if (end->batch && end->batch_bytes + size > BATCH_ROOM)
		is_good = put_batch_out(end);
	if (is_good && end->batch && size <= BATCH_ROOM) {
		memcpy(end->batch + end->batch_bytes, from, size);
		end->batch_bytes += size;
	} else {
		is_good = is_good && put_out(end, (const uint8_t *)from, size);
	}
	*written = is_good ? size : 0;
	return is_good;
}

static int bio_read(BIO *bio, char *to, size_t size, size_t *got)
{
	struct tls_end *end = BIO_get_data(bio);
	BIO_clear_retry_flags(bio);
	*got = 0;
	end->is_held = end->turn_bytes >= TURN_BYTES;
	if (end->is_held) {
		BIO_set_retry_read(bio);
		return 0;
	}
	ssize_t came = recv(end->fd, to, size, 0);
	*got = came > 0 ? (size_t)came : 0;
	end->turn_bytes += *got;
	if (came < 0 && (errno == EAGAIN || errno == EINTR))
		BIO_set_retry_read(bio);
	end->has_eof |= came == 0;
	return came > 0;
}

static long bio_control(BIO *bio, int what, long number, void *pointer)
{
	const struct tls_end *end = BIO_get_data(bio);
	(void)number, (void)pointer;
	if (what == BIO_CTRL_EOF)
		return end->has_eof;
	return what == BIO_CTRL_FLUSH;
}

static int bio_create(BIO *bio)
{
	BIO_set_init(bio, 1);
	return 1;
}

struct tls *tls_create(void)
{
	struct tls *tls = calloc(1, sizeof *tls);
	if (!tls)
		return NULL;
	tls->method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "lotse");
	if (tls->method && BIO_meth_set_write_ex(tls->method, bio_write) &&
	    BIO_meth_set_read_ex(tls->method, bio_read) && BIO_meth_set_ctrl(tls->method, bio_control) &&
	    BIO_meth_set_create(tls->method, bio_create))
		return tls;
	tls_destroy(tls);
	return NULL;
}

void tls_destroy(struct tls *tls)
{
	if (!tls)
		return;
	BIO_meth_free(tls->method);
	free(tls);
}

/* --- identities
 * ------------------------------------------------------------------------------------------------------- */

/* Programs and browsers speak HTTP/1.1 here, and nothing else. */
static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_size,
                           const unsigned char *in, unsigned in_size, void *context)
{
	static const unsigned char ours[] = "\x08http/1.1";
	(void)ssl, (void)context;
	return SSL_select_next_proto((unsigned char **)out, out_size, ours, sizeof ours - 1, in, in_size) ==
	               OPENSSL_NPN_NEGOTIATED
	           ? SSL_TLSEXT_ERR_OK
	           : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* AES-128 first: what is carried is sealed once more by those whose it is. The last two are for Windows 7,
 * which has no GCM beside RSA certificates. */
static bool set_rules(SSL_CTX *context)
{
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
	                                 SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA |
	                                 SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
	return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) &&
	       SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) && SSL_CTX_set_num_tickets(context, 0) &&
	       SSL_CTX_set_max_early_data(context, 0) &&
	       SSL_CTX_set_ciphersuites(
			   context, "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384") &&
	       SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
	                                        "ECDHE+CHACHA20:ECDHE+AESGCM:"
	                                        "ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256");
}

/* Nobody is there to type one. */
static int no_password(char *to, int size, int is_writing, void *context)
{
	(void)to, (void)size, (void)is_writing, (void)context;
	return -1;
}

static bool use_key(SSL_CTX *context, struct bytes pem)
{
	BIO *text = BIO_new_mem_buf(pem.data, (int)pem.size);
	EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, no_password, NULL) : NULL;
	bool is_good = key && SSL_CTX_use_PrivateKey(context, key) == 1;
	EVP_PKEY_free(key);
	BIO_free(text);
	return is_good;
}

static bool use_chain(SSL_CTX *context, struct bytes pem)
{
	BIO *text = BIO_new_mem_buf(pem.data, (int)pem.size);
	X509 *first = text ? PEM_read_bio_X509(text, NULL, no_password, NULL) : NULL, *more = NULL;
	bool is_good = first && SSL_CTX_use_certificate(context, first) == 1;
	X509_free(first);
	for (int i = 0; is_good && i < CHAIN_MAX && (more = PEM_read_bio_X509(text, NULL, no_password, NULL));
	     i++) {
		is_good = SSL_CTX_add0_chain_cert(context, more) == 1;
		if (!is_good)
			X509_free(more);
	}
	BIO_free(text);
	return is_good;
}

enum result tls_identity_create(struct tls_identity **out, const struct tls *tls, struct bytes pem)
{
	enum result result = RESULT_OUT_OF_MEMORY;
	struct tls_identity *identity = calloc(1, sizeof *identity);
	*out = NULL;
	if (!identity)
		return RESULT_OUT_OF_MEMORY;
	identity->method = tls->method;
	identity->context = SSL_CTX_new(TLS_server_method());
	if (!identity->context || !set_rules(identity->context))
		goto fail;
	result = RESULT_BAD_ARGUMENT;
	if (!use_chain(identity->context, pem) || !use_key(identity->context, pem) ||
	    SSL_CTX_check_private_key(identity->context) != 1)
		goto fail;
	ERR_clear_error(); /* the end of the chain is one */
	*out = identity;
	return RESULT_OK;
fail:
	ERR_clear_error();
	tls_identity_destroy(identity);
	return result;
}

void tls_identity_destroy(struct tls_identity *identity)
{
	if (!identity)
		return;
	SSL_CTX_free(identity->context);
	free(identity);
}

/* --- the carrier
 * -----------------------------------------------------------------------------------------------------
 */

static struct tls_end *end_of(struct carrier *carrier)
{
	return carrier->state;
}

static void forget_context(struct tls_end *end)
{
	SSL_CTX_free(end->context);
	end->context = NULL;
}

static void tls_close(struct carrier *carrier)
{
	struct tls_end *end = end_of(carrier);
	if (end) {
		SSL_free(end->ssl); /* and its BIO */
		forget_context(end);
		free(end->unsent);
		free(end);
		carrier->state = NULL;
	}
	struct carrier socket = {0};
	if (carrier->fd >= 0) {
		carrier_tcp(&socket, carrier->fd);
		socket.kind->close(&socket);
	}
	carrier->fd = -1;
}

static bool begin(struct tls_end *end)
{
	BIO *bio = BIO_new(end->method);
	end->ssl = SSL_new(end->context);
	if (!bio || !end->ssl) {
		BIO_free(bio);
		return false;
	}
	BIO_set_data(bio, end);
	SSL_set_bio(end->ssl, bio, bio);
	SSL_set_accept_state(end->ssl);
	forget_context(end);
	return true;
}

/* Looks at the first byte without taking it: a handshake begins, or the carrier is a plain one from now on.
 * FIRST_IS_TLS, FIRST_IS_PLAIN; 0: the end; CARRIER_NOTHING, CARRIER_BROKEN. */
static ssize_t see_first(struct carrier *carrier)
{
	struct tls_end *end = end_of(carrier);
	uint8_t first;
	ssize_t seen = recv(end->fd, &first, 1, MSG_PEEK);
	if (seen == 0)
		return 0;
	if (seen < 0)
		return errno == EAGAIN || errno == EINTR ? CARRIER_NOTHING : CARRIER_BROKEN;
	if (first == HELLO_BYTE)
		return begin(end) ? FIRST_IS_TLS : CARRIER_BROKEN;
	if (first < 'A' || first > 'Z')
		return CARRIER_BROKEN;
	int fd = carrier->fd;
	carrier->fd = -1; /* it stays open */
	tls_close(carrier);
	carrier_tcp(carrier, fd);
	return FIRST_IS_PLAIN;
}

/* Why reading has stopped. */
static void note_outcome(struct tls_end *end)
{
	int why = SSL_get_error(end->ssl, 0);
	if (why == SSL_ERROR_WANT_READ)
		return;
	end->has_ended = why == SSL_ERROR_ZERO_RETURN;
	end->has_failed = !end->has_ended;
	if (end->has_failed && !SSL_is_init_finished(end->ssl))
		log_debug("relay", "a TLS handshake has failed: %s", ERR_reason_error_string(ERR_peek_error()));
}

/* As much as there is and has place: false when there is nothing more now. */
static bool fill(struct tls_end *end, const struct iovec *piece, size_t *got)
{
	for (size_t at = 0, part; at < piece->iov_len; at += part) {
		if (SSL_read_ex(end->ssl, (uint8_t *)piece->iov_base + at, piece->iov_len - at, &part) != 1) {
			note_outcome(end);
			return false;
		}
		*got += part;
	}
	return true;
}

static ssize_t tls_receive(struct carrier *carrier, const struct iovec *pieces, int count)
{
	struct tls_end *end = end_of(carrier);
	size_t got = 0;
	if (!end->ssl) {
		ssize_t seen = see_first(carrier);
		if (seen == FIRST_IS_PLAIN)
			return carrier->kind->receive(carrier, pieces, count);
		if (seen != FIRST_IS_TLS)
			return seen;
	}
	ERR_clear_error();
	end->turn_bytes = 0;
	end->is_held = false;
	bool is_full = !end->has_failed && !end->has_ended;
	for (int i = 0; i < count && is_full; i++)
		is_full = fill(end, &pieces[i], &got);
	bool was_much = end->received >= MUCH_BYTES;
	end->received += got;
	if (!was_much && end->received >= MUCH_BYTES) /* counts as soon as its present buffer is empty */
		SSL_set_default_read_buffer_len(end->ssl, READ_AHEAD_BYTES);
	carrier->has_unsent = end->unsent;
	carrier->has_more = end->is_held || (got > 0 && !is_full &&
	                                     (end->has_failed || end->has_ended)); /* the next call says it */
	if (got > 0)
		return (ssize_t)got;
	return end->has_failed ? CARRIER_BROKEN : end->has_ended ? 0 : CARRIER_NOTHING;
}

/* What the system has not taken yet. 0: all is out; CARRIER_NOTHING, CARRIER_BROKEN. */
static ssize_t pump(struct tls_end *end)
{
	if (end->unsent) {
		ssize_t sent =
			send(end->fd, end->unsent + end->unsent_at, end->unsent_bytes - end->unsent_at, MSG_NOSIGNAL);
		if (sent < 0)
			return errno == EAGAIN || errno == EINTR ? CARRIER_NOTHING : CARRIER_BROKEN;
		end->unsent_at += (size_t)sent;
		if (end->unsent_at < end->unsent_bytes)
			return CARRIER_NOTHING;
		free(end->unsent);
		end->unsent = NULL;
	}
	if (end->is_ending)
		shutdown(end->fd, SHUT_WR);
	end->is_ending = false;
	return 0;
}

/* Where the pieces go on. */
struct cursor {
	const struct iovec *pieces;
	int count, at;
	size_t offset;
};

static void advance(struct cursor *cursor, size_t size)
{
	cursor->offset += size;
	if (cursor->offset == cursor->pieces[cursor->at].iov_len) {
		cursor->at++;
		cursor->offset = 0;
	}
}

/* The next record's content: in place if one piece fills it, else gathered in `into`. */
static struct bytes next_record(struct cursor *cursor, uint8_t into[static RECORD_BYTES])
{
	size_t size = 0;
	while (cursor->at < cursor->count && size < RECORD_BYTES) {
		const struct iovec *piece = &cursor->pieces[cursor->at];
		const uint8_t *from = (const uint8_t *)piece->iov_base + cursor->offset;
		size_t left = piece->iov_len - cursor->offset, room = RECORD_BYTES - size;
		size_t part = left < room ? left : room;
		if (part == RECORD_BYTES) {
			advance(cursor, part);
			return (struct bytes){from, part};
		}
		memcpy(into + size, from, part);
		size += part;
		advance(cursor, part);
	}
	return (struct bytes){into, size};
}

/* Seals up to TLS_BATCH_BYTES and sends them. How many; CARRIER_BROKEN. */
static ssize_t send_batch(struct tls_end *end, struct cursor *cursor)
{
	uint8_t gathered[RECORD_BYTES];
	size_t taken = 0;
	while (taken < TLS_BATCH_BYTES && cursor->at < cursor->count) {
		struct bytes content = next_record(cursor, gathered);
		size_t written = 0;
		if (content.size > 0 && SSL_write_ex(end->ssl, content.data, content.size, &written) != 1)
			return CARRIER_BROKEN;
		taken += content.size;
	}
	return put_batch_out(end) ? (ssize_t)taken : CARRIER_BROKEN;
}

static ssize_t tls_send(struct carrier *carrier, const struct iovec *pieces, int count)
{
	uint8_t batch[BATCH_ROOM];
	struct tls_end *end = end_of(carrier);
	struct cursor cursor = {.pieces = pieces, .count = count};
	size_t taken = 0;
	ssize_t sent = end->has_failed ? CARRIER_BROKEN : pump(end);
	if (sent == 0 && count > 0 && (!end->ssl || !SSL_is_init_finished(end->ssl)))
		sent = CARRIER_NOTHING;
	end->batch = batch;
	end->batch_bytes = 0;
	ERR_clear_error();
	while (sent >= 0 && cursor.at < cursor.count && !end->unsent) {
		sent = send_batch(end, &cursor);
		taken += sent > 0 ? (size_t)sent : 0;
	}
	end->batch = NULL;
	end->has_failed |= sent == CARRIER_BROKEN;
	carrier->has_unsent = end->unsent;
	return sent == CARRIER_BROKEN || taken == 0 ? sent : (ssize_t)taken;
}

static void tls_end_sending(struct carrier *carrier)
{
	struct tls_end *end = end_of(carrier);
	if (end->ssl && SSL_is_init_finished(end->ssl) && !end->has_failed)
		SSL_shutdown(end->ssl);
	end->is_ending = true;
	if (pump(end) == CARRIER_BROKEN)
		end->has_failed = true;
	carrier->has_unsent = end->unsent;
}

enum result carrier_tls(struct carrier *carrier, int fd_take, struct tls_identity *identity)
{
	static const struct carrier_kind kind = {"tls", tls_receive, tls_send, tls_end_sending, tls_close};
	struct tls_end *end = calloc(1, sizeof *end);
	if (!end || SSL_CTX_up_ref(identity->context) != 1) {
		free(end);
		return RESULT_OUT_OF_MEMORY;
	}
	carrier_tcp(carrier, fd_take); /* for what it sets */
	end->context = identity->context;
	end->method = identity->method;
	end->fd = fd_take;
	*carrier = (struct carrier){.kind = &kind, .fd = fd_take, .state = end};
	return RESULT_OK;
}

bool carrier_is_plain_tcp(const struct carrier *carrier)
{
	return carrier->state == NULL;
}

bool tls_is_hello(struct bytes first)
{
	return first.size >= 2 && first.data[0] == HELLO_BYTE && first.data[1] == 3;
}

struct bytes tls_refusal(void)
{
	/* alert, TLS 1.0 on the record, 2 bytes: fatal, handshake failure */
	static const uint8_t alert[] = {0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28};
	return (struct bytes){alert, sizeof alert};
}
