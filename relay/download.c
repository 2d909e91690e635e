#include "relay/download.h"

#include "base/file.h"
#include "base/thread.h"
#include "wire/number.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char name_start[] = "/LotseClient", name_end[] = ".exe", hash_end[] = ".sha256";

struct download {
	struct buffer bytes;
	char hash[DOWNLOAD_HASH_BYTES];
	char digest[64]; /* the same in base64, for the head */
	uint32_t references;
};

struct shelf {
	struct mutex *lock; /* over what is there, and over references */
	struct download *present;
};

struct shelf *shelf_create(void)
{
	struct shelf *shelf = calloc(1, sizeof *shelf);
	if (!shelf)
		return NULL;
	shelf->lock = mutex_create();
	if (shelf->lock)
		return shelf;
	free(shelf);
	return NULL;
}

void shelf_destroy(struct shelf *shelf)
{
	if (!shelf)
		return;
	shelf_give_back(shelf, shelf->present);
	mutex_destroy(shelf->lock);
	free(shelf);
}

void shelf_give_back(struct shelf *shelf, struct download *download)
{
	if (!download)
		return;
	mutex_lock(shelf->lock);
	bool is_last = --download->references == 0;
	mutex_unlock(shelf->lock);
	if (!is_last)
		return;
	buffer_finish(&download->bytes);
	free(download);
}

static void hash(struct download *download)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct bytes bytes = buffer_bytes(&download->bytes);
	crypto_hash_sha256(hash, bytes.data, bytes.size);
	sodium_bin2hex(download->hash, sizeof download->hash, hash, sizeof hash);
	sodium_bin2base64(download->digest, sizeof download->digest, hash, sizeof hash,
	                  sodium_base64_VARIANT_ORIGINAL);
}

static enum result read_whole(struct download **out, const char *path)
{
	struct download *download = calloc(1, sizeof *download);
	if (!download)
		return RESULT_OUT_OF_MEMORY;
	buffer_init(&download->bytes, DOWNLOAD_BYTES_MAX);
	enum result result = file_read(path, &download->bytes);
	if (result == RESULT_OK && download->bytes.size_bytes == 0)
		result = RESULT_DISK;
	if (result != RESULT_OK) {
		buffer_finish(&download->bytes);
		free(download);
		return result == RESULT_OUT_OF_MEMORY ? result : RESULT_DISK;
	}
	download->references = 1;
	hash(download);
	*out = download;
	return RESULT_OK;
}

enum result shelf_put(struct shelf *shelf, const char *path)
{
	struct download *fresh = NULL;
	enum result result = read_whole(&fresh, path);
	if (result != RESULT_OK)
		return result;
	mutex_lock(shelf->lock);
	struct download *old = shelf->present;
	shelf->present = fresh;
	mutex_unlock(shelf->lock);
	shelf_give_back(shelf, old);
	return RESULT_OK;
}

struct download *shelf_take(struct shelf *shelf)
{
	mutex_lock(shelf->lock);
	struct download *download = shelf->present;
	if (download)
		download->references++;
	mutex_unlock(shelf->lock);
	return download;
}

struct bytes download_bytes(const struct download *download)
{
	return buffer_bytes(&download->bytes);
}

const char *download_hash(const struct download *download)
{
	return download->hash;
}

int64_t download_ms(const struct download *download)
{
	return DOWNLOAD_LEAST_MS + (int64_t)download->bytes.size_bytes * 1000 / DOWNLOAD_SLOW;
}

/* Cuts `end` off. */
static bool take_end(struct bytes *text, const char *end)
{
	struct bytes wanted = bytes_of_text(end);
	if (text->size < wanted.size || memcmp(text->data + text->size - wanted.size, end, wanted.size) != 0)
		return false;
	text->size -= wanted.size;
	return true;
}

/* "_" and the digits of a route. */
static bool is_route(struct bytes text)
{
	return text.size > 0 && text.data[0] == '_' &&
	       number_is_route((struct bytes){text.data + 1, text.size - 1});
}

enum download_kind download_kind_of(struct bytes path)
{
	struct bytes start = bytes_of_text(name_start);
	enum download_kind kind = take_end(&path, hash_end) ? DOWNLOAD_HASH : DOWNLOAD_PROGRAM;
	if (!take_end(&path, name_end) || path.size < start.size ||
	    memcmp(path.data, start.data, start.size) != 0)
		return DOWNLOAD_NONE;
	struct bytes rest = {path.data + start.size, path.size - start.size};
	return rest.size == 0 || is_route(rest) ? kind : DOWNLOAD_NONE;
}

/* The path has been looked at: nothing in the name needs quoting. Parts are not given out: to who asks for
 * one the whole is a right answer (RFC 9110 14.2). */
static void write_head(struct writer *to, const char *type, size_t size, struct bytes name, const char *more)
{
	char head[DOWNLOAD_HEAD_BYTES];
	snprintf(head, sizeof head,
	         "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	         "Content-Disposition: attachment; filename=\"%.*s\"\r\n%s"
	         "Accept-Ranges: none\r\nCache-Control: no-cache, no-transform\r\n"
	         "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
	         "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
	         "Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
	         type, size, (int)name.size, (const char *)name.data, more);
	write_bytes(to, bytes_of_text(head));
}

static void answer_program(const struct download *download, struct bytes name, struct writer *to)
{
	char more[256];
	snprintf(more, sizeof more, "ETag: \"%s\"\r\nRepr-Digest: sha-256=:%s:\r\n", download->hash,
	         download->digest);
	write_head(to, "application/octet-stream", download->bytes.size_bytes, name, more);
}

/* As sha256sum -c reads it. */
static void answer_hash(const struct download *download, struct bytes name, bool is_head, struct writer *to)
{
	char line[DOWNLOAD_HASH_BYTES + 64];
	int size = snprintf(line, sizeof line, "%s  %.*s\n", download->hash, (int)(name.size - strlen(hash_end)),
	                    (const char *)name.data);
	write_head(to, "text/plain; charset=utf-8", (size_t)size, name, "");
	if (!is_head)
		write_bytes(to, (struct bytes){(const uint8_t *)line, (size_t)size});
}

bool download_answer(const struct download *download, const struct http_head *head, struct bytes path,
                     struct writer *to)
{
	struct bytes name = {path.data + 1, path.size - 1};
	bool is_head = bytes_are_equal(head->method, bytes_of_text("HEAD"));
	if (download_kind_of(path) == DOWNLOAD_HASH) {
		answer_hash(download, name, is_head, to);
		return false;
	}
	answer_program(download, name, to);
	return !is_head;
}
