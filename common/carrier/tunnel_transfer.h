/* One request of the tunnel in libcurl's hands, and what has come of its answer. Thread: net. */
#ifndef LOTSE_CARRIER_TUNNEL_TRANSFER_H
#define LOTSE_CARRIER_TUNNEL_TRANSFER_H

#include "carrier/curl_loop.h"
#include "carrier/curl_way.h"
#include "wire/tunnel.h"

/* Zeroed is "never used". */
struct tunnel_transfer {
	CURL *easy;
	struct curl_slist *lines;
	uint8_t *body; /* of a POST; ours */
	bool is_busy;  /* in the loop */
	bool is_ours;  /* the answer is 200 and has begun as it should */
	bool is_bad;   /* it is no tunnel's */
	bool is_fresh; /* it goes on a connection of its own; set by the caller */
	struct tunnel_ask ask;
	struct tunnel_reader reader;
	struct tunnel_start heard; /* is_ours */
	/* Called for each block of the answer but START's own check; false: it makes no sense. */
	bool (*hear)(void *context, struct tunnel_transfer *transfer, const struct tunnel_block *block);
	/* Whether a connection may be made for it now: libcurl makes one anew by itself where one has died. */
	bool (*may_connect)(void *context, const struct tunnel_transfer *transfer);
	void *context;
};

/* Starts a request. `body` (moves, also on failure; NULL: none) has `size` bytes. `limit_ms`: of all of it;
 * 0: none. RESULT_OUT_OF_MEMORY. */
enum result tunnel_transfer_start(struct tunnel_transfer *transfer, struct curl_loop *loop,
                                  struct curl_way *way, uint8_t *body_take, size_t size, int64_t limit_ms);

/* Takes it out of the loop; then its result can be asked for, and it can be started again. Fine if it is not
 * in it. */
void tunnel_transfer_end(struct tunnel_transfer *transfer, struct curl_loop *loop);

/* After tunnel_transfer_end: frees. Fine on zeroed memory. */
void tunnel_transfer_finish(struct tunnel_transfer *transfer);

/* Whether the answer is whole and a tunnel's. */
bool tunnel_transfer_is_good(const struct tunnel_transfer *transfer, CURLcode code);

/* Whether the relay says that there is no such tunnel. */
bool tunnel_transfer_is_gone(const struct tunnel_transfer *transfer);

#endif
