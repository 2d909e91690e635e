/*
 * Asks the system which proxies lead to an address: environment, desktop
 * settings, PAC. A PAC server may hang, so it is asked in a short-lived thread
 * that is left behind when nobody wants the answer any more. Implemented in
 * posix/ (libproxy) and win32/ (WinHTTP). Thread: net.
 */
#ifndef LOTSE_CARRIER_PROXY_FIND_H
#define LOTSE_CARRIER_PROXY_FIND_H

#include "base/wake.h"
#include "carrier/ways.h"

enum { PROXY_FIND_MAX = 4 };

struct proxy_find; /* opaque, heap */

/* Starts, for an address like "https://relay.example.com:443/"; `wake` is signalled when there is an answer,
 * never after proxy_find_drop. RESULT_SYSTEM, RESULT_OUT_OF_MEMORY. */
enum result proxy_find_start(struct proxy_find **out, const char *url, struct wake *wake);

/* RESULT_WOULD_BLOCK: nothing yet. RESULT_OK: *count proxies as URLs, perhaps with a login in them, in the
 * order in which to try them; none: direct. Longer ones than WAYS_PROXY_BYTES are left out. */
enum result proxy_find_take(struct proxy_find *find, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES],
                            size_t *count);

/* Gives it up; fine with NULL, and while it is still looking. */
void proxy_find_drop(struct proxy_find *find);

/* The schemes (libcurl's CURLAUTH_ bits) in which this system logs the present user in without asking:
 * Negotiate with a Kerberos ticket; on Windows also NTLM. */
unsigned long proxy_find_single_sign_on(void);

/* The schemes in which this system uses a name and a password that were given. */
unsigned long proxy_find_passwords(void);

#endif
