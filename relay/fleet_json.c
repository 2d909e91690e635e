#include "relay/fleet_json.h"

#include "wire/hex.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_BYTES = 64, BASE64_BYTES = 2048 };

void fleet_json_folder(const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                       char to[static FLEET_FOLDER_BYTES])
{
	struct writer w = writer_into((uint8_t *)to, FLEET_FOLDER_BYTES);
	write_bytes(&w, bytes_of_text("lotse/"));
	hex_encode((struct bytes){fleet_id, SERVER_LIST_ID_BYTES}, &w);
	write_bytes(&w, bytes_of_text("/"));
	write_u8(&w, 0);
}

/* --- requests
 * -----------------------------------------------------------------------------------------------------------
 */

/* Ends a request: prints it, and frees it. */
static void print(cJSON *request, struct writer *to)
{
	char *text = request ? cJSON_PrintUnformatted(request) : NULL;
	if (text)
		write_bytes(to, bytes_of_text(text));
	else
		to->failed = true;
	cJSON_free(text);
	cJSON_Delete(request);
}

static void add_base64(cJSON *object, const char *name, struct bytes value)
{
	char text[BASE64_BYTES];
	if (sodium_base64_encoded_len(value.size, sodium_base64_VARIANT_ORIGINAL) > sizeof text)
		return;
	sodium_bin2base64(text, sizeof text, value.data, value.size, sodium_base64_VARIANT_ORIGINAL);
	cJSON_AddStringToObject(object, name, text);
}

static void add_number(cJSON *object, const char *name, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	cJSON_AddStringToObject(object, name, text);
}

void fleet_json_login(const char *name, const char *password, struct writer *to)
{
	cJSON *request = cJSON_CreateObject();
	cJSON_AddStringToObject(request, "name", name);
	cJSON_AddStringToObject(request, "password", password);
	print(request, to);
}

void fleet_json_range(const char *folder, struct writer *to)
{
	char end[FLEET_FOLDER_BYTES];
	cJSON *request = cJSON_CreateObject();
	snprintf(end, sizeof end, "%s", folder);
	end[strlen(end) - 1]++; /* all that begins with the folder */
	add_base64(request, "key", bytes_of_text(folder));
	add_base64(request, "range_end", bytes_of_text(end));
	add_number(request, "limit", 1000);
	print(request, to);
}

void fleet_json_grant(int ttl_s, struct writer *to)
{
	cJSON *request = cJSON_CreateObject();
	add_number(request, "TTL", ttl_s);
	print(request, to);
}

void fleet_json_lease(int64_t lease, struct writer *to)
{
	cJSON *request = cJSON_CreateObject();
	add_number(request, "ID", lease);
	print(request, to);
}

void fleet_json_put_relay(const char *folder, const struct server_list_relay *relay, int64_t lease,
                          struct writer *to)
{
	uint8_t key[KEY_BYTES], value[FLEET_VALUE_BYTES_MAX];
	struct writer k = writer_into(key, sizeof key), v = writer_into(value, sizeof value);
	cJSON *request = cJSON_CreateObject();
	write_bytes(&k, bytes_of_text(folder));
	write_bytes(&k, bytes_of_text("relays/"));
	hex_encode((struct bytes){relay->id, sizeof relay->id}, &k);
	fleet_book_write_relay(relay, &v);
	add_base64(request, "key", writer_bytes(&k));
	add_base64(request, "value", writer_bytes(&v));
	add_number(request, "lease", lease);
	to->failed = to->failed || k.failed || v.failed;
	print(request, to);
}

void fleet_json_step(const char *folder, const struct fleet_book *book, const struct fleet_step *step,
                     struct writer *to)
{
	uint8_t value[FLEET_VALUE_BYTES_MAX];
	struct writer v = writer_into(value, sizeof value);
	cJSON *request = cJSON_CreateObject();
	cJSON *compare = cJSON_AddArrayToObject(request, "compare");
	cJSON *success = cJSON_AddArrayToObject(request, "success");
	fleet_book_write_prefix(step, &v);
	for (int number = step->first; number <= step->last; number++) {
		char key[KEY_BYTES];
		cJSON *condition = cJSON_CreateObject(), *operation = cJSON_CreateObject();
		cJSON *put = cJSON_AddObjectToObject(operation, "request_put");
		snprintf(key, sizeof key, "%sprefixes/%02d", folder, number);
		add_base64(condition, "key", bytes_of_text(key));
		cJSON_AddStringToObject(condition, "target", "MOD");
		cJSON_AddStringToObject(condition, "result", "EQUAL");
		add_number(condition, "mod_revision", book->prefixes[number].revision);
		add_base64(put, "key", bytes_of_text(key));
		add_base64(put, "value", writer_bytes(&v));
		cJSON_AddItemToArray(compare, condition);
		cJSON_AddItemToArray(success, operation);
	}
	print(request, to);
}

