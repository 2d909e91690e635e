/*
 * Looks at screens with made-up data: opens a window, draws one page into it and writes what it shows as PNG
 * into a folder, in the language spoken and at several scales. Used by master_screens.c and client_screens.c.
 */
#ifndef LOTSE_TESTS_SHOTS_H
#define LOTSE_TESTS_SHOTS_H

#include "ui/window.h"

struct shot {
	const char *name;
	enum window_kind kind;
	int width, height;
	void (*draw)(void *context, struct page *page);
	void *context;
	const struct image *picture; /* WINDOW_PICTURE: what lies under the page */
	bool is_faded;
	int tabs; /* how often Tab is pressed before: where the focus is then is scrolled to */
};

/* Writes FOLDER/NAME-LANGUAGE-SCALE.png of each; the exit code of the program. */
int shots_write(const struct shot *shots, size_t count, const char *folder);

#endif
