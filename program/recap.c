#include "program/recap.h"

#include "base/computer.h"
#include "base/file.h"
#include "base/text.h"
#include "program/giving.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEXT_BYTES_MAX = 256 * 1024, LINE_BYTES = 2 * PARTICIPANT_NAME_BYTES + 200, TIME_BYTES = 40 };

/* --- the text
 * ------------------------------------------------------------------------------------------------------ */

static enum result put(struct buffer *to, const char *words)
{
	return buffer_append(to, bytes_of_text(words));
}

/* As the clock of this computer shows it. */
static const char *when(int64_t at_s, const char *format, char to[static TIME_BYTES])
{
	time_t at = (time_t)at_s;
	const struct tm *local = localtime(&at);
	if (local == NULL || strftime(to, TIME_BYTES, format, local) == 0)
		to[0] = 0;
	return to;
}

static const char *name_of(const struct summary *summary, int place)
{
	bool is_there = place >= 0 && place < summary->person_count;
	return giving_name(is_there ? summary->people[place].name : "");
}

static const char *say_shows(const struct summary *summary, const struct summary_line *line, char *to)
{
	static const enum text_id what[SHARE_KIND_COUNT] = {
		[SHARE_NOTHING] = TEXT_RECAP_SHOWS_NOTHING,
		[SHARE_EVERYTHING] = TEXT_RECAP_SHOWS_ALL,
		[SHARE_MONITOR] = TEXT_RECAP_SHOWS_MONITOR,
		[SHARE_APPLICATIONS] = TEXT_RECAP_SHOWS_PROGRAMS,
	};
	unsigned kind = line->share_kind < SHARE_KIND_COUNT ? line->share_kind : SHARE_EVERYTHING;
	return text_write(to, LINE_BYTES, what[kind], name_of(summary, line->who));
}

/* One entry without its time; "" for one of a kind that is not known. */
static const char *say_line(const struct summary *summary, const struct summary_line *line, char *to)
{
	static const enum text_id words[SUMMARY_KIND_COUNT] = {
		[SUMMARY_CAME] = TEXT_RECAP_CAME,
		[SUMMARY_LEFT] = TEXT_RECAP_LEFT,
		[SUMMARY_REFUSED] = TEXT_RECAP_REFUSED,
		[SUMMARY_VIEW_GIVEN] = TEXT_RECAP_VIEW_GIVEN,
		[SUMMARY_VIEW_TAKEN] = TEXT_RECAP_VIEW_TAKEN,
		[SUMMARY_CONTROL_GIVEN] = TEXT_RECAP_CONTROL_GIVEN,
		[SUMMARY_CONTROL_TAKEN] = TEXT_RECAP_CONTROL_TAKEN,
		[SUMMARY_CLIPBOARD_GIVEN] = TEXT_RECAP_CLIPBOARD_GIVEN,
		[SUMMARY_CLIPBOARD_TAKEN] = TEXT_RECAP_CLIPBOARD_TAKEN,
	};
	if (line->kind == SUMMARY_SHOWS)
		return say_shows(summary, line, to);
	to[0] = 0;
	if (line->kind == SUMMARY_CAME || line->kind == SUMMARY_LEFT)
		return text_write(to, LINE_BYTES, words[line->kind], name_of(summary, line->who));
	if (line->kind > SUMMARY_NONE && line->kind < SUMMARY_KIND_COUNT)
		text_write(to, LINE_BYTES, words[line->kind], name_of(summary, line->who),
		           name_of(summary, line->whom));
	return to;
}

static enum result write_head(const struct summary *summary, struct buffer *to)
{
	char words[LINE_BYTES], began[TIME_BYTES], ended[TIME_BYTES];
	int64_t end_s = summary->ended_s != 0 ? summary->ended_s : summary->began_s;
	text_write(words, sizeof words, TEXT_RECAP_HEAD, when(summary->began_s, "%Y-%m-%d %H:%M", began),
	           when(end_s, "%H:%M", ended));
	enum result result = put(to, words);
	for (int i = 0; result == RESULT_OK && i < summary->person_count; i++) {
		bool is_master = summary->people[i].role == PARTICIPANT_MASTER;
		text_write(words, sizeof words, is_master ? TEXT_RECAP_HELPED : TEXT_RECAP_TOOK_PART,
		           name_of(summary, i));
		result = put(to, words);
	}
	return result == RESULT_OK ? put(to, "\n") : result;
}

static enum result write_lines(const struct summary *summary, struct buffer *to)
{
	char words[LINE_BYTES], at[TIME_BYTES];
	enum result result = RESULT_OK;
	for (int i = 0; result == RESULT_OK && i < summary->line_count; i++) {
		const struct summary_line *line = &summary->lines[i];
		if (say_line(summary, line, words)[0] == 0)
			continue;
		result = put(to, when(line->at_s, "%H:%M:%S  ", at));
		if (result == RESULT_OK)
			result = put(to, words);
		if (result == RESULT_OK)
			result = put(to, "\n");
	}
	if (result == RESULT_OK && summary->more_lines > 0)
		result = put(to, text_write(words, sizeof words, TEXT_RECAP_MORE, summary->more_lines));
	return result;
}

enum result recap_write(const struct summary *summary, struct buffer *to)
{
	static const uint8_t end = 0;
	enum result result = write_head(summary, to);
	if (result == RESULT_OK)
		result = write_lines(summary, to);
	return result == RESULT_OK ? buffer_append(to, (struct bytes){&end, 1}) : result;
}

/* --- on the page, and in a file
 * ------------------------------------------------------------------------------------ */

static void speak(struct recap *recap)
{
	buffer_finish(&recap->text);
	buffer_init(&recap->text, TEXT_BYTES_MAX);
	recap->is_german = text_language() == TEXT_GERMAN;
	if (recap->summary == NULL || recap_write(recap->summary, &recap->text) != RESULT_OK)
		buffer_finish(&recap->text);
}

/* What is proposed: among the person's own things, under the session's time. */
static void propose(struct recap *recap)
{
	char name[TIME_BYTES], folder[RECAP_PATH_BYTES - TIME_BYTES];
	computer_home(folder, sizeof folder);
	when(recap->summary->began_s, "Lotse-%Y-%m-%d-%H%M.txt", name);
	snprintf(recap->path, sizeof recap->path, "%s%s", folder, name);
}

void recap_take(struct recap *recap, struct participant *participant)
{
	struct summary *summary = participant != NULL ? malloc(sizeof *summary) : NULL;
	recap_finish(recap);
	if (summary == NULL || !participant_summary(participant, summary)) {
		free(summary);
		return;
	}
	recap->summary = summary;
	propose(recap);
	speak(recap);
}

void recap_forget(struct recap *recap)
{
	recap_finish(recap);
}

static void save(struct recap *recap)
{
	struct bytes text = buffer_bytes(&recap->text);
	if (text.size == 0)
		return;
	text.size--; /* without the NUL */
	recap->save_result = recap->path[0] != 0 ? file_write(recap->path, text, true) : RESULT_BAD_ARGUMENT;
	recap->is_saved = recap->save_result == RESULT_OK;
	recap->is_saving = true; /* it may be kept in another place too; and the focus stays where it is */
}

void recap_fulfil(struct recap *recap)
{
	if (recap->summary != NULL && recap->is_german != (text_language() == TEXT_GERMAN))
		speak(recap);
	if (recap->wants_save)
		save(recap);
	recap->wants_save = false;
}

void recap_finish(struct recap *recap)
{
	free(recap->summary);
	buffer_finish(&recap->text);
	*recap = (struct recap){0};
}
