/*
 * A ready mail with a session's number: its words, and the mailto: address that opens it. Pure. Thread: any.
 */
#ifndef LOTSE_MASTER_MAIL_H
#define LOTSE_MASTER_MAIL_H

#include <stddef.h>

enum { MAIL_WORDS_BYTES = 1200, MAIL_URL_BYTES = 4096 };

/* The words, with the number in groups, as a link, and the page of that
 * session beside `list_url` (/join/ROUTE), where the program is to be had (NULL: not said). Gives `to`. */
const char *mail_words(const char *number, const char *list_url, char *to, size_t room);

/* mailto: with subject and words, percent-encoded (RFC 6068), for the same. Gives `to`. */
const char *mail_url(const char *number, const char *list_url, char *to, size_t room);

#endif
