#include "carrier/tunnel_transfer.h"

#include "base/secret.h"
#include "carrier/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Any answer but 200 is somebody's page. */
static bool is_welcome(struct tunnel_transfer *transfer)
{
	long status = 0;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	return status == 200;
}

static bool hear(struct tunnel_transfer *transfer, const struct tunnel_block *block)
{
	if (block->kind == TUNNEL_BLOCK_START) {
		if (block->start.number != transfer->ask.number)
			return false;
		transfer->heard = block->start;
		transfer->is_ours = true;
	}
	return transfer->hear(transfer->context, transfer, block);
}

/* curl's CURLOPT_WRITEFUNCTION: anything but all of the bytes ends the transfer. */
static size_t take(char *data, size_t size, size_t count, void *context)
{
	struct tunnel_transfer *transfer = context;
	struct bytes piece = {(const uint8_t *)data, size * count};
	struct tunnel_block block;
	enum result result = RESULT_BAD_FRAME;
	if (!is_welcome(transfer))
		return size * count; /* it is read to its end, so that the connection stays usable */
	while (!transfer->is_bad) {
		result = tunnel_reader_next(&transfer->reader, &piece, &block);
		if (result != RESULT_OK)
			break;
		transfer->is_bad = !hear(transfer, &block);
	}
	transfer->is_bad |= result == RESULT_BAD_FRAME;
	return transfer->is_bad ? 0 : size * count;
}

static bool add_line(struct tunnel_transfer *transfer, const char *line)
{
	struct curl_slist *lines = curl_slist_append(transfer->lines, line);
	if (lines)
		transfer->lines = lines;
	return lines != NULL;
}

static bool set_lines(struct tunnel_transfer *transfer)
{
	char field[sizeof TUNNEL_FIELD + 2 + TUNNEL_FIELD_BYTES_MAX] = TUNNEL_FIELD ": ";
	struct writer w = writer_into((uint8_t *)field + strlen(field), TUNNEL_FIELD_BYTES_MAX);
	tunnel_field_encode(&transfer->ask, &w); /* the rest of it is zero */
	curl_slist_free_all(transfer->lines);
	transfer->lines = NULL;
	bool is_post = transfer->ask.verb == TUNNEL_OPEN || transfer->ask.verb == TUNNEL_UP;
	/* Without a value: curl leaves out what it would say by itself. */
	return !w.failed && add_line(transfer, field) && add_line(transfer, "Accept:") &&
	       add_line(transfer, "Expect:") &&
	       add_line(transfer, is_post ? "Content-Type: " TUNNEL_MEDIA_TYPE : "Cache-Control: no-store");
}

static void set_url(struct tunnel_transfer *transfer, const struct curl_way *way)
{
	char target[TUNNEL_TARGET_BYTES_MAX + 1] = "", url[CURL_WAY_URL_BYTES + sizeof target];
	uint32_t salt;
	struct writer w = writer_into((uint8_t *)target, TUNNEL_TARGET_BYTES_MAX);
	secret_random((uint8_t *)&salt, sizeof salt);
	tunnel_target_encode(&transfer->ask, salt, &w);
	curl_way_url(way, target, url, sizeof url);
	curl_easy_setopt(transfer->easy, CURLOPT_URL, url);
}

/* curl's CURLOPT_SOCKOPTFUNCTION: a connection is about to be made. */
static int tune(void *context, curl_socket_t socket, curlsocktype purpose)
{
	const struct tunnel_transfer *transfer = context;
	if (purpose != CURLSOCKTYPE_IPCXN)
		return CURL_SOCKOPT_OK;
	if (!transfer->may_connect(transfer->context, transfer))
		return CURL_SOCKOPT_ERROR;
	socket_tune((wake_handle)socket, true);
	return CURL_SOCKOPT_OK;
}

static void set_up(struct tunnel_transfer *transfer, struct curl_way *way, size_t size, int64_t limit_ms)
{
	CURL *easy = transfer->easy;
	curl_easy_reset(easy);
	curl_way_prepare(way, easy);
	set_url(transfer, way);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->lines);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, tune);
	curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, transfer->is_fresh ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)limit_ms);
	if (strcmp(tunnel_method(transfer->ask.verb), "POST") != 0)
		return;
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, transfer->body ? (const char *)transfer->body : "");
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)size);
}

enum result tunnel_transfer_start(struct tunnel_transfer *transfer, struct curl_loop *loop,
                                  struct curl_way *way, uint8_t *body_take, size_t size, int64_t limit_ms)
{
	free(transfer->body);
	transfer->body = body_take;
	if (!transfer->easy)
		transfer->easy = curl_easy_init();
	if (!transfer->easy || !set_lines(transfer))
		return RESULT_OUT_OF_MEMORY;
	transfer->is_ours = transfer->is_bad = false;
	transfer->reader = (struct tunnel_reader){0};
	set_up(transfer, way, size, limit_ms);
	if (curl_multi_add_handle(loop->multi, transfer->easy) != CURLM_OK)
		return RESULT_OUT_OF_MEMORY;
	transfer->is_busy = true;
	return RESULT_OK;
}

void tunnel_transfer_end(struct tunnel_transfer *transfer, struct curl_loop *loop)
{
	if (transfer->is_busy)
		curl_multi_remove_handle(loop->multi, transfer->easy);
	transfer->is_busy = false;
}

void tunnel_transfer_finish(struct tunnel_transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	curl_slist_free_all(transfer->lines);
	free(transfer->body);
	*transfer = (struct tunnel_transfer){0};
}

bool tunnel_transfer_is_good(const struct tunnel_transfer *transfer, CURLcode code)
{
	return code == CURLE_OK && transfer->is_ours && !transfer->is_bad;
}

bool tunnel_transfer_is_gone(const struct tunnel_transfer *transfer)
{
	struct curl_header *header;
	long status = 0;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	return status == 404 &&
	       curl_easy_header(transfer->easy, TUNNEL_FIELD, 0, CURLH_HEADER, -1, &header) == CURLHE_OK &&
	       strcmp(header->value, TUNNEL_GONE) == 0;
}
