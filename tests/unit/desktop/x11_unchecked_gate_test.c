/*
 * The control for x11_guard_test's floods: a gate whose latch lets everything through. Then input does arrive
 * after the close; if it did not, those tests would prove nothing.
 */
#include "support/unit.h"

#include "desktop/latch.h"
#include "support/x11_server.h"
#include "unit/desktop/flood.h"
#include "unit/desktop/nobody.h"

/* In place of latch.c's. */
bool latch_open(struct latch *latch, uint32_t generation, uint8_t recalls)
{
	(void)latch, (void)generation, (void)recalls;
	return true;
}

void latch_recall(struct latch *latch)
{
	(void)latch;
}

uint8_t latch_recalls(const struct latch *latch)
{
	(void)latch;
	return 0;
}

bool latch_close(struct latch *latch)
{
	(void)latch;
	return true;
}

void latch_pause(struct latch *latch)
{
	(void)latch;
}

void latch_resume(struct latch *latch)
{
	(void)latch;
}

uint64_t latch_ticket(const struct latch *latch, uint32_t generation)
{
	(void)latch, (void)generation;
	return 1;
}

bool latch_is_open(const struct latch *latch)
{
	(void)latch;
	return true;
}

bool latch_is_granted(const struct latch *latch)
{
	(void)latch;
	return true;
}

bool latch_enter(struct latch *latch, uint64_t ticket)
{
	(void)latch, (void)ticket;
	return true;
}

void latch_leave(struct latch *latch)
{
	(void)latch;
}

bool latch_is_passing(const struct latch *latch)
{
	(void)latch;
	return false;
}

static void without_the_check_input_arrives_after_the_close(void **state)
{
	(void)state;
	struct watched watched;
	static struct x11_client client;
	struct x11_server server = x11_server_xvfb("800x600x24");
	x11_client_open(&client, server.name);
	assert_int_equal(watched_start(&watched, NULL, server.name), RESULT_OK);
	watched_open(&watched);
	assert_true(flood_after(&watched, &client, flood_close, &watched) > 10);
	watched_stop(&watched);
	x11_client_close(&client);
	x11_server_stop(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_the_check_input_arrives_after_the_close),
	};
	return cmocka_run_group_tests_name("unchecked_gate", tests, NULL, NULL);
}
