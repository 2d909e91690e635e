/*
 * The system's key store, for proxies' logins that a person asked to keep: Secret
 * Service (posix/, libsecret, loaded if it is there) or Credential Manager
 * (win32/). It may hang or ask the person to unlock it, so each question runs in
 * a short-lived thread that is left behind when it takes too long. Thread: net.
 */
#ifndef LOTSE_CARRIER_LOGIN_STORE_H
#define LOTSE_CARRIER_LOGIN_STORE_H

#include "base/wake.h"
#include "carrier/ways.h"

/* A name and a password; lives in memory of secret_create alone. */
struct login {
	char name[WAYS_SECRET_BYTES], password[WAYS_SECRET_BYTES];
};

struct login_find; /* opaque, heap */

/* Looks for the login of a proxy ("host:port"); `wake` as in resolve.h. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY.
 */
enum result login_store_find(struct login_find **out, const char *proxy, struct wake *wake);

/* RESULT_WOULD_BLOCK: nothing yet. RESULT_OK: *out is it. RESULT_NEED_MORE: none, but one can be stored.
 * RESULT_UNSUPPORTED: this computer has no key store. */
enum result login_store_take(struct login_find *find, struct login *out);

/* Gives it up; fine with NULL, and while it is still looking. */
void login_store_drop(struct login_find *find);

/* Stores, without waiting for it; what fails is logged. */
void login_store_put(const char *proxy, const struct login *login);

/* Forgets one that was wrong, without waiting for it. */
void login_store_remove(const char *proxy);

#endif
