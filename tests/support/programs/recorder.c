/*
 * Linked into test programs alone, with -Wl,--wrap for the three functions through which all sealing goes: it
 * writes down each key and each plaintext to the file that LOTSE_TEST_RECORD names, and then lets the real
 * function do its work. So the shipped sources need no hook, and a shipped program can't be told to record.
 *
 * Compiled with RECORDER_CLEAR it takes the sealing out: plaintext goes as it is and whatever comes is taken.
 * That is the control of the tests about the relay: with the check taken out they must fail.
 */
#include "record.h"

#include "base/thread.h"
#include "secure/aead.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* --wrap gives these names to the real ones. */
enum result __real_aead_set_key(struct aead_key *key, const struct aead *aead,
                                const uint8_t bytes[static AEAD_KEY_BYTES]);
enum result __real_aead_seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain,
                             uint8_t *to);
enum result __real_aead_open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed,
                             uint8_t *to);
enum result __wrap_aead_set_key(struct aead_key *key, const struct aead *aead,
                                const uint8_t bytes[static AEAD_KEY_BYTES]);
enum result __wrap_aead_seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain,
                             uint8_t *to);
enum result __wrap_aead_open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed,
                             uint8_t *to);

/* Which key is which, by what it is made of inside: keys move with their owners' memory, and places are used
 * again. */
enum { KEYS_MAX = 1 << 16, TAIL_BYTES = 6 };
static struct {
	uint64_t inside;
	uint64_t name;
} keys[KEYS_MAX];
static size_t key_count;
static FILE *file;
static struct mutex *lock; /* net and media seal */

__attribute__((constructor)) static void start(void)
{
	const char *path = getenv("LOTSE_TEST_RECORD");
	file = path ? fopen(path, "wb") : NULL;
	lock = mutex_create();
}

static uint64_t hash_of(const void *memory, size_t size)
{
	uint8_t hash[16];
	uint64_t name;

	crypto_generichash(hash, sizeof hash, memory, size, NULL, 0);
	memcpy(&name, hash, sizeof name);
	return name;
}

static uint64_t name_of(const struct aead_key *key)
{
	uint64_t inside = hash_of(key, sizeof *key);

	for (size_t i = key_count; i > 0; i--)
		if (keys[i - 1].inside == inside)
			return keys[i - 1].name;
	return 0;
}

static void remember(const struct aead_key *key, uint64_t name)
{
	if (key_count == KEYS_MAX)
		abort();
	keys[key_count].inside = hash_of(key, sizeof *key);
	keys[key_count++].name = name;
}

static void write_down(uint8_t what, const struct aead_key *key, const struct aead_nonce *nonce,
                       struct bytes bytes)
{
	struct recorded record = {.what = what, .bytes = bytes};
	if (!file)
		return;
	mutex_lock(lock);
	record.key = name_of(key);
	if (nonce) {
		memcpy(record.nonce, nonce->nonce, sizeof record.nonce);
		/* Of records all of the additional data, of pictures what follows SFrame's header: kind, lane, epoch.
		 */
		struct bytes aad = nonce->aad;
		record.kind = aad.size >= TAIL_BYTES ? aad.data[aad.size - TAIL_BYTES] : 0;
		record.lane = aad.size >= TAIL_BYTES ? aad.data[aad.size - TAIL_BYTES + 1] : 0;
	}
	record_write(file, &record);
	mutex_unlock(lock);
}

enum result __wrap_aead_set_key(struct aead_key *key, const struct aead *aead,
                                const uint8_t bytes[static AEAD_KEY_BYTES])
{
	enum result result = __real_aead_set_key(key, aead, bytes);

	mutex_lock(lock);
	remember(key, hash_of(bytes, AEAD_KEY_BYTES));
	mutex_unlock(lock);
	write_down(RECORD_KEY, key, NULL, (struct bytes){bytes, AEAD_KEY_BYTES});
	return result;
}

enum result __wrap_aead_seal(struct aead_key *key, const struct aead_nonce *nonce, struct bytes plain,
                             uint8_t *to)
{
	write_down(RECORD_SEALED, key, nonce, plain);
#ifdef RECORDER_CLEAR
	memmove(to, plain.data, plain.size);
	memset(to + plain.size, 0, AEAD_TAG_BYTES);
	return RESULT_OK;
#else
	return __real_aead_seal(key, nonce, plain, to);
#endif
}

enum result __wrap_aead_open(struct aead_key *key, const struct aead_nonce *nonce, struct bytes sealed,
                             uint8_t *to)
{
	if (sealed.size < AEAD_TAG_BYTES)
		return RESULT_NOT_OPENED;
	struct bytes plain = {to, sealed.size - AEAD_TAG_BYTES};
#ifdef RECORDER_CLEAR
	memmove(to, sealed.data, plain.size);
	enum result result = RESULT_OK;
#else
	enum result result = __real_aead_open(key, nonce, sealed, to);
#endif
	if (result == RESULT_OK)
		write_down(RECORD_OPENED, key, nonce, plain);
	else
		write_down(RECORD_FAILED, key, nonce, (struct bytes){NULL, 0});
	return result;
}
