/*
 * The WebSocket rungs against a far end of their own (tests/support/far_end.py): the stream through frames,
 * and everything that looks like a WebSocket and is none.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "base/secret.h"
#include "carrier/carrier.h"
#include "far_end.h"
#include "support/climber.h"
#include "support/loopback.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct far_end *far_end;

/* Which authorities this computer has. */
static void trust(const char *file)
{
	setenv("CURL_CA_BUNDLE", file ? far_end_path(far_end, file) : "/dev/null", 1);
}

static int start_all(void **state)
{
	(void)state;
	far_end = far_end_start(
		"ws=ws drip=ws-drip page=ws-200 moved=ws-302 no=ws-403 stripped=ws-426 wrong=ws-wrong-key "
		"half=ws-half mute=ws-mute text=ws-text raw=relay slams=slams plain=page wss=tls-ws late=late-ws");
	unsetenv("SSL_CERT_DIR");
	trust("ca.crt");
	return secret_start() == RESULT_OK ? 0 : -1;
}

static int stop_all(void **state)
{
	(void)state;
	unsetenv("CURL_CA_BUNDLE");
	far_end_stop(far_end);
	return 0;
}

/* A climber whose relay has this service as its HTTP port. */
static struct climber *at_http(const char *service)
{
	struct climber *climber = climber_make("ws direct");
	climber->relay.http_port = far_end_port(far_end, service);
	return climber;
}

static struct climber *at_https(const char *service)
{
	struct climber *climber = climber_make("wss direct");
	climber->relay.https_port = far_end_port(far_end, service);
	return climber;
}

static void assert_fails(struct climber *climber, enum attempt_outcome outcome)
{
	assert_int_equal(climber_climb(climber), RESULT_NOT_REACHABLE);
	assert_int_equal(climber_last(climber)->outcome, outcome);
	climber_free(climber);
}

/* Nothing comes any more: it is given up, and not before its time. */
static void assert_silent_ends(const char *service, int64_t after_ms)
{
	struct climber *climber = at_http(service);
	int before = far_end_count(far_end, "request");
	climber->ahead_ms = 0;
	assert_int_equal(climber_begin(climber), RESULT_OK);
	while (far_end_count(far_end, "request") == before)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	climber_jump(climber, after_ms);
	assert_fails(climber, ATTEMPT_SILENT);
}

static void websocket_carries_the_stream(void **state)
{
	(void)state;
	struct climber *climber = at_http("ws");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_string_equal(carrier_rung(climber->carrier), "ws");
	assert_string_equal(carrier_proxy(climber->carrier), "");
	assert_false(carrier_is_inspected(climber->carrier));
	climber_assert_hello(climber);
	climber_assert_echo(climber, 300000);
	assert_int_equal(climber_last(climber)->outcome, ATTEMPT_CONNECTED);
	climber_free(climber);
}

static void ping_is_answered_with_its_content(void **state)
{
	(void)state;
	struct climber *climber = at_http("ws");
	int before = far_end_count(far_end, "pong are you there");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	climber_assert_hello(climber);
	climber_assert_echo(climber, 100);
	assert_true(far_end_wait(far_end, "pong are you there", before + 2));
	climber_free(climber);
}

static void websocket_comes_up_from_single_bytes(void **state)
{
	(void)state;
	struct climber *climber = at_http("drip");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	climber_assert_hello(climber);
	climber_assert_echo(climber, 300);
	climber_free(climber);
}

static void websocket_in_tls_carries_the_stream(void **state)
{
	(void)state;
	struct climber *climber = at_https("wss");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_string_equal(carrier_rung(climber->carrier), "wss");
	assert_false(carrier_is_inspected(climber->carrier));
	climber_assert_hello(climber);
	climber_assert_echo(climber, 1000000);
	climber_free(climber);
}

static void page_instead_of_101_is_called_a_portal(void **state)
{
	(void)state;
	assert_fails(at_http("page"), ATTEMPT_PORTAL);
	assert_fails(at_http("moved"), ATTEMPT_PORTAL);
}

static void relay_that_saw_no_upgrade_is_called_stripped(void **state)
{
	(void)state;
	assert_fails(at_http("stripped"), ATTEMPT_STRIPPED);
}

static void other_answers_are_called_no(void **state)
{
	(void)state;
	assert_fails(at_http("no"), ATTEMPT_UPGRADE_REFUSED);
}

static void answer_with_a_wrong_key_is_no_websocket(void **state)
{
	(void)state;
	assert_fails(at_http("wrong"), ATTEMPT_NOT_RELAY);
}

static void something_that_is_not_http_is_no_relay(void **state)
{
	(void)state;
	struct climber *climber = at_http("slams");
	assert_fails(climber, ATTEMPT_CLOSED);
}

