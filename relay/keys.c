#include "relay/keys.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "wire/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PATH_BYTES = 512,
	HEX_BYTES_MAX = 2 * 64 + 1,
	CLAIM_TRIES =
		60, /* the keeper of a relay that was killed ends a moment after it, and is not in the way */
	CLAIM_EACH_MS = 50, /* of a new one: 3 s in all */
};

static enum result make_folders(const char *folder)
{
	char path[PATH_BYTES];
	if (snprintf(path, sizeof path, "%s", folder) >= (int)sizeof path)
		return RESULT_DISK;
	for (char *at = path + 1; *at; at++)
		if (*at == '/') {
			*at = 0;
			if (mkdir(path, 0700) < 0 && errno != EEXIST)
				return RESULT_DISK;
			*at = '/';
		}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? RESULT_OK : RESULT_DISK;
}

enum result keys_claim_folder(const char *folder)
{
	char path[PATH_BYTES];
	if (make_folders(folder) != RESULT_OK ||
	    snprintf(path, sizeof path, "%s/lock", folder) >= (int)sizeof path)
		return RESULT_DISK;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* stays open: the lock ends with the process */
	if (fd < 0)
		return RESULT_DISK;
	for (int i = 0; i < CLAIM_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return RESULT_OK;
		clock_sleep_ms(CLAIM_EACH_MS);
	}
	close(fd);
	return RESULT_REFUSED;
}

static enum result write_key(const char *path, const uint8_t *key, size_t size, bool is_private)
{
	uint8_t text[HEX_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	hex_encode((struct bytes){key, size}, &w);
	write_u8(&w, '\n');
	enum result result = file_write(path, writer_bytes(&w), is_private);
	secret_wipe(text, sizeof text);
	return result;
}

/* RESULT_NEED_MORE: there is no such file. */
static enum result read_key(const char *path, uint8_t *key, size_t size)
{
	struct stat found;
	if (stat(path, &found) < 0)
		return errno == ENOENT ? RESULT_NEED_MORE : RESULT_DISK;
	struct buffer buffer;
	buffer_init(&buffer, HEX_BYTES_MAX + 16);
	enum result result = file_read(path, &buffer);
	struct bytes text = buffer_bytes(&buffer);
	while (text.size > 0 && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
		text.size--;
	if (result == RESULT_TOO_LARGE || (result == RESULT_OK && !hex_decode(text, key, size)))
		result = RESULT_BAD_ARGUMENT;
	if (buffer.data)
		secret_wipe(buffer.data, buffer.room_bytes);
	buffer_finish(&buffer);
	return result;
}

static enum result load_root(struct relay_keys *keys, const char *folder)
{
	char path[PATH_BYTES], public_path[PATH_BYTES];
	uint8_t again[64];
	snprintf(path, sizeof path, "%s/root.key", folder);
	snprintf(public_path, sizeof public_path, "%s/root.pub", folder);
	enum result result = read_key(path, keys->root_secret, sizeof keys->root_secret);
	if (result == RESULT_NEED_MORE) {
		crypto_sign_keypair(keys->root_key, keys->root_secret);
		result = write_key(path, keys->root_secret, sizeof keys->root_secret, true);
	} else if (result == RESULT_OK) { /* a secret key holds its public one: both must belong together */
		crypto_sign_seed_keypair(keys->root_key, again, keys->root_secret);
		if (!secret_is_equal(again, keys->root_secret, sizeof again))
			result = RESULT_BAD_ARGUMENT;
		secret_wipe(again, sizeof again);
	}
	if (result != RESULT_OK)
		return result;
	/* For people: not written again where it is right, as a relay with keys also starts on a full disk. */
	uint8_t shown[sizeof keys->root_key];
	if (read_key(public_path, shown, sizeof shown) == RESULT_OK &&
	    memcmp(shown, keys->root_key, sizeof shown) == 0)
		return RESULT_OK;
	return write_key(public_path, keys->root_key, sizeof keys->root_key, false);
}

static enum result load_seal(struct relay_keys *keys, const char *folder)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/seal.key", folder);
	enum result result = read_key(path, keys->seal_secret, sizeof keys->seal_secret);
	if (result == RESULT_NEED_MORE) {
		crypto_box_keypair(keys->seal_key, keys->seal_secret);
		return write_key(path, keys->seal_secret, sizeof keys->seal_secret, true);
	}
	if (result == RESULT_OK)
		crypto_scalarmult_base(keys->seal_key, keys->seal_secret);
	return result;
}

static enum result load_ticket(struct relay_keys *keys, const char *folder)
{
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/ticket.key", folder);
	enum result result = read_key(path, keys->ticket_key, sizeof keys->ticket_key);
	if (result != RESULT_NEED_MORE)
		return result;
	secret_random(keys->ticket_key, sizeof keys->ticket_key);
	return write_key(path, keys->ticket_key, sizeof keys->ticket_key, true);
}

struct relay_keys *keys_load(const char *folder, enum result *why)
{
	struct relay_keys *keys = secret_create(sizeof *keys);
	if (!keys) {
		*why = RESULT_OUT_OF_MEMORY;
		return NULL;
	}
	*why = strlen(folder) + 16 < PATH_BYTES ? load_root(keys, folder) : RESULT_DISK;
	if (*why == RESULT_OK)
		*why = load_seal(keys, folder);
	if (*why == RESULT_OK)
		*why = load_ticket(keys, folder);
	if (*why != RESULT_OK) {
		secret_destroy(keys);
		return NULL;
	}
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, keys->root_key, sizeof keys->root_key);
	memcpy(keys->fleet_id, hash, sizeof keys->fleet_id);
	crypto_hash_sha256(hash, keys->seal_key, sizeof keys->seal_key);
	memcpy(keys->relay_id, hash, sizeof keys->relay_id);
	return keys;
}

enum result keys_open_sealed(const struct relay_keys *keys, struct bytes sealed, uint8_t *to, size_t *size)
{
	if (sealed.size < crypto_box_SEALBYTES ||
	    crypto_box_seal_open(to, sealed.data, sealed.size, keys->seal_key, keys->seal_secret) != 0)
		return RESULT_NOT_OPENED;
	*size = sealed.size - crypto_box_SEALBYTES;
	return RESULT_OK;
}
