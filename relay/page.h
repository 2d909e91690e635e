/*
 * The parts that all answers to a browser are made of: a head that lets nothing be
 * kept, framed, guessed at or run, and one look. Pure; any thread.
 */
#ifndef LOTSE_RELAY_PAGE_H
#define LOTSE_RELAY_PAGE_H

#include "base/bytes.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

enum { PAGE_BODY_BYTES_MAX = 16384 };

struct page_answer {
	const char *status, *type;
	struct bytes body;
	bool is_head; /* only the head is asked for */
	enum text_language language;
	int64_t now_s;       /* 0: it does not say when it was given */
	const char *refresh; /* where the browser goes by itself after a second; NULL: nowhere */
};

/* The head, and the body unless the head alone is asked for. */
void page_write_answer(struct writer *to, const struct page_answer *answer);

/* Up to the heading, with it. */
void page_write_start(struct writer *to, enum text_language language, enum text_id title);

void page_write_end(struct writer *to, struct page_answer *answer); /* It is the answer's body now. */

/* Texts are ours: nothing in them is escaped. */
void page_write_text(struct writer *to, const char *text);
void page_write_paragraph(struct writer *to, const char *text);
void page_write_link(struct writer *to, const char *where, const char *text);

#endif
