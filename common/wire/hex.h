/* Bytes as lower-case hex digits: one way to write each value, so that nothing signed can be spelled twice.
 * Pure. */
#ifndef LOTSE_WIRE_HEX_H
#define LOTSE_WIRE_HEX_H

#include "base/bytes.h"

/* Exactly `size` bytes from 2 * size lower-case digits; false, and `to` untouched, for anything else. */
bool hex_decode(struct bytes text, uint8_t *to, size_t size);

/* Appends 2 * size digits. */
void hex_encode(struct bytes bytes, struct writer *to);

#endif
