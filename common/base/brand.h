/*
 * What a company has put into its copies of the programs (packaging/brand):
 * addresses of the directory, root key, region, name, logo, notice. It is a block
 * of bytes in the program's own file: behind all else on Linux, a resource
 * (RT_RCDATA, "LOTSE_BRAND") on Windows. Any thread.
 *
 *     "LOTSEBR1", size of the fields u32, fields, SHA-256 of the fields
 *     a field: kind u8, size u24, that many bytes
 *       1 address of a directory (up to 8)    4 name        6 logo: width u16,
 *       2 root key, 32 bytes                  5 notice        height u16, RGBA
 *       3 region
 *     on Linux then, as the last 12 bytes of the file: size of the block u32, "1RBESTOL"
 *
 * The hash is against damage. That nobody has changed it is the signature's
 * promise, which the company puts under the whole file.
 */
#ifndef LOTSE_BASE_BRAND_H
#define LOTSE_BASE_BRAND_H

#include "base/buffer.h"

enum {
	BRAND_BYTES_MAX = 2 * 1024 * 1024,
	BRAND_END_BYTES = 12,
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

/* From the last BRAND_END_BYTES of a file: how long the block before them is; 0: there is none. */
size_t brand_size_at_end(const uint8_t end[static BRAND_END_BYTES]);

/* Appends the block of the running program to `into`, whose limit is BRAND_BYTES_MAX. RESULT_NEED_MORE: it
 * has none. RESULT_DISK, RESULT_OUT_OF_MEMORY, RESULT_TOO_LARGE. Implemented in posix/ and win32/. */
enum result brand_read(struct buffer *into);

#endif
