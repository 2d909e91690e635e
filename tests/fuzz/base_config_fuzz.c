/* Whatever text comes: lines lie inside it, in order, with keys and values as promised. */
#include "base/config.h"
#include "support/guarded.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool is_true)
{
	if (!is_true)
		abort();
}

static bool is_white(uint8_t byte)
{
	return memchr(" \t\r\n", byte, 4) != NULL;
}

static void check_line(const struct config_line *line)
{
	check(line->key.size > 0 && line->key.data[0] != '#');
	for (size_t i = 0; i < line->key.size; i++)
		check(!is_white(line->key.data[i]));
	if (line->value.size == 0)
		return;
	check(line->value.data > line->key.data + line->key.size - 1);
	check(!is_white(line->value.data[0]) && !is_white(line->value.data[line->value.size - 1]));
	check(memchr(line->value.data, '\n', line->value.size) == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = guarded_copy((struct bytes){data, size});
	struct reader reader = reader_over((struct bytes){copy, size});
	struct config_line line;
	int number = 0, last = 0;
	while (config_next(&reader, &number, &line)) {
		uint32_t value = 0;
		check(line.number > last && line.number == number);
		last = line.number;
		check_line(&line);
		check(config_number(&line, 1000, &value) != RESULT_OK || value <= 1000);
	}
	check(reader.left_bytes == 0);
	guarded_free(copy);
	return 0;
}
