#include "support/unit.h"

#include "carrier/greeting.h"
#include "support/guarded.h"
#include "support/prefixes.h"
#include "wire/control.h"

#include <string.h>

static const uint8_t relay_id[SERVER_LIST_ID_BYTES] = "12345678";

static struct bytes hello(uint8_t to[static 600], const char *id)
{
	struct writer writer = writer_into(to, 600);
	wire_Control control = {.which_what = wire_Control_hello_tag};
	control.what.hello.version = CONTROL_VERSION;
	control.what.hello.floor = CONTROL_FLOOR;
	control.what.hello.relay_id.size = (pb_size_t)strlen(id);
	memcpy(control.what.hello.relay_id.bytes, id, strlen(id));
	control_encode(&control, &writer);
	return writer_bytes(&writer);
}

static enum result judge(struct bytes bytes)
{
	uint8_t *copy = guarded_copy(bytes);
	enum result result = greeting_judge((struct bytes){copy, bytes.size}, relay_id);
	guarded_free(copy);
	return result;
}

static void hello_of_the_relay_is_it(void **state)
{
	uint8_t bytes[600];
	(void)state;
	struct bytes good = hello(bytes, "12345678");
	assert_int_equal(judge(good), RESULT_OK);
	bytes[good.size] = 0xFF; /* what comes behind it is not looked at */
	assert_int_equal(judge((struct bytes){bytes, good.size + 1}), RESULT_OK);
}

static void hello_of_another_relay_is_said_to_be_so(void **state)
{
	uint8_t bytes[600];
	(void)state;
	assert_int_equal(judge(hello(bytes, "12345679")), RESULT_LIST_FOREIGN);
	assert_int_equal(judge(hello(bytes, "")), RESULT_LIST_FOREIGN);
}

static void relay_that_says_close_is_a_relay(void **state)
{
	uint8_t bytes[600];
	struct writer writer = writer_into(bytes, sizeof bytes);
	wire_Control control = {.which_what = wire_Control_close_tag};
	(void)state;
	control_encode(&control, &writer);
	assert_int_equal(judge(writer_bytes(&writer)), RESULT_OK);
}

static void anything_else_is_none_as_soon_as_it_shows(void **state)
{
	uint8_t bytes[600];
	struct writer writer = writer_into(bytes, sizeof bytes);
	wire_Control control = {.which_what = wire_Control_ping_tag};
	(void)state;
	assert_int_equal(judge(bytes_of_text("H")), RESULT_BAD_FRAME); /* TTP/1.1 400 */
	assert_int_equal(judge(bytes_of_text("\x15\x03\x01")), RESULT_BAD_FRAME);
	assert_int_equal(judge((struct bytes){(const uint8_t *)"\0\0\x08\2", 4}), RESULT_BAD_FRAME);
	assert_int_equal(judge((struct bytes){(const uint8_t *)"\0\0\x01\1\0\0\0\0\xFF", 9}), RESULT_BAD_FRAME);
	control_encode(&control, &writer);
	assert_int_equal(judge(writer_bytes(&writer)), RESULT_BAD_FRAME);
}

static bool is_taken(void *context, struct bytes input)
{
	(void)context;
	enum result result = greeting_judge(input, relay_id);
	assert_true(result == RESULT_OK || result == RESULT_NEED_MORE);
	return result == RESULT_OK;
}

static void every_beginning_waits_for_more(void **state)
{
	uint8_t bytes[600];
	(void)state;
	struct bytes good = hello(bytes, "12345678");
	assert_true(prefixes_whole_is_accepted(good, is_taken, NULL));
	assert_int_equal(prefixes_accepted(good, is_taken, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hello_of_the_relay_is_it),
		cmocka_unit_test(hello_of_another_relay_is_said_to_be_so),
		cmocka_unit_test(relay_that_says_close_is_a_relay),
		cmocka_unit_test(anything_else_is_none_as_soon_as_it_shows),
		cmocka_unit_test(every_beginning_waits_for_more),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
