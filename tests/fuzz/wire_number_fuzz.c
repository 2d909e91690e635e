/* Whatever bytes come: a number that is understood has a right check digit, and is understood again as it is
 * shown. */
#include "support/guarded.h"
#include "wire/number.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct number first, second;
	char text[NUMBER_TEXT_BYTES], route[8];
	if (number_from_text(input, &first) == RESULT_OK) {
		size_t digits = strlen(first.digits);
		number_format(&first, text);
		if (number_from_text(bytes_of_text(text), &second) != RESULT_OK ||
		    strcmp(first.digits, second.digits) != 0 ||
		    number_check_digit(first.digits, digits - 1) != first.digits[digits - 1] ||
		    !number_route_digits(first.route))
			abort();
	}
	if (number_from_file_name(input, &first) == RESULT_OK &&
	    (number_from_text(bytes_of_text(first.digits), &second) != RESULT_OK || first.route != second.route))
		abort();
	if (number_route_of_file_name(input, route) != strlen(route))
		abort();
	guarded_free(copy);
	return 0;
}
