#include "base/brand.h"

#include <sodium.h>
#include <string.h>

enum { MAGIC_BYTES = 8, HASH_BYTES = 32, KEY_BYTES = 32 };

enum field { FIELD_URL = 1, FIELD_KEY, FIELD_REGION, FIELD_NAME, FIELD_NOTICE, FIELD_LOGO };

static const uint8_t magic[MAGIC_BYTES] = "LOTSEBR1", end_magic[MAGIC_BYTES] = "1RBESTOL";

/* The bytes of one character at the start of `text` (RFC 3629: no surrogates, no longer spelling than
 * needed); 0: none. */
static size_t character_size(struct bytes text, uint32_t *out)
{
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	uint8_t first = text.data[0];
	size_t size = first < 0x80   ? 1
	              : first < 0xC0 ? 0
	              : first < 0xE0 ? 2
	              : first < 0xF0 ? 3
	              : first < 0xF8 ? 4
	                             : 0;
	if (size == 0 || size > text.size)
		return 0;
	uint32_t character = size == 1 ? first : first & (0x7Fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((text.data[i] & 0xC0) != 0x80)
			return 0;
		character = character << 6 | (text.data[i] & 0x3Fu);
	}
	if (character < least[size] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
		return 0;
	*out = character;
	return size;
}

static bool is_text(struct bytes text, size_t max, bool may_have_lines)
{
	uint32_t character = 0;
	if (text.size == 0 || text.size > max)
		return false;
	while (text.size > 0) {
		size_t size = character_size(text, &character);
		bool is_control = character < 0x20 || (character >= 0x7F && character < 0xA0);
		if (size == 0 || (is_control && !(may_have_lines && character == '\n')))
			return false;
		text = (struct bytes){text.data + size, text.size - size};
	}
	return true;
}

static bool take_text(struct bytes value, size_t max, bool may_have_lines, struct bytes *to)
{
	if (to->data || !is_text(value, max, may_have_lines))
		return false;
	*to = value;
	return true;
}

static bool take_url(struct bytes value, struct brand *brand)
{
	if (brand->url_count == BRAND_URLS_MAX || !is_text(value, BRAND_URL_BYTES_MAX, false))
		return false;
	brand->urls[brand->url_count++] = value;
	return true;
}

static bool take_key(struct bytes value, struct brand *brand)
{
	if (brand->root_key || value.size != KEY_BYTES)
		return false;
	brand->root_key = value.data;
	return true;
}

static bool take_logo(struct bytes value, struct brand *brand)
{
	struct reader r = reader_over(value);
	int width = read_u16(&r), height = read_u16(&r);
	if (r.failed || brand->logo.data || width < 1 || width > BRAND_LOGO_WIDTH_MAX_PX || height < 1 ||
	    height > BRAND_LOGO_HEIGHT_MAX_PX || r.left_bytes != (size_t)width * (size_t)height * 4)
		return false;
	brand->logo_width_px = width;
	brand->logo_height_px = height;
	brand->logo = read_rest(&r);
	return true;
}

static bool take_field(uint8_t kind, struct bytes value, struct brand *brand)
{
	switch (kind) {
	case FIELD_URL:
		return take_url(value, brand);
	case FIELD_KEY:
		return take_key(value, brand);
	case FIELD_REGION:
		return take_text(value, BRAND_REGION_BYTES_MAX, false, &brand->region);
	case FIELD_NAME:
		return take_text(value, BRAND_NAME_BYTES_MAX, false, &brand->name);
	case FIELD_NOTICE:
		return take_text(value, BRAND_NOTICE_BYTES_MAX, true, &brand->notice);
	case FIELD_LOGO:
		return take_logo(value, brand);
	default:
		return true; /* of a newer packaging/brand */
	}
}

enum result brand_decode(struct bytes block, struct brand *out)
{
	uint8_t hash[crypto_hash_sha256_BYTES];
	struct reader r = reader_over(block);
	struct bytes begin = read_bytes(&r, MAGIC_BYTES);
	struct bytes fields = read_bytes(&r, read_u32(&r));
	struct bytes kept = read_bytes(&r, HASH_BYTES);
	if (r.failed || r.left_bytes || block.size > BRAND_BYTES_MAX ||
	    memcmp(begin.data, magic, MAGIC_BYTES) != 0)
		return RESULT_BAD_FRAME;
	crypto_hash_sha256(hash, fields.data, fields.size);
	if (memcmp(hash, kept.data, HASH_BYTES) != 0)
		return RESULT_BAD_FRAME;
	struct brand read = {0};
	r = reader_over(fields);
	while (r.left_bytes > 0) {
		uint8_t kind = read_u8(&r);
		struct bytes value = read_bytes(&r, read_u24(&r));
		if (r.failed || !take_field(kind, value, &read))
			return RESULT_BAD_FRAME;
	}
	*out = read;
	return RESULT_OK;
}

size_t brand_size_at_end(const uint8_t end[static BRAND_END_BYTES])
{
	struct reader r = reader_over((struct bytes){end, BRAND_END_BYTES});
	uint32_t size = read_u32(&r);
	return memcmp(r.at, end_magic, MAGIC_BYTES) == 0 && size <= BRAND_BYTES_MAX ? size : 0;
}
