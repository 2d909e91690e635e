#include "carrier/proxy_list.h"

#include <stdio.h>
#include <string.h>

static uint8_t lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

static bool is_same(struct bytes text, const char *word)
{
	size_t at = 0;
	while (at < text.size && word[at] != 0 && lower(text.data[at]) == lower((uint8_t)word[at]))
		at++;
	return at == text.size && word[at] == 0;
}

static bool is_between(uint8_t byte)
{
	return byte == ';' || byte == ',' || byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The next entry; empty at the end. */
static struct bytes next_entry(struct bytes *list)
{
	while (list->size > 0 && is_between(list->data[0]))
		*list = (struct bytes){list->data + 1, list->size - 1};
	struct bytes entry = {list->data, 0};
	while (entry.size < list->size && !is_between(list->data[entry.size]))
		entry.size++;
	*list = (struct bytes){list->data + entry.size, list->size - entry.size};
	return entry;
}

/* Takes what goes before a mark away from the front of *text; empty if the mark is not in it. */
static struct bytes cut_before(struct bytes *text, const char *mark)
{
	const uint8_t *found = bytes_find(*text, bytes_of_text(mark));
	if (found == NULL)
		return (struct bytes){0};
	struct bytes front = {text->data, (size_t)(found - text->data)};
	size_t used = front.size + strlen(mark);
	*text = (struct bytes){text->data + used, text->size - used};
	return front;
}

/* A name, an address, a port: nothing that could be more than that to whoever reads the URL. */
static bool is_plain(struct bytes host)
{
	for (size_t i = 0; i < host.size; i++) {
		uint8_t byte = lower(host.data[i]);
		bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
		if (!is_letter && strchr(".-_:[]", byte) == NULL)
			return false;
	}
	return host.size > 0;
}

/* Whether a port stands at the end: behind the bracket of an IPv6 address, or in any other one. */
static bool has_port(struct bytes host)
{
	size_t at = host.size;
	while (at > 0 && host.data[at - 1] >= '0' && host.data[at - 1] <= '9')
		at--;
	return at > 0 && at < host.size && host.data[at - 1] == ':';
}

static bool write_url(struct bytes entry, char to[static WAYS_PROXY_BYTES])
{
	struct bytes scheme = cut_before(&entry, "://");
	bool is_tls = is_same(scheme, "https");
	if (scheme.size > 0 && !is_tls && !is_same(scheme, "http"))
		return false;
	while (entry.size > 0 && entry.data[entry.size - 1] == '/')
		entry.size--;
	if (!is_plain(entry))
		return false;
	int size = snprintf(to, WAYS_PROXY_BYTES, "%s://%.*s%s", is_tls ? "https" : "http", (int)entry.size,
	                    (const char *)entry.data,
	                    has_port(entry) ? ""
	                    : is_tls        ? ":443"
	                                    : ":80");
	return size > 0 && size < WAYS_PROXY_BYTES;
}

size_t proxy_list_read(struct bytes list, const char *scheme,
                       char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES])
{
	size_t count = 0;
	for (struct bytes entry = next_entry(&list); entry.size > 0 && count < PROXY_FIND_MAX;
	     entry = next_entry(&list)) {
		bool is_named = bytes_find(entry, bytes_of_text("=")) != NULL;
		struct bytes for_scheme = cut_before(&entry, "=");
		if (is_named && !is_same(for_scheme, scheme))
			continue;
		if (entry.size < WAYS_PROXY_BYTES && write_url(entry, out[count]))
			count++;
	}
	return count;
}

/* A star stands for any number of characters. Goes back only to the last star, so it takes no more than the
 * product of both lengths. */
static bool matches(struct bytes pattern, struct bytes text)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;
	while (t < text.size) {
		if (p < pattern.size && pattern.data[p] == '*') {
			star = p++;
			from = t;
		} else if (p < pattern.size && lower(pattern.data[p]) == lower(text.data[t])) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (p < pattern.size && pattern.data[p] == '*')
		p++;
	return p == pattern.size;
}

bool proxy_list_has_host(struct bytes exceptions, const char *host)
{
	bool is_local = strchr(host, '.') == NULL && strchr(host, ':') == NULL;
	for (struct bytes entry = next_entry(&exceptions); entry.size > 0; entry = next_entry(&exceptions)) {
		(void)cut_before(&entry, "://");
		if (is_same(entry, "<local>") ? is_local : matches(entry, bytes_of_text(host)))
			return true;
	}
	return false;
}
