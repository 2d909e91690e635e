/*
 * TLS 1.2 and 1.3 (OpenSSL), the server's end, over a TCP socket. No renegotiation,
 * no compression, no 0-RTT and no resumption: a connection lasts a session, so
 * there is nothing to gain by keeping keys for the next one.
 *
 * What OpenSSL makes is sent by us, so that sending never waits within OpenSSL:
 * 64 KiB at a time, and what the system does not take of it is held back.
 * A stranger costs little until the first byte of a handshake, some 60 kB while that
 * goes on, and some 18 kB at rest afterwards.
 *
 * Thread: the worker that has the connection; identities: any, one at a time.
 */
#ifndef LOTSE_RELAY_TLS_H
#define LOTSE_RELAY_TLS_H

#include "base/bytes.h"
#include "base/result.h"
#include "relay/carriers/carrier.h"

#include <stdbool.h>

enum {
	TLS_BATCH_BYTES = 4 * 16384,      /* taken at once, in records of 16 KiB */
	TLS_UNSENT_BYTES_MAX = 96 * 1024, /* made and not taken by the system: one batch, or a handshake */
};

struct tls;          /* opaque, heap: what all TLS connections of a process share; outlives them */
struct tls_identity; /* opaque, heap: a certificate with its key, and the rules above */

/* NULL: out of memory. */
struct tls *tls_create(void);

/* Fine with NULL. */
void tls_destroy(struct tls *tls);

/* From PEM: a private key, and the certificate followed by those that lead up to a known authority, in any
 * order of key and certificates. RESULT_BAD_ARGUMENT: not that, or the key is not the certificate's.
 * RESULT_OUT_OF_MEMORY. */
enum result tls_identity_create(struct tls_identity **out, const struct tls *tls, struct bytes pem);

/* Fine with NULL. Connections that it was given to keep what they need of it. */
void tls_identity_destroy(struct tls_identity *identity);

/* Takes a connected, non-blocking TCP socket over; shakes hands while it is received from. If what comes
 * first is plain HTTP, it turns into the plain carrier. RESULT_OUT_OF_MEMORY: then the socket is still the
 * caller's. */
enum result carrier_tls(struct carrier *carrier, int fd_take, struct tls_identity *identity);

/* Whether it is TLS, or has something above it (a WebSocket). */
bool carrier_is_plain_tcp(const struct carrier *carrier);

/* Whether first bytes are a TLS ClientHello's. */
bool tls_is_hello(struct bytes first);

/* What a TLS client understands on a port without TLS: a fatal alert. */
struct bytes tls_refusal(void);

#endif
