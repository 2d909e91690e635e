/*
 * From the handshake's key to all others (SECURITY.md, keys):
 *
 *     prk = HMAC-SHA512("lotse-e2e-1 extract", ISK)
 *     X(label, n) = HKDF-Expand(prk, lv_cat("lotse-e2e-1", label, th), n)
 *     th  = SHA512(lv_cat(h0, Ya, ADa, Yb, ADb, Ta, Tb))
 *     per direction, class and epoch: key, iv and the next epoch's secret out of this epoch's
 *
 * For handshake.c, channel.c and resume.c alone. Pure; any thread.
 */
#ifndef LOTSE_SECURE_KEY_SCHEDULE_H
#define LOTSE_SECURE_KEY_SCHEDULE_H

#include "secure/aead.h"
#include "secure/hkdf.h"

enum key_direction { KEY_J2M, KEY_M2J, KEY_DIRECTIONS };
enum key_class { KEY_INTERACTIVE, KEY_BULK, KEY_CLASSES };

enum {
	KEY_TRAFFIC_BYTES = 64,
	KEY_RESUME_BYTES = 32,
	KEY_RENDEZVOUS_BYTES = 16,
	KEY_CHECK_CODE_BYTES = 8,
	KEY_EXPORTER_BYTES = 32,
};

/* What a finished handshake yields; in its owner's block of secrets. */
struct session_keys {
	uint8_t traffic[KEY_DIRECTIONS][KEY_CLASSES][KEY_TRAFFIC_BYTES];
	uint8_t resume[KEY_RESUME_BYTES];
	uint8_t rendezvous[KEY_RENDEZVOUS_BYTES];
	uint8_t check_code[KEY_CHECK_CODE_BYTES];
	uint8_t exporter[KEY_EXPORTER_BYTES];
};

/* All of them, from ISK and th (64 bytes each). */
void key_schedule_derive(const uint8_t isk[static HKDF_HASH_BYTES], const uint8_t th[static HKDF_HASH_BYTES],
                         struct session_keys *out);

/* Key and iv of the epoch that `traffic` stands for; `traffic` becomes the next epoch's, the old one is gone.
 */
void key_schedule_next(uint8_t traffic[static KEY_TRAFFIC_BYTES], uint8_t key[static AEAD_KEY_BYTES],
                       uint8_t iv[static AEAD_NONCE_BYTES]);

#endif
