#include "wire/message.h"

#include "base/image.h"
#include "wire/frame.h"
#include "wire/plain_text.h"
#include "wire/schema.h"

enum { PARTICIPANT_BYTES = 16, RELAY_ID_BYTES = 8, SECRET_BYTES = 32, BASE_KEY_BYTES = 64 };

#define LINE_IS_VALID(field)   plain_text_field_is_valid((field), sizeof(field), PLAIN_TEXT_LINE)
#define LINES_ARE_VALID(field) plain_text_field_is_valid((field), sizeof(field), PLAIN_TEXT_LINES)

void message_encode(const wire_Message *message, struct writer *to)
{
	schema_write(wire_Message_fields, message, to);
}

static bool is_somebody(uint32_t peer)
{
	return peer != FRAME_PEER_NONE && peer < FRAME_PEER_ALL;
}

static bool profile_is_valid(const wire_Profile *profile)
{
	for (size_t i = 0; i < profile->relays_count; i++)
		if (profile->relays[i].size != RELAY_ID_BYTES)
			return false;
	return profile->floor >= 1 && profile->floor <= profile->version && LINE_IS_VALID(profile->name) &&
	       LINE_IS_VALID(profile->computer) && LINES_ARE_VALID(profile->notice) &&
	       (profile->participant.size == 0 || profile->participant.size == PARTICIPANT_BYTES);
}

static bool roster_is_valid(const wire_Roster *roster)
{
	for (size_t i = 0; i < roster->entries_count; i++) {
		const wire_RosterEntry *entry = &roster->entries[i];
		if (!is_somebody(entry->peer) || !LINE_IS_VALID(entry->name) || !LINE_IS_VALID(entry->computer) ||
		    (entry->participant.size != 0 && entry->participant.size != PARTICIPANT_BYTES))
			return false;
	}
	return true;
}

static bool share_is_valid(const wire_Share *share)
{
	for (size_t i = 0; i < share->to_count; i++) {
		if (share->to[i].participant.size != PARTICIPANT_BYTES)
			return false;
	}
	return LINE_IS_VALID(share->layout) && share->width <= IMAGE_SIDE_MAX_PX &&
	       share->height <= IMAGE_SIDE_MAX_PX;
}

static bool clip_is_valid(const wire_Clip *clip)
{
	return clip->total > 0 && clip->total <= MESSAGE_CLIP_BYTES_MAX && clip->text.size > 0 &&
	       clip->offset < clip->total && clip->text.size <= clip->total - clip->offset;
}

static bool message_is_valid(const wire_Message *message)
{
	switch (message->which_what) {
	case wire_Message_profile_tag:
		return profile_is_valid(&message->what.profile);
	case wire_Message_roster_tag:
		return roster_is_valid(&message->what.roster);
	case wire_Message_introduce_tag:
		return is_somebody(message->what.introduce.peer) &&
		       message->what.introduce.secret.size == SECRET_BYTES;
	case wire_Message_share_tag:
		return share_is_valid(&message->what.share);
	case wire_Message_stream_key_tag:
		return message->what.stream_key.lane < FRAME_LANES_MAX &&
		       message->what.stream_key.base_key.size == BASE_KEY_BYTES;
	case wire_Message_need_start_tag:
		return message->what.need_start.lane < FRAME_LANES_MAX;
	case wire_Message_move_tag:
		return message->what.move.relay_id.size == RELAY_ID_BYTES;
	case wire_Message_clip_tag:
		return clip_is_valid(&message->what.clip);
	case wire_Message_chat_tag:
		return LINES_ARE_VALID(message->what.chat.text);
	default:
		return true;
	}
}

enum result message_decode(struct bytes bytes, wire_Message *out)
{
	wire_Message message = wire_Message_init_zero;
	if (bytes.size > MESSAGE_BYTES_MAX || !schema_read(wire_Message_fields, bytes, &message) ||
	    !message_is_valid(&message))
		return RESULT_BAD_FRAME;
	*out = message;
	return RESULT_OK;
}
