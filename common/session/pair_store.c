/* A pair on its way to another process (session/handover.h). */
#include "session/pair_inside.h"

void pair_store(const struct pair *pair, struct writer *to)
{
	if (!pair->was_up || pair->is_dead)
		return;
	write_u8(to, pair->resume != NULL);
	if (pair->resume != NULL)
		resume_store(pair->resume, to);
	for (int i = 0; i < PAIR_CLASSES; i++) {
		write_u64(to, pair->classes[i].made_id);
		write_u64(to, pair->classes[i].opened_id);
		kept_store(&pair->classes[i].kept, to);
	}
}

static enum result restore(struct pair *pair, struct reader *from)
{
	uint8_t has_resume = read_u8(from);
	enum result result = has_resume > 1 ? RESULT_BAD_FRAME : RESULT_OK;

	if (has_resume == 1)
		result = resume_restore(from, &pair->resume);
	for (int i = 0; i < PAIR_CLASSES && result == RESULT_OK; i++) {
		pair->classes[i].made_id = read_u64(from);
		pair->classes[i].opened_id = read_u64(from);
		result = kept_restore(&pair->classes[i].kept, from, pair->classes[i].made_id);
	}
	return result == RESULT_OK && (from->failed || from->left_bytes > 0) ? RESULT_BAD_FRAME : result;
}

enum result pair_restore(struct pair **out, uint32_t where, struct bytes stored, struct pair_out to)
{
	struct pair *pair = pair_make(where, to);
	struct reader from = reader_over(stored);

	if (pair == NULL)
		return RESULT_OUT_OF_MEMORY;
	pair->was_up = true;
	enum result result = restore(pair, &from);
	if (result != RESULT_OK)
		pair_destroy(pair);
	else
		*out = pair;
	return result;
}
