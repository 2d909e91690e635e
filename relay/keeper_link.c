#include "relay/keeper_link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

void keeper_message_encode(const struct keeper_message *message, uint8_t to[static KEEPER_MESSAGE_BYTES])
{
	memset(to, 0, KEEPER_MESSAGE_BYTES);
	struct writer w = writer_into(to, KEEPER_MESSAGE_BYTES);
	write_u8(&w, (uint8_t)message->kind);
	write_u16(&w, message->worker);
	write_u32(&w, message->ticket);
	write_u32(&w, message->route);
	write_u64(&w, message->log_id);
	write_u64(&w, (uint64_t)message->expires_s);
	write_bytes(&w, (struct bytes){message->root_key, sizeof message->root_key});
	write_bytes(&w, (struct bytes){message->seal_key, sizeof message->seal_key});
	write_bytes(&w, (struct bytes){message->relay_id, sizeof message->relay_id});
	write_bytes(&w, (struct bytes){message->fleet_id, sizeof message->fleet_id});
	write_u16(&w, message->size);
	write_bytes(&w, (struct bytes){message->bytes, message->size});
}

enum result keeper_message_decode(struct bytes bytes, struct keeper_message *out)
{
	if (bytes.size != KEEPER_MESSAGE_BYTES)
		return RESULT_BAD_FRAME;
	struct reader r = reader_over(bytes);
	uint8_t kind = read_u8(&r);
	struct keeper_message m;
	memset(&m, 0, sizeof m);
	m.kind = kind;
	m.worker = read_u16(&r);
	m.ticket = read_u32(&r);
	m.route = read_u32(&r);
	m.log_id = read_u64(&r);
	m.expires_s = (int64_t)read_u64(&r);
	read_copy(&r, m.root_key, sizeof m.root_key);
	read_copy(&r, m.seal_key, sizeof m.seal_key);
	read_copy(&r, m.relay_id, sizeof m.relay_id);
	read_copy(&r, m.fleet_id, sizeof m.fleet_id);
	m.size = read_u16(&r);
	if (r.failed || kind == KEEPER_NONE || kind >= KEEPER_KINDS || m.size > KEEPER_CONTENT_MAX_BYTES)
		return RESULT_BAD_FRAME;
	read_copy(&r, m.bytes, m.size);
	*out = m;
	return RESULT_OK;
}

void keeper_open_pack(const struct control_open_context *context, const wire_Open *open,
                      struct keeper_message *to)
{
	to->kind = KEEPER_OPEN;
	to->size = open->private_fields.size;
	memcpy(to->bytes, open->private_fields.bytes, to->size);
	if (open->operator_key.size != sizeof to->root_key)
		return;
	memcpy(to->root_key, open->operator_key.bytes, sizeof to->root_key);
	memcpy(to->seal_key, context->client_nonce, CONTROL_NONCE_BYTES);
	memcpy(to->seal_key + CONTROL_NONCE_BYTES, context->relay_nonce, CONTROL_NONCE_BYTES);
	memcpy(to->bytes + to->size, open->signature.bytes, open->signature.size);
	to->size = (uint16_t)(to->size + open->signature.size);
}

enum result keeper_open_unpack(const struct keeper_message *message, struct control_open_context *context,
                               wire_Open *open)
{
	static const uint8_t none[sizeof message->root_key];
	bool is_signed = memcmp(message->root_key, none, sizeof none) != 0;
	size_t signature = is_signed ? sizeof open->signature.bytes : 0;
	if (message->size < signature || message->size - signature > sizeof open->private_fields.bytes)
		return RESULT_BAD_FRAME;
	*open = (wire_Open)wire_Open_init_zero;
	open->private_fields.size = (pb_size_t)(message->size - signature);
	memcpy(open->private_fields.bytes, message->bytes, open->private_fields.size);
	if (!is_signed)
		return RESULT_OK;
	open->operator_key.size = sizeof none;
	memcpy(open->operator_key.bytes, message->root_key, sizeof none);
	open->signature.size = (pb_size_t)signature;
	memcpy(open->signature.bytes, message->bytes + open->private_fields.size, signature);
	memcpy(context->client_nonce, message->seal_key, CONTROL_NONCE_BYTES);
	memcpy(context->relay_nonce, message->seal_key + CONTROL_NONCE_BYTES, CONTROL_NONCE_BYTES);
	return RESULT_OK;
}

enum result keeper_link_create(int pair[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0 ? RESULT_OK : RESULT_SYSTEM;
}

enum result keeper_link_send(int fd, const struct keeper_message *message, bool may_wait)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES];
	keeper_message_encode(message, bytes);
	for (;;) {
		ssize_t sent = send(fd, bytes, sizeof bytes, MSG_NOSIGNAL | (may_wait ? 0 : MSG_DONTWAIT));
		if (sent == (ssize_t)sizeof bytes)
			return RESULT_OK;
		if (sent < 0 && errno == EINTR)
			continue;
		return sent < 0 && errno == EAGAIN ? RESULT_WOULD_BLOCK : RESULT_LOST;
	}
}

enum result keeper_link_receive(int fd, struct keeper_message *out)
{
	uint8_t bytes[KEEPER_MESSAGE_BYTES + 1]; /* one more, so that a longer one shows */
	for (;;) {
		ssize_t got = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
		if (got > 0)
			return keeper_message_decode((struct bytes){bytes, (size_t)got}, out);
		if (got < 0 && errno == EINTR)
			continue;
		return got < 0 && errno == EAGAIN ? RESULT_WOULD_BLOCK : RESULT_LOST;
	}
}
