#include "session/kept.h"

#include "base/secret.h"

#include <string.h>

enum { HEAD_BYTES = 13, IS_SECRET = 1 };

struct head {
	uint32_t size;
	uint8_t flags;
	uint64_t id;
};

void kept_init(struct kept *kept, size_t limit_bytes)
{
	*kept = (struct kept){0};
	buffer_init(&kept->entries, limit_bytes);
}

void kept_finish(struct kept *kept)
{
	if (kept->entries.data != NULL)
		secret_wipe(kept->entries.data, kept->entries.room_bytes);
	buffer_finish(&kept->entries);
}

enum result kept_add(struct kept *kept, const struct kept_message *message)
{
	size_t size = HEAD_BYTES + message->body.size;
	uint8_t *to = buffer_reserve(&kept->entries, size);

	if (to == NULL)
		return kept->entries.size_bytes + size > kept->entries.limit_bytes ? RESULT_TOO_LARGE
		                                                                   : RESULT_OUT_OF_MEMORY;
	struct writer writer = writer_into(to, size);
	write_u32(&writer, (uint32_t)message->body.size);
	write_u8(&writer, message->is_secret ? IS_SECRET : 0);
	write_u64(&writer, message->id);
	write_bytes(&writer, message->body);
	buffer_commit(&kept->entries, size);
	return RESULT_OK;
}

/* The entry that begins at `at`; false at the end. */
static bool read_at(const struct kept *kept, size_t at, struct head *head, struct bytes *body)
{
	struct bytes all = buffer_bytes(&kept->entries);

	if (at >= all.size)
		return false;
	struct reader reader = reader_over((struct bytes){all.data + at, all.size - at});

	head->size = read_u32(&reader);
	head->flags = read_u8(&reader);
	head->id = read_u64(&reader);
	*body = read_bytes(&reader, head->size);
	return !reader.failed;
}

bool kept_next(const struct kept *kept, struct kept_message *out)
{
	struct head head;
	struct bytes body;

	if (!read_at(kept, kept->sent_bytes, &head, &body))
		return false;
	out->id = head.id;
	out->is_secret = (head.flags & IS_SECRET) != 0;
	/* Sent before: then nothing of a secret is left but its size. */
	out->body = out->is_secret && head.id <= kept->sent_id ? (struct bytes){NULL, 0} : body;
	return true;
}

void kept_sent(struct kept *kept)
{
	struct head head;
	struct bytes body;

	if (!read_at(kept, kept->sent_bytes, &head, &body))
		return;
	if ((head.flags & IS_SECRET) != 0)
		secret_wipe(kept->entries.data + kept->entries.start + kept->sent_bytes + HEAD_BYTES, body.size);
	kept->sent_bytes += HEAD_BYTES + body.size;
	if (head.id > kept->sent_id)
		kept->sent_id = head.id;
}

bool kept_acknowledged(struct kept *kept, uint64_t id)
{
	struct head head;
	struct bytes body;

	if (id > kept->sent_id)
		return false;
	while (read_at(kept, 0, &head, &body) && head.id <= id) {
		size_t size = HEAD_BYTES + body.size;
		buffer_consume(&kept->entries, size);
		kept->sent_bytes -= size < kept->sent_bytes ? size : kept->sent_bytes;
	}
	return true;
}

void kept_rewind(struct kept *kept)
{
	kept->sent_bytes = 0;
}

void kept_store(const struct kept *kept, struct writer *to)
{
	struct bytes all = buffer_bytes(&kept->entries);

	write_u64(to, kept->sent_id);
	write_u32(to, (uint32_t)all.size);
	write_bytes(to, all);
}

/* Whole entries alone, each id one more than the one before, `made_id` the last one. */
static bool is_whole(const struct kept *kept, uint64_t made_id)
{
	size_t all = buffer_bytes(&kept->entries).size, at = 0;
	struct head head = {.id = made_id};
	struct bytes body;
	uint64_t before = 0;

	for (; at < all; at += HEAD_BYTES + body.size) {
		if (!read_at(kept, at, &head, &body) || head.flags > IS_SECRET || head.id == 0 ||
		    (at > 0 && head.id != before + 1))
			return false;
		before = head.id;
	}
	return head.id == made_id && kept->sent_id <= made_id;
}

enum result kept_restore(struct kept *kept, struct reader *from, uint64_t made_id)
{
	uint64_t sent_id = read_u64(from);
	struct bytes all = read_bytes(from, read_u32(from));

	if (from->failed)
		return RESULT_BAD_FRAME;
	if (all.size > kept->entries.limit_bytes)
		return RESULT_TOO_LARGE;
	kept->sent_id = sent_id;
	if (all.size > 0 && buffer_append(&kept->entries, all) != RESULT_OK)
		return RESULT_OUT_OF_MEMORY;
	return is_whole(kept, made_id) ? RESULT_OK : RESULT_BAD_FRAME;
}
