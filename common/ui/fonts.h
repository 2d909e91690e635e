/*
 * The glyphs of all windows of a program: five styles in one texture, at the program's scale. Characters that
 * nobody has shown yet are fetched when they are needed, from the system's fonts. C++ behind it. Thread: ui.
 */
#ifndef LOTSE_UI_FONTS_H
#define LOTSE_UI_FONTS_H

#include "ui/mesh.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fonts; /* opaque, heap */

enum font_style { FONT_SMALL, FONT_BODY, FONT_STRONG, FONT_HEADING, FONT_NUMBER, FONT_STYLE_COUNT };

/* `only_embedded`: as on a computer without fonts (for tests). NULL: no memory. */
struct fonts *fonts_create(int scale_percent, bool only_embedded);

/* Fine with NULL. */
void fonts_destroy(struct fonts *fonts);

/* This UTF-8 text is going to be shown: notes what is missing. */
void fonts_need(struct fonts *fonts, const char *text);

/* Fetches what is missing; between frames. Returns whether the texture is another one now, so that frames are
 * to be built anew. */
bool fonts_update(struct fonts *fonts);

/* The texture; valid until fonts_update gives true. */
struct mesh_texture fonts_texture(const struct fonts *fonts);

/* The ImFontAtlas of it, for the C++ side. */
void *fonts_atlas(const struct fonts *fonts);

#ifdef __cplusplus
}
#endif

#endif
