#include "carrier/proxy_find.h"

#include "carrier/errand.h"
#include "carrier/proxy_ask.h"

#include <stdio.h>
#include <string.h>

/* The question and its answer, in which there may be a login. */
struct task {
	char url[WAYS_PROXY_BYTES + 64];
	char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES];
	size_t count;
};

static void ask(void *memory)
{
	struct task *task = memory;
	task->count = proxy_ask(task->url, task->found);
}

enum result proxy_find_start(struct proxy_find **out, const char *url, struct wake *wake)
{
	struct task task = {0};
	struct errand_task errand = {.question = &task, .bytes = sizeof task, .ask = ask, .is_secret = true};
	snprintf(task.url, sizeof task.url, "%s", url);
	return errand_start((struct errand **)out, &errand, wake);
}

enum result proxy_find_take(struct proxy_find *find, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES],
                            size_t *count)
{
	const struct task *task = errand_answer((struct errand *)find);
	if (!task)
		return RESULT_WOULD_BLOCK;
	memcpy(out, task->found, sizeof task->found);
	*count = task->count;
	return RESULT_OK;
}

void proxy_find_drop(struct proxy_find *find)
{
	errand_drop((struct errand *)find);
}
