/*
 * A question to the system that may take half a minute and can't be interrupted:
 * it is asked in a thread of its own, which is simply left behind when nobody
 * wants the answer any more. Thread: one (net), and the errand's own for `ask`.
 */
#ifndef LOTSE_CARRIER_ERRAND_H
#define LOTSE_CARRIER_ERRAND_H

#include "base/result.h"
#include "base/wake.h"

struct errand; /* opaque, heap */

struct errand_task {
	const void *question;      /* copied */
	size_t bytes;              /* of the question, in which `ask` puts its answer */
	void (*ask)(void *memory); /* in the errand's thread, with the copy */
	void (*finish)(
		void *memory); /* frees what the copy owns (or NULL), when both sides have let go; any thread */
	bool is_secret;    /* the copy lives in memory of secret_create */
};

/* Starts; `wake` is signalled when there is an answer, never after errand_drop. RESULT_SYSTEM,
 * RESULT_OUT_OF_MEMORY; then nothing was asked, `finish` was not called, and *out is NULL. */
enum result errand_start(struct errand **out, const struct errand_task *task, struct wake *wake);

/* The copy with the answer, valid until errand_drop; NULL while it is still being asked. */
void *errand_answer(struct errand *errand);

/* Gives it up; fine with NULL, and while it is still being asked. */
void errand_drop(struct errand *errand);

#endif
