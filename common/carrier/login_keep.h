/* The system's key store, asked directly; it waits, for the person too. Implemented in posix/ (libsecret,
 * loaded if it is there) and win32/ (Credential Manager). Any thread; login_store.h is for those that must
 * not wait. */
#ifndef LOTSE_CARRIER_LOGIN_KEEP_H
#define LOTSE_CARRIER_LOGIN_KEEP_H

#include "carrier/login_store.h"

/* Results as login_store_take. `proxy`: "host:port". */
enum result login_keep_find(const char *proxy, struct login *out);

/* Stores, instead of an earlier one. RESULT_UNSUPPORTED: no key store. RESULT_REFUSED: it would not. */
enum result login_keep_put(const char *proxy, const struct login *login);

/* Forgets; fine if there is none. */
void login_keep_remove(const char *proxy);

#endif
