/* Whatever lies at the end of the program: what is taken lies inside it and keeps its bounds. Each input is
 * tried as it is, and as the fields of a whole block. */
#include "base/brand.h"
#include "support/guarded.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside(struct bytes part, struct bytes whole)
{
	return part.size == 0 || (part.data >= whole.data && part.data + part.size <= whole.data + whole.size);
}

static void look(struct bytes block)
{
	struct brand brand;
	if (brand_decode(block, &brand) != RESULT_OK)
		return;
	bool is_good = is_inside(brand.region, block) && is_inside(brand.name, block) &&
	               is_inside(brand.notice, block) && is_inside(brand.logo, block) &&
	               brand.region.size <= BRAND_REGION_BYTES_MAX && brand.name.size <= BRAND_NAME_BYTES_MAX &&
	               brand.notice.size <= BRAND_NOTICE_BYTES_MAX &&
	               brand.logo.size == (size_t)brand.logo_width_px * (size_t)brand.logo_height_px * 4;
	for (size_t i = 0; i < brand.url_count; i++)
		is_good = is_good && is_inside(brand.urls[i], block) && brand.urls[i].size <= BRAND_URL_BYTES_MAX;
	if (brand.root_key)
		is_good = is_good && is_inside((struct bytes){brand.root_key, 32}, block);
	if (!is_good)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t whole[1 << 20];
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	look((struct bytes){copy, size});
	guarded_free(copy);
	if (size >= BRAND_END_BYTES)
		brand_size_at_end(data + size - BRAND_END_BYTES);
	if (size + 44 > sizeof whole)
		return 0;
	struct writer w = writer_into(whole, sizeof whole);
	write_bytes(&w, bytes_of_text("LOTSEBR1"));
	write_u32(&w, (uint32_t)size);
	write_bytes(&w, (struct bytes){data, size});
	crypto_hash_sha256(whole + w.size, data, size);
	copy = guarded_copy((struct bytes){whole, w.size + 32});
	look((struct bytes){copy, w.size + 32});
	guarded_free(copy);
	return 0;
}
