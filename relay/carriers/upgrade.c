#include "relay/carriers/upgrade.h"

#include <openssl/evp.h>
#include <string.h>

enum {
	KEY_TEXT_BYTES = 24, /* 16 bytes in base64 */
	SHA1_BYTES = 20,
	ACCEPT_TEXT_BYTES = 28,
};

static bool is_base64(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' || c == '/';
}

static bool is_key(struct bytes key)
{
	if (key.size != KEY_TEXT_BYTES || key.data[KEY_TEXT_BYTES - 1] != '=' ||
	    key.data[KEY_TEXT_BYTES - 2] != '=')
		return false;
	for (size_t i = 0; i < KEY_TEXT_BYTES - 2; i++)
		if (!is_base64(key.data[i]))
			return false;
	return true;
}

/* Whether the page that asks is this host's own. Programs say no origin; browsers always do, and a page
 * elsewhere must not be able to make its readers' browsers dial in. */
static bool is_own_origin(const struct http_head *head)
{
	static const char *const schemes[] = {"http://", "https://"};
	struct bytes origin = http_head_field(head, "Origin"), host = http_head_field(head, "Host");
	if (http_head_count(head, "Origin") == 0)
		return true;
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t size = strlen(schemes[i]);
		if (origin.size > size && memcmp(origin.data, schemes[i], size) == 0)
			return http_head_count(head, "Origin") == 1 &&
			       http_is_same_word((struct bytes){origin.data + size, origin.size - size}, host);
	}
	return false;
}

enum upgrade_verdict upgrade_judge(const struct http_head *head)
{
	if (!http_head_has(head, "Upgrade", "websocket") || !http_head_has(head, "Connection", "Upgrade"))
		return UPGRADE_MISSING;
	if (!bytes_are_equal(head->method, bytes_of_text("GET")) || head->minor < 1 || head->content_length > 0 ||
	    head->is_chunked)
		return UPGRADE_BAD_REQUEST;
	if (!is_own_origin(head))
		return UPGRADE_FOREIGN;
	if (http_head_count(head, "Sec-WebSocket-Version") != 1 ||
	    !bytes_are_equal(http_head_field(head, "Sec-WebSocket-Version"), bytes_of_text("13")))
		return UPGRADE_VERSION;
	if (http_head_count(head, "Sec-WebSocket-Key") != 1 ||
	    !is_key(http_head_field(head, "Sec-WebSocket-Key")))
		return UPGRADE_BAD_REQUEST;
	return UPGRADE_WELCOME;
}

void upgrade_write_welcome(const struct http_head *head, struct writer *to)
{
	static const char salt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; /* RFC 6455, 1.3 */
	uint8_t text[KEY_TEXT_BYTES + sizeof salt - 1], hash[SHA1_BYTES], accept[ACCEPT_TEXT_BYTES + 1];
	struct bytes key = http_head_field(head, "Sec-WebSocket-Key");
	if (key.size != KEY_TEXT_BYTES) {
		to->failed = true;
		return;
	}
	memcpy(text, key.data, KEY_TEXT_BYTES);
	memcpy(text + KEY_TEXT_BYTES, salt, sizeof salt - 1);
	if (EVP_Digest(text, sizeof text, hash, NULL, EVP_sha1(), NULL) != 1)
		to->failed = true;
	EVP_EncodeBlock(accept, hash, sizeof hash);
	write_bytes(to, bytes_of_text("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
	                              "Connection: Upgrade\r\nSec-WebSocket-Accept: "));
	write_bytes(to, (struct bytes){accept, ACCEPT_TEXT_BYTES});
	write_bytes(to, bytes_of_text("\r\n\r\n"));
}
