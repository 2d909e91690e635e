#include "carrier/greeting.h"

#include "wire/control.h"

#include <string.h>

enum { KIND_AT = 3 }; /* of a frame's header, after the length */

/* The first bytes of a frame that may still become one of the relay's. */
static bool may_become_frame(struct bytes came)
{
	bool is_short = came.size < 1 || came.data[0] == 0; /* a control frame's length has two bytes */
	return is_short && (came.size <= KIND_AT || came.data[KIND_AT] == FRAME_CONTROL);
}

enum result greeting_judge(struct bytes came, const uint8_t relay_id[static SERVER_LIST_ID_BYTES])
{
	struct frame_header header;
	wire_Control control;
	if (!may_become_frame(came))
		return RESULT_BAD_FRAME;
	enum result result = frame_decode(came, &header);
	if (result != RESULT_OK)
		return result;
	if (came.size < FRAME_HEADER_BYTES + header.payload_bytes)
		return RESULT_NEED_MORE;
	if (control_decode((struct bytes){came.data + FRAME_HEADER_BYTES, header.payload_bytes}, &control) !=
	    RESULT_OK)
		return RESULT_BAD_FRAME;
	/* A relay that is full or ends says Close instead; what that means is for who reads it. */
	if (control.which_what == wire_Control_close_tag)
		return RESULT_OK;
	if (control.which_what != wire_Control_hello_tag)
		return RESULT_BAD_FRAME;
	const wire_Hello *hello = &control.what.hello;
	bool is_it = hello->relay_id.size == SERVER_LIST_ID_BYTES &&
	             memcmp(hello->relay_id.bytes, relay_id, SERVER_LIST_ID_BYTES) == 0;
	return is_it ? RESULT_OK : RESULT_LIST_FOREIGN;
}
