/* Listening sockets, several on one port (SO_REUSEPORT), one for each worker. Main thread, before any other.
 */
#ifndef LOTSE_RELAY_LISTEN_H
#define LOTSE_RELAY_LISTEN_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Opens `count` of them at the address (empty: all of this computer, both families where there are two).
 * *port: 0 is any free one, then it is set. RESULT_BAD_ARGUMENT: no such address here; RESULT_REFUSED: this
 * user may not; RESULT_NOT_REACHABLE: another program has the port; RESULT_SYSTEM. On failure none is open.
 */
enum result listen_open(const char *address, uint16_t *port, int *sockets, size_t count);

#endif
