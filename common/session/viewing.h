/*
 * Net's side of viewing: whose picture, opening its frames, telling the sharer
 * what is on the screen, and the hand's input on its way out. Thread: net.
 */
#ifndef LOTSE_SESSION_VIEWING_H
#define LOTSE_SESSION_VIEWING_H

#include "session/engine.h"

/* Looks at what the media thread has done, and tells the sharer. */
void viewing_work(struct participant *p);

/* Views somebody who lets us, or nobody (0). */
void viewing_choose(struct participant *p, uint16_t peer);

/* How the person here wants pictures: as VP8 alone, or with as few bytes as can be. */
void viewing_wish(struct participant *p, bool vp8_only, bool save_data);

/* A picture frame has come from a place. */
void viewing_picture(struct participant *p, uint32_t where, uint8_t lane, struct bytes payload);

/* The hand's event, if we control. */
void viewing_input(struct participant *p, const struct input_event *event, uint64_t mark);

/* Something has come from somebody: if it is the one viewed, that one is there. */
void viewing_heard(struct participant *p, const struct person *person);

/* The picture with this mark is on the screen. */
void viewing_shown(struct participant *p, uint64_t mark);

/* Asks somebody for view or control. */
void viewing_ask(struct participant *p, uint16_t peer, bool view, bool control);

/* Gives control back. */
void viewing_give_back(struct participant *p);

/* Asks somebody to go on with an administrator's rights. */
void viewing_ask_administrator(struct participant *p, uint16_t peer);

/* Somebody is gone: so is that one's picture. */
void viewing_person_gone(struct participant *p, struct person *person);

/* A message of a sharer. RESULT_NEED_MORE: it is for somebody else. */
enum result viewing_message(struct participant *p, struct person *from, const wire_Message *message);

#endif
