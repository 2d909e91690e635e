/* Whatever bytes come: what is read can be written and read again, and names and notice are clean strings. */
#include "support/guarded.h"
#include "wire/message.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_profile(const wire_Profile *profile)
{
	if (!plain_text_is_valid(bytes_of_text(profile->name), PLAIN_TEXT_LINE) ||
	    !plain_text_is_valid(bytes_of_text(profile->notice), PLAIN_TEXT_LINES))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	static wire_Message first, second;
	static uint8_t memory[2 * MESSAGE_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	if (message_decode(input, &first) == RESULT_OK) {
		message_encode(&first, &w);
		if (w.failed || message_decode(writer_bytes(&w), &second) != RESULT_OK ||
		    first.which_what != second.which_what)
			abort();
		if (first.which_what == wire_Message_profile_tag)
			check_profile(&first.what.profile);
	}
	guarded_free(copy);
	return 0;
}
