#include "relay/trusted.h"

#include "base/config.h"

#include <arpa/inet.h>
#include <string.h>

enum { IPV4_AT = 12, IPV4_BITS_BEFORE = 96, BITS = 128, TEXT_BYTES = 64 };

static const uint8_t mapped[IPV4_AT] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

static bool read_address(struct bytes text, struct address *out, bool *is_ipv4)
{
	char copy[TEXT_BYTES];
	if (text.size == 0 || text.size >= sizeof copy || memchr(text.data, 0, text.size))
		return false;
	memcpy(copy, text.data, text.size);
	copy[text.size] = 0;
	memcpy(out->bytes, mapped, sizeof mapped);
	*is_ipv4 = inet_pton(AF_INET, copy, out->bytes + IPV4_AT) == 1;
	return *is_ipv4 || inet_pton(AF_INET6, copy, out->bytes) == 1;
}

static bool is_same(const struct address *a, const struct address *b, unsigned bits)
{
	for (unsigned i = 0; i < ADDRESS_BYTES && bits > 0; i++) {
		unsigned here = bits < 8 ? bits : 8, mask = 0xFF00u >> here & 0xFF;
		if ((a->bytes[i] ^ b->bytes[i]) & mask)
			return false;
		bits -= here;
	}
	return true;
}

/* Nothing is set behind the prefix: else it was meant otherwise. */
static bool is_prefix(const struct network *network)
{
	for (unsigned bit = network->bits; bit < BITS; bit++)
		if (network->address.bytes[bit / 8] & 0x80u >> bit % 8)
			return false;
	return true;
}

enum result trusted_add(struct trusted *trusted, struct bytes text)
{
	struct network network = {0};
	const uint8_t *slash = text.size ? memchr(text.data, '/', text.size) : NULL;
	struct bytes address = {text.data, slash ? (size_t)(slash - text.data) : text.size};
	bool is_ipv4;
	uint32_t bits = 0;
	if (!read_address(address, &network.address, &is_ipv4))
		return RESULT_BAD_ARGUMENT;
	uint32_t most = is_ipv4 ? BITS - IPV4_BITS_BEFORE : BITS;
	struct config_line line = {.value = {slash ? slash + 1 : NULL, slash ? text.size - address.size - 1 : 0}};
	if (slash && config_number(&line, most, &bits) != RESULT_OK)
		return RESULT_BAD_ARGUMENT;
	if (slash && bits == 0) /* everybody */
		return RESULT_BAD_ARGUMENT;
	network.bits = (uint8_t)((slash ? bits : most) + (is_ipv4 ? IPV4_BITS_BEFORE : 0));
	if (!is_prefix(&network))
		return RESULT_BAD_ARGUMENT;
	if (trusted->count == TRUSTED_MAX)
		return RESULT_TOO_LARGE;
	trusted->networks[trusted->count++] = network;
	return RESULT_OK;
}

bool trusted_has(const struct trusted *trusted, const struct address *address)
{
	for (size_t i = 0; i < trusted->count; i++)
		if (is_same(&trusted->networks[i].address, address, trusted->networks[i].bits))
			return true;
	return false;
}

struct address address_of(const struct sockaddr *socket_address)
{
	struct address address = {0};
	if (socket_address->sa_family == AF_INET) {
		memcpy(address.bytes, mapped, sizeof mapped);
		memcpy(address.bytes + IPV4_AT, &((const struct sockaddr_in *)(const void *)socket_address)->sin_addr,
		       4);
	} else if (socket_address->sa_family == AF_INET6) {
		memcpy(address.bytes, &((const struct sockaddr_in6 *)(const void *)socket_address)->sin6_addr,
		       ADDRESS_BYTES);
	}
	return address;
}

struct limits_source address_source(const struct address *address)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6};
	memcpy(&six.sin6_addr, address->bytes, ADDRESS_BYTES);
	return limits_source_of((const struct sockaddr *)&six);
}

/* One element of the field: an address, which may have a port behind it. */
static bool read_hop(struct bytes text, struct address *out)
{
	bool is_ipv4;
	while (text.size > 0 && (*text.data == ' ' || *text.data == '\t'))
		text = (struct bytes){text.data + 1, text.size - 1};
	while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
		text.size--;
	if (read_address(text, out, &is_ipv4))
		return true;
	const uint8_t *end = text.size ? memchr(text.data, *text.data == '[' ? ']' : ':', text.size) : NULL;
	if (!end)
		return false;
	size_t skip = *text.data == '[';
	return read_address((struct bytes){text.data + skip, (size_t)(end - text.data) - skip}, out, &is_ipv4);
}

/* The last element, taken off the end; false if there is none. */
static bool take_last(struct bytes *list, struct bytes *last)
{
	if (list->size == 0)
		return false;
	const uint8_t *comma = memrchr(list->data, ',', list->size);
	size_t before = comma ? (size_t)(comma - list->data) : 0, skip = comma ? before + 1 : 0;
	*last = (struct bytes){list->data + skip, list->size - skip};
	list->size = before;
	return true;
}

struct address trusted_client(const struct trusted *trusted, const struct http_head *head,
                              const struct address *from)
{
	struct address client = *from;
	int hops = 0;
	for (size_t i = head->field_count; i-- > 0;) {
		const struct http_field *field = &head->fields[i];
		struct bytes list = field->value, last;
		if (!http_is_same_word(field->name, bytes_of_text("X-Forwarded-For")))
			continue;
		while (take_last(&list, &last)) {
			struct address hop;
			if (hops++ == TRUSTED_HOPS_MAX || !read_hop(last, &hop))
				return client;
			client = hop;
			if (!trusted_has(trusted, &client))
				return client;
		}
	}
	return client;
}
