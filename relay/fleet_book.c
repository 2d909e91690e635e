#include "relay/fleet_book.h"

#include "wire/hex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const uint8_t nobody[SERVER_LIST_ID_BYTES];

static bool is_id(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, SERVER_LIST_ID_BYTES) == 0;
}

/* --- texts
 * --------------------------------------------------------------------------------------------------------------
 */

/* A list of one relay, of which only the block is kept: so that one parser and one writer are enough. */
static const char head[] = "lotse-list 1\nfleet 0000000000000000\nissued 1\nexpires 2\n";

void fleet_book_write_relay(const struct server_list_relay *relay, struct writer *to)
{
	uint8_t text[FLEET_VALUE_BYTES_MAX + sizeof head];
	struct writer w = writer_into(text, sizeof text);
	struct server_list *list = calloc(1, sizeof *list); /* large */
	if (!list) {
		to->failed = true;
		return;
	}
	list->issued_s = 1;
	list->expires_s = 2;
	list->relay_count = 1;
	list->relays[0] = *relay;
	server_list_write(list, &w);
	free(list);
	struct bytes all = writer_bytes(&w);
	if (w.failed || all.size < sizeof head)
		to->failed = true;
	else
		write_bytes(to, (struct bytes){all.data + sizeof head - 1, all.size - (sizeof head - 1)});
}

enum result fleet_book_read_relay(struct bytes text, struct server_list_relay *out)
{
	uint8_t whole[FLEET_VALUE_BYTES_MAX + sizeof head];
	struct writer w = writer_into(whole, sizeof whole);
	int line;
	write_bytes(&w, (struct bytes){(const uint8_t *)head, sizeof head - 1});
	write_bytes(&w, text);
	struct server_list *list = calloc(1, sizeof *list);
	if (!list)
		return RESULT_OUT_OF_MEMORY;
	bool is_good = !w.failed && server_list_read(writer_bytes(&w), list, &line) == RESULT_OK &&
	               list->relay_count == 1 && list->delegate_count == 0;
	if (is_good)
		*out = list->relays[0];
	free(list);
	return is_good ? RESULT_OK : RESULT_LIST_BAD;
}

void fleet_book_write_prefix(const struct fleet_step *step, struct writer *to)
{
	char until[24];
	hex_encode((struct bytes){step->owner, sizeof step->owner}, to);
	if (step->what != FLEET_REST)
		return;
	snprintf(until, sizeof until, " %lld", (long long)step->until_s);
	write_bytes(to, bytes_of_text(until));
}

static bool read_prefix(struct bytes text, struct fleet_prefix *out)
{
	enum { HEX_BYTES = 2 * SERVER_LIST_ID_BYTES };
	struct fleet_prefix prefix = {.is_known = true};
	if (text.size < HEX_BYTES ||
	    !hex_decode((struct bytes){text.data, HEX_BYTES}, prefix.owner, sizeof prefix.owner))
		return false;
	struct bytes rest = {text.data + HEX_BYTES, text.size - HEX_BYTES};
	prefix.is_resting = rest.size > 0;
	if (rest.size > 0 && (rest.data[0] != ' ' || rest.size < 2 || rest.size > 13))
		return false;
	for (size_t i = 1; i < rest.size; i++) {
		if (rest.data[i] < '0' || rest.data[i] > '9')
			return false;
		prefix.until_s = prefix.until_s * 10 + (rest.data[i] - '0');
	}
	*out = prefix;
	return true;
}

/* --- what is there
 * ------------------------------------------------------------------------------------------------------ */

/* What follows `start` in the key, if it begins so. */
static bool take_name(struct bytes key, const char *start, struct bytes *name)
{
	size_t length = strlen(start);
	if (key.size < length || memcmp(key.data, start, length) != 0)
		return false;
	*name = (struct bytes){key.data + length, key.size - length};
	return true;
}

