/* Whatever bytes come: fields that are read are clean strings. */
#include "support/guarded.h"
#include "wire/control.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_clean(const char *text)
{
	return plain_text_is_valid(bytes_of_text(text), PLAIN_TEXT_LINE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	wire_LogFields fields;
	if (control_decode_log_fields(input, &fields) == RESULT_OK)
		if (!is_clean(fields.user_name) || !is_clean(fields.computer_name) ||
		    !is_clean(fields.internal_address))
			abort();
	guarded_free(copy);
	return 0;
}
