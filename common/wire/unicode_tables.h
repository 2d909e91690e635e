/* The tables that cmake/embed_unicode.py makes from the Unicode Character Database; unicode.c alone reads
 * them. */
#ifndef LOTSE_WIRE_UNICODE_TABLES_H
#define LOTSE_WIRE_UNICODE_TABLES_H

#include <stddef.h>
#include <stdint.h>

/* A character and what it is made of; `second` 0: another spelling of `first` alone. */
struct unicode_pair {
	uint32_t composed, first, second;
};

/* `length` characters from `first` on stand at `order` behind their letter (canonical combining class). */
struct unicode_order {
	uint32_t first;
	uint16_t length;
	uint8_t order;
};

extern const uint32_t unicode_ranges[]; /* first character << 11 | kind << 8 | script, each up to the next */
extern const size_t unicode_range_count;
extern const struct unicode_pair unicode_pairs[]; /* by what is composed */
extern const size_t unicode_pair_count;
extern const uint16_t
	unicode_composed[]; /* places in unicode_pairs by first and second: those that compose */
extern const size_t unicode_composed_count;
extern const struct unicode_order unicode_orders[]; /* by first */
extern const size_t unicode_order_count;

#endif
