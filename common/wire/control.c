#include "wire/control.h"

#include "wire/frame.h"
#include "wire/plain_text.h"
#include "wire/schema.h"

void control_encode(const wire_Control *control, struct writer *to)
{
	size_t start = to->size;
	write_bytes(to, (struct bytes){(const uint8_t[FRAME_HEADER_BYTES]){0}, FRAME_HEADER_BYTES});
	schema_write(wire_Control_fields, control, to);
	if (to->failed)
		return;
	struct frame_header header = {
		.payload_bytes = (uint32_t)(to->size - start - FRAME_HEADER_BYTES),
		.kind = FRAME_CONTROL,
		.peer = FRAME_PEER_NONE,
	};
	frame_encode(&header, to->start + start);
}

static bool is_peer(uint32_t peer)
{
	return peer < FRAME_PEER_ALL;
}

static bool subscribe_is_valid(const wire_Subscribe *subscribe)
{
	for (size_t i = 0; i < subscribe->peers_count; i++)
		if (!is_peer(subscribe->peers[i]))
			return false;
	return subscribe->lane < FRAME_LANES_MAX;
}

static bool open_is_valid(const wire_Open *open)
{
	size_t key = open->operator_key.size, signature = open->signature.size;
	return (key == 0 && signature == 0) || (key == 32 && signature == 64);
}

static bool hello_is_valid(const wire_Hello *hello)
{
	return hello->floor >= 1 && hello->floor <= hello->version &&
	       (hello->relay_id.size == 0 || hello->relay_id.size == CONTROL_RELAY_ID_BYTES);
}

static bool resume_is_valid(const wire_Resume *resume)
{
	for (size_t i = 0; i < resume->ids_count; i++)
		if (resume->ids[i].size != CONTROL_RENDEZVOUS_BYTES)
			return false;
	return resume->ids_count > 0 || resume->ticket.size > 0;
}

static bool peer_returned_is_valid(const wire_PeerReturned *returned)
{
	for (size_t i = 0; i < returned->ids_count; i++)
		if (returned->ids[i].size != CONTROL_RENDEZVOUS_BYTES)
			return false;
	return is_peer(returned->peer);
}

/* Routes may be any number: the relay answers wrong ones as it answers unknown ones. */
static bool control_is_valid(const wire_Control *control)
{
	switch (control->which_what) {
	case 0:
		return false;
	case wire_Control_hello_tag:
		return hello_is_valid(&control->what.hello);
	case wire_Control_open_tag:
		return open_is_valid(&control->what.open);
	case wire_Control_opened_tag:
		return is_peer(control->what.opened.peer);
	case wire_Control_joined_tag:
		return is_peer(control->what.joined.peer) && is_peer(control->what.joined.master);
	case wire_Control_peer_joined_tag:
		return is_peer(control->what.peer_joined.peer);
	case wire_Control_peer_left_tag:
		return is_peer(control->what.peer_left.peer);
	case wire_Control_leave_tag:
		return is_peer(control->what.leave.peer);
	case wire_Control_subscribe_tag:
		return subscribe_is_valid(&control->what.subscribe);
	case wire_Control_blocked_tag:
		return control->what.blocked.lane < FRAME_LANES_MAX && is_peer(control->what.blocked.peer);
	case wire_Control_resume_tag:
		return resume_is_valid(&control->what.resume);
	case wire_Control_resumed_tag:
		return is_peer(control->what.resumed.peer) && is_peer(control->what.resumed.master);
	case wire_Control_peer_returned_tag:
		return peer_returned_is_valid(&control->what.peer_returned);
	default:
		return true;
	}
}

enum result control_decode(struct bytes payload, wire_Control *out)
{
	wire_Control control = wire_Control_init_zero;
	if (payload.size > FRAME_CONTROL_MAX_BYTES || !schema_read(wire_Control_fields, payload, &control) ||
	    !control_is_valid(&control))
		return RESULT_BAD_FRAME;
	/* A newer relay may know more reasons. */
	if (control.which_what == wire_Control_close_tag && control.what.close.reason > _wire_CloseReason_MAX)
		control.what.close.reason = wire_CloseReason_CLOSE_NONE;
	*out = control;
	return RESULT_OK;
}

void control_encode_log_fields(const wire_LogFields *fields, struct writer *to)
{
	schema_write(wire_LogFields_fields, fields, to);
}

enum result control_decode_log_fields(struct bytes bytes, wire_LogFields *out)
{
	wire_LogFields fields = wire_LogFields_init_zero;
	if (!schema_read(wire_LogFields_fields, bytes, &fields) ||
	    !plain_text_field_is_valid(fields.user_name, sizeof fields.user_name, PLAIN_TEXT_LINE) ||
	    !plain_text_field_is_valid(fields.computer_name, sizeof fields.computer_name, PLAIN_TEXT_LINE) ||
	    !plain_text_field_is_valid(fields.internal_address, sizeof fields.internal_address, PLAIN_TEXT_LINE))
		return RESULT_BAD_FRAME;
	*out = fields;
	return RESULT_OK;
}

void control_signed_open(const struct control_open_context *context, const wire_Open *open, struct writer *to)
{
	write_bytes(to, bytes_of_text("lotse-open-1\n"));
	write_bytes(to, (struct bytes){context->fleet_id, sizeof context->fleet_id});
	write_bytes(to, (struct bytes){context->relay_id, sizeof context->relay_id});
	write_bytes(to, (struct bytes){context->client_nonce, sizeof context->client_nonce});
	write_bytes(to, (struct bytes){context->relay_nonce, sizeof context->relay_nonce});
	write_u8(to, (uint8_t)open->operator_key.size);
	write_bytes(to, (struct bytes){open->operator_key.bytes, open->operator_key.size});
	write_u16(to, (uint16_t)open->private_fields.size);
	write_bytes(to, (struct bytes){open->private_fields.bytes, open->private_fields.size});
}
