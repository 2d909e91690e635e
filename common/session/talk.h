/*
 * Between two people: handshakes and records in, each to whom it concerns;
 * messages out. Thread: net.
 */
#ifndef LOTSE_SESSION_TALK_H
#define LOTSE_SESSION_TALK_H

#include "session/engine.h"

/* Begins a handshake with somebody of the roster. Results as pair_create. */
enum result talk_begin(struct participant *p, struct person *person, const struct handshake_setup *setup,
                       bool is_offering);

/* A pair that pair_store has stored, as this person's, who has been met. Results as pair_restore. */
enum result talk_restore(struct participant *p, struct person *person, struct bytes stored);

/* A handshake frame has come from a place (meeting_place). */
void talk_handshake(struct participant *p, uint32_t where, struct bytes payload);

/* A sealed record has come. */
void talk_record(struct participant *p, uint32_t where, enum channel_class class, struct bytes payload);

/* Sends a message, giving it its id; nothing where there never was a channel. While the line is lost it
 * waits, unless it would mean nothing later. */
void talk_send(struct participant *p, struct person *to, wire_Message *message);

/* Sends another record. RESULT_REFUSED without a channel, else as pair_send_record. */
enum result talk_send_record(struct participant *p, struct person *to, enum record_type type,
                             struct bytes body);

/* Whether there is a channel now. */
bool talk_is_up(const struct person *person);

/* FIN, while the line still stands. */
void talk_goodbye(struct participant *p, struct person *person);

/* Grants and keys go; the person stays in the roster. */
void talk_end(struct participant *p, struct person *person);

/* The other end has said that it leaves. */
void talk_left(struct participant *p, struct person *person);

/* The master has introduced somebody of the roster, for the first time or again: the handshake with that one
 * begins. */
void talk_introduced(struct participant *p, uint32_t where, struct bytes secret);

/* Says a line to everybody. */
void talk_chat(struct participant *p, const char *text);

/* Ends late handshakes, renews keys that rest. */
void talk_tick(struct participant *p);

#endif
