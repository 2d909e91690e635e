/* Whatever bytes come as a pointer's shape: it is taken as a whole or not at all, and can be drawn anywhere.
 */
#include "picture/cursor.h"
#include "support/guarded.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cursor cursor;
	struct image patch;
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	cursor.is_visible = true;
	if (image_init(&patch, 16, 16) != RESULT_OK)
		abort();
	if (cursor_shape_decode(&cursor, (struct bytes){copy, size}) == RESULT_OK) {
		struct rect rect = cursor_rect(&cursor);
		cursor_draw(&cursor, &patch, rect);
		rect.x += 5;
		rect.y -= 3;
		cursor_draw(&cursor, &patch, rect);
	}
	image_finish(&patch);
	guarded_free(copy);
	return 0;
}
