/* Whatever name comes: what is left is bounded, plain, and stays as it is; its likeness to itself holds. */
#include "wire/person_name.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size + 2), *clean = malloc(PERSON_NAME_BYTES);
	if (!text || !clean)
		abort();
	size_t room = size > 0 ? 1 + data[0] % PERSON_NAME_BYTES : 1;
	if (size > 1)
		memcpy(text, data + 1, size - 1);
	bool is_name = person_name_clean(clean, room, text);
	if (strlen(clean) >= room || is_name == (clean[0] == 0))
		abort();
	if (is_name && (!person_name_is_clean(clean) || !person_name_is_like(clean, clean) ||
	                !plain_text_is_valid(bytes_of_text(clean), PLAIN_TEXT_LINE)))
		abort();
	(void)person_name_is_reserved(text);
	free(text);
	free(clean);
	return 0;
}
