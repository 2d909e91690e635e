#include "screens/png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void put_u32(uint8_t *to, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void write_chunk(FILE *file, const char kind[4], const uint8_t *data, size_t size)
{
	uint8_t head[8], end[4];
	put_u32(head, (uint32_t)size);
	memcpy(head + 4, kind, 4);
	uLong check = crc32(0, head + 4, 4);
	if (size > 0)
		check = crc32(check, data, (uInt)size);
	put_u32(end, (uint32_t)check);
	fwrite(head, 1, sizeof head, file);
	if (size > 0)
		fwrite(data, 1, size, file);
	fwrite(end, 1, sizeof end, file);
}

/* Rows of RGB, each with a filter byte 0 in front. */
static uint8_t *rows_of(const struct image *image, size_t *size)
{
	size_t row = 1 + (size_t)image->width_px * 3;
	*size = row * image->height_px;
	uint8_t *rows = malloc(*size + 1);
	for (int y = 0; rows != NULL && y < image->height_px; y++) {
		uint8_t *to = rows + row * y;
		const uint32_t *from = image_row(image, y);
		*to++ = 0;
		for (int x = 0; x < image->width_px; x++) {
			*to++ = (uint8_t)(from[x] >> 16);
			*to++ = (uint8_t)(from[x] >> 8);
			*to++ = (uint8_t)from[x];
		}
	}
	return rows;
}

enum result png_write(const char *path, const struct image *image)
{
	size_t size;
	uint8_t *rows = rows_of(image, &size), head[13] = {0};
	uLongf packed_size = compressBound((uLong)size);
	uint8_t *packed = malloc(packed_size);
	FILE *file = rows != NULL && packed != NULL ? fopen(path, "wb") : NULL;
	if (file != NULL) {
		compress2(packed, &packed_size, rows, (uLong)size, 6);
		put_u32(head, (uint32_t)image->width_px);
		put_u32(head + 4, (uint32_t)image->height_px);
		head[8] = 8; /* bits a channel */
		head[9] = 2; /* RGB */
		fwrite("\x89PNG\r\n\x1a\n", 1, 8, file);
		write_chunk(file, "IHDR", head, sizeof head);
		write_chunk(file, "IDAT", packed, packed_size);
		write_chunk(file, "IEND", NULL, 0);
	}
	free(rows);
	free(packed);
	return file != NULL && fclose(file) == 0 ? RESULT_OK : RESULT_DISK;
}
