/*
 * How much of a class may be under way to one person before that person has
 * said that it was opened: keeps the relay's queues short. Pure. Thread: net.
 */
#ifndef LOTSE_SESSION_WINDOW_H
#define LOTSE_SESSION_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WINDOW_INTERACTIVE_BYTES = 64 << 10, WINDOW_BULK_BYTES = 256 << 10 };

struct window {
	uint64_t sent_bytes;    /* by me */
	uint64_t arrived_bytes; /* of those, as the other end said */
	uint64_t opened_bytes;  /* of the other end's, by me */
	uint64_t told_bytes;    /* of those, what I have said */
	size_t size_bytes;
};

/* An open window. */
void window_init(struct window *window, size_t size_bytes);

/* Whether `bytes` more may be sent now; something always may when nothing is under way. */
bool window_has_room(const struct window *window, size_t bytes);

/* So much was sent. */
void window_sent(struct window *window, size_t bytes);

/* The other end says that it has opened so much in all. False if that can't be: more than was sent, or less
 * than before. */
bool window_arrived(struct window *window, uint64_t bytes);

/* So much of the other end's was opened. Returns whether it is time to say so (a quarter of the window). */
bool window_opened(struct window *window, size_t bytes);

#endif