static void half_an_answer_is_given_up_in_time(void **state)
{
	(void)state;
	assert_silent_ends("half", 6000);
}

static void websocket_without_a_relay_behind_it_is_given_up_in_time(void **state)
{
	(void)state;
	assert_silent_ends("mute", 6000);
}

/* Not "another way was faster": none was. */
static void what_still_hangs_at_the_end_has_not_answered(void **state)
{
	uint16_t port = 0;
	int listener = loopback_listen(&port, false, 5);
	struct climber *climber = climber_make("wss direct");
	(void)state;
	climber->relay.https_port = port;
	climber->ahead_ms = 0;
	assert_int_equal(climber_begin(climber), RESULT_OK);
	for (int i = 0; i < 5; i++)
		assert_int_equal(climber_turn(climber, 10), RESULT_WOULD_BLOCK);
	climber_jump(climber, CARRIER_CONNECT_MS_MAX);
	assert_fails(climber, ATTEMPT_NO_ANSWER);
	close(listener);
}

static void assert_tunnel_fails(const char *service, enum attempt_outcome outcome)
{
	struct climber *climber = climber_make("http direct");
	climber->relay.http_port = far_end_port(far_end, service);
	assert_fails(climber, outcome);
}

static void page_instead_of_a_tunnel_is_called_a_portal_too(void **state)
{
	(void)state;
	assert_tunnel_fails("page", ATTEMPT_PORTAL);
	assert_tunnel_fails("moved", ATTEMPT_PORTAL);
	assert_tunnel_fails("no", ATTEMPT_NOT_RELAY);
}

static void text_frame_is_no_relay(void **state)
{
	(void)state;
	assert_fails(at_http("text"), ATTEMPT_CLOSED);
}

static void tls_to_a_port_that_speaks_none_fails(void **state)
{
	(void)state;
	assert_fails(at_https("plain"), ATTEMPT_TLS_FAILED);
}

/* Without the authority, but with the pin. */
static void pin_of_the_list_is_enough(void **state)
{
	(void)state;
	struct climber *climber = at_https("wss");
	climber_pin(climber, far_end_path(far_end, "tls.crt"));
	trust(NULL);
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_false(carrier_is_inspected(climber->carrier));
	climber_free(climber);
	trust("ca.crt");
}

/* A good authority does not help: the list says which key it must be. */
static void certificate_that_is_not_the_pinned_one_is_taken_as_inspected(void **state)
{
	(void)state;
	struct climber *climber = at_https("wss");
	climber_pin(climber, far_end_path(far_end, "late.crt"));
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_true(carrier_is_inspected(climber->carrier));
	climber_assert_hello(climber);
	climber_assert_echo(climber, 1000);
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_FOREIGN_CERTIFICATE);
	assert_int_equal(climber_last(climber)->outcome, ATTEMPT_INSPECTED);
	climber_free(climber);
}

static void certificate_of_an_unknown_authority_is_taken_as_inspected(void **state)
{
	(void)state;
	struct climber *climber = at_https("wss");
	trust("late.crt");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_true(carrier_is_inspected(climber->carrier));
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_FOREIGN_CERTIFICATE);
	climber_free(climber);
	trust("ca.crt");
}

static void certificate_whose_dates_do_not_fit_points_at_the_clock(void **state)
{
	(void)state;
	struct climber *climber = at_https("late");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_CLOCK);
	assert_false(carrier_is_inspected(climber->carrier)); /* which it says nothing of */
	assert_int_equal(climber_last(climber)->outcome, ATTEMPT_CONNECTED);
	climber_free(climber);
	/* With a pin no dates count, so that it is another one does. */
	climber = at_https("late");
	climber_pin(climber, far_end_path(far_end, "tls.crt"));
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_int_equal(climber->attempts.list[0].outcome, ATTEMPT_FOREIGN_CERTIFICATE);
	assert_true(carrier_is_inspected(climber->carrier));
	climber_free(climber);
}

/* An open way is preferred to one that is looked into, whatever the order. */
static void inspected_way_is_taken_last(void **state)
{
	(void)state;
	struct climber *climber = climber_make("wss ws direct");
	climber->relay.https_port = far_end_port(far_end, "wss");
	climber->relay.http_port = far_end_port(far_end, "ws");
	climber_pin(climber, far_end_path(far_end, "late.crt"));
	assert_int_equal(climber_climb(climber), RESULT_OK);
	struct carrier *better = climber_wait_better(climber);
	if (better) { /* wss was up before ws was even started */
		carrier_close(climber->carrier);
		climber->carrier = better;
	}
	assert_string_equal(carrier_rung(climber->carrier), "ws");
	assert_false(carrier_is_inspected(climber->carrier));
	climber_assert_hello(climber);
	climber_assert_echo(climber, 1000);
	climber_free(climber);
}

