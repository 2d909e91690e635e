/*
 * Reading goes line by line: parse() cuts lines, take_line() hands each to the
 * part of the list that it belongs to (head, relay block, signatures), and each
 * part marks what it has seen, so that nothing comes twice or in the wrong
 * place. Only then check_signatures() and the dates; a list that fails there
 * was parsed for nothing, which is cheap and bounded.
 */
#include "wire/server_list.h"

#include "wire/hex.h"
#include "wire/number.h"
#include "wire/server_list_sign.h"

#include <sodium.h>
#include <string.h>

enum {
	LINE_BYTES_MAX = 512,
	SIGNATURES_MAX = 4,
	FUTURE_MAX_S = 600, /* how far a clock may be behind the signer's */
};

struct signature {
	uint8_t key[SERVER_LIST_KEY_BYTES];
	uint8_t bytes[SERVER_LIST_SIGNATURE_BYTES];
};

enum { SEEN_FLEET = 1, SEEN_ISSUED = 2, SEEN_EXPIRES = 4, SEEN_HEAD = 7 };

struct parse {
	struct server_list list;
	struct signature signatures[SIGNATURES_MAX];
	size_t signature_count;
	unsigned head_seen;  /* SEEN_ bits */
	unsigned relay_seen; /* bit per relay key, of the last relay */
};

/* The part of *rest before the first space, or all of it; *rest becomes what follows. */
static struct bytes next_word(struct bytes *rest)
{
	const uint8_t *space = rest->size ? memchr(rest->data, ' ', rest->size) : NULL;
	struct bytes word = *rest;
	if (!space) {
		*rest = (struct bytes){NULL, 0};
		return word;
	}
	word.size = (size_t)(space - rest->data);
	*rest = (struct bytes){space + 1, rest->size - word.size - 1};
	return word;
}

static bool is_word(struct bytes bytes, const char *word)
{
	return bytes_are_equal(bytes, bytes_of_text(word));
}

/* One spelling of each: no sign, no leading zeros. */
static bool take_number(struct bytes text, uint64_t max, uint64_t *out)
{
	uint64_t value = 0;
	if (text.size == 0 || text.size > 18 || (text.size > 1 && text.data[0] == '0'))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.data[i] - '0');
	}
	*out = value;
	return value <= max;
}

static bool take_time(struct bytes text, int64_t *out)
{
	uint64_t value;
	if (!take_number(text, INT64_MAX, &value))
		return false;
	*out = (int64_t)value;
	return true;
}

static bool take_port(struct bytes text, uint16_t *out)
{
	uint64_t value;
	if (!take_number(text, 65535, &value) || value == 0)
		return false;
	*out = (uint16_t)value;
	return true;
}

