/*
 * The system's fonts: which file has a character. Implemented in posix/ (fontconfig) and win32/. Thread: ui.
 */
#ifndef LOTSE_UI_FONT_FIND_H
#define LOTSE_UI_FONT_FIND_H

#include "base/bytes.h"
#include "base/result.h"

enum { FONT_PATH_BYTES = 512 };

struct font_file {
	char path[FONT_PATH_BYTES];
	int index; /* of the font within the file */
};

/* The system's DejaVu Sans. RESULT_UNSUPPORTED if it has none. */
enum result font_find_family(bool is_bold, struct font_file *out);

/* A font that has the character, as outlines. RESULT_UNSUPPORTED if there is none. */
enum result font_find_character(uint32_t character, struct font_file *out);

/* The bytes of a file, shared with other programs (not copied into our memory). RESULT_DISK. */
enum result font_map(const char *path, struct bytes *out);

/* Ends font_map; fine with no bytes. */
void font_unmap(struct bytes bytes);

#endif
