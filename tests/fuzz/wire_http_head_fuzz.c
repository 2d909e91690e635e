/* Whatever bytes come: a head that is accepted keeps the rules, and all that it points to is inside of it. */
#include "support/guarded.h"
#include "wire/http_head.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_inside(struct bytes part, struct bytes whole)
{
	return part.data >= whole.data && part.data + part.size <= whole.data + whole.size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	struct http_head head;
	if (http_head_decode(input, &head) == RESULT_OK) {
		if (head.head_bytes > size || head.head_bytes > HTTP_HEAD_BYTES_MAX || head.target.data[0] != '/' ||
		    !is_inside(head.method, input) || !is_inside(head.target, input) ||
		    (head.is_chunked && head.content_length))
			abort();
		for (size_t i = 0; i < head.field_count; i++)
			if (!is_inside(head.fields[i].name, input) || !is_inside(head.fields[i].value, input))
				abort();
		if ((http_head_field(&head, "host").data != NULL) != (http_head_count(&head, "Host") == 1) ||
		    http_head_count(&head, "Content-Length") + http_head_count(&head, "Transfer-Encoding") > 1 ||
		    http_head_has(&head, "Transfer-Encoding", "chunked") != head.is_chunked)
			abort();
	}
	guarded_free(copy);
	return 0;
}
