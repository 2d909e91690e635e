/* Whatever a browser asks (pages_answer, pages_language, pages_is_browser, upgrade_judge): it gets one whole
 * answer. */
#include "relay/carriers/upgrade.h"
#include "relay/pages.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t answer[PAGES_ANSWER_BYTES_MAX];
	struct writer w = writer_into(answer, sizeof answer);
	struct pages_facts facts = {.list = bytes_of_text("list"), .list_expires_s = 2, .now_s = 1};
	struct http_head head;
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct bytes input = {copy, size};
	pages_language(input);
	pages_is_browser(input);
	if (http_head_decode(input, &head) == RESULT_OK) {
		pages_answer(&head, &facts, &w);
		if (w.failed || memcmp(answer, "HTTP/1.1 ", 9) != 0 || !memmem(answer, w.size, "\r\n\r\n", 4))
			abort();
		w = writer_into(answer, sizeof answer);
		pages_answer_raw_port(&head, &w);
		if (w.failed)
			abort();
		w = writer_into(answer, sizeof answer);
		if (upgrade_judge(&head) == UPGRADE_WELCOME)
			upgrade_write_welcome(&head, &w);
		if (w.failed)
			abort();
	}
	guarded_free(copy);
	return 0;
}
