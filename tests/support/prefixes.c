#include "support/prefixes.h"

#include "support/guarded.h"

bool prefixes_whole_is_accepted(struct bytes valid, prefixes_decode decode, void *context)
{
	uint8_t *copy = guarded_copy(valid);
	bool is_accepted = decode(context, (struct bytes){copy, valid.size});
	guarded_free(copy);
	return is_accepted;
}

size_t prefixes_accepted(struct bytes valid, prefixes_decode decode, void *context)
{
	size_t accepted = 0;
	for (size_t size = 0; size < valid.size; size++) {
		struct bytes prefix = {valid.data, size};
		if (prefixes_whole_is_accepted(prefix, decode, context))
			accepted++;
	}
	return accepted;
}
