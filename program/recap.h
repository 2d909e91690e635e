/*
 * The summary of a session (session/summary.h) as a text that a person reads, the same at everybody who was
 * in it, and the part of the last page that shows it and keeps it. It is in a file only if the person has
 * said where; nothing of it outlives the program otherwise. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_RECAP_H
#define LOTSE_PROGRAM_RECAP_H

#include "base/buffer.h"
#include "session/summary.h"
#include "ui/widgets.h"

enum { RECAP_PATH_BYTES = 1024 };

/* Zeroed at first. */
struct recap {
	struct summary *summary; /* owned; NULL: nobody has been in a session together */
	struct buffer text;      /* owned; a string in the language spoken; empty: none */
	bool is_german;          /* which one that is */
	bool is_saving;          /* the path is being asked for */
	bool is_saved;           /* in a file of that name */
	bool wants_save;         /* was asked for since it was last looked at */
	enum result save_result; /* why it is not in a file */
	char path[RECAP_PATH_BYTES];
};

/* Writes it, with a NUL at its end. RESULT_OUT_OF_MEMORY, RESULT_TOO_LARGE. Pure but for the time zone. */
enum result recap_write(const struct summary *summary, struct buffer *to);

/* At the end of a session: takes its summary. */
void recap_take(struct recap *recap, struct participant *participant);

/* Before a new session. */
void recap_forget(struct recap *recap);

/* After each page: another language; the file, if it was asked for. */
void recap_fulfil(struct recap *recap);

/* Frees; fine on zeroed memory and twice. */
void recap_finish(struct recap *recap);

/* The part of the last page; nothing if there is no summary. */
void recap_draw(struct recap *recap, struct page *page);

#endif
