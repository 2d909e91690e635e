/* Whatever bytes come: what is left after cleaning is valid, and valid text is left as it is. */
#include "support/guarded.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	char *text = calloc(1, size + 1), *clean = calloc(1, size + 1);
	if (!text || !clean)
		abort();
	if (size)
		memcpy(text, data, size);
	for (enum plain_text_kind kind = PLAIN_TEXT_LINE; kind <= PLAIN_TEXT_TYPED; kind++) {
		bool is_valid = plain_text_is_valid(input, kind);
		plain_text_clean(clean, size + 1, text, kind);
		if (!plain_text_is_valid(bytes_of_text(clean), kind) || (is_valid && strcmp(clean, text) != 0))
			abort();
	}
	struct reader r = reader_over(input);
	uint32_t character;
	while (r.left_bytes && plain_text_next(&r, &character))
		if (character > 0x10FFFF)
			abort();
	free(text);
	free(clean);
	guarded_free(copy);
	return 0;
}
