/*
 * nanopb between our readers and writers: the one place that calls it. Used by
 * control.c and message.c alone. Pure; any thread.
 */
#ifndef LOTSE_WIRE_SCHEMA_H
#define LOTSE_WIRE_SCHEMA_H

#include "base/bytes.h"

#include <pb.h>

/* Appends a message, or fails (sticky). */
void schema_write(const pb_msgdesc_t *fields, const void *message, struct writer *to);

/* Decodes all of `bytes` into *message, which must be zeroed; false if it is not such a message or over a
 * bound. */
bool schema_read(const pb_msgdesc_t *fields, struct bytes bytes, void *message);

#endif
