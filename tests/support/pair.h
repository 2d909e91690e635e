/* Two sockets that are connected to each other, on this computer, neither of which ever waits. One thread. */
#ifndef LOTSE_TESTS_SUPPORT_PAIR_H
#define LOTSE_TESTS_SUPPORT_PAIR_H

#include <stdbool.h>

/* False if that can't be had. */
bool sockets_open(int ends[2]);

/* Sends one byte; false if that is not possible now. */
bool sockets_send(int end);

/* Takes away what has arrived. */
void sockets_drain(int end);

/* Ends one of them. */
void sockets_close(int end);

#endif
