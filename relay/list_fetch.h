/* Gets one small file over HTTP or HTTPS (libcurl), waiting for it: for `lotse-relay list show URL`. */
#ifndef LOTSE_RELAY_LIST_FETCH_H
#define LOTSE_RELAY_LIST_FETCH_H

#include "base/buffer.h"

/* Appends it to `into`. Otherwise gives libcurl's words for what went wrong; NULL: nothing. */
const char *list_fetch(const char *url, struct buffer *into);

#endif
