/*
 * The relay's own keys, in its state folder: an Ed25519 root key, which signs
 * the list, an X25519 key, to which the private fields of OPEN are sealed, and the
 * key of the tickets. Made at the first start. Thread: the keeper, which owns them;
 * no other process ever has them, but that the workers get the key of the tickets.
 */
#ifndef LOTSE_RELAY_KEYS_H
#define LOTSE_RELAY_KEYS_H

#include "base/bytes.h"
#include "base/result.h"

/* One block of secret memory (base/secret.h). */
struct relay_keys {
	uint8_t root_secret[64], seal_secret[32];
	uint8_t ticket_key[32];             /* of the relay's tickets (ticket.h): the workers have it too */
	uint8_t root_key[32], seal_key[32]; /* public */
	uint8_t relay_id[8], fleet_id[8];   /* made from the public keys, so they stay as long as those */
};

/* Makes the folder (0700) if it is not there, and takes it for this relay alone until the process ends.
 * RESULT_DISK; RESULT_REFUSED: another relay has it, and keeps it for some seconds. */
enum result keys_claim_folder(const char *folder);

/* Reads root.key, seal.key and ticket.key there, or makes them (0600), and writes root.pub. NULL with *why:
 * RESULT_DISK, RESULT_BAD_ARGUMENT (a file holds no key), RESULT_OUT_OF_MEMORY. secret_destroy it. */
struct relay_keys *keys_load(const char *folder, enum result *why);

/* Opens sealed fields into `to`, whose room is at least sealed.size. RESULT_NOT_OPENED. */
enum result keys_open_sealed(const struct relay_keys *keys, struct bytes sealed, uint8_t *to, size_t *size);

#endif
