/*
 * Tells when something about this computer's networks has changed: a cable, a
 * Wi-Fi, an address, a route. A hint to look whether lines still stand, never
 * more. Thread: net.
 */
#ifndef LOTSE_CARRIER_NETWORK_H
#define LOTSE_CARRIER_NETWORK_H

#include "base/wake.h"

#include <stdbool.h>

struct network; /* opaque, heap */

/* NULL where the system does not tell, or no memory: then nothing is heard. `wake` is signalled where there
 * is no handle to wait for. */
struct network *network_create(struct wake *wake);

/* Fine with NULL. */
void network_destroy(struct network *network);

/* What to wait for; -1: nothing. Fine with NULL. */
wake_handle network_handle(const struct network *network);

/* Whether something has changed since the last call. Fine with NULL. */
bool network_has_changed(struct network *network);

#endif
