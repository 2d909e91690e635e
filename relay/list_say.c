/* What is in a list, in words: the half of list_tool.h that only talks. */
#include "relay/list_tool.h"

#include "base/text.h"
#include "wire/hex.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { HEX_BYTES = 2 * 32 + 1 };

const char *list_tool_time(int64_t time_s, char to[static LIST_TOOL_TIME_BYTES])
{
	time_t time = (time_t)time_s;
	struct tm parts;
	if (!gmtime_r(&time, &parts) || strftime(to, LIST_TOOL_TIME_BYTES, "%Y-%m-%d %H:%M UTC", &parts) == 0)
		snprintf(to, LIST_TOOL_TIME_BYTES, "%lld", (long long)time_s);
	return to;
}

static const char *hex(const uint8_t *bytes, size_t size, char to[static HEX_BYTES])
{
	struct writer w = writer_into((uint8_t *)to, HEX_BYTES);
	hex_encode((struct bytes){bytes, size}, &w);
	write_u8(&w, 0);
	return to;
}

static void say_delegate(const struct server_list_delegate *delegate)
{
	char key[HEX_BYTES], until[LIST_TOOL_TIME_BYTES];
	const char *purposes = delegate->may_list && delegate->may_operators ? "list,operators"
	                       : delegate->may_list                          ? "list"
	                                                                     : "operators";
	printf(text_get(TEXT_LIST_DELEGATE), hex(delegate->key, sizeof delegate->key, key), purposes,
	       list_tool_time(delegate->expires_s, until));
}

static const char *port(uint16_t number, char to[static 8])
{
	if (number)
		snprintf(to, 8, "%u", number);
	return number ? to : "-";
}

static void say_relay(const struct server_list_relay *relay)
{
	char id[HEX_BYTES], pin[HEX_BYTES], raw[8], https[8], http[8];
	const char *host = relay->host[0] ? relay->host : text_get(TEXT_LIST_RELAY_HERE);
	printf(text_get(TEXT_LIST_RELAY), hex(relay->id, sizeof relay->id, id), host);
	printf(text_get(TEXT_LIST_PORTS), port(relay->raw_port, raw), port(relay->https_port, https),
	       port(relay->http_port, http));
	if (relay->has_prefix)
		printf(text_get(TEXT_LIST_NUMBERS), relay->prefix_first, relay->prefix_last);
	else
		fputs(text_get(TEXT_LIST_ALL_NUMBERS), stdout);
	if (relay->region[0])
		printf(text_get(TEXT_LIST_REGION), relay->region, (int)relay->weight);
	else
		printf(text_get(TEXT_LIST_WEIGHT), (int)relay->weight);
	if (relay->has_pin)
		printf(text_get(TEXT_LIST_PIN), hex(relay->pin, sizeof relay->pin, pin));
}

/* The keys of the signature lines, as they stand there. */
static void say_signatures(struct bytes text)
{
	static const char mark[] = "\nsignature ";
	const uint8_t *at = text.data, *end = text.data + text.size;
	while (at < end && (at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1))) {
		at += sizeof mark - 1;
		int length = (int)(end - at < HEX_BYTES - 1 ? end - at : HEX_BYTES - 1);
		char key[HEX_BYTES];
		snprintf(key, sizeof key, "%.*s", length, (const char *)at);
		printf(text_get(TEXT_LIST_SIGNATURE), key);
	}
}

void list_tool_say(const struct server_list *list, struct bytes text)
{
	char fleet[HEX_BYTES], issued[LIST_TOOL_TIME_BYTES], until[LIST_TOOL_TIME_BYTES];
	printf(text_get(TEXT_LIST_FLEET), hex(list->fleet_id, sizeof list->fleet_id, fleet));
	printf(text_get(TEXT_LIST_DATES), list_tool_time(list->issued_s, issued),
	       list_tool_time(list->expires_s, until));
	for (size_t i = 0; i < list->delegate_count; i++)
		say_delegate(&list->delegates[i]);
	say_signatures(text);
	for (size_t i = 0; i < list->relay_count; i++)
		say_relay(&list->relays[i]);
}
