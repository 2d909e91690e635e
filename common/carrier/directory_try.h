/*
 * One try to get one file (the list, or the root key) from one directory: by one
 * way (curl_way.h: directly or through the proxy), in a curl multi handle of the
 * caller. Caller's memory. Thread: net.
 */
#ifndef LOTSE_CARRIER_DIRECTORY_TRY_H
#define LOTSE_CARRIER_DIRECTORY_TRY_H

#include "carrier/address.h"
#include "carrier/curl_way.h"
#include "carrier/directory_judge.h"

enum {
	DIRECTORY_TRY_NONE,
	DIRECTORY_TRY_WAITS, /* for the proxy's name, or a login */
	DIRECTORY_TRY_RUNS,
	DIRECTORY_TRY_ANSWERED, /* see directory_try_answer */
	DIRECTORY_TRY_FAILED,   /* see `failure` */
};

/* What to get, from whom, how. What it points to outlives the try. */
struct directory_try_setup {
	const struct address *address;
	struct ways *ways;
	struct attempts *attempts;
	struct wake *wake;
	bool is_key; /* the root key instead of the list: over a certificate that is right, or not at all */
	bool is_proxied;
};

struct directory_try {
	struct directory_try_setup setup;
	int state;
	enum result failure;
	bool has_bad_dates; /* a certificate was out of date by our clock */
	bool is_page;
	int64_t date_s, start_ms;
	CURL *easy;
	struct buffer text;
	struct curl_way way;
	struct rung_report report;
};

/* Begins; nothing is sent yet. `total_ms`: see directory.h. */
void directory_try_start(struct directory_try *try, const struct directory_try_setup *setup, int64_t now_ms);

/* Goes on with what does not need the network: adds itself to `multi` as soon as its way is known. */
void directory_try_work(struct directory_try *try, CURLM *multi, int64_t now_ms);

/* How long until it wants that again at the latest; -1: when woken. */
int directory_try_timeout_ms(const struct directory_try *try, int64_t now_ms);

/* A transfer of `multi` is over: this one's, if `easy` is (then true). */
bool directory_try_take(struct directory_try *try, CURLM *multi, CURL *easy, CURLcode code, int64_t now_ms);

/* Of DIRECTORY_TRY_ANSWERED; the text is the try's. */
struct directory_answer directory_try_answer(const struct directory_try *try);

/* Ends it, also while it runs; fine with a zeroed one and twice. */
void directory_try_finish(struct directory_try *try, CURLM *multi, int64_t now_ms);

#endif
