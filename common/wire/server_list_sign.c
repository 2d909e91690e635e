#include "wire/server_list_sign.h"

#include <sodium.h>
#include <string.h>

struct bytes server_list_body(struct bytes text)
{
	static const char mark[] = "\nsignature ";
	const uint8_t *found = bytes_find(text, bytes_of_text(mark));
	return found ? (struct bytes){text.data, (size_t)(found - text.data) + 1} : text;
}

void server_list_message(struct bytes body, uint8_t to[static SERVER_LIST_MESSAGE_BYTES])
{
	struct writer w = writer_into(to, SERVER_LIST_MESSAGE_BYTES);
	write_bytes(&w, bytes_of_text("lotse-list-1\n"));
	crypto_hash_sha512(to + w.size, body.data, body.size);
}

void server_list_delegate_message(const struct server_list_delegate *delegate,
                                  const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                                  uint8_t to[static SERVER_LIST_DELEGATE_MESSAGE_BYTES])
{
	struct writer w = writer_into(to, SERVER_LIST_DELEGATE_MESSAGE_BYTES);
	write_bytes(&w, bytes_of_text("lotse-delegate-1\n"));
	write_bytes(&w, (struct bytes){fleet_id, SERVER_LIST_ID_BYTES});
	write_bytes(&w, (struct bytes){delegate->key, SERVER_LIST_KEY_BYTES});
	write_u8(&w, (uint8_t)((delegate->may_list ? 1 : 0) | (delegate->may_operators ? 2 : 0)));
	write_u64(&w, (uint64_t)delegate->expires_s);
}

bool server_list_delegate_is_of(const struct server_list_delegate *delegate,
                                const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                                const uint8_t root_key[static SERVER_LIST_KEY_BYTES])
{
	uint8_t message[SERVER_LIST_DELEGATE_MESSAGE_BYTES];
	server_list_delegate_message(delegate, fleet_id, message);
	return crypto_sign_verify_detached(delegate->signature, message, sizeof message, root_key) == 0;
}

static bool is_letter_or_digit(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

bool server_list_host_is_valid(struct bytes host)
{
	for (size_t i = 0; i < host.size; i++) {
		uint8_t c = host.data[i];
		bool is_upper = c >= 'A' && c <= 'Z';
		if (!is_letter_or_digit(c) && !is_upper && c != '.' && c != '-' && c != '_' && c != ':')
			return false;
	}
	return host.size > 0 && host.size < SERVER_LIST_HOST_BYTES;
}

bool server_list_region_is_valid(struct bytes region)
{
	for (size_t i = 0; i < region.size; i++)
		if (!is_letter_or_digit(region.data[i]) && region.data[i] != '-')
			return false;
	return region.size > 0 && region.size < sizeof((struct server_list_relay *)0)->region;
}
