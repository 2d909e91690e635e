/*
 * Keys in files: hex digits and a line end, so that people can compare and carry
 * them. A secret one is readable for its owner alone, and never overwritten.
 * Any thread.
 */
#ifndef LOTSE_RELAY_KEY_FILE_H
#define LOTSE_RELAY_KEY_FILE_H

#include "base/bytes.h"
#include "base/result.h"

/* RESULT_NEED_MORE: there is no such file. RESULT_DISK; RESULT_BAD_ARGUMENT: it holds no key of that size. */
enum result key_file_read(const char *path, uint8_t *key, size_t size);

/* A new file; 0600 if it is secret. RESULT_REFUSED: there is one of that name already. RESULT_DISK. */
enum result key_file_create(const char *path, const uint8_t *key, size_t size, bool is_secret);

/* An Ed25519 key pair from a file with its secret key (64 bytes, as libsodium has them). As key_file_read;
 * also RESULT_BAD_ARGUMENT: its two halves do not belong together. */
enum result key_file_read_pair(const char *path, uint8_t secret_key[static 64],
                               uint8_t public_key[static 32]);

#endif
