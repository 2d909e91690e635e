/*
 * Another program that tests need at the far end (tests/support/far_end.py, proxy_here): started, listened to
 * by lines, ended with the test. It works in a folder of its own under the system's temporary one. One
 * thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_FAR_END_H
#define LOTSE_TESTS_SUPPORT_FAR_END_H

#include <stdint.h>

struct far_end;

/* Starts far_end.py with services such as "raw=relay wss=tls-ws"; all listen when it returns. Ends the
 * program if that can't be had. */
struct far_end *far_end_start(const char *services);

/* Starts a real proxy of this kind (proxy_here). */
struct far_end *far_end_proxy(const char *kind);

/* The port of a service; of a proxy it is "proxy". */
uint16_t far_end_port(struct far_end *far_end, const char *service);

/* How many of its lines so far begin with `start`. */
int far_end_count(struct far_end *far_end, const char *start);

/* Waits, at most 20 s, until there are so many. Whether they came. */
int far_end_wait(struct far_end *far_end, const char *start, int count);

/* How many lines of a file in its folder have `word` in them. The other program writes when it likes: waits
 * (at most 20 s) until there is one, and then a moment for more. */
int far_end_file_count(const struct far_end *far_end, const char *file, const char *word);

/* A file of its folder, as a path. Valid until the next call. */
const char *far_end_path(const struct far_end *far_end, const char *file);

/* Ends it and removes its folder; fine with NULL. */
void far_end_stop(struct far_end *far_end);

#endif
