/*
 * A libcurl multi handle inside a loop that is not curl's: tells what to wait for
 * and does what can be done. Caller's memory; zeroed is "not there". Thread: net.
 */
#ifndef LOTSE_CARRIER_CURL_LOOP_H
#define LOTSE_CARRIER_CURL_LOOP_H

#include "base/wake.h"

#include <curl/curl.h>

enum { CURL_LOOP_SOCKETS_MAX = 16 };

struct curl_loop {
	CURLM *multi; /* add and remove easy handles; read its messages */
	struct {
		curl_socket_t socket;
		int wants; /* CURL_POLL_ bits */
	} sockets[CURL_LOOP_SOCKETS_MAX];
	size_t count;
	bool is_crowded; /* more sockets than room: looked at often instead of waited for */
	bool has_due;
	int64_t due_ms;   /* when curl wants to be called at the latest */
	int64_t again_ms; /* once more, a moment after that; 0 not */
	int64_t now_ms;   /* of the last call that had the time */
};

/* RESULT_OUT_OF_MEMORY. The struct must stay where it is until curl_loop_finish. */
enum result curl_loop_init(struct curl_loop *loop, int64_t now_ms);

/* All easy handles must have been removed. Fine on zeroed memory. */
void curl_loop_finish(struct curl_loop *loop);

/* As carrier_handles. */
size_t curl_loop_handles(const struct curl_loop *loop, struct wake_on *on, size_t room);

/* As carrier_timeout_ms. */
int curl_loop_timeout_ms(const struct curl_loop *loop, int64_t now_ms);

/* Does all that can be done without waiting; then read curl_multi_info_read(loop->multi). */
void curl_loop_work(struct curl_loop *loop, int64_t now_ms);

#endif
