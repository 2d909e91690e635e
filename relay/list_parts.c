#include "relay/list_parts.h"

#include <string.h>

bool list_parts_next(struct bytes list, uint32_t *at, struct keeper_message *out)
{
	if (*at >= list.size)
		return false;
	size_t left = list.size - *at;
	memset(out, 0, sizeof *out);
	out->kind = KEEPER_LIST;
	out->ticket = *at;
	out->route = (uint32_t)list.size;
	out->size = (uint16_t)(left < sizeof out->bytes ? left : sizeof out->bytes);
	memcpy(out->bytes, list.data + *at, out->size);
	*at += out->size;
	return true;
}

bool list_parts_add(struct list_parts *parts, const struct keeper_message *part)
{
	uint32_t at = part->ticket, whole = part->route;
	if (at == 0)
		parts->have_bytes = 0;
	if (at != parts->have_bytes || whole > sizeof parts->bytes || part->size > whole - at)
		return false;
	memcpy(parts->bytes + at, part->bytes, part->size);
	parts->have_bytes += part->size;
	return parts->have_bytes == whole;
}
