/* Reads the data files of this folder: one case a line, fields apart by a space, bytes in hex, "-" for none.
 */
#ifndef LOTSE_TESTS_UNIT_SECURE_VECTORS_H
#define LOTSE_TESTS_UNIT_SECURE_VECTORS_H

#include "base/bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VECTORS_FIELDS_MAX = 12, VECTORS_LINE_MAX = 40000, VECTORS_BYTES_MAX = 20000 };

struct vectors {
	FILE *file;
	char line[VECTORS_LINE_MAX];
	char *fields[VECTORS_FIELDS_MAX];
	int count;
	int lines;
	uint8_t memory[VECTORS_FIELDS_MAX][VECTORS_BYTES_MAX];
};

static inline struct vectors *vectors_open(const char *name)
{
	char path[1000];
	struct vectors *v = calloc(1, sizeof(*v));

	snprintf(path, sizeof(path), "%s/%s", TEST_DATA, name);
	if (v != NULL)
		v->file = fopen(path, "r");
	if (v == NULL || v->file == NULL) {
		fprintf(stderr, "%s can't be read\n", path);
		exit(2);
	}
	return v;
}

/* The next case; false after the last. */
static inline bool vectors_next(struct vectors *v)
{
	while (fgets(v->line, sizeof(v->line), v->file) != NULL) {
		if (v->line[0] == '#')
			continue;
		v->count = 0;
		for (char *field = strtok(v->line, " \n"); field != NULL && v->count < VECTORS_FIELDS_MAX;
		     field = strtok(NULL, " \n"))
			v->fields[v->count++] = field;
		v->lines++;
		return true;
	}
	return false;
}

/* A field as bytes; they stay until the line after. */
static inline struct bytes vectors_bytes(struct vectors *v, int field)
{
	const char *hex = v->fields[field];
	size_t size = 0;

	if (strcmp(hex, "-") == 0)
		return (struct bytes){v->memory[field], 0};
	for (; hex[2 * size] != 0 && size < VECTORS_BYTES_MAX; size++) {
		unsigned value;
		if (sscanf(hex + 2 * size, "%2x", &value) != 1)
			exit(2);
		v->memory[field][size] = (uint8_t)value;
	}
	return (struct bytes){v->memory[field], size};
}

static inline uint64_t vectors_number(const struct vectors *v, int field)
{
	return strtoull(v->fields[field], NULL, 10);
}

static inline bool vectors_is(const struct vectors *v, int field, const char *text)
{
	return strcmp(v->fields[field], text) == 0;
}

static inline void vectors_close(struct vectors *v)
{
	fclose(v->file);
	free(v);
}

#endif
