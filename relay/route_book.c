#include "relay/route_book.h"

static bool is_free(const struct route_entry *entry, int64_t now_s)
{
	return entry->log_id == 0 && entry->rests_until_s <= now_s;
}

uint32_t route_book_take(struct route_book *book, const struct route_share *share, uint64_t log_id,
                         int64_t now_s, uint32_t (*dice)(uint32_t limit))
{
	enum { THROWS = 64 };
	uint32_t nth = 0, count = route_share_count(share);
	struct route_entry *entry = NULL;
	for (int i = 0; i < THROWS; i++) {
		nth = dice(count);
		entry = &book->entries[route_share_index(share, nth)];
		if (is_free(entry, now_s))
			break;
	}
	/* When nearly all are taken: the next free one from where the last throw fell. */
	for (uint32_t i = 0; i < count && !is_free(entry, now_s); i++) {
		nth = (nth + 1) % count;
		entry = &book->entries[route_share_index(share, nth)];
	}
	if (!is_free(entry, now_s))
		return 0;
	entry->log_id = log_id;
	book->in_use++;
	return route_at(route_share_index(share, nth));
}

bool route_book_is_crowded(struct route_book *book, int64_t now_s)
{
	if (book->counted_s == now_s)
		return book->busy_short >= ROUTE_BOOK_CROWD;
	book->counted_s = now_s;
	book->busy_short = 0;
	for (uint32_t i = 0; i < ROUTE_SHORT_COUNT; i++)
		book->busy_short += !is_free(&book->entries[i], now_s);
	return book->busy_short >= ROUTE_BOOK_CROWD;
}

uint32_t route_book_end(struct route_book *book, uint32_t route, uint64_t log_id, int64_t now_s)
{
	uint32_t index;
	if (!route_index(route, &index) || log_id == 0 || book->entries[index].log_id != log_id)
		return 0;
	book->entries[index] = (struct route_entry){.rests_until_s = now_s + ROUTE_BOOK_REST_S};
	book->in_use--;
	return route;
}

void route_book_rest(struct route_book *book, uint32_t route, int64_t until_s)
{
	uint32_t index;
	if (route_index(route, &index))
		book->entries[index].rests_until_s = until_s;
}

bool route_book_may_reclaim(const struct route_book *book, uint32_t route)
{
	uint32_t index;
	return route_index(route, &index) && book->entries[index].log_id == 0;
}

void route_book_reclaim(struct route_book *book, uint32_t route, uint64_t log_id)
{
	uint32_t index;
	if (log_id == 0 || !route_book_may_reclaim(book, route) || !route_index(route, &index))
		return;
	book->entries[index].log_id = log_id;
	book->in_use++;
}
