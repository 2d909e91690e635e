/*
 * TCP sockets of the system, never waiting. Implemented in posix/ and win32/.
 * Thread: net, or who owns the handle.
 */
#ifndef LOTSE_CARRIER_SOCKET_H
#define LOTSE_CARRIER_SOCKET_H

#include "base/bytes.h"
#include "base/wake.h"
#include "carrier/attempts.h"

enum { SOCKET_ADDRESS_TEXT_BYTES = 65 };

/* An address as the system has it, and as people read it. A value. */
struct socket_address {
	uint8_t system[28]; /* room for a sockaddr_in6 */
	uint32_t system_bytes;
	bool is_v6;
	char text[SOCKET_ADDRESS_TEXT_BYTES]; /* with port */
};

/* Starts connecting, with what a stream of small frames needs: no delay, little unsent data in the system (16
 * kB), a dead line noticed after 20 s. ATTEMPT_TRYING: *out is the socket, wait until it may write. Otherwise
 * why not, and *out is -1. */
enum attempt_outcome socket_connect(wake_handle *out, const struct socket_address *to);

/* What a stream of small frames needs, for a socket that somebody else (libcurl) has made. `is_spare`: it
 * need not be known soon that it is dead. */
void socket_tune(wake_handle socket, bool is_spare);

/* What an error of the system's connect means. */
enum attempt_outcome socket_outcome(int error);

/* How connecting goes: ATTEMPT_TRYING, ATTEMPT_CONNECTED or why it failed. */
enum attempt_outcome socket_connected(wake_handle socket);

/* Sends a part: RESULT_OK and *sent, RESULT_WOULD_BLOCK, RESULT_LOST. */
enum result socket_send(wake_handle socket, struct bytes bytes, size_t *sent);

/* Receives at most `room` bytes: RESULT_OK and *got, RESULT_WOULD_BLOCK, RESULT_CLOSED (the end),
 * RESULT_LOST. */
enum result socket_receive(wake_handle socket, uint8_t *to, size_t room, size_t *got);

/* This computer's address of a connected socket, without port; "" if there is none. */
void socket_local_address(wake_handle socket, char to[static SOCKET_ADDRESS_TEXT_BYTES]);

/* Closes; fine with -1. */
void socket_close(wake_handle socket);

#endif
