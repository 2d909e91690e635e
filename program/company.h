/*
 * What a company has put into its copy of the program (base/brand.h), as the windows show it: its name or
 * logo, and the notice that its operators' customers read. Thread: main, ui.
 */
#ifndef LOTSE_PROGRAM_COMPANY_H
#define LOTSE_PROGRAM_COMPANY_H

#include "base/brand.h"
#include "carrier/where.h"
#include "ui/widgets.h"

/* Zeroed: a plain program. */
struct company {
	char name[BRAND_NAME_BYTES_MAX + 1];
	char *notice;      /* owned; NULL: none */
	struct logo *logo; /* owned; NULL: none */
	bool is_shown;     /* the addresses and the key are the company's too */
};

/* Reads what is in the running program, and lets `where` take it. RESULT_OK also for a plain program.
 * RESULT_BAD_FRAME, RESULT_BAD_ARGUMENT: damaged. RESULT_OUT_OF_MEMORY, RESULT_DISK, RESULT_TOO_LARGE. */
enum result company_read(struct company *company, struct where *where);

/* The same from a block. */
enum result company_take(struct company *company, struct bytes block, struct where *where);

/* Fine on zeroed memory and twice. */
void company_finish(struct company *company);

/* At the head of a page: the logo, or the name. Nothing for a plain program. */
void company_draw(const struct company *company, struct page *page);

#endif
