/*
 * What a company has put into its copies of the programs (packaging/brand):
 * addresses of the directory, root key, region, name, logo, notice. It is a block
 * of bytes in the program's own file: behind all else on Linux, a resource on
 * Windows. Any thread.
 */
#ifndef LOTSE_BASE_BRAND_H
#define LOTSE_BASE_BRAND_H

#include "base/buffer.h"

enum {
	BRAND_BYTES_MAX = 2 * 1024 * 1024,
	BRAND_URLS_MAX = 8,
	BRAND_URL_BYTES_MAX = 511,
	BRAND_NAME_BYTES_MAX = 64,
	BRAND_REGION_BYTES_MAX = 15,
	BRAND_NOTICE_BYTES_MAX = 16384,
	BRAND_LOGO_WIDTH_MAX_PX = 640,
	BRAND_LOGO_HEIGHT_MAX_PX = 320,
};

/* Points into the block; what is not there is empty. Texts are UTF-8 without control characters (the notice
 * may have line feeds), not NUL-terminated. */
struct brand {
	struct bytes urls[BRAND_URLS_MAX];
	size_t url_count;
	const uint8_t *root_key; /* 32 bytes, or NULL */
	struct bytes region, name, notice;
	struct bytes logo; /* RGBA, 4 bytes a pixel, rows of logo_width_px, not premultiplied */
	int logo_width_px, logo_height_px;
};

/* Reads a block. RESULT_BAD_FRAME: it is none, or damaged; *out only on RESULT_OK. Fields that are not known
 * are skipped. */
enum result brand_decode(struct bytes block, struct brand *out);

/* Appends the block of the running program to `into`, whose limit is BRAND_BYTES_MAX. RESULT_NEED_MORE: it
 * has none. RESULT_DISK, RESULT_OUT_OF_MEMORY, RESULT_TOO_LARGE. Implemented in posix/ and win32/. */
enum result brand_read(struct buffer *into);

#endif
