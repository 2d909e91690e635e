/* A table of chains over one array, so that it can grow; index 0 is no entry. */
#include "relay/rendezvous.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { CHAINS = 1 << 14, FIRST_ENTRIES = 256 };

struct entry {
	uint8_t id[RENDEZVOUS_ID_BYTES];
	struct rendezvous_place place;
	uint8_t kind;
	uint32_t next; /* of the chain, or of those that are free */
};

struct rendezvous {
	uint8_t key[RENDEZVOUS_KEY_BYTES];
	uint32_t most[RENDEZVOUS_KINDS], count[RENDEZVOUS_KINDS];
	struct entry *entries; /* [0] is not used */
	uint32_t room, used;   /* entries that exist; that were in use ever, with the one of index 0 */
	uint32_t free;         /* the first that is free again */
	uint32_t chains[CHAINS];
};

_Static_assert(RENDEZVOUS_KEY_BYTES == crypto_shorthash_KEYBYTES, "the key is SipHash's");

struct rendezvous *rendezvous_create(const uint32_t most[static RENDEZVOUS_KINDS],
                                     const uint8_t key[static RENDEZVOUS_KEY_BYTES])
{
	struct rendezvous *rendezvous = calloc(1, sizeof *rendezvous);
	if (!rendezvous)
		return NULL;
	memcpy(rendezvous->most, most, sizeof rendezvous->most);
	memcpy(rendezvous->key, key, sizeof rendezvous->key);
	rendezvous->used = 1;
	return rendezvous;
}

void rendezvous_destroy(struct rendezvous *rendezvous)
{
	if (!rendezvous)
		return;
	free(rendezvous->entries);
	free(rendezvous);
}

/* Where the entry's index is written: in its chain's head or in the entry before it. It holds 0 at the end.
 */
static uint32_t *find(const struct rendezvous *rendezvous, enum rendezvous_kind kind, const uint8_t *id)
{
	uint8_t out[crypto_shorthash_BYTES];
	uint32_t hash;
	crypto_shorthash(out, id, RENDEZVOUS_ID_BYTES, rendezvous->key);
	memcpy(&hash, out, sizeof hash);
	uint32_t *at = (uint32_t *)&rendezvous->chains[hash % CHAINS];
	while (*at) {
		struct entry *entry = &rendezvous->entries[*at];
		if (entry->kind == kind && memcmp(entry->id, id, RENDEZVOUS_ID_BYTES) == 0)
			break;
		at = &entry->next;
	}
	return at;
}

/* An entry that is not in use; 0: out of memory. */
static uint32_t take(struct rendezvous *rendezvous)
{
	uint32_t index = rendezvous->free;
	if (index) {
		rendezvous->free = rendezvous->entries[index].next;
		return index;
	}
	if (rendezvous->used >= rendezvous->room) {
		uint32_t room = rendezvous->room ? rendezvous->room * 2 : FIRST_ENTRIES;
		struct entry *entries = realloc(rendezvous->entries, room * sizeof *entries);
		if (!entries)
			return 0;
		rendezvous->entries = entries;
		rendezvous->room = room;
	}
	return rendezvous->used++;
}

enum result rendezvous_put(struct rendezvous *rendezvous, enum rendezvous_kind kind,
                           const uint8_t id[static RENDEZVOUS_ID_BYTES], struct rendezvous_place place)
{
	uint32_t there = *find(rendezvous, kind, id);
	if (there && kind == RENDEZVOUS_SESSION)
		return RESULT_BAD_ARGUMENT;
	if (there) {
		rendezvous->entries[there].place = place;
		return RESULT_OK;
	}
	if (rendezvous->count[kind] >= rendezvous->most[kind])
		return RESULT_TOO_LARGE;
	uint32_t index = take(rendezvous);
	if (!index)
		return RESULT_OUT_OF_MEMORY;
	struct entry *entry = &rendezvous->entries[index];
	*entry = (struct entry){.place = place, .kind = (uint8_t)kind};
	memcpy(entry->id, id, sizeof entry->id);
	*find(rendezvous, kind, id) = index; /* anew: the array may have moved */
	rendezvous->count[kind]++;
	return RESULT_OK;
}

bool rendezvous_find(const struct rendezvous *rendezvous, enum rendezvous_kind kind,
                     const uint8_t id[static RENDEZVOUS_ID_BYTES], struct rendezvous_place *out)
{
	uint32_t there = *find(rendezvous, kind, id);
	if (there)
		*out = rendezvous->entries[there].place;
	return there != 0;
}

void rendezvous_drop(struct rendezvous *rendezvous, enum rendezvous_kind kind,
                     const uint8_t id[static RENDEZVOUS_ID_BYTES], const void *owner)
{
	uint32_t *at = find(rendezvous, kind, id), index = *at;
	if (!index || rendezvous->entries[index].place.owner != owner)
		return;
	*at = rendezvous->entries[index].next;
	rendezvous->entries[index].next = rendezvous->free;
	rendezvous->free = index;
	rendezvous->count[kind]--;
}

uint32_t rendezvous_count(const struct rendezvous *rendezvous, enum rendezvous_kind kind)
{
	return rendezvous->count[kind];
}
