/*
 * Which relays there are: the signed list, which of them is right for a number or
 * for a new session, and where to meet when one is lost. Asynchronous; owns no
 * thread. Thread: net.
 */
#ifndef LOTSE_SESSION_PLACES_H
#define LOTSE_SESSION_PLACES_H

#include "base/wake.h"
#include "carrier/probe.h"
#include "session/participant_state.h"
#include "wire/operator_certificate.h"

enum {
	PLACES_WAITS_MAX = PROBE_HANDLES_MAX,
	PLACES_MEETING_MAX = 8,
	PLACES_ID_BYTES = SERVER_LIST_ID_BYTES,
};

struct places; /* opaque, heap */
struct ways;

/* What places are made of. Strings are copied; `ways`, `attempts` and `wake` stay the caller's and must
 * outlive it. */
struct places_setup {
	const char *const *directories; /* PARTICIPANT_DIRECTORIES_MAX URLs; the rest NULL */
	const uint8_t *list_key;        /* or NULL */
	const char *region;             /* or NULL */
	struct ways *ways;              /* or NULL */
	struct attempts *attempts;      /* at relays */
	struct wake *wake;
};

/* NULL: no memory. Without a directory that makes sense, places_work says so. */
struct places *places_create(const struct places_setup *setup);

/* Fine with NULL. */
void places_destroy(struct places *places);

/* Asks for the list, then looks for the relay that owns `route`, or, with 0, for the likeliest. */
void places_ask(struct places *places, uint32_t route);

/* RESULT_WOULD_BLOCK: not yet, or nothing was asked; RESULT_OK, once: *out is a connection to it; otherwise,
 * once, why there is none. */
enum result places_work(struct places *places, int64_t now_ms, struct probe_found *out);

/* Whether the list has not come yet; then relays are tried. */
bool places_is_listing(const struct places *places);

/* What to wait for, at most PLACES_WAITS_MAX entries; shortens *timeout_ms. */
size_t places_waits(const struct places *places, struct wake_on *on, int64_t now_ms, int *timeout_ms);

/* Nothing is asked any more. */
void places_stop(struct places *places);

/* A relay of the last list, by its id, with its host filled in. */
bool places_find(const struct places *places, const uint8_t id[static PLACES_ID_BYTES],
                 struct server_list_relay *out);

/* Whose list the last one is. */
void places_fleet_id(const struct places *places, uint8_t to[static PLACES_ID_BYTES]);

/* Who stands for an operator, by the last list. */
enum operator_trust places_trust(const struct places *places, const struct operator_certificate *certificate,
                                 int64_t now_s);

/* The relays of a list that another process of this program had, until the next list comes. */
void places_keep(struct places *places, const struct server_list_relay *relays, size_t count);

/* For a master: `first`, `second` (NULL: none), then others of the list by lot, where participants are to
 * meet; returns how many. */
size_t places_to_meet(const struct places *places, const struct server_list_relay *first,
                      const struct server_list_relay *second,
                      uint8_t ids[static PLACES_MEETING_MAX * PLACES_ID_BYTES]);

/* Fills `detail` where a list is why it ended. */
void places_describe(const struct places *places, struct participant_state *state);

/* How the list was looked for; NULL: not at all. */
const struct attempts *places_attempts(const struct places *places);

#endif
