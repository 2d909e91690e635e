/*
 * What one answer of a directory is worth. Pure: bytes, keys and times in. Any
 * thread.
 */
#ifndef LOTSE_CARRIER_DIRECTORY_JUDGE_H
#define LOTSE_CARRIER_DIRECTORY_JUDGE_H

#include "wire/server_list.h"

enum { DIRECTORY_CLOCK_MAX_S = 600 /* how far two clocks may be apart before that is the reason */ };

struct directory_answer {
	struct bytes text;
	bool is_page;   /* it says that it is a page for people */
	int64_t date_s; /* when it was given, by the clock of who gave it; 0: it does not say */
};

/* Whether it is a page for people: by what it says of itself, or by how it begins. */
bool directory_is_page(const struct directory_answer *answer);

/* As server_list_open, and RESULT_LIST_PORTAL: a page for people, as networks show that want a login first.
 * RESULT_LIST_CLOCK: it is out of date by our clock alone, which differs from the directory's by more than
 * DIRECTORY_CLOCK_MAX_S: *ahead_s seconds (behind: less than 0). *out only on RESULT_OK. */
enum result directory_judge(const struct directory_answer *answer,
                            const uint8_t root_key[static SERVER_LIST_KEY_BYTES], int64_t now_s,
                            struct server_list *out, int64_t *ahead_s);

/* A root key as a directory shows it (/list.key). RESULT_LIST_PORTAL, RESULT_LIST_BAD. */
enum result directory_judge_key(const struct directory_answer *answer,
                                uint8_t out[static SERVER_LIST_KEY_BYTES]);

/* Of two failures the one that says more. */
enum result directory_worse(enum result a, enum result b);

#endif
