/*
 * Messages to one person, in order, from the moment they are made until that
 * person has said that they were opened: what was sent on a line that is lost is
 * sent again on the next one. Secrets are wiped once they were sent; what is sent
 * again in their place says nothing. Pure. Thread: net.
 */
#ifndef LOTSE_SESSION_KEPT_H
#define LOTSE_SESSION_KEPT_H

#include "base/buffer.h"

struct kept {
	struct buffer entries; /* head and body of each */
	size_t sent_bytes;     /* of entries, from their front */
	uint64_t sent_id;      /* the highest that was ever sent */
};

/* What goes next. */
struct kept_message {
	uint64_t id;
	struct bytes body; /* empty: it was a secret */
	bool is_secret;
};

/* Empty; takes at most `limit_bytes`. */
void kept_init(struct kept *kept, size_t limit_bytes);

/* Wipes and frees; fine on zeroed memory. */
void kept_finish(struct kept *kept);

/* Adds a message behind all others; ids grow by one. RESULT_TOO_LARGE: full; RESULT_OUT_OF_MEMORY. */
enum result kept_add(struct kept *kept, const struct kept_message *message);

/* The next that was not sent; its body is valid until the next change. False: there is none. */
bool kept_next(const struct kept *kept, struct kept_message *out);

/* What kept_next gave was sent; a secret is wiped here. */
void kept_sent(struct kept *kept);

/* The other end has opened all up to `id`: they go. False, and nothing is changed, if that was never sent. */
bool kept_acknowledged(struct kept *kept, uint64_t id);

/* The line is lost: all that is still here is to be sent again. */
void kept_rewind(struct kept *kept);

/* All of it, into memory for secrets, for another process that goes on in the place of this one. */
void kept_store(const struct kept *kept, struct writer *to);

/* The same again, into an empty one, all to be sent again. RESULT_BAD_FRAME: that was never stored, or the
 * last message is not `made_id`; RESULT_TOO_LARGE, RESULT_OUT_OF_MEMORY. Then it may hold something. */
enum result kept_restore(struct kept *kept, struct reader *from, uint64_t made_id);

#endif