/* In the order of ids, so that all directories write the same list. */
static void insert(struct fleet_book *book, const struct server_list_relay *relay)
{
	size_t at = book->relay_count;
	if (at == SERVER_LIST_RELAYS_MAX)
		return;
	for (; at > 0 && memcmp(book->relays[at - 1].id, relay->id, sizeof relay->id) > 0; at--)
		book->relays[at] = book->relays[at - 1];
	book->relays[at] = *relay;
	book->relay_count++;
}

static const struct server_list_relay *find(const struct fleet_book *book, const uint8_t *id)
{
	for (size_t i = 0; i < book->relay_count; i++)
		if (is_id(book->relays[i].id, id))
			return &book->relays[i];
	return NULL;
}

void fleet_book_take(struct fleet_book *book, struct bytes key, struct bytes value, int64_t revision)
{
	struct bytes name;
	if (take_name(key, "relays/", &name)) {
		struct server_list_relay relay;
		uint8_t id[SERVER_LIST_ID_BYTES];
		bool is_good = hex_decode(name, id, sizeof id) && fleet_book_read_relay(value, &relay) == RESULT_OK;
		if (is_good && is_id(id, relay.id) && !find(book, id))
			insert(book, &relay);
	} else if (take_name(key, "prefixes/", &name)) {
		bool is_number = name.size == 2 && name.data[0] >= '0' && name.data[0] <= '9' &&
		                 name.data[1] >= '0' && name.data[1] <= '9';
		if (!is_number)
			return;
		struct fleet_prefix *prefix = &book->prefixes[(name.data[0] - '0') * 10 + name.data[1] - '0'];
		/* One that nobody understands is nobody's: it is not taken for free. */
		if (!read_prefix(value, prefix))
			*prefix = (struct fleet_prefix){.is_known = true, .is_resting = true, .until_s = INT64_MAX};
		prefix->revision = revision;
	}
}

/* --- what to do
 * ---------------------------------------------------------------------------------------------------------
 */

static bool is_of(const struct fleet_prefix *prefix, const uint8_t *id)
{
	return prefix->is_known && is_id(prefix->owner, id) && !is_id(id, nobody);
}

static bool is_free(const struct fleet_prefix *prefix, int64_t now_s)
{
	return !prefix->is_known || (prefix->is_resting && prefix->until_s <= now_s);
}

static struct fleet_step step_over(enum fleet_what what, size_t first, size_t last, const uint8_t *owner)
{
	struct fleet_step step = {.what = what, .first = (uint8_t)first, .last = (uint8_t)last};
	memcpy(step.owner, owner, sizeof step.owner);
	return step;
}

/* A relay that has none: as many free ones in a row as it should have, or, where there is no such row, the
 * longest. */
static struct fleet_step claim_free(const struct fleet_book *book, const uint8_t *id, int64_t now_s,
                                    size_t wanted)
{
	size_t best = 0, best_at = 0, run = 0;
	for (size_t i = 0; i < ROUTE_PREFIXES && best < wanted; i++) {
		run = is_free(&book->prefixes[i], now_s) ? run + 1 : 0;
		if (run > best) {
			best = run;
			best_at = i + 1 - run;
		}
	}
	if (best == 0)
		return (struct fleet_step){.what = FLEET_KEEP};
	return step_over(FLEET_CLAIM, best_at, best_at + best - 1, id);
}

/* A prefix whose relay is gone begins to rest. */
static struct fleet_step rest_of_the_dead(const struct fleet_book *book, const uint8_t *id, int64_t now_s)
{
	for (size_t i = 0; i < ROUTE_PREFIXES; i++) {
		const struct fleet_prefix *prefix = &book->prefixes[i];
		if (!prefix->is_known || prefix->is_resting || is_id(prefix->owner, id) || find(book, prefix->owner))
			continue;
		struct fleet_step step = step_over(FLEET_REST, i, i, prefix->owner);
		step.until_s = now_s + FLEET_REST_S;
		return step;
	}
	return (struct fleet_step){.what = FLEET_KEEP};
}

