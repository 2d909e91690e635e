/*
 * A stream of bytes through libcurl (CURLOPT_CONNECT_ONLY): TCP, a proxy and TLS
 * are libcurl's, what goes through is the caller's. Heap. Thread: net.
 */
#ifndef LOTSE_CARRIER_CURL_LINE_H
#define LOTSE_CARRIER_CURL_LINE_H

#include "carrier/curl_loop.h"
#include "carrier/curl_way.h"

enum {
	/* A TLS record less the head of a WebSocket frame: what is put at once goes as one record. */
	CURL_LINE_PUT_BYTES_MAX = 16384,
};

struct curl_line; /* opaque */

/* Starts on `kind`. RESULT_OUT_OF_MEMORY. */
enum result curl_line_open(struct curl_line **out, const struct curl_way_kind *kind,
                           const struct rung_start *start);

/* Ends and frees; fine with NULL. */
void curl_line_close(struct curl_line *line);

/* As in rung.h. */
size_t curl_line_handles(const struct curl_line *line, bool want_write, struct wake_on *on, size_t room);
int curl_line_timeout_ms(const struct curl_line *line, int64_t now_ms); /* As in rung.h. */

/* As `work` in rung.h; once up, sends what was put. */
enum result curl_line_work(struct curl_line *line, int64_t now_ms);

/* Whether something may be put: all that was put before has gone. */
bool curl_line_is_free(struct curl_line *line);

/* Where to put up to CURL_LINE_PUT_BYTES_MAX bytes, while it is free; then curl_line_put says how many. */
uint8_t *curl_line_room(struct curl_line *line);

/* Sends them, as far as it goes at once; the rest with curl_line_work. RESULT_OK, RESULT_LOST. */
enum result curl_line_put(struct curl_line *line, size_t size);

/* As `receive` in rung.h. */
enum result curl_line_receive(struct curl_line *line, uint8_t *to, size_t room, size_t *got);

/* As in rung.h. */
void curl_line_local_address(const struct curl_line *line, char to[static CARRIER_ADDRESS_BYTES]);

/* "host:port" of the relay, as a Host field names it. */
void curl_line_host(const struct curl_line *line, char *to, size_t room);

/* Ends the line in `attempts`, if it is open, when what came over the stream was not what it should be. */
void curl_line_say(struct curl_line *line, enum attempt_outcome outcome, int64_t now_ms);

#endif
