/* Each question to the key store is an errand, whose memory is that of secrets. */
#include "carrier/login_store.h"

#include "base/log.h"
#include "base/secret.h"
#include "carrier/errand.h"
#include "carrier/login_keep.h"

#include <stdio.h>

enum kind { KIND_FIND = 1, KIND_PUT, KIND_REMOVE };

struct task {
	enum kind kind;
	char proxy[WAYS_PROXY_BYTES];
	struct login login;
	enum result result;
};

static void ask(void *memory)
{
	struct task *task = memory;
	if (task->kind == KIND_FIND) {
		task->result = login_keep_find(task->proxy, &task->login);
	} else if (task->kind == KIND_PUT) {
		enum result result = login_keep_put(task->proxy, &task->login);
		log_info("ways", "key store: login of %s %s", task->proxy,
		         result == RESULT_OK ? "stored" : "could not be stored");
	} else {
		login_keep_remove(task->proxy);
	}
}

static enum result start(struct errand **out, enum kind kind, const char *proxy, const struct login *login,
                         struct wake *wake)
{
	struct task *task = secret_create(sizeof *task);
	*out = NULL;
	if (!task)
		return RESULT_OUT_OF_MEMORY;
	task->kind = kind;
	snprintf(task->proxy, sizeof task->proxy, "%s", proxy);
	if (login)
		task->login = *login;
	struct errand_task errand = {.question = task, .bytes = sizeof *task, .ask = ask, .is_secret = true};
	enum result result = errand_start(out, &errand, wake);
	secret_destroy(task);
	return result;
}

enum result login_store_find(struct login_find **out, const char *proxy, struct wake *wake)
{
	return start((struct errand **)out, KIND_FIND, proxy, NULL, wake);
}

enum result login_store_take(struct login_find *asked, struct login *out)
{
	const struct task *task = errand_answer((struct errand *)asked);
	if (!task)
		return RESULT_WOULD_BLOCK;
	if (task->result == RESULT_OK)
		*out = task->login;
	return task->result;
}

void login_store_drop(struct login_find *asked)
{
	errand_drop((struct errand *)asked);
}

void login_store_put(const char *proxy, const struct login *login)
{
	struct errand *errand;
	if (start(&errand, KIND_PUT, proxy, login, NULL) == RESULT_OK)
		errand_drop(errand);
}

void login_store_remove(const char *proxy)
{
	struct errand *errand;
	if (start(&errand, KIND_REMOVE, proxy, NULL, NULL) == RESULT_OK)
		errand_drop(errand);
}
