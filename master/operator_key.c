#include "master/operator_key.h"

#include "base/file.h"
#include "base/secret.h"
#include "wire/hex.h"

#include <sodium.h>
#include <string.h>

enum { FILE_BYTES_MAX = 2 * SERVER_LIST_SECRET_KEY_BYTES + 2 * OPERATOR_CERTIFICATE_BYTES_MAX + 64 };

static struct bytes next_line(struct reader *text)
{
	const uint8_t *end = text->left_bytes ? memchr(text->at, '\n', text->left_bytes) : NULL;
	struct bytes line = read_bytes(text, end ? (size_t)(end - text->at) : text->left_bytes);
	if (end)
		read_u8(text);
	if (line.size && line.data[line.size - 1] == '\r')
		line.size--;
	return line;
}

static bool is_pair(const uint8_t secret_key[static SERVER_LIST_SECRET_KEY_BYTES])
{
	uint8_t public_key[SERVER_LIST_KEY_BYTES], again[SERVER_LIST_SECRET_KEY_BYTES];
	crypto_sign_seed_keypair(public_key, again, secret_key);
	bool is_same = secret_is_equal(again, secret_key, sizeof again);
	secret_wipe(again, sizeof again);
	return is_same;
}

static bool parse(struct bytes text, struct operator_key *key)
{
	struct operator_certificate certificate;
	struct reader reader = reader_over(text);
	if (!hex_decode(next_line(&reader), key->secret_key, sizeof key->secret_key) || !is_pair(key->secret_key))
		return false;
	struct bytes line = next_line(&reader);
	if (line.size == 0)
		return reader.left_bytes == 0;
	size_t size = line.size / 2;
	if (size > sizeof key->certificate || !hex_decode(line, key->certificate, size) ||
	    operator_certificate_open((struct bytes){key->certificate, size}, &certificate) != RESULT_OK ||
	    memcmp(certificate.operator_key, key->secret_key + SERVER_LIST_KEY_BYTES, SERVER_LIST_KEY_BYTES) != 0)
		return false;
	key->certificate_bytes = size;
	return next_line(&reader).size == 0 && reader.left_bytes == 0;
}

static enum result make(const char *path, struct operator_key *key)
{
	uint8_t public_key[SERVER_LIST_KEY_BYTES], text[2 * SERVER_LIST_SECRET_KEY_BYTES + 1];
	struct writer w = writer_into(text, sizeof text);
	crypto_sign_keypair(public_key, key->secret_key);
	hex_encode((struct bytes){key->secret_key, sizeof key->secret_key}, &w);
	write_u8(&w, '\n');
	enum result result = file_write(path, writer_bytes(&w), true);
	secret_wipe(text, sizeof text);
	return result;
}

enum result operator_key_load(const char *path, struct operator_key **out, bool *is_new)
{
	struct buffer file;
	struct operator_key *key = secret_create(sizeof *key);
	if (!key)
		return RESULT_OUT_OF_MEMORY;
	key->certificate_bytes = 0;
	buffer_init(&file, FILE_BYTES_MAX);
	*is_new = !file_is_there(path);
	enum result result = *is_new ? make(path, key) : file_read(path, &file);
	if (result == RESULT_TOO_LARGE || (!*is_new && result == RESULT_OK && !parse(buffer_bytes(&file), key)))
		result = RESULT_BAD_ARGUMENT;
	if (file.data)
		secret_wipe(file.data, file.room_bytes);
	buffer_finish(&file);
	if (result == RESULT_OK)
		*out = key;
	else
		secret_destroy(key);
	return result;
}

void operator_key_text(const struct operator_key *key, char to[static 2 * SERVER_LIST_KEY_BYTES + 1])
{
	struct writer w = writer_into((uint8_t *)to, 2 * SERVER_LIST_KEY_BYTES);
	hex_encode((struct bytes){key->secret_key + SERVER_LIST_KEY_BYTES, SERVER_LIST_KEY_BYTES}, &w);
	to[2 * SERVER_LIST_KEY_BYTES] = 0;
}
