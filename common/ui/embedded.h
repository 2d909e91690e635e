/* The fonts inside the program (cmake/embed_font.py makes the bytes): Latin, Greek, Cyrillic. Constant; any
 * thread. */
#ifndef LOTSE_UI_EMBEDDED_H
#define LOTSE_UI_EMBEDDED_H

#include <stddef.h>

extern const size_t embedded_regular_bytes;
extern const unsigned char embedded_regular[]; /* DejaVu Sans */
extern const size_t embedded_bold_bytes;
extern const unsigned char embedded_bold[]; /* DejaVu Sans Bold */

#endif
