/* Whatever bytes come: a handover that is read can be written and is the same again, and no pair in it does
 * harm. */
#include "base/secret.h"
#include "session/handover.h"
#include "session/pair.h"
#include "support/guarded.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void nowhere(void *context, uint32_t where, uint8_t kind, struct bytes payload)
{
	(void)context, (void)where, (void)kind, (void)payload;
}

/* Stored again it is what it was. */
static void check_pair(struct bytes stored)
{
	static uint8_t memory[HANDOVER_BYTES_MAX];
	struct pair *pair = NULL;
	struct writer w = writer_into(memory, sizeof memory);
	const struct pair_out out = {nowhere, NULL};
	if (pair_restore(&pair, 0x10001, stored, out) != RESULT_OK)
		return;
	pair_store(pair, &w);
	if (w.failed || !bytes_are_equal(writer_bytes(&w), stored))
		abort();
	pair_destroy(pair);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct handover first, second;
	static uint8_t memory[2 * HANDOVER_BYTES_MAX];
	struct writer w = writer_into(memory, sizeof memory);
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	const struct bytes input = {copy, size};
	if (secret_start() != RESULT_OK)
		abort();
	if (handover_decode(input, &first) == RESULT_OK) {
		handover_encode(&first, &w);
		if (w.failed || !bytes_are_equal(writer_bytes(&w), input) ||
		    handover_decode(writer_bytes(&w), &second) != RESULT_OK ||
		    !plain_text_is_valid(bytes_of_text(second.name), PLAIN_TEXT_LINE))
			abort();
		for (size_t i = 0; i < first.person_count; i++)
			check_pair(first.people[i].pair);
	}
	check_pair(input);
	guarded_free(copy);
	return 0;
}
