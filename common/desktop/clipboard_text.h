/* Text as clipboards hold it: is it one, and the line ends of each system. Pure; any thread. */
#ifndef LOTSE_DESKTOP_CLIPBOARD_TEXT_H
#define LOTSE_DESKTOP_CLIPBOARD_TEXT_H

#include "desktop/clipboard.h"

/* UTF-8 (RFC 3629: nothing overlong, no surrogates) without NUL, and not over CLIPBOARD_TEXT_BYTES_MAX. */
bool clipboard_text_is_valid(struct bytes text);

/* A copy of `from`. RESULT_OUT_OF_MEMORY. */
enum result clipboard_text_copy(struct clipboard_text *out, struct bytes from);

/* Each CR LF becomes LF, in place. */
void clipboard_text_to_lf(struct clipboard_text *text);

/* A copy in which each LF that no CR stands before has one. RESULT_OUT_OF_MEMORY. */
enum result clipboard_text_to_crlf(struct clipboard_text *out, struct bytes from);

/* A copy as UTF-8 of text in ISO 8859-1. RESULT_OUT_OF_MEMORY. */
enum result clipboard_text_from_latin1(struct clipboard_text *out, struct bytes from);

#endif
