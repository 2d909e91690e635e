/* The name of a keyboard layout, from Windows' handle of one. Pure. */
#ifndef LOTSE_DESKTOP_WIN32_LAYOUT_USUAL_H
#define LOTSE_DESKTOP_WIN32_LAYOUT_USUAL_H

#include "desktop/layout.h"

#include <stdint.h>

/* `language` and `kind` are the lower and the upper half of a HKL: of a language's usual layout they are the
 * same. Writes a country's letters as X has them, or "windows " and both numbers. */
void layout_usual_name(uint16_t language, uint16_t kind, char to[static LAYOUT_NAME_BYTES]);

#endif
