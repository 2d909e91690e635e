/* What does not need an etcd: setting up, and an etcd that is not there or answers nonsense.
 * tests/system/fleet.sh has a real one. */
#include "support/unit.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "relay/fleet.h"
#include "support/loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint8_t fleet_id[SERVER_LIST_ID_BYTES] = {1, 2, 3};
static char path[] = "/tmp/lotse-fleet-XXXXXX";

static int start(void **state)
{
	(void)state;
	int file = mkstemp(path);
	if (file < 0 || secret_start() != RESULT_OK)
		return -1;
	close(file);
	return 0;
}

static int end(void **state)
{
	(void)state;
	return unlink(path);
}

static enum result create(const char *endpoints, const char *credentials)
{
	struct fleet *fleet;
	struct fleet_setup setup = {.endpoints = endpoints, .credentials = credentials, .fleet_id = fleet_id};
	enum result result = fleet_create(&fleet, &setup);
	assert_int_equal(fleet != NULL, result == RESULT_OK);
	fleet_destroy(fleet);
	return result;
}

static void endpoints_are_web_addresses_with_commas_between(void **state)
{
	char many[400] = "", longest[400];
	(void)state;
	assert_int_equal(create("http://10.0.0.1:2379", ""), RESULT_OK);
	assert_int_equal(create("http://a:2379/,https://b:2379,http://c", ""), RESULT_OK);
	assert_int_equal(create("", ""), RESULT_BAD_ARGUMENT);
	assert_int_equal(create("10.0.0.1:2379", ""), RESULT_BAD_ARGUMENT);
	assert_int_equal(create("http://a,ftp://b", ""), RESULT_BAD_ARGUMENT);
	assert_int_equal(create("http://a,,http://b", ""), RESULT_BAD_ARGUMENT);
	for (int i = 0; i <= FLEET_ENDPOINTS_MAX; i++)
		strcat(many, i ? ",http://a" : "http://a");
	assert_int_equal(create(many, ""), RESULT_BAD_ARGUMENT);
	memset(longest, 'a', sizeof longest);
	memcpy(longest, "http://", 7);
	longest[sizeof longest - 1] = 0;
	assert_int_equal(create(longest, ""), RESULT_BAD_ARGUMENT);
}

static void credentials_are_lines_that_are_known(void **state)
{
	static const char *const bad[] = {"user", "user \n", "nonsense 5", "user a\npasword b"};
	(void)state;
	file_write(path, bytes_of_text("# ours\nuser anna\npassword two words\nca /etc/ca.pem\n"), true);
	assert_int_equal(create("http://127.0.0.1:1", path), RESULT_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		file_write(path, bytes_of_text(bad[i]), true);
		assert_int_equal(create("http://127.0.0.1:1", path), RESULT_DISK);
	}
	assert_int_equal(create("http://127.0.0.1:1", "/nowhere/at/all"), RESULT_DISK);
}

/* Works for a time against that etcd; nothing must come of it, and no call may take long. */
static void work_in_vain(const char *endpoints)
{
	struct fleet *fleet;
	struct fleet_setup setup = {.endpoints = endpoints, .credentials = "", .fleet_id = fleet_id};
	struct server_list_relay self = {.id = {7}, .host = "a", .raw_port = 5000, .weight = 1};
	struct server_list_relay relays[SERVER_LIST_RELAYS_MAX];
	struct route_share share;
	assert_int_equal(fleet_create(&fleet, &setup), RESULT_OK);
	assert_false(fleet_work(fleet, 1000, 1800000000)); /* nobody has introduced himself: nothing is asked */
	fleet_introduce(fleet, &self);
	int64_t until_ms = clock_now_ms() + 300, ahead_ms = 0;
	while (clock_now_ms() < until_ms) {
		fleet_wait(fleet, -1, 20);
		assert_false(fleet_work(fleet, clock_now_ms() + ahead_ms, 1800000000));
		ahead_ms += 300; /* so that it asks often */
	}
	assert_int_equal(fleet_relays(fleet, relays), 0);
	fleet_share(fleet, &share);
	assert_int_equal(share.count, 0);
	fleet_destroy(fleet);
}

static void without_an_etcd_nothing_happens_and_nobody_waits(void **state)
{
	char endpoint[64], both[160];
	(void)state;
	snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%u", loopback_dead_port());
	work_in_vain(endpoint);
	snprintf(both, sizeof both, "%s,%s", endpoint, endpoint);
	work_in_vain(both);
}

static void answers_that_make_no_sense_change_nothing(void **state)
{
	static const char *const answers[] = {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
	                                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
	                                      "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
	                                      "HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "\r\n\r\n"};
	char endpoint[64];
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct loopback *server =
			loopback_start(&(struct loopback_plan){.answer = bytes_of_text(answers[i])});
		snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%u", loopback_port(server));
		work_in_vain(endpoint);
		assert_true(loopback_answered(server) > 0);
		loopback_stop(server);
	}
}

static void an_etcd_that_is_silent_is_left_after_two_seconds(void **state)
{
	struct loopback *server = loopback_start(&(struct loopback_plan){.is_silent = true});
	struct fleet *fleet;
	char endpoint[64];
	struct fleet_setup setup = {.endpoints = endpoint, .credentials = "", .fleet_id = fleet_id};
	struct server_list_relay self = {.id = {7}, .host = "a", .raw_port = 5000, .weight = 1};
	(void)state;
	snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%u", loopback_port(server));
	assert_int_equal(fleet_create(&fleet, &setup), RESULT_OK);
	fleet_introduce(fleet, &self);
	fleet_work(fleet, clock_now_ms(), 1800000000);
	int64_t begin_ms = clock_now_ms();
	fleet_wait(fleet, -1, 50);
	assert_true(clock_now_ms() - begin_ms < FLEET_ANSWER_MS); /* who waits has other things to do */
	fleet_destroy(fleet);
	fleet_destroy(NULL);
	loopback_stop(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(endpoints_are_web_addresses_with_commas_between),
		cmocka_unit_test(credentials_are_lines_that_are_known),
		cmocka_unit_test(without_an_etcd_nothing_happens_and_nobody_waits),
		cmocka_unit_test(answers_that_make_no_sense_change_nothing),
		cmocka_unit_test(an_etcd_that_is_silent_is_left_after_two_seconds),
	};
	return cmocka_run_group_tests(tests, start, end);
}