struct fleet_step fleet_book_plan(const struct fleet_book *book,
                                  const uint8_t id[static SERVER_LIST_ID_BYTES], int64_t now_s)
{
	size_t alive = book->relay_count + (find(book, id) == NULL), own = 0, last = 0;
	size_t wanted =
		alive * FLEET_PREFIXES_EACH <= ROUTE_PREFIXES ? FLEET_PREFIXES_EACH : ROUTE_PREFIXES / alive;
	for (size_t i = 0; i < ROUTE_PREFIXES; i++) {
		if (!is_of(&book->prefixes[i], id))
			continue;
		if (book->prefixes[i].is_resting) /* we were thought to be dead */
			return step_over(FLEET_CLAIM, i, i, id);
		own++;
		last = i;
	}
	if (own == 0)
		return claim_free(book, id, now_s, wanted);
	if (own > wanted) {
		struct fleet_step step = step_over(FLEET_REST, last, last, nobody);
		step.until_s = now_s + FLEET_REST_S;
		return step;
	}
	return rest_of_the_dead(book, id, now_s);
}

/* --- what comes of it
 * --------------------------------------------------------------------------------------------------- */

void fleet_book_share(const struct fleet_book *book, const uint8_t id[static SERVER_LIST_ID_BYTES],
                      struct route_share *out)
{
	*out = (struct route_share){0};
	for (size_t i = 0; i < ROUTE_PREFIXES; i++)
		if (is_of(&book->prefixes[i], id) && !book->prefixes[i].is_resting)
			out->prefixes[out->count++] = (uint8_t)i;
}

size_t fleet_book_relays(const struct fleet_book *book, struct server_list_relay *out)
{
	size_t count = 0;
	for (size_t i = 0; i < book->relay_count; i++) {
		const struct server_list_relay *relay = &book->relays[i];
		bool is_good = relay->has_prefix;
		for (unsigned p = relay->prefix_first; is_good && p <= relay->prefix_last; p++)
			is_good = is_of(&book->prefixes[p], relay->id);
		if (is_good)
			out[count++] = *relay;
	}
	return count;
}

bool fleet_book_is_same_relay(const struct server_list_relay *a, const struct server_list_relay *b)
{
	bool is_same_place = strcmp(a->host, b->host) == 0 && strcmp(a->region, b->region) == 0 &&
	                     a->raw_port == b->raw_port && a->https_port == b->https_port &&
	                     a->http_port == b->http_port;
	bool is_same_pin =
		a->has_pin == b->has_pin && (!a->has_pin || memcmp(a->pin, b->pin, sizeof a->pin) == 0);
	bool has_same_numbers =
		a->has_prefix == b->has_prefix &&
		(!a->has_prefix || (a->prefix_first == b->prefix_first && a->prefix_last == b->prefix_last));
	return is_id(a->id, b->id) && memcmp(a->seal_key, b->seal_key, sizeof a->seal_key) == 0 &&
	       is_same_place && is_same_pin && has_same_numbers && a->weight == b->weight;
}

bool fleet_book_is_same(const struct fleet_book *a, const struct fleet_book *b)
{
	if (a->relay_count != b->relay_count)
		return false;
	for (size_t i = 0; i < a->relay_count; i++)
		if (!fleet_book_is_same_relay(&a->relays[i], &b->relays[i]))
			return false;
	for (size_t i = 0; i < ROUTE_PREFIXES; i++) {
		const struct fleet_prefix *p = &a->prefixes[i], *q = &b->prefixes[i];
		if (p->is_known != q->is_known || p->is_resting != q->is_resting || p->until_s != q->until_s ||
		    p->revision != q->revision || !is_id(p->owner, q->owner))
			return false;
	}
	return true;
}
