#include "relay/wheel.h"

#include <stddef.h>

static int64_t slot_of(int64_t ms)
{
	return (ms + WHEEL_SLOT_MS - 1) / WHEEL_SLOT_MS;
}

void wheel_init(struct wheel *wheel, int64_t now_ms)
{
	for (int i = 0; i < WHEEL_SLOTS; i++)
		wheel->slots[i].next = wheel->slots[i].previous = &wheel->slots[i];
	wheel->turned_to = wheel->nearest = now_ms / WHEEL_SLOT_MS;
	wheel->count = 0;
}

static void put(struct wheel *wheel, struct wheel_entry *entry)
{
	int64_t slot = slot_of(entry->due_ms), last = wheel->turned_to + WHEEL_SLOTS - 1;
	if (slot < wheel->turned_to)
		slot = wheel->turned_to;
	if (slot > last) /* further away than one turn: looked at again then */
		slot = last;
	if (slot < wheel->nearest)
		wheel->nearest = slot;
	struct wheel_entry *head = &wheel->slots[slot % WHEEL_SLOTS];
	entry->next = head;
	entry->previous = head->previous;
	head->previous->next = entry;
	head->previous = entry;
	wheel->count++;
}

void wheel_stop(struct wheel *wheel, struct wheel_entry *entry)
{
	if (!entry->next)
		return;
	entry->next->previous = entry->previous;
	entry->previous->next = entry->next;
	entry->next = entry->previous = NULL;
	wheel->count--;
}

void wheel_set(struct wheel *wheel, struct wheel_entry *entry, int64_t due_ms)
{
	wheel_stop(wheel, entry);
	entry->due_ms = due_ms;
	put(wheel, entry);
}

struct wheel_entry *wheel_next_due(struct wheel *wheel, int64_t now_ms)
{
	int64_t now_slot = now_ms / WHEEL_SLOT_MS;
	if (wheel->count == 0 && wheel->turned_to < now_slot)
		wheel->turned_to = now_slot; /* nothing to see on the way */
	while (wheel->turned_to <= now_slot) {
		struct wheel_entry *entry = wheel->slots[wheel->turned_to % WHEEL_SLOTS].next;
		if (entry == &wheel->slots[wheel->turned_to % WHEEL_SLOTS]) {
			if (wheel->turned_to == now_slot)
				return NULL;
			wheel->turned_to++;
			continue;
		}
		wheel_stop(wheel, entry);
		if (entry->due_ms <= now_ms)
			return entry;
		put(wheel, entry); /* of a later turn: never this slot again, as its time is after now */
	}
	return NULL;
}

int wheel_sleep_ms(struct wheel *wheel, int64_t now_ms)
{
	if (wheel->count == 0)
		return -1;
	int64_t from = wheel->nearest > wheel->turned_to ? wheel->nearest : wheel->turned_to;
	for (int64_t slot = from; slot < wheel->turned_to + WHEEL_SLOTS; slot++) {
		const struct wheel_entry *head = &wheel->slots[slot % WHEEL_SLOTS];
		if (head->next == head)
			continue;
		wheel->nearest = slot;
		int64_t left = slot * WHEEL_SLOT_MS - now_ms;
		return left > 0 ? (int)left : 0;
	}
	return -1;
}
