#include "relay/key_file.h"

#include "base/file.h"
#include "base/secret.h"
#include "wire/hex.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX_BYTES_MAX = 2 * 64 + 1 };

enum result key_file_read(const char *path, uint8_t *key, size_t size)
{
	struct stat found;
	if (stat(path, &found) < 0)
		return errno == ENOENT ? RESULT_NEED_MORE : RESULT_DISK;
	struct buffer buffer;
	buffer_init(&buffer, HEX_BYTES_MAX + 16);
	enum result result = file_read(path, &buffer);
	struct bytes text = buffer_bytes(&buffer);
	while (text.size > 0 && (text.data[text.size - 1] == '\n' || text.data[text.size - 1] == '\r'))
		text.size--;
	if (result == RESULT_TOO_LARGE || (result == RESULT_OK && !hex_decode(text, key, size)))
		result = RESULT_BAD_ARGUMENT;
	if (buffer.data)
		secret_wipe(buffer.data, buffer.room_bytes);
	buffer_finish(&buffer);
	return result;
}

enum result key_file_create(const char *path, const uint8_t *key, size_t size, bool is_secret)
{
	uint8_t text[HEX_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, is_secret ? 0600 : 0644);
	if (descriptor < 0)
		return errno == EEXIST ? RESULT_REFUSED : RESULT_DISK;
	hex_encode((struct bytes){key, size}, &w);
	write_u8(&w, '\n');
	bool is_done = !w.failed && write(descriptor, text, w.size) == (ssize_t)w.size && fsync(descriptor) == 0;
	is_done = close(descriptor) == 0 && is_done;
	secret_wipe(text, sizeof text);
	if (!is_done)
		unlink(path); /* half a key is worse than none */
	return is_done ? RESULT_OK : RESULT_DISK;
}

enum result key_file_read_pair(const char *path, uint8_t secret_key[static 64], uint8_t public_key[static 32])
{
	uint8_t again[64];
	enum result result = key_file_read(path, secret_key, 64);
	if (result != RESULT_OK)
		return result;
	crypto_sign_seed_keypair(public_key, again, secret_key);
	if (!secret_is_equal(again, secret_key, sizeof again))
		result = RESULT_BAD_ARGUMENT;
	secret_wipe(again, sizeof again);
	return result;
}
