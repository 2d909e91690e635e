/*
 * The connection log, in SQLite: for each number given out its route, start,
 * end, duration, the operator's user name, computer name and internal address.
 * Beside it, which routes rest, and, as the abuse log, which sessions somebody said were not for him:
 * `SELECT * FROM abuse` shows operator, route and time. Where the disk is full the relay goes on: every
 * call tries anew, and the log says once that it can't and once that it can again.
 *
 * Thread: the keeper.
 */
#ifndef LOTSE_RELAY_CONNECTION_LOG_H
#define LOTSE_RELAY_CONNECTION_LOG_H

#include "base/result.h"
#include "wire/control.h"

struct connection_log; /* opaque, heap */

/* Never fails for want of a disk: then it tries again later. NULL: out of memory. */
struct connection_log *connection_log_create(const char *path);

/* Closes it; fine with NULL. */
void connection_log_destroy(struct connection_log *log);

/* The number of the next line: larger than all before. */
uint64_t connection_log_next_id(struct connection_log *log);

/* A number was given out. RESULT_DISK: it is not logged. */
enum result connection_log_begin(struct connection_log *log, uint64_t id, uint32_t route, int64_t start_s,
                                 const wire_LogFields *fields);

/* Its session has ended. RESULT_DISK. */
enum result connection_log_end(struct connection_log *log, uint64_t id, int64_t end_s);

/* The session of the last number with that route, if it is not older than `since_s`, goes on after a restart:
 * *id is its line, which has no end any more. RESULT_DISK; RESULT_NO_SUCH_NUMBER. */
enum result connection_log_reopen(struct connection_log *log, uint32_t route, int64_t since_s, uint64_t *id);

/* All lines that have no end yet end now. RESULT_DISK. */
enum result connection_log_end_all(struct connection_log *log, int64_t end_s);

/* Somebody said that this line's session was not for him. RESULT_DISK. */
enum result connection_log_report(struct connection_log *log, uint64_t id, int64_t at_s);

/* The route rests until then; what is over by `now_s` is forgotten now and then. RESULT_DISK. */
enum result connection_log_rest(struct connection_log *log, uint32_t route, int64_t until_s, int64_t now_s);

/* Calls `see` for each route that rests still. RESULT_DISK. */
enum result connection_log_resting(struct connection_log *log, int64_t now_s,
                                   void (*see)(void *context, uint32_t route, int64_t until_s),
                                   void *context);

#endif