static bool take_weight(struct bytes text, uint32_t *out)
{
	uint64_t value;
	if (!take_number(text, SERVER_LIST_WEIGHT_MAX, &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

/* Into a zeroed string that has room for it. */
static bool take_text(struct bytes text, char *to, size_t room)
{
	if (!text.data || text.size >= room)
		return false;
	memcpy(to, text.data, text.size);
	return true;
}

static bool take_prefix(struct bytes text, struct server_list_relay *relay)
{
	uint64_t first, last;
	struct bytes word = next_word(&text);
	if (!take_number(word, 99, &first) || !take_number(text, 99, &last) || first > last)
		return false;
	relay->prefix_first = (uint8_t)first;
	relay->prefix_last = (uint8_t)last;
	relay->has_prefix = true;
	return true;
}

bool server_list_delegate_decode(struct bytes text, struct server_list_delegate *out)
{
	struct server_list_delegate delegate = {0};
	struct bytes key = next_word(&text);
	struct bytes purposes = next_word(&text);
	struct bytes expires = next_word(&text);
	delegate.may_list = is_word(purposes, "list") || is_word(purposes, "list,operators");
	delegate.may_operators = is_word(purposes, "operators") || is_word(purposes, "list,operators");
	if (!hex_decode(key, delegate.key, sizeof delegate.key) || !take_time(expires, &delegate.expires_s) ||
	    !hex_decode(text, delegate.signature, sizeof delegate.signature))
		return false;
	*out = delegate;
	return true;
}

static bool take_delegate(struct bytes text, struct server_list *list)
{
	struct server_list_delegate delegate;
	if (list->delegate_count == SERVER_LIST_DELEGATES_MAX || !server_list_delegate_decode(text, &delegate))
		return false;
	/* Words for purposes to come are no mistake, and give nothing. */
	if (delegate.may_list || delegate.may_operators)
		list->delegates[list->delegate_count++] = delegate;
	return true;
}

static bool take_signature(struct bytes text, struct parse *parse)
{
	if (parse->signature_count == SIGNATURES_MAX)
		return false;
	struct signature signature;
	struct bytes key = next_word(&text);
	if (!hex_decode(key, signature.key, sizeof signature.key) ||
	    !hex_decode(text, signature.bytes, sizeof signature.bytes))
		return false;
	parse->signatures[parse->signature_count++] = signature;
	return true;
}

static bool take_relay(struct bytes text, struct parse *parse)
{
	struct server_list *list = &parse->list;
	if (parse->head_seen != SEEN_HEAD || list->relay_count == SERVER_LIST_RELAYS_MAX)
		return false;
	struct server_list_relay relay = {.weight = SERVER_LIST_WEIGHT_DEFAULT};
	if (!hex_decode(text, relay.id, sizeof relay.id))
		return false;
	for (size_t i = 0; i < list->relay_count; i++)
		if (memcmp(list->relays[i].id, relay.id, sizeof relay.id) == 0)
			return false;
	list->relays[list->relay_count++] = relay;
	parse->relay_seen = 0;
	return true;
}

/* Lines before the first relay, each once but for delegates. */
static bool take_head_line(struct bytes key, struct bytes value, struct parse *parse)
{
	unsigned seen;
	bool is_good;
	if (is_word(key, "fleet")) {
		seen = SEEN_FLEET;
		is_good = hex_decode(value, parse->list.fleet_id, sizeof parse->list.fleet_id);
	} else if (is_word(key, "issued")) {
		seen = SEEN_ISSUED;
		is_good = take_time(value, &parse->list.issued_s);
	} else {
		seen = SEEN_EXPIRES;
		is_good = take_time(value, &parse->list.expires_s);
	}
	if (parse->head_seen & seen)
		return false;
	parse->head_seen |= seen;
	return is_good;
}

enum relay_key {
	KEY_SEAL,
	KEY_HOST,
	KEY_REGION,
	KEY_RAW,
	KEY_HTTPS,
	KEY_HTTP,
	KEY_PIN,
	KEY_PREFIX,
	KEY_WEIGHT,
	KEY_COUNT
};

static enum relay_key relay_key_of(struct bytes key)
{
	static const char *const names[KEY_COUNT] = {"seal", "host", "region", "raw",   "https",
	                                             "http", "pin",  "prefix", "weight"};
	for (int i = 0; i < KEY_COUNT; i++)
		if (is_word(key, names[i]))
			return (enum relay_key)i;
	return KEY_COUNT;
}

static bool take_relay_value(enum relay_key key, struct bytes value, struct server_list_relay *relay)
{
	switch (key) {
	case KEY_SEAL:
		return hex_decode(value, relay->seal_key, sizeof relay->seal_key);
	case KEY_HOST:
		return server_list_host_is_valid(value) && take_text(value, relay->host, sizeof relay->host);
	case KEY_REGION:
		return server_list_region_is_valid(value) && take_text(value, relay->region, sizeof relay->region);
	case KEY_RAW:
		return take_port(value, &relay->raw_port);
	case KEY_HTTPS:
		return take_port(value, &relay->https_port);
	case KEY_HTTP:
		return take_port(value, &relay->http_port);
	case KEY_PIN:
		relay->has_pin = true;
		return hex_decode(value, relay->pin, sizeof relay->pin);
	case KEY_PREFIX:
		return take_prefix(value, relay);
	case KEY_WEIGHT:
		return take_weight(value, &relay->weight);
	default:
		return false;
	}
}

/* Lines of a relay block, each once; a block without its seal key is incomplete (relay_is_complete). */
static bool take_relay_line(enum relay_key key, struct bytes value, struct parse *parse)
{
	if (!parse->list.relay_count || parse->relay_seen & 1u << key)
		return false;
	parse->relay_seen |= 1u << key;
	return take_relay_value(key, value, &parse->list.relays[parse->list.relay_count - 1]);
}

static bool relay_is_complete(const struct parse *parse)
{
	return !parse->list.relay_count || parse->relay_seen & 1u << KEY_SEAL;
}

static bool take_line(struct bytes line, struct parse *parse)
{
	struct bytes value = line;
	struct bytes key = next_word(&value);
	if (key.size == 0)
		return false;
	if (is_word(key, "signature"))
		return take_signature(value, parse);
	if (parse->signature_count)
		return false;
	if (is_word(key, "relay"))
		return relay_is_complete(parse) && take_relay(value, parse);
	if (is_word(key, "fleet") || is_word(key, "issued") || is_word(key, "expires"))
		return take_head_line(key, value, parse);
	if (is_word(key, "delegate"))
		return !parse->list.relay_count && take_delegate(value, &parse->list);
	enum relay_key relay_key = relay_key_of(key);
	return relay_key == KEY_COUNT || take_relay_line(relay_key, value, parse);
}

/* The next line without its end; false at the end of the text, or, with *text failed, at what is no line of
 * ours. */
static bool next_line(struct reader *text, struct bytes *line)
{
	if (text->failed || text->left_bytes == 0)
		return false;
	const uint8_t *end = memchr(text->at, '\n', text->left_bytes);
	size_t size = end ? (size_t)(end - text->at) : LINE_BYTES_MAX + 1;
	if (size > LINE_BYTES_MAX) {
		text->failed = true;
		return false;
	}
	*line = read_bytes(text, size);
	read_u8(text);
	for (size_t i = 0; i < line->size; i++)
		if (line->data[i] < 0x20 || line->data[i] > 0x7E)
			text->failed = true;
	return !text->failed;
}

/* Two relays that own the same numbers would make it a matter of chance where a number leads. */
static bool prefixes_are_apart(const struct server_list *list)
{
	bool is_owned[100] = {false};
	for (size_t i = 0; i < list->relay_count; i++) {
		const struct server_list_relay *relay = &list->relays[i];
		for (unsigned prefix = relay->prefix_first; relay->has_prefix && prefix <= relay->prefix_last;
		     prefix++) {
			if (is_owned[prefix])
				return false;
			is_owned[prefix] = true;
		}
	}
	return true;
}

/* *number: the line that is wrong; 0 if it is none alone. */
static bool parse_lines(struct bytes text, struct parse *parse, int *number)
{
	struct reader r = reader_over(text);
	struct bytes line;
	*number = 1;
	if (text.size > SERVER_LIST_BYTES_MAX || !next_line(&r, &line) || !is_word(line, "lotse-list 1"))
		return false;
	for (*number = 2; next_line(&r, &line); (*number)++)
		if (!take_line(line, parse))
			return false;
	if (r.failed)
		return false;
	*number = 0;
	return true;
}

static bool parse_text(struct bytes text, struct parse *parse, int *number)
{
	if (!parse_lines(text, parse, number))
		return false;
	int64_t life_s = parse->list.expires_s - parse->list.issued_s;
	return parse->head_seen == SEEN_HEAD && relay_is_complete(parse) && life_s > 0 &&
	       life_s <= SERVER_LIST_LIFE_MAX_S && prefixes_are_apart(&parse->list);
}

/* Keeps the delegates that the root has signed; others may belong to the key before or after it. */
static void keep_delegates_of(const uint8_t root_key[static SERVER_LIST_KEY_BYTES], struct server_list *list)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->delegate_count; i++) {
		struct server_list_delegate delegate = list->delegates[i];
		if (server_list_delegate_is_of(&delegate, list->fleet_id, root_key))
			list->delegates[kept++] = delegate;
	}
	memset(list->delegates + kept, 0, (list->delegate_count - kept) * sizeof *list->delegates);
	list->delegate_count = kept;
}

/* RESULT_OK if a list signed by `key` counts now, RESULT_LIST_EXPIRED if it once did, RESULT_LIST_FOREIGN. */
static enum result key_counts(const uint8_t *key, const uint8_t *root_key, const struct server_list *list,
                              int64_t now_s)
{
	enum result result = RESULT_LIST_FOREIGN;
	if (memcmp(key, root_key, SERVER_LIST_KEY_BYTES) == 0)
		return RESULT_OK;
	for (size_t i = 0; i < list->delegate_count; i++) {
		const struct server_list_delegate *delegate = &list->delegates[i];
		if (!delegate->may_list || memcmp(key, delegate->key, SERVER_LIST_KEY_BYTES) != 0)
			continue;
		if (delegate->expires_s > now_s)
			return RESULT_OK;
		result = RESULT_LIST_EXPIRED;
	}
	return result;
}

/* One good signature by a key that counts is enough. Otherwise the reason that helps most: damaged, then
 * expired. */
static enum result check_signatures(const struct parse *parse, struct bytes text, const uint8_t *root_key,
                                    int64_t now_s)
{
	uint8_t message[SERVER_LIST_MESSAGE_BYTES];
	enum result result = parse->signature_count ? RESULT_LIST_FOREIGN : RESULT_LIST_UNSIGNED;
	server_list_message(server_list_body(text), message);
	for (size_t i = 0; i < parse->signature_count; i++) {
		const struct signature *signature = &parse->signatures[i];
		enum result counts = key_counts(signature->key, root_key, &parse->list, now_s);
		if (counts == RESULT_LIST_FOREIGN)
			continue;
		if (crypto_sign_verify_detached(signature->bytes, message, sizeof message, signature->key) != 0)
			counts = RESULT_LIST_BAD;
		if (counts == RESULT_OK)
			return RESULT_OK;
		if (result != RESULT_LIST_BAD)
			result = counts;
	}
	return result;
}

enum result server_list_open(struct bytes text, const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                             int64_t now_s, struct server_list *out)
{
	struct parse parse = {0};
	int line;
	if (!parse_text(text, &parse, &line))
		return RESULT_LIST_BAD;
	keep_delegates_of(root_key, &parse.list);
	enum result result = check_signatures(&parse, text, root_key, now_s);
	if (result != RESULT_OK)
		return result;
	if (parse.list.expires_s <= now_s || parse.list.issued_s > now_s + FUTURE_MAX_S)
		return RESULT_LIST_EXPIRED;
	*out = parse.list;
	return RESULT_OK;
}

enum result server_list_read(struct bytes text, struct server_list *out, int *line)
{
	struct parse parse = {0};
	if (!parse_text(text, &parse, line))
		return RESULT_LIST_BAD;
	*out = parse.list;
	return RESULT_OK;
}

const struct server_list_relay *server_list_find(const struct server_list *list, uint32_t route)
{
	const struct server_list_relay *owner_of_rest = NULL;
	int digits = number_route_digits(route);
	bool is_long = digits > 5;
	uint32_t prefix = route / 10000 % 100; /* the two digits after the 9 */
	if (!digits)
		return NULL;
	for (size_t i = 0; i < list->relay_count; i++) {
		const struct server_list_relay *relay = &list->relays[i];
		if (!relay->has_prefix && !owner_of_rest)
			owner_of_rest = relay;
		if (is_long && relay->has_prefix && prefix >= relay->prefix_first && prefix <= relay->prefix_last)
			return relay;
	}
	return owner_of_rest;
}

enum result server_list_key_from_text(struct bytes text, uint8_t out[static SERVER_LIST_KEY_BYTES])
{
	uint8_t digits[2 * SERVER_LIST_KEY_BYTES];
	size_t count = 0;
	for (size_t i = 0; i < text.size; i++) {
		uint8_t c = text.data[i];
		bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
		if (is_space && (count == 0 || count == sizeof digits))
			continue;
		if (is_space || count == sizeof digits)
			return RESULT_BAD_ARGUMENT;
		digits[count++] = c >= 'A' && c <= 'F' ? (uint8_t)(c | 0x20) : c;
	}
	return hex_decode((struct bytes){digits, count}, out, SERVER_LIST_KEY_BYTES) ? RESULT_OK
	                                                                             : RESULT_BAD_ARGUMENT;
}
