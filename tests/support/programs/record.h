/*
 * What the recording test programs leave behind: one record for each key that was set and each record that
 * was sealed or opened, in order. Written by recorder.c, read by memory_search.c and ledger.c. Secrets of a
 * test, in a file of a test.
 */
#ifndef LOTSE_TESTS_PROGRAMS_RECORD_H
#define LOTSE_TESTS_PROGRAMS_RECORD_H

#include "base/buffer.h"

#include <stdio.h>

enum { RECORD_KEY = 'K', RECORD_SEALED = 'S', RECORD_OPENED = 'O', RECORD_FAILED = 'F' };

struct recorded {
	uint8_t what; /* one of the letters above; 'F': did not open, without bytes */
	uint8_t kind; /* of the frame: the first byte of the additional data */
	uint8_t lane; /* the second */
	uint64_t key; /* the same number for the same key in all programs */
	uint8_t nonce[12];
	struct bytes bytes; /* plaintext, or the key itself */
};

/* Appends one to a file. */
void record_write(FILE *file, const struct recorded *record);

/* Reads the next one of a file's content; false at its end, or where it was cut off. */
bool record_next(struct reader *content, struct recorded *out);

/* A whole file, however large; ends the program with a sentence if it is not there. */
struct buffer record_load(const char *path);

#endif
