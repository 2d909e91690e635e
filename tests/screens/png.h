/* Writes an image as PNG, for screenshots of tests. */
#ifndef LOTSE_TESTS_PNG_H
#define LOTSE_TESTS_PNG_H

#include "base/image.h"

/* RESULT_DISK, RESULT_OUT_OF_MEMORY. */
enum result png_write(const char *path, const struct image *image);

#endif
