#include "carrier/resolve.h"

#include "carrier/errand.h"
#include "carrier/lookup.h"

#include <stdio.h>
#include <string.h>

struct question {
	char host[SERVER_LIST_HOST_BYTES];
	uint16_t port;
	struct socket_address addresses[RESOLVE_ADDRESSES_MAX];
	size_t count;
};

static void ask(void *memory)
{
	struct question *question = memory;
	question->count = lookup_addresses(question->host, question->port, question->addresses);
}

enum result resolve_start(struct resolve **out, const char *host, uint16_t port, struct wake *wake)
{
	struct question question = {.port = port};
	snprintf(question.host, sizeof question.host, "%s", host);
	const struct errand_task task = {.question = &question, .bytes = sizeof question, .ask = ask};
	return errand_start((struct errand **)out, &task, wake);
}

enum result resolve_take(struct resolve *resolve, struct socket_address out[static RESOLVE_ADDRESSES_MAX],
                         size_t *count)
{
	const struct question *answer = errand_answer((struct errand *)resolve);
	if (answer == NULL)
		return RESULT_WOULD_BLOCK;
	*count = answer->count;
	memcpy(out, answer->addresses, answer->count * sizeof *out);
	return *count ? RESULT_OK : RESULT_NOT_REACHABLE;
}

void resolve_drop(struct resolve *resolve)
{
	errand_drop((struct errand *)resolve);
}
