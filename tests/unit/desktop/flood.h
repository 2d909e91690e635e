/*
 * A flood of input through a gate into a real X server, and how much of it arrives after the gate was closed
 * from another thread: for the test and for its control.
 */
#ifndef LOTSE_TESTS_UNIT_DESKTOP_FLOOD_H
#define LOTSE_TESTS_UNIT_DESKTOP_FLOOD_H

#include "base/thread.h"
#include "support/x11_client.h"
#include "unit/desktop/watched.h"

enum { FLOOD_BEFORE = 300, FLOOD_AFTER = 300 };

struct flood {
	struct watched *watched;
	_Atomic int sent;
	_Atomic bool must_end;
};

/* Never the same place twice in a row, so that each movement is an event; never a key, so that there is no
 * release. */
static inline void flood_run(void *context)
{
	struct flood *flood = context;
	for (int i = 0; !flood->must_end; i++) {
		struct input_event event = {
			.kind = INPUT_MOVE, .x_px = (int16_t)(i % 700), .y_px = (int16_t)(i % 500)};
		gate_inject(flood->watched->gate, &event, flood->watched->generation);
		flood->sent++;
		if (i % 16 == 0)
			clock_sleep_ms(1);
	}
}

/* Sends until the window has got FLOOD_BEFORE, calls `close`, makes a round trip, goes on sending
 * FLOOD_AFTER, and returns how many of those movements still arrived. */
static inline int flood_after(struct watched *watched, struct x11_client *client, void (*close)(void *),
                              void *context)
{
	struct flood flood = {.watched = watched};
	struct thread *thread;
	assert_int_equal(thread_start(&thread, THREAD_NET, flood_run, &flood), RESULT_OK);
	x11_client_forget(client);
	assert_true(x11_client_wait(client, XCB_MOTION_NOTIFY, FLOOD_BEFORE));
	close(context);
	x11_client_sync(client);
	x11_client_forget(client);
	for (int goal = flood.sent + FLOOD_AFTER; flood.sent < goal;)
		clock_sleep_ms(1);
	flood.must_end = true;
	thread_join(thread);
	clock_sleep_ms(50); /* for the control: what is on its way may arrive */
	x11_client_sync(client);
	return x11_client_count(client, 0);
}

static inline void flood_close(void *context)
{
	struct watched *watched = context;
	gate_close(watched->gate);
}

#endif
