/* Whatever an etcd answers, or somebody has written into it: a book within its bounds, a plan that names
 * prefixes, and relays that make a list. */
#include "relay/fleet_json.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct fleet_book *book)
{
	static struct server_list_relay relays[SERVER_LIST_RELAYS_MAX];
	static const uint8_t id[SERVER_LIST_ID_BYTES] = {7};
	struct route_share share;
	if (book->relay_count > SERVER_LIST_RELAYS_MAX || fleet_book_relays(book, relays) > book->relay_count)
		abort();
	fleet_book_share(book, id, &share);
	struct fleet_step step = fleet_book_plan(book, id, 1800000000);
	if (step.what != FLEET_KEEP && (step.first > step.last || step.last >= ROUTE_PREFIXES))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fleet_book book;
	char token[FLEET_TOKEN_BYTES];
	int64_t lease;
	struct server_list_relay relay;
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	if (fleet_json_take_book(input, "lotse/0102030405060708/", &book))
		look(&book);
	fleet_json_take_token(input, token);
	fleet_json_take_lease(input, &lease);
	fleet_json_is_kept(input);
	fleet_book_read_relay(input, &relay);
	/* The first line as a key, what follows as its value. */
	const uint8_t *end = size ? memchr(copy, '\n', size) : NULL;
	size_t length = end ? (size_t)(end - copy) : size;
	memset(&book, 0, sizeof book);
	fleet_book_take(&book, (struct bytes){copy, length},
	                end ? (struct bytes){end + 1, size - length - 1} : (struct bytes){0}, 5);
	look(&book);
	guarded_free(copy);
	return 0;
}
