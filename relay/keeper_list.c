#include "relay/keeper_list.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

static enum result read_delegation(const char *path, struct delegation *out)
{
	struct buffer file;
	buffer_init(&file, DELEGATION_BYTES_MAX);
	enum result result = file_read(path, &file);
	if (result == RESULT_TOO_LARGE)
		result = RESULT_LIST_BAD;
	if (result == RESULT_OK)
		result = delegation_open(buffer_bytes(&file), out);
	buffer_finish(&file);
	return result == RESULT_LIST_FOREIGN ? RESULT_LIST_BAD : result; /* changed after it was signed */
}

/* Takes what is in the file if it gives us the right; otherwise all stays as it was. */
static enum result load(struct keeper_list *list, int64_t now_s)
{
	struct delegation read;
	enum result result = read_delegation(list->delegation_path, &read);
	if (result != RESULT_OK)
		return result;
	int64_t until_s = delegation_lists_until_s(&read, list->keys->root_key);
	if (until_s == 0)
		return RESULT_LIST_FOREIGN;
	if (until_s <= now_s)
		return RESULT_LIST_EXPIRED;
	list->delegation = read;
	list->until_s = until_s;
	return RESULT_OK;
}

enum result keeper_list_open(struct keeper_list *list, const struct relay_keys *keys,
                             const char *delegation_path, int64_t now_s)
{
	*list = (struct keeper_list){.keys = keys, .delegation_path = delegation_path, .until_s = INT64_MAX};
	list->root_key = keys->root_key;
	list->fleet_id = keys->fleet_id;
	if (!delegation_path[0])
		return RESULT_OK;
	list->root_key = list->delegation.root_key;
	list->fleet_id = list->delegation.fleet_id;
	return load(list, now_s);
}

/* A new root would be one that no program knows: the relay has to be started for that. */
static void renew(struct keeper_list *list, int64_t now_s)
{
	struct keeper_list fresh = *list;
	if (!list->delegation_path[0])
		return;
	enum result result = load(&fresh, now_s);
	if (result == RESULT_OK &&
	    memcmp(fresh.delegation.root_key, list->delegation.root_key, SERVER_LIST_KEY_BYTES) != 0)
		result = RESULT_LIST_FOREIGN;
	if (result == RESULT_OK) {
		list->delegation = fresh.delegation;
		list->until_s = fresh.until_s;
	} else {
		log_warn("keeper", "%s: %s; the one of before is used", list->delegation_path, result_name(result));
	}
	if (list->until_s - now_s < KEEPER_LIST_WARN_S)
		log_warn("keeper", "the delegation to sign lists ends in %lld hours: renew %s",
		         (long long)(list->until_s - now_s) / 3600, list->delegation_path);
}

enum result keeper_list_sign(struct keeper_list *list, const struct keeper_list_relays *relays, int64_t now_s,
                             struct writer *to, int64_t *expires_s)
{
	renew(list, now_s);
	if (list->until_s <= now_s)
		return RESULT_LIST_EXPIRED;
	struct server_list *written = calloc(1, sizeof *written); /* large */
	if (!written)
		return RESULT_OUT_OF_MEMORY;
	memcpy(written->fleet_id, list->fleet_id, sizeof written->fleet_id);
	memcpy(written->delegates, list->delegation.delegates, sizeof written->delegates);
	written->delegate_count = list->delegation.count;
	written->issued_s = now_s;
	written->expires_s =
		now_s + KEEPER_LIST_LIFE_S < list->until_s ? now_s + KEEPER_LIST_LIFE_S : list->until_s;
	written->relay_count = relays->count < SERVER_LIST_RELAYS_MAX ? relays->count : SERVER_LIST_RELAYS_MAX;
	memcpy(written->relays, relays->relays, written->relay_count * sizeof *written->relays);
	server_list_write(written, to);
	server_list_sign(to, list->keys->root_secret);
	*expires_s = written->expires_s;
	free(written);
	return to->failed ? RESULT_TOO_LARGE : RESULT_OK;
}

/* At most two digits; what follows them is at *rest. */
static bool take_prefix(const char *text, uint8_t *out, const char **rest)
{
	size_t length = strspn(text, "0123456789");
	if (length == 0 || length > 2)
		return false;
	*out = (uint8_t)(length == 2 ? (text[0] - '0') * 10 + text[1] - '0' : text[0] - '0');
	*rest = text + length;
	return true;
}

enum result keeper_list_prefix(const char *text, uint8_t *first, uint8_t *last)
{
	const char *rest;
	uint8_t from, to;
	if (!take_prefix(text, &from, &rest))
		return RESULT_BAD_ARGUMENT;
	to = from;
	if (*rest == '-' && !take_prefix(rest + 1, &to, &rest))
		return RESULT_BAD_ARGUMENT;
	if (*rest || from > to)
		return RESULT_BAD_ARGUMENT;
	*first = from;
	*last = to;
	return RESULT_OK;
}
