#include "carrier/proxy_find.h"

#include "carrier/errand.h"

#include <curl/curl.h>
#include <proxy.h>
#include <stdio.h>
#include <string.h>

/* The question and its answer. */
struct task {
	char url[WAYS_PROXY_BYTES + 64];
	char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES];
	size_t count;
};

/* libproxy reads environment and desktop settings, and fetches and runs a PAC file where they name one. */
static void ask(void *memory)
{
	struct task *task = memory;
	pxProxyFactory *factory = px_proxy_factory_new();
	char **proxies = factory ? px_proxy_factory_get_proxies(factory, task->url) : NULL;
	for (size_t i = 0; proxies && proxies[i] && task->count < PROXY_FIND_MAX; i++) {
		bool is_direct = strncmp(proxies[i], "direct:", 7) == 0;
		if (!is_direct && strlen(proxies[i]) < WAYS_PROXY_BYTES)
			snprintf(task->found[task->count++], WAYS_PROXY_BYTES, "%s", proxies[i]);
	}
	if (proxies)
		px_proxy_factory_free_proxies(proxies);
	if (factory)
		px_proxy_factory_free(factory);
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

unsigned long proxy_find_single_sign_on(void)
{
	return CURLAUTH_NEGOTIATE;
}

unsigned long proxy_find_passwords(void)
{
	return CURLAUTH_BASIC | CURLAUTH_DIGEST | CURLAUTH_NTLM;
}
