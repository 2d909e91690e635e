/*
 * A relay with its rungs, odd proxies before it, and climbers that go to it: what the tests of proxies and of
 * logins share. One thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_BEHIND_PROXY_H
#define LOTSE_TESTS_SUPPORT_BEHIND_PROXY_H

#include "far_end.h"
#include "support/climber.h"

/* Starts the relay ("raw", "ws", "wss") and the odd proxies, and forgets this environment's own proxies. 0:
 * fine. */
int behind_proxy_start(void **state);

/* Ends them. */
int behind_proxy_stop(void **state);

/* The far end that has them all. */
struct far_end *behind_proxy_relay(void);

/* A climber to the relay, by these ways (climber_make). */
struct climber *behind_proxy_by(const char *only);

/* The same, through the proxy at this port. */
struct climber *behind_proxy_through(const char *only, uint16_t port);

/* What the person says to a proxy's question of this number. */
void behind_proxy_answer(struct climber *climber, int index, const char *name, const char *password);

/* It comes up, and carries. */
void behind_proxy_assert_carries(struct climber *climber);

#endif