/* ws worked last; now raw is open too. */
static struct climber *up_by_ws_with_raw_open(void)
{
	struct climber *climber = climber_make("raw ws direct");
	climber->relay.raw_port = far_end_port(far_end, "slams");
	climber->relay.http_port = far_end_port(far_end, "ws");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	carrier_close(climber->carrier);
	climber->carrier = NULL;
	climber->relay.raw_port = far_end_port(far_end, "raw");
	assert_int_equal(climber_climb(climber), RESULT_OK);
	assert_string_equal(carrier_rung(climber->carrier), "ws");
	return climber;
}

static void better_way_is_handed_over_while_the_first_goes_on(void **state)
{
	(void)state;
	struct climber *climber = up_by_ws_with_raw_open();
	struct carrier *better = climber_wait_better(climber);
	assert_non_null(better);
	assert_string_equal(carrier_rung(better), "raw");
	climber_assert_hello(climber);
	climber_assert_echo(climber, 10000);
	carrier_close(climber->carrier);
	climber->carrier = better;
	climber_assert_hello(climber);
	climber_assert_echo(climber, 10000);
	assert_null(carrier_better(better, clock_now_ms()));
	climber_free(climber);
}

static void better_way_that_nobody_fetches_is_closed(void **state)
{
	(void)state;
	struct climber *climber = up_by_ws_with_raw_open();
	int64_t end_ms = clock_now_ms() + 10000;
	struct wake_on on[CARRIER_HANDLES_MAX];
	while (carrier_handles(climber->carrier, on, CARRIER_HANDLES_MAX) < 2 ||
	       climber_outcomes(climber, ATTEMPT_CONNECTED) < 3) {
		assert_int_equal(climber_turn(climber, 10), RESULT_OK);
		assert_true(clock_now_ms() < end_ms);
	}
	climber_jump(climber, CARRIER_BETTER_MS + 1);
	climber_turn(climber, 0);
	assert_int_equal(carrier_handles(climber->carrier, on, CARRIER_HANDLES_MAX), 1);
	assert_null(carrier_better(climber->carrier, clock_now_ms()));
	climber_assert_hello(climber);
	climber_free(climber);
}

/* Whatever its thread and its curl are doing at that moment (ASan and TSan look). */
static void carrier_may_be_closed_at_any_moment(void **state)
{
	(void)state;
	for (int i = 0; i < 24; i++) {
		struct climber *climber = climber_make("raw wss ws direct");
		climber->relay.raw_port = far_end_port(far_end, "mute");
		climber->relay.https_port = far_end_port(far_end, i % 2 ? "wss" : "late");
		climber->relay.http_port = far_end_port(far_end, i % 3 ? "ws" : "half");
		assert_int_equal(climber_begin(climber), RESULT_OK);
		for (int turns = 0; turns < i; turns++)
			climber_turn(climber, 5);
		climber_jump(climber, i % 4 ? 0 : 600);
		climber_free(climber);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(websocket_carries_the_stream),
		cmocka_unit_test(ping_is_answered_with_its_content),
		cmocka_unit_test(websocket_comes_up_from_single_bytes),
		cmocka_unit_test(websocket_in_tls_carries_the_stream),
		cmocka_unit_test(page_instead_of_101_is_called_a_portal),
		cmocka_unit_test(relay_that_saw_no_upgrade_is_called_stripped),
		cmocka_unit_test(other_answers_are_called_no),
		cmocka_unit_test(answer_with_a_wrong_key_is_no_websocket),
		cmocka_unit_test(something_that_is_not_http_is_no_relay),
		cmocka_unit_test(half_an_answer_is_given_up_in_time),
		cmocka_unit_test(websocket_without_a_relay_behind_it_is_given_up_in_time),
		cmocka_unit_test(what_still_hangs_at_the_end_has_not_answered),
		cmocka_unit_test(page_instead_of_a_tunnel_is_called_a_portal_too),
		cmocka_unit_test(text_frame_is_no_relay),
		cmocka_unit_test(tls_to_a_port_that_speaks_none_fails),
		cmocka_unit_test(pin_of_the_list_is_enough),
		cmocka_unit_test(certificate_that_is_not_the_pinned_one_is_taken_as_inspected),
		cmocka_unit_test(certificate_of_an_unknown_authority_is_taken_as_inspected),
		cmocka_unit_test(certificate_whose_dates_do_not_fit_points_at_the_clock),
		cmocka_unit_test(inspected_way_is_taken_last),
		cmocka_unit_test(better_way_is_handed_over_while_the_first_goes_on),
		cmocka_unit_test(better_way_that_nobody_fetches_is_closed),
		cmocka_unit_test(carrier_may_be_closed_at_any_moment),
	};
	return cmocka_run_group_tests(tests, start_all, stop_all);
}
