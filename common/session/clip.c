#include "session/clip.h"

#include "base/secret.h"

#include <string.h>

static bool is_same(struct clip_right a, struct clip_right b)
{
	return a.turn == b.turn && (a.turn == 0 || a.is_sharer == b.is_sharer);
}

bool clip_out_set_right(struct clip_out *out, struct clip_right right)
{
	if (is_same(out->right, right))
		return false;
	out->right = right;
	out->is_open = false;
	return right.turn != 0;
}

void clip_out_start(struct clip_out *out, uint32_t id)
{
	out->is_open = out->right.turn != 0;
	out->id = id;
	out->at = 0;
}

bool clip_out_next(const struct clip_out *out, struct bytes text, wire_Clip *piece)
{
	size_t left = out->at < text.size ? text.size - out->at : 0;
	size_t size = left < sizeof piece->text.bytes ? left : sizeof piece->text.bytes;

	if (!out->is_open || size == 0)
		return false;
	*piece = (wire_Clip){.id = out->id,
	                     .turn = out->right.turn,
	                     .is_sharer = out->right.is_sharer,
	                     .total = (uint32_t)text.size,
	                     .offset = (uint32_t)out->at};
	piece->text.size = (pb_size_t)size;
	memcpy(piece->text.bytes, text.data + out->at, size);
	return true;
}

void clip_out_sent(struct clip_out *out, const wire_Clip *piece)
{
	out->at += piece->text.size;
	if (out->at >= piece->total)
		out->is_open = false;
}

void clip_in_drop(struct clip_in *in)
{
	if (in->text.data != NULL)
		secret_wipe(in->text.data, in->text.room_bytes);
	buffer_finish(&in->text);
	in->is_open = false;
}

void clip_in_finish(struct clip_in *in)
{
	clip_in_drop(in);
	*in = (struct clip_in){0};
}

/* Whether the piece is the first of a new text. */
static bool begins(const struct clip_in *in, const wire_Clip *piece)
{
	return piece->offset == 0 && piece->id > in->id;
}

static bool goes_on(const struct clip_in *in, const wire_Clip *piece, struct clip_right now)
{
	return in->is_open && piece->id == in->id && piece->total == in->total &&
	       piece->offset == buffer_bytes(&in->text).size && is_same(in->right, now);
}

enum result clip_in_take(struct clip_in *in, const wire_Clip *piece, struct clip_right now)
{
	bool has_right = now.turn != 0 && now.turn == piece->turn && now.is_sharer == piece->is_sharer;

	if (!has_right || (!begins(in, piece) && !goes_on(in, piece, now))) {
		/* Whatever this is, what was under way can't be finished in order any more, unless the piece is old.
		 */
		if (piece->id >= in->id || now.turn == 0)
			clip_in_drop(in);
		return RESULT_NEED_MORE;
	}
	if (begins(in, piece)) {
		clip_in_drop(in);
		buffer_init(&in->text, MESSAGE_CLIP_BYTES_MAX);
		in->id = piece->id;
		in->total = piece->total;
		in->right = now;
		in->is_open = true;
	}
	enum result result = buffer_append(&in->text, (struct bytes){piece->text.bytes, piece->text.size});
	if (result != RESULT_OK) {
		clip_in_drop(in);
		return result;
	}
	if (buffer_bytes(&in->text).size < in->total)
		return RESULT_NEED_MORE;
	in->is_open = false;
	return RESULT_OK;
}
