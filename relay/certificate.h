/*
 * The certificate that TLS shows, with its key: the operator's own, or one that the
 * relay makes for itself and keeps in its state folder, whose public key programs
 * know from the signed list (its pin). Thread: the keeper, which owns it.
 */
#ifndef LOTSE_RELAY_CERTIFICATE_H
#define LOTSE_RELAY_CERTIFICATE_H

#include "base/bytes.h"
#include "base/result.h"

enum { CERTIFICATE_BYTES_MAX = 32768, CERTIFICATE_PIN_BYTES = 32 };

/* One block of secret memory (base/secret.h). */
struct certificate {
	uint8_t pin[CERTIFICATE_PIN_BYTES]; /* SHA-256 of the SubjectPublicKeyInfo (DER) */
	int64_t expires_s;
	bool was_kept; /* false: the own key could not be written and is another one at the next start */
	size_t size;
	uint8_t pem[CERTIFICATE_BYTES_MAX]; /* the key, then the certificate and those that lead up from it */
};

/* The operator's: PEM files; `key_path` empty: both are in one. NULL with *why: RESULT_DISK (a file can't be
 * read), RESULT_BAD_ARGUMENT (no certificate, no key, or they don't belong together), RESULT_OUT_OF_MEMORY.
 * secret_destroy it. */
struct certificate *certificate_read(const char *path, const char *key_path, enum result *why);

/* The relay's own for `host` (a name or an address), from tls.key (0600) and tls.crt in the folder; makes
 * what is not there, is for another host, or is about to run out. The key stays, so the pin does. As above;
 * RESULT_BAD_ARGUMENT: tls.key holds no key. */
struct certificate *certificate_own(const char *folder, const char *host, int64_t now_s, enum result *why);

#endif
