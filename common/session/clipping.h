/*
 * Net's side of the clipboard: what is copied here goes to those who may have it,
 * what comes is put here. A controller's goes with control, as typing does; a
 * sharer's only with the switch for that one person. Thread: net.
 */
#ifndef LOTSE_SESSION_CLIPPING_H
#define LOTSE_SESSION_CLIPPING_H

#include "session/engine.h"

enum { CLIPPING_UNDER_WAY_BYTES = 12000 }; /* to one person: half a second of a slow line */

/* What was copied here, as far as somebody may have it now; the next pieces go. */
void clipping_work(struct participant *p);

/* A message has come. RESULT_NEED_MORE: it is for somebody else. */
enum result clipping_message(struct participant *p, struct person *from, const wire_Message *message);

/* Somebody is gone. */
void clipping_person_gone(struct person *person);

/* The session is over: what was put is taken back. */
void clipping_end(struct participant *p);

#endif
