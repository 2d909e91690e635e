/*
 * Fetches the signed list of relays from several addresses at once, over HTTP or
 * HTTPS (libcurl), directly and through the system's proxy. The newest valid answer within 300 ms of the
 * first valid one wins, and never one that is older than what this directory has given before. While no
 * directory gives a valid one, the last valid list serves on until it expires. Without a root key, the one
 * that the first directory's host names over checked HTTPS is taken for this run (/list.key); it makes nobody
 * "verified". Nothing here waits, and there is no thread of its own. Thread: net.
 *
 *     directory_create(&directory, &options, wake);
 *     directory_fetch(directory);
 *     size_t count = directory_handles(directory, on, DIRECTORY_HANDLES_MAX);
 *     wake_wait(wake, on, count, directory_timeout_ms(directory, now_ms));
 *     switch (directory_work(directory)) {
 *     case RESULT_WOULD_BLOCK: not there yet
 *     case RESULT_OK: directory_list(directory), directory_host(directory)
 *     default: which failure: RESULT_LIST_UNREACHABLE, _PORTAL, _UNSIGNED, _FOREIGN, _EXPIRED, _CLOCK, _BAD,
 *              RESULT_NO_LIST_KEY
 *     }
 */
#ifndef LOTSE_CARRIER_DIRECTORY_H
#define LOTSE_CARRIER_DIRECTORY_H

#include "base/wake.h"
#include "carrier/attempts.h"
#include "wire/server_list.h"

enum {
	DIRECTORY_URLS_MAX = 8,
	DIRECTORY_URL_BYTES = 512,
	DIRECTORY_BETTER_MS = 300,  /* how long the first valid answer waits for a newer one */
	DIRECTORY_PROXY_MS = 250,   /* after which the proxy is tried too */
	DIRECTORY_TOTAL_MS = 10000, /* for all of it, absolute, but for the time in which a person is asked */
	DIRECTORY_HANDLES_MAX = 16,
};

struct ways;

struct directory_options {
	const char
		*urls[DIRECTORY_URLS_MAX]; /* "http://host[:port][/path]" or https; no path: "/list"; the rest NULL */
	const uint8_t *root_key;       /* 32 bytes, or NULL: taken over checked HTTPS at the first use */
	const char *region;            /* of an operator who is held to one (relay_pick_order); NULL or "": any */
	struct ways *ways; /* proxies and their logins; must outlive the directory; NULL: direct alone */
};

struct directory; /* opaque, heap */

/* Copies the options. `wake` is signalled when there is an answer; it must outlive the directory.
 * RESULT_BAD_ARGUMENT: no address, one that is no http or https address, or too long. RESULT_OUT_OF_MEMORY.
 */
enum result directory_create(struct directory **out, const struct directory_options *options,
                             struct wake *wake);

/* Ends fetching and frees; fine with NULL. */
void directory_destroy(struct directory *directory);

/* Starts fetching, again if it was done before. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY. */
enum result directory_fetch(struct directory *directory);

/* What to wait for while fetching: fills at most DIRECTORY_HANDLES_MAX entries. */
size_t directory_handles(const struct directory *directory, struct wake_on *on, size_t room);

/* How long that wait may take; -1: for ever. */
int directory_timeout_ms(const struct directory *directory, int64_t now_ms);

/* RESULT_WOULD_BLOCK: nothing yet. RESULT_OK: there is a list, new or (directory_is_from_memory) an earlier
 * one that has not expired. Otherwise why there is none: if several addresses failed in different ways, the
 * one that says most (foreign, unsigned, clock, expired, bad, portal, unreachable). An answer that is valid
 * but older than one seen before is RESULT_LIST_EXPIRED. RESULT_NO_LIST_KEY: no key was given, and no host
 * showed one over HTTPS with a certificate that this computer trusts. */
enum result directory_work(struct directory *directory);

/* What was tried in this fetch, a line each. */
const struct attempts *directory_attempts(const struct directory *directory);

/* Whether the list that directory_work spoke of last is one of an earlier fetch. */
bool directory_is_from_memory(const struct directory *directory);

/* After RESULT_LIST_CLOCK: how many seconds this computer's clock is ahead (behind: less than 0) of the
 * directories'. Else 0. */
int64_t directory_clock_ahead_s(const struct directory *directory);

/* The failure in whole sentences, in the person's language, with what this directory knows of it (how far the
 * clock is off, which host). Gives `to`. */
const char *directory_words(const struct directory *directory, enum result result, char *to, size_t room);

/* The region of the options; "" if there is none. */
const char *directory_region(const struct directory *directory);

/* The root key in use: given, or taken at the first use. NULL before. */
const uint8_t *directory_root_key(const struct directory *directory);

/* The newest list; valid until the next directory_fetch. NULL before there is one. */
const struct server_list *directory_list(const struct directory *directory);

/* The host of the address that it came from: what a relay without `host` is at. "" before there is one. */
const char *directory_host(const struct directory *directory);

#endif
