#include "wire/input_header.h"

#include "wire/plain_text.h"

#include <string.h>

enum { FLAG_DOWN = 1, MODIFIERS_MASK = 0x3FF };

static int16_t wheel_within(int16_t notches)
{
	if (notches > INPUT_HEADER_WHEEL_MAX)
		return INPUT_HEADER_WHEEL_MAX;
	return notches < -INPUT_HEADER_WHEEL_MAX ? -INPUT_HEADER_WHEEL_MAX : notches;
}

static void write_place(struct writer *to, const struct input_event *event)
{
	write_u16(to, (uint16_t)event->x_px);
	write_u16(to, (uint16_t)event->y_px);
}

void input_header_encode(const struct input_header *input, struct writer *to)
{
	const struct input_event *event = &input->event;
	bool has_down = event->kind == INPUT_BUTTON || event->kind == INPUT_KEY;
	write_u8(to, (uint8_t)event->kind);
	write_u8(to, has_down && event->is_down ? FLAG_DOWN : 0);
	write_u16(to, event->modifiers & MODIFIERS_MASK);
	write_u32(to, input->generation);
	write_u32(to, input->screen_state);
	switch (event->kind) {
	case INPUT_MOVE:
		write_place(to, event);
		break;
	case INPUT_BUTTON:
		write_place(to, event);
		write_u8(to, (uint8_t)event->code);
		break;
	case INPUT_WHEEL:
		write_place(to, event);
		write_u16(to, (uint16_t)wheel_within(event->wheel_x));
		write_u16(to, (uint16_t)wheel_within(event->wheel_y));
		break;
	case INPUT_KEY:
		write_u8(to, (uint8_t)event->code);
		break;
	case INPUT_TEXT:
		write_bytes(to,
		            (struct bytes){(const uint8_t *)event->text, strnlen(event->text, INPUT_TEXT_BYTES_MAX)});
		break;
	default:
		break;
	}
}

static void read_place(struct reader *from, struct input_event *event)
{
	event->x_px = (int16_t)read_u16(from);
	event->y_px = (int16_t)read_u16(from);
}

static bool read_text(struct reader *from, struct input_event *event)
{
	struct bytes text = read_rest(from);
	if (text.size == 0 || text.size > INPUT_TEXT_BYTES_MAX || !plain_text_is_valid(text, PLAIN_TEXT_TYPED))
		return false;
	memcpy(event->text, text.data, text.size);
	return true;
}

static bool is_button(uint16_t code)
{
	return (code >= 1 && code <= 3) || code == 8 || code == 9;
}

/* F12 can't be sent: at the sharer it is the person's own key. */
static bool is_key(uint16_t code)
{
	return code >= 1 && code != INPUT_KEY_F12;
}

static bool is_wheel(int16_t notches)
{
	return notches >= -INPUT_HEADER_WHEEL_MAX && notches <= INPUT_HEADER_WHEEL_MAX;
}

/* What comes after the part that all kinds have. */
static bool read_by_kind(struct reader *from, struct input_event *event)
{
	switch (event->kind) {
	case INPUT_MOVE:
		read_place(from, event);
		return true;
	case INPUT_BUTTON:
		read_place(from, event);
		event->code = read_u8(from);
		return is_button(event->code);
	case INPUT_WHEEL:
		read_place(from, event);
		event->wheel_x = (int16_t)read_u16(from);
		event->wheel_y = (int16_t)read_u16(from);
		return is_wheel(event->wheel_x) && is_wheel(event->wheel_y);
	case INPUT_KEY:
		event->code = read_u8(from);
		return is_key(event->code);
	case INPUT_TEXT:
		return read_text(from, event);
	case INPUT_RELEASE_ALL:
	case INPUT_STILL_HELD:
		return true;
	default:
		return false;
	}
}

enum result input_header_decode(struct bytes bytes, struct input_header *out)
{
	struct reader r = reader_over(bytes);
	struct input_header input = {0};
	uint8_t kind = read_u8(&r);
	uint8_t flags = read_u8(&r);
	input.event.kind = kind < INPUT_KIND_COUNT ? (enum input_kind)kind : INPUT_NONE;
	input.event.is_down = flags == FLAG_DOWN;
	input.event.modifiers = read_u16(&r);
	input.generation = read_u32(&r);
	input.screen_state = read_u32(&r);
	bool has_down = input.event.kind == INPUT_BUTTON || input.event.kind == INPUT_KEY;
	if (!read_by_kind(&r, &input.event) || r.failed || r.left_bytes)
		return RESULT_BAD_FRAME;
	if (flags > (has_down ? FLAG_DOWN : 0) || input.event.modifiers > MODIFIERS_MASK)
		return RESULT_BAD_FRAME;
	*out = input;
	return RESULT_OK;
}
