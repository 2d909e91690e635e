/*
 * Question and answer belong to both sides; the last one to let go frees them. The lock guards what changes,
 * the wake included: after errand_drop it is gone, and so may be the thing that it points to.
 */
#include "carrier/errand.h"

#include "base/secret.h"
#include "base/thread.h"

#include <stdlib.h>
#include <string.h>

struct errand {
	struct mutex *lock;
	struct errand_task task; /* without its question */
	void *memory;            /* the errand's thread alone, until is_done */
	/* under `lock` */
	struct wake *wake; /* NULL: dropped */
	int owners;
	bool is_done;
};

static void destroy(struct errand *errand)
{
	mutex_destroy(errand->lock);
	if (errand->task.is_secret)
		secret_destroy(errand->memory);
	else
		free(errand->memory);
	free(errand);
}

static void let_go(struct errand *errand)
{
	mutex_lock(errand->lock);
	int owners = --errand->owners;
	mutex_unlock(errand->lock);
	if (owners > 0)
		return;
	if (errand->task.finish != NULL)
		errand->task.finish(errand->memory);
	destroy(errand);
}

static void run(void *context)
{
	struct errand *errand = context;
	errand->task.ask(errand->memory);
	mutex_lock(errand->lock);
	errand->is_done = true;
	if (errand->wake != NULL)
		wake_signal(errand->wake);
	mutex_unlock(errand->lock);
	let_go(errand);
}

enum result errand_start(struct errand **out, const struct errand_task *task, struct wake *wake)
{
	*out = NULL;
	struct errand *errand = calloc(1, sizeof *errand);
	if (errand == NULL)
		return RESULT_OUT_OF_MEMORY;
	errand->task = *task;
	errand->task.question = NULL;
	errand->wake = wake;
	errand->owners = 2;
	errand->lock = mutex_create();
	errand->memory = task->is_secret ? secret_create(task->bytes) : malloc(task->bytes);
	enum result result = errand->lock == NULL || errand->memory == NULL ? RESULT_OUT_OF_MEMORY : RESULT_OK;
	if (result == RESULT_OK) {
		memcpy(errand->memory, task->question, task->bytes);
		result = thread_send_off(run, errand);
	}
	if (result != RESULT_OK) {
		destroy(errand);
		return result;
	}
	*out = errand;
	return RESULT_OK;
}

void *errand_answer(struct errand *errand)
{
	mutex_lock(errand->lock);
	bool is_done = errand->is_done;
	mutex_unlock(errand->lock);
	return is_done ? errand->memory : NULL;
}

void errand_drop(struct errand *errand)
{
	if (errand == NULL)
		return;
	mutex_lock(errand->lock);
	errand->wake = NULL;
	mutex_unlock(errand->lock);
	let_go(errand);
}
