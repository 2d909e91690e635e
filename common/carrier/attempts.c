#include "carrier/attempts.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

static void copy_cut(char *to, size_t room, const char *from)
{
	size_t size = strnlen(from, room - 1);
	memcpy(to, from, size);
	to[size] = 0;
}

uint32_t attempts_begin(struct attempts *attempts, const char *rung, const char *address, int64_t now_ms)
{
	if (attempts->count == ATTEMPTS_MAX) {
		memmove(attempts->list, attempts->list + 1, (ATTEMPTS_MAX - 1) * sizeof *attempts->list);
		attempts->count--;
		attempts->dropped++;
	}
	struct attempt *attempt = &attempts->list[attempts->count++];
	*attempt = (struct attempt){.outcome = ATTEMPT_TRYING, .started_ms = now_ms};
	copy_cut(attempt->rung, sizeof attempt->rung, rung);
	copy_cut(attempt->address, sizeof attempt->address, address);
	return attempts->dropped + (uint32_t)attempts->count - 1;
}

/* The line with this number while it can still change; NULL otherwise. */
static struct attempt *open_line(struct attempts *attempts, uint32_t attempt)
{
	uint32_t index = attempt - attempts->dropped; /* wraps for one that was dropped */
	if (index >= attempts->count || attempt_is_over(&attempts->list[index]))
		return NULL;
	return &attempts->list[index];
}

bool attempts_rename(struct attempts *attempts, uint32_t attempt, const char *address)
{
	struct attempt *line = open_line(attempts, attempt);
	if (line)
		copy_cut(line->address, sizeof line->address, address);
	return line != NULL;
}

void attempts_end(struct attempts *attempts, uint32_t attempt, enum attempt_outcome outcome, int64_t now_ms)
{
	struct attempt *line = open_line(attempts, attempt);
	if (!line)
		return;
	line->outcome = outcome;
	line->ms = (int)(now_ms - line->started_ms);
}

bool attempt_is_over(const struct attempt *attempt)
{
	return attempt->outcome != ATTEMPT_TRYING;
}

void attempt_line(const struct attempt *attempt, char to[static ATTEMPT_LINE_BYTES])
{
	static const struct {
		enum text_id words, next;
	} texts[ATTEMPT_OUTCOME_COUNT] = {
		[ATTEMPT_TRYING] = {TEXT_ATTEMPT_TRYING, TEXT_NONE},
		[ATTEMPT_CONNECTED] = {TEXT_ATTEMPT_CONNECTED, TEXT_NONE},
		[ATTEMPT_NO_NAME] = {TEXT_ATTEMPT_NO_NAME, TEXT_ATTEMPT_NO_NAME_NEXT},
		[ATTEMPT_REFUSED] = {TEXT_ATTEMPT_REFUSED, TEXT_ATTEMPT_REFUSED_NEXT},
		[ATTEMPT_NO_ANSWER] = {TEXT_ATTEMPT_NO_ANSWER, TEXT_ATTEMPT_NO_ANSWER_NEXT},
		[ATTEMPT_UNREACHABLE] = {TEXT_ATTEMPT_UNREACHABLE, TEXT_ATTEMPT_UNREACHABLE_NEXT},
		[ATTEMPT_BROKEN] = {TEXT_ATTEMPT_BROKEN, TEXT_ATTEMPT_BROKEN_NEXT},
		[ATTEMPT_ABANDONED] = {TEXT_ATTEMPT_ABANDONED, TEXT_NONE},
	};
	char time[32] = "";
	enum text_id next = texts[attempt->outcome].next;
	if (attempt_is_over(attempt))
		snprintf(time, sizeof time, text_get(TEXT_ATTEMPT_MS), attempt->ms);
	snprintf(to, ATTEMPT_LINE_BYTES, "%s %s: %s%s%s%s", attempt->rung, attempt->address,
	         text_get(texts[attempt->outcome].words), time, next ? ". " : "", next ? text_get(next) : "");
}