/* --- answers
 * ------------------------------------------------------------------------------------------------------------
 */

static cJSON *parse(struct bytes answer)
{
	cJSON *parsed = answer.size && answer.size <= FLEET_ANSWER_BYTES_MAX
	                    ? cJSON_ParseWithLength((const char *)answer.data, answer.size)
	                    : NULL;
	if (cJSON_IsObject(parsed))
		return parsed;
	cJSON_Delete(parsed);
	return NULL;
}

/* 64-bit numbers are strings; 0 where there is none. */
static int64_t number_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	char *end = NULL;
	errno = 0;
	long long value = text ? strtoll(text, &end, 10) : 0;
	return !text || errno || end == text || *end || value < 0 ? 0 : value;
}

/* False: it is not there, no base64, or longer than there is room. */
static bool base64_of(const cJSON *object, const char *name, uint8_t *to, size_t room, struct bytes *out)
{
	const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
	size_t size = 0;
	if (!text || sodium_base642bin(to, room, text, strlen(text), NULL, &size, NULL,
	                               sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*out = (struct bytes){to, size};
	return true;
}

static void take_entry(const cJSON *entry, const char *folder, struct fleet_book *book)
{
	uint8_t key_room[KEY_BYTES], value_room[FLEET_VALUE_BYTES_MAX];
	struct bytes key, value;
	size_t length = strlen(folder);
	if (!base64_of(entry, "key", key_room, sizeof key_room, &key) || key.size < length ||
	    memcmp(key.data, folder, length) != 0)
		return;
	if (!base64_of(entry, "value", value_room, sizeof value_room, &value))
		value = (struct bytes){NULL, 0};
	fleet_book_take(book, (struct bytes){key.data + length, key.size - length}, value,
	                number_of(entry, "mod_revision"));
}

bool fleet_json_take_book(struct bytes answer, const char *folder, struct fleet_book *out)
{
	cJSON *parsed = parse(answer);
	const cJSON *entries = cJSON_GetObjectItemCaseSensitive(parsed, "kvs"), *entry;
	/* Every answer has a header; without keys it has nothing else. */
	bool is_answer = cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(parsed, "header"));
	if (is_answer) {
		memset(out, 0, sizeof *out);
		cJSON_ArrayForEach(entry, entries) take_entry(entry, folder, out);
	}
	cJSON_Delete(parsed);
	return is_answer;
}

bool fleet_json_take_token(struct bytes answer, char out[static FLEET_TOKEN_BYTES])
{
	cJSON *parsed = parse(answer);
	const char *token = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(parsed, "token"));
	bool is_good = token && token[0] && strlen(token) < FLEET_TOKEN_BYTES;
	for (const char *at = token; is_good && *at; at++)
		is_good = *at > ' ' && *at < 0x7F; /* it becomes a line of a head */
	if (is_good)
		memcpy(out, token, strlen(token) + 1);
	cJSON_Delete(parsed);
	return is_good;
}

bool fleet_json_take_lease(struct bytes answer, int64_t *out)
{
	cJSON *parsed = parse(answer);
	int64_t lease = number_of(parsed, "ID");
	cJSON_Delete(parsed);
	if (lease > 0)
		*out = lease;
	return lease > 0;
}

bool fleet_json_is_kept(struct bytes answer)
{
	/* The stream's first answer, a line. */
	const uint8_t *end = answer.size ? memchr(answer.data, '\n', answer.size) : NULL;
	cJSON *parsed = parse(end ? (struct bytes){answer.data, (size_t)(end - answer.data)} : answer);
	bool is_kept = number_of(cJSON_GetObjectItemCaseSensitive(parsed, "result"), "TTL") > 0;
	cJSON_Delete(parsed);
	return is_kept;
}
