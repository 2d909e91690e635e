/*
 * ledger RECEIVER SENDER..: holds what one program opened against what the others of its session sealed
 * (record.h). Every record that was opened must have been sealed by one of them under that key and nonce with
 * the same content, must not have been opened before, and must not be older than one that was. That is what
 * "the relay never gets a frame accepted" means.
 *
 * Prints what it counted; exit 0 if all of it holds and at least one record was opened.
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>

enum { KEYS_MAX = 1 << 16 };

struct entry {
	struct recorded record;
	size_t order; /* of sealing */
	bool is_opened;
};

struct ledger {
	struct entry *entries;
	size_t count, room;
	uint64_t keys[KEYS_MAX],
		newest[KEYS_MAX]; /* set by the sender; 1 + order of the newest opened under it */
	size_t key_count;
};

static int key_place(const struct ledger *ledger, uint64_t key) /* -1: never set */
{
	for (size_t i = 0; i < ledger->key_count; i++)
		if (ledger->keys[i] == key)
			return (int)i;
	return -1;
}

static void take_sealed(struct ledger *ledger, const struct recorded *record)
{
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? ledger->room * 2 : 1024;
		ledger->entries = realloc(ledger->entries, ledger->room * sizeof *ledger->entries);
		if (!ledger->entries)
			exit(2);
	}
	ledger->entries[ledger->count] = (struct entry){.record = *record, .order = ledger->count};
	ledger->count++;
}

static int by_name(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	if (x->record.key != y->record.key)
		return x->record.key < y->record.key ? -1 : 1;
	return memcmp(x->record.nonce, y->record.nonce, sizeof x->record.nonce);
}

static void load(struct ledger *ledger, struct buffer content)
{
	struct reader r = reader_over(buffer_bytes(&content));
	for (struct recorded record; record_next(&r, &record);) {
		if (record.what == RECORD_SEALED)
			take_sealed(ledger, &record);
		if (record.what == RECORD_KEY && key_place(ledger, record.key) < 0 && ledger->key_count < KEYS_MAX)
			ledger->keys[ledger->key_count++] = record.key;
	}
}

/* NULL if it is as it must be, else what is wrong. */
static const char *judge(struct ledger *ledger, const struct recorded *opened)
{
	int place = key_place(ledger, opened->key);
	if (place < 0)
		return "under a key that no sender has";
	struct entry wanted = {.record = *opened};
	struct entry *entry =
		ledger->count ? bsearch(&wanted, ledger->entries, ledger->count, sizeof wanted, by_name) : NULL;
	if (!entry)
		return "never sealed";
	if (!bytes_are_equal(entry->record.bytes, opened->bytes) || entry->record.kind != opened->kind ||
	    entry->record.lane != opened->lane)
		return "changed";
	if (entry->is_opened)
		return "taken twice";
	entry->is_opened = true;
	uint64_t *newest = &ledger->newest[place];
	if (entry->order + 1 < *newest)
		return "out of order";
	*newest = entry->order + 1;
	return NULL;
}

int main(int argc, char **argv)
{
	static struct ledger ledger;
	if (argc < 3) {
		fprintf(stderr, "ledger RECEIVER SENDER..\n");
		return 2;
	}
	for (int i = 2; i < argc; i++) /* what they point to stays until the end */
		load(&ledger, record_load(argv[i]));
	if (ledger.count)
		qsort(ledger.entries, ledger.count, sizeof *ledger.entries, by_name);
	struct buffer received = record_load(argv[1]);
	struct reader r = reader_over(buffer_bytes(&received));
	size_t opened = 0, failed = 0, wrong = 0;
	for (struct recorded record; record_next(&r, &record);) {
		failed += record.what == RECORD_FAILED;
		if (record.what != RECORD_OPENED)
			continue;
		opened++;
		const char *fault = judge(&ledger, &record);
		if (fault && wrong++ < 5)
			printf("a record of kind %d, lane %d, %zu bytes: %s\n", record.kind, record.lane,
			       record.bytes.size, fault);
	}
	printf("sealed %zu, opened %zu, refused %zu, wrongly taken %zu\n", ledger.count, opened, failed, wrong);
	return wrong > 0 || opened == 0;
}
