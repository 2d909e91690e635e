/*
 * Net's side of sharing: who may see and control, what the media thread gives on
 * its way out, input on its way to the gate. Thread: net.
 */
#ifndef LOTSE_SESSION_SHARING_H
#define LOTSE_SESSION_SHARING_H

#include "session/engine.h"

enum { SHARING_GAP_MS = 2 * 60 * 1000 };

/* The person shares everything: the screen opens in the media thread, the guard starts. */
void sharing_start(struct participant *p);

/* What is shown from now on; SHARE_NOTHING is sharing_stop. */
void sharing_choose(struct participant *p, const struct share_choice *choice);

/* COMMAND_CHOOSE: likewise; more is shown only by a hand, once control was given. */
void sharing_choose_by_hand(struct participant *p, const struct command *command);

/* COMMAND_GRANT: more is given only by a hand, once control was. */
void sharing_grant_by_hand(struct participant *p, struct person *person, const struct command *command);

/* Nothing is shared or controlled any more; what is held down is let go. */
void sharing_stop(struct participant *p);

/* Sends what the media thread has given. */
void sharing_work(struct participant *p);

/* What the guard thread has to say (COMMAND_GUARD). */
void sharing_guard(struct participant *p, const struct command *command);

/* What stands between input and what is in front here (COMMAND_BARRIER): the viewers hear of it. */
void sharing_barrier(struct participant *p, enum barrier barrier);

/* The person lets somebody view and control, or not any more. */
void sharing_grant(struct participant *p, struct person *person, bool view, bool control);

/* Who controls may read what is copied here, if a hand here says so (COMMAND_GRANT_CLIPBOARD), or not any
 * more. */
void sharing_grant_clipboard(struct participant *p, struct person *person, const struct command *command);

/* While the line to somebody is lost, or the person here has to say first that it goes on, a grant rests. */
bool sharing_is_resting(const struct person *person);

/* Nobody controls any more. */
void sharing_take_back(struct participant *p);

/* There is a channel with somebody who is in: tells what is shared. */
void sharing_person_sealed(struct participant *p, struct person *person);

/* Somebody is gone: so are that one's grants. */
void sharing_person_gone(struct participant *p, struct person *person);

/* The line to somebody is lost: view and control rest, what is held down is let go at once. */
void sharing_person_rests(struct participant *p, struct person *person);

/* It is back after so long: they go on, or, after SHARING_GAP_MS, when the person here says so. */
void sharing_person_back(struct participant *p, struct person *person, int64_t gap_ms);

/* Nobody may be there to say stop: all rests until the person here says that it goes on. */
void sharing_wait(struct participant *p, enum participant_rest why);

/* The person here says so. */
void sharing_go_on(struct participant *p);

/* A message of a viewer. RESULT_NEED_MORE: it is for somebody else. */
enum result sharing_message(struct participant *p, struct person *from, const wire_Message *message);

/* Input of a controller: checked, then handed to the gate. RESULT_BAD_FRAME: it makes no sense. */
enum result sharing_input(struct participant *p, struct person *from, struct bytes body);

/* A viewer's acknowledgement. RESULT_BAD_FRAME: it makes no sense. */
enum result sharing_ack(struct participant *p, struct person *from, struct bytes body);

/* The relay has dropped frames of the lane to the viewer at this place. */
void sharing_blocked(struct participant *p, uint32_t where, uint8_t lane);

#endif
