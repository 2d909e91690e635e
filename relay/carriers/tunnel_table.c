#include "relay/carriers/tunnel_table.h"

#include "base/thread.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct tunnels {
	struct mutex *lock;
	uint8_t key[crypto_shorthash_KEYBYTES]; /* ids are their programs' choice: nobody fills one bucket */
	size_t count, lent_bytes;
	struct tunnel_entry *buckets[TUNNEL_BUCKETS];
};

struct tunnels *tunnels_create(void)
{
	struct tunnels *tunnels = calloc(1, sizeof *tunnels);
	if (!tunnels)
		return NULL;
	randombytes_buf(tunnels->key, sizeof tunnels->key);
	tunnels->lock = mutex_create();
	if (tunnels->lock)
		return tunnels;
	free(tunnels);
	return NULL;
}

void tunnels_destroy(struct tunnels *tunnels)
{
	if (!tunnels)
		return;
	mutex_destroy(tunnels->lock);
	free(tunnels);
}

/* Where the entry with this id is linked, or would be. */
static struct tunnel_entry **place_of(struct tunnels *tunnels, const uint8_t *id)
{
	uint8_t hash[crypto_shorthash_BYTES];
	crypto_shorthash(hash, id, TUNNEL_ID_BYTES, tunnels->key);
	struct tunnel_entry **at = &tunnels->buckets[(hash[0] | hash[1] << 8) % TUNNEL_BUCKETS];
	while (*at && memcmp((*at)->id, id, TUNNEL_ID_BYTES) != 0)
		at = &(*at)->next;
	return at;
}

enum result tunnels_add(struct tunnels *tunnels, struct tunnel_entry *entry, uint16_t worker)
{
	mutex_lock(tunnels->lock);
	struct tunnel_entry **at = place_of(tunnels, entry->id);
	enum result result = *at ? RESULT_REFUSED : RESULT_OK;
	if (result == RESULT_OK && tunnels->count >= TUNNELS_MAX)
		result = RESULT_TOO_LARGE;
	if (result == RESULT_OK) {
		entry->worker = worker;
		entry->next = NULL;
		*at = entry;
		tunnels->count++;
	}
	mutex_unlock(tunnels->lock);
	return result;
}

bool tunnels_find(struct tunnels *tunnels, const uint8_t id[static TUNNEL_ID_BYTES], uint16_t *worker,
                  struct tunnel_entry **entry)
{
	mutex_lock(tunnels->lock);
	*entry = *place_of(tunnels, id);
	if (*entry)
		*worker = (*entry)->worker;
	mutex_unlock(tunnels->lock);
	return *entry != NULL;
}

void tunnels_move(struct tunnels *tunnels, const uint8_t id[static TUNNEL_ID_BYTES], uint16_t worker)
{
	mutex_lock(tunnels->lock);
	struct tunnel_entry *entry = *place_of(tunnels, id);
	if (entry)
		entry->worker = worker;
	mutex_unlock(tunnels->lock);
}

bool tunnels_lend(struct tunnels *tunnels, size_t bytes)
{
	mutex_lock(tunnels->lock);
	bool is_there = bytes <= TUNNELS_STRANGERS_BYTES - tunnels->lent_bytes;
	tunnels->lent_bytes += is_there ? bytes : 0;
	mutex_unlock(tunnels->lock);
	return is_there;
}

void tunnels_take_back(struct tunnels *tunnels, size_t bytes)
{
	mutex_lock(tunnels->lock);
	tunnels->lent_bytes -= bytes;
	mutex_unlock(tunnels->lock);
}

void tunnels_remove(struct tunnels *tunnels, struct tunnel_entry *entry)
{
	mutex_lock(tunnels->lock);
	struct tunnel_entry **at = place_of(tunnels, entry->id);
	if (*at == entry) {
		*at = entry->next;
		tunnels->count--;
	}
	mutex_unlock(tunnels->lock);
}
