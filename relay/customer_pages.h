/*
 * What a customer reads in the browser: /join/ROUTE, which brings the program to
 * him and says what to click, and /help. Both work without any script; a page that
 * the relay serves knows the route of a number and nothing else of it. Pure; any thread.
 */
#ifndef LOTSE_RELAY_CUSTOMER_PAGES_H
#define LOTSE_RELAY_CUSTOMER_PAGES_H

#include "relay/page.h"
#include "relay/pages.h"

/* Whether a path (without "?...") is one of theirs. */
bool customer_pages_know(struct bytes path);

/* Answers that path. "?de" and "?en" behind it choose the language. */
void customer_pages_answer(struct writer *to, struct page_answer answer, struct bytes path,
                           const struct http_head *head, const struct pages_facts *facts);

#endif
