/*
 * The key that a relay, a company and customers know an operator by, in a file of
 * his (--operator-key). Made at the first use; its first line is the secret key,
 * a second one, if there is one, what his company says of him. Thread: main.
 */
#ifndef LOTSE_MASTER_OPERATOR_KEY_H
#define LOTSE_MASTER_OPERATOR_KEY_H

#include "wire/operator_certificate.h"

/* One block of secret memory (base/secret.h): secret_destroy it. */
struct operator_key {
	uint8_t secret_key[SERVER_LIST_SECRET_KEY_BYTES];
	uint8_t certificate[OPERATOR_CERTIFICATE_BYTES_MAX];
	size_t certificate_bytes; /* 0: none */
};

/* Reads the file, or, if there is none, makes a key and the file (for its owner alone); *is_new: so it was.
 * RESULT_DISK; RESULT_BAD_ARGUMENT: it holds no such key, or a certificate of another; RESULT_OUT_OF_MEMORY.
 */
enum result operator_key_load(const char *path, struct operator_key **out, bool *is_new);

/* The public half, as the relay's operator writes it into his file: 64 digits and a NUL. */
void operator_key_text(const struct operator_key *key, char to[static 2 * SERVER_LIST_KEY_BYTES + 1]);

#endif
