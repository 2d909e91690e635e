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

void attempts_through(struct attempts *attempts, uint32_t attempt, const char *proxy)
{
	struct attempt *line = open_line(attempts, attempt);
	if (line)
		copy_cut(line->proxy, sizeof line->proxy, proxy);
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

bool attempt_is_good(const struct attempt *attempt)
{
	return attempt->outcome == ATTEMPT_CONNECTED || attempt->outcome == ATTEMPT_INSPECTED;
}

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
	[ATTEMPT_SILENT] = {TEXT_ATTEMPT_SILENT, TEXT_ATTEMPT_NO_ANSWER_NEXT},
	[ATTEMPT_CLOSED] = {TEXT_ATTEMPT_CLOSED, TEXT_ATTEMPT_NO_ANSWER_NEXT},
	[ATTEMPT_NOT_RELAY] = {TEXT_ATTEMPT_NOT_RELAY, TEXT_ATTEMPT_NOT_RELAY_NEXT},
	[ATTEMPT_OTHER_RELAY] = {TEXT_ATTEMPT_OTHER_RELAY, TEXT_ATTEMPT_NOT_RELAY_NEXT},
	[ATTEMPT_STRIPPED] = {TEXT_ATTEMPT_STRIPPED, TEXT_ATTEMPT_STRIPPED_NEXT},
	[ATTEMPT_PORTAL] = {TEXT_ATTEMPT_PORTAL, TEXT_ATTEMPT_PORTAL_NEXT},
	[ATTEMPT_UPGRADE_REFUSED] = {TEXT_ATTEMPT_UPGRADE_REFUSED, TEXT_ATTEMPT_STRIPPED_NEXT},
	[ATTEMPT_NO_PROXY] = {TEXT_ATTEMPT_NO_PROXY, TEXT_ATTEMPT_NO_PROXY_NEXT},
	[ATTEMPT_WANTS_LOGIN] = {TEXT_ATTEMPT_WANTS_LOGIN, TEXT_ATTEMPT_WANTS_LOGIN_NEXT},
	[ATTEMPT_WANTS_TICKET] = {TEXT_ATTEMPT_WANTS_TICKET, TEXT_ATTEMPT_WANTS_TICKET_NEXT},
	[ATTEMPT_WRONG_LOGIN] = {TEXT_ATTEMPT_WRONG_LOGIN, TEXT_ATTEMPT_WRONG_LOGIN_NEXT},
	[ATTEMPT_LOGIN_UNANSWERED] = {TEXT_ATTEMPT_LOGIN_UNANSWERED, TEXT_ATTEMPT_WRONG_LOGIN_NEXT},
	[ATTEMPT_PROXY_REFUSED] = {TEXT_ATTEMPT_PROXY_REFUSED, TEXT_ATTEMPT_PROXY_REFUSED_NEXT},
	[ATTEMPT_PROXY_NO_WAY] = {TEXT_ATTEMPT_PROXY_NO_WAY, TEXT_ATTEMPT_REFUSED_NEXT},
	[ATTEMPT_PROXY_BROKEN] = {TEXT_ATTEMPT_PROXY_BROKEN, TEXT_ATTEMPT_PROXY_BROKEN_NEXT},
	[ATTEMPT_PROXY_CERTIFICATE] = {TEXT_ATTEMPT_PROXY_CERTIFICATE, TEXT_ATTEMPT_NO_PROXY_NEXT},
	[ATTEMPT_TLS_FAILED] = {TEXT_ATTEMPT_TLS_FAILED, TEXT_ATTEMPT_NO_ANSWER_NEXT},
	[ATTEMPT_FOREIGN_CERTIFICATE] = {TEXT_ATTEMPT_FOREIGN_CERTIFICATE, TEXT_NONE},
	[ATTEMPT_UNKNOWN_CERTIFICATE] = {TEXT_ATTEMPT_UNKNOWN_CERTIFICATE, TEXT_ATTEMPT_UNKNOWN_CERTIFICATE_NEXT},
	[ATTEMPT_CLOCK] = {TEXT_ATTEMPT_CLOCK, TEXT_ATTEMPT_CLOCK_NEXT},
	[ATTEMPT_INSPECTED] = {TEXT_ATTEMPT_INSPECTED, TEXT_ATTEMPT_INSPECTED_NEXT},
};

void attempt_line(const struct attempt *attempt, char to[static ATTEMPT_LINE_BYTES])
{
	char time[32] = "", through[ATTEMPT_ADDRESS_BYTES + 32] = "";
	enum text_id next = texts[attempt->outcome].next;
	if (attempt_is_over(attempt))
		text_write(time, sizeof time, TEXT_ATTEMPT_MS, attempt->ms);
	if (attempt->proxy[0])
		text_write(through, sizeof through, TEXT_ATTEMPT_THROUGH, attempt->proxy);
	snprintf(to, ATTEMPT_LINE_BYTES, "%s %s%s: %s%s%s%s", attempt->rung, attempt->address, through,
	         text_get(texts[attempt->outcome].words), time, next ? ". " : "", next ? text_get(next) : "");
}

const char *attempts_text(const struct attempts *attempts, char *to, size_t room)
{
	size_t used = 0;
	to[0] = 0;
	for (size_t i = 0; i < attempts->count; i++) {
		char line[ATTEMPT_LINE_BYTES];
		attempt_line(&attempts->list[i], line);
		size_t size = strlen(line);
		if (used + size + 2 > room)
			break;
		memcpy(to + used, line, size);
		used += size;
		to[used++] = '\n';
		to[used] = 0;
	}
	return to;
}
