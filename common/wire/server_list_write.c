#include "wire/server_list.h"

#include "wire/hex.h"
#include "wire/server_list_sign.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

static void write_text(struct writer *to, const char *text)
{
	write_bytes(to, bytes_of_text(text));
}

static void write_number(struct writer *to, int64_t value)
{
	char text[24];
	snprintf(text, sizeof text, "%lld", (long long)value);
	write_text(to, text);
}

static void write_number_line(struct writer *to, const char *key, int64_t value)
{
	write_text(to, key);
	write_number(to, value);
	write_u8(to, '\n');
}

static void write_hex_line(struct writer *to, const char *key, const uint8_t *bytes, size_t size)
{
	write_text(to, key);
	hex_encode((struct bytes){bytes, size}, to);
	write_u8(to, '\n');
}

void server_list_delegate_encode(const struct server_list_delegate *delegate, struct writer *to)
{
	static const char *const purposes[] = {"", "list", "operators", "list,operators"};
	unsigned purpose = (delegate->may_list ? 1u : 0u) | (delegate->may_operators ? 2u : 0u);
	if (!purpose)
		to->failed = true;
	write_text(to, "delegate ");
	hex_encode((struct bytes){delegate->key, sizeof delegate->key}, to);
	write_u8(to, ' ');
	write_text(to, purposes[purpose]);
	write_u8(to, ' ');
	write_number(to, delegate->expires_s);
	write_u8(to, ' ');
	hex_encode((struct bytes){delegate->signature, sizeof delegate->signature}, to);
	write_u8(to, '\n');
}

static void write_word_line(struct writer *to, const char *key, const char *word)
{
	write_text(to, key);
	write_text(to, word);
	write_u8(to, '\n');
}

static void write_relay(struct writer *to, const struct server_list_relay *relay)
{
	write_hex_line(to, "relay ", relay->id, sizeof relay->id);
	write_hex_line(to, "seal ", relay->seal_key, sizeof relay->seal_key);
	if (relay->host[0])
		write_word_line(to, "host ", relay->host);
	if (relay->region[0])
		write_word_line(to, "region ", relay->region);
	if (relay->raw_port)
		write_number_line(to, "raw ", relay->raw_port);
	if (relay->https_port)
		write_number_line(to, "https ", relay->https_port);
	if (relay->http_port)
		write_number_line(to, "http ", relay->http_port);
	if (relay->has_pin)
		write_hex_line(to, "pin ", relay->pin, sizeof relay->pin);
	if (relay->has_prefix) {
		write_text(to, "prefix ");
		write_number(to, relay->prefix_first);
		write_number_line(to, " ", relay->prefix_last);
	}
	write_number_line(to, "weight ", relay->weight);
}

static bool words_are_valid(const struct server_list_relay *relay)
{
	return (!relay->host[0] || server_list_host_is_valid(bytes_of_text(relay->host))) &&
	       (!relay->region[0] || server_list_region_is_valid(bytes_of_text(relay->region)));
}

void server_list_write(const struct server_list *list, struct writer *to)
{
	write_text(to, "lotse-list 1\n");
	write_hex_line(to, "fleet ", list->fleet_id, sizeof list->fleet_id);
	write_number_line(to, "issued ", list->issued_s);
	write_number_line(to, "expires ", list->expires_s);
	for (size_t i = 0; i < list->delegate_count; i++)
		server_list_delegate_encode(&list->delegates[i], to);
	for (size_t i = 0; i < list->relay_count; i++) {
		if (!words_are_valid(&list->relays[i]))
			to->failed = true;
		write_relay(to, &list->relays[i]);
	}
}

void server_list_sign(struct writer *list, const uint8_t secret_key[static SERVER_LIST_SECRET_KEY_BYTES])
{
	uint8_t message[SERVER_LIST_MESSAGE_BYTES], signature[SERVER_LIST_SIGNATURE_BYTES];
	server_list_message(server_list_body(writer_bytes(list)), message);
	crypto_sign_detached(signature, NULL, message, sizeof message, secret_key);
	write_text(list, "signature ");
	/* libsodium keeps the public key in the second half. */
	hex_encode((struct bytes){secret_key + SERVER_LIST_KEY_BYTES, SERVER_LIST_KEY_BYTES}, list);
	write_u8(list, ' ');
	hex_encode((struct bytes){signature, sizeof signature}, list);
	write_u8(list, '\n');
}

void server_list_delegate_sign(struct server_list_delegate *delegate,
                               const uint8_t fleet_id[static SERVER_LIST_ID_BYTES],
                               const uint8_t root_secret_key[static SERVER_LIST_SECRET_KEY_BYTES])
{
	uint8_t message[SERVER_LIST_DELEGATE_MESSAGE_BYTES];
	server_list_delegate_message(delegate, fleet_id, message);
	crypto_sign_detached(delegate->signature, NULL, message, sizeof message, root_secret_key);
}

void server_list_fleet_id(const uint8_t root_key[static SERVER_LIST_KEY_BYTES],
                          uint8_t to[static SERVER_LIST_ID_BYTES])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, root_key, SERVER_LIST_KEY_BYTES);
	memcpy(to, hash, SERVER_LIST_ID_BYTES);
}

void server_list_fingerprint(const uint8_t key[static SERVER_LIST_KEY_BYTES],
                             char to[static SERVER_LIST_FINGERPRINT_BYTES])
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256(hash, key, SERVER_LIST_KEY_BYTES);
	struct writer w = writer_into((uint8_t *)to, SERVER_LIST_FINGERPRINT_BYTES);
	for (size_t i = 0; i < 16; i += 2) {
		if (i)
			write_u8(&w, ' ');
		hex_encode((struct bytes){hash + i, 2}, &w);
	}
	write_u8(&w, 0);
}
