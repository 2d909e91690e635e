#include "relay/route_book.h"

static bool is_free(const struct route_entry *entry, int64_t now_s)
{
	return entry->log_id == 0 && entry->rests_until_s <= now_s;
}

uint32_t route_book_take(struct route_book *book, uint64_t log_id, int64_t now_s,
                         uint32_t (*dice)(uint32_t limit))
{
	enum { THROWS = 64 };
	uint32_t index = 0;
	for (int i = 0; i < THROWS; i++) {
		index = dice(ROUTE_BOOK_ROUTES);
		if (is_free(&book->entries[index], now_s))
			break;
	}
	/* When nearly all are taken: the next free one from where the last throw fell. */
	for (uint32_t i = 0; i < ROUTE_BOOK_ROUTES && !is_free(&book->entries[index], now_s); i++)
		index = (index + 1) % ROUTE_BOOK_ROUTES;
	if (!is_free(&book->entries[index], now_s))
		return 0;
	book->entries[index].log_id = log_id;
	book->in_use++;
	return NUMBER_ROUTE_MIN + index;
}

static bool is_route(uint32_t route)
{
	return route >= NUMBER_ROUTE_MIN && route <= NUMBER_ROUTE_MAX;
}

uint32_t route_book_end(struct route_book *book, uint32_t route, uint64_t log_id, int64_t now_s)
{
	if (!is_route(route) || log_id == 0 || book->entries[route - NUMBER_ROUTE_MIN].log_id != log_id)
		return 0;
	book->entries[route - NUMBER_ROUTE_MIN] =
		(struct route_entry){.rests_until_s = now_s + ROUTE_BOOK_REST_S};
	book->in_use--;
	return route;
}

void route_book_rest(struct route_book *book, uint32_t route, int64_t until_s)
{
	if (is_route(route))
		book->entries[route - NUMBER_ROUTE_MIN].rests_until_s = until_s;
}

bool route_book_may_reclaim(const struct route_book *book, uint32_t route)
{
	return is_route(route) && book->entries[route - NUMBER_ROUTE_MIN].log_id == 0;
}

void route_book_reclaim(struct route_book *book, uint32_t route, uint64_t log_id)
{
	if (log_id == 0 || !route_book_may_reclaim(book, route))
		return;
	book->entries[route - NUMBER_ROUTE_MIN].log_id = log_id;
	book->in_use++;
}
