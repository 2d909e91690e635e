/*
 * Real HTTP servers on this machine (support/loopback.h) that give lists signed
 * with a key of the test.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "carrier/directory.h"
#include "carrier/ways.h"
#include "support/loopback.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SERVERS_MAX = 3, PATIENCE_MS = 30000 };

static uint8_t root_public[32], root_secret[64], other_public[32], other_secret[64];

struct world {
	struct wake *wake;
	struct loopback *servers[SERVERS_MAX];
	size_t count;
	char urls[SERVERS_MAX + 1][100];
	struct directory_options options;
	struct directory *directory;
	struct ways *ways;
};

static char date[80]; /* a Date line for the next answers, or "" */

static int make_keys(void **state)
{
	static const uint8_t seeds[2][32] = {{1}, {2}};
	(void)state;
	return sodium_init() < 0 || crypto_sign_seed_keypair(root_public, root_secret, seeds[0]) ||
	       crypto_sign_seed_keypair(other_public, other_secret, seeds[1]);
}

static int make_world(void **state)
{
	struct world *world = calloc(1, sizeof *world);
	date[0] = 0;
	if (!world)
		return -1;
	world->wake = wake_create();
	world->options.root_key = root_public;
	*state = world;
	return world->wake ? 0 : -1;
}

static int end_world(void **state)
{
	struct world *world = *state;
	directory_destroy(world->directory);
	ways_destroy(world->ways);
	for (size_t i = 0; i < world->count; i++)
		loopback_stop(world->servers[i]);
	wake_destroy(world->wake);
	free(world);
	return 0;
}

static void set_date(int64_t ahead_s)
{
	time_t when = (time_t)(clock_wall_s() + ahead_s);
	strftime(date, sizeof date, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", gmtime(&when));
}

/* An answer with a list of one relay; its id's first byte is `mark`. `age_s`: since it was issued. */
static struct bytes list_answer(uint8_t mark, int64_t age_s, int64_t life_s, const uint8_t *secret_key)
{
	static uint8_t text[4096], answer[5000];
	int64_t issued_s = clock_wall_s() - age_s;
	struct server_list list = {.issued_s = issued_s, .expires_s = issued_s + life_s, .relay_count = 1};
	struct writer w = writer_into(text, sizeof text);
	list.relays[0] = (struct server_list_relay){.id = {mark}, .raw_port = 5000, .weight = 1};
	server_list_write(&list, &w);
	if (secret_key)
		server_list_sign(&w, secret_key);
	assert_false(w.failed);
	int head = snprintf((char *)answer, sizeof answer,
	                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n"
	                    "%sConnection: close\r\n\r\n",
	                    w.size, date);
	memcpy(answer + head, text, w.size);
	return (struct bytes){answer, (size_t)head + w.size};
}

static struct bytes good_list(uint8_t mark, int64_t age_s)
{
	return list_answer(mark, age_s, 3600, root_secret);
}

static struct loopback *add_server(struct world *world, const struct loopback_plan *plan)
{
	struct loopback *server = loopback_start(plan);
	char *url = world->urls[world->count];
	snprintf(url, sizeof world->urls[0], "http://127.0.0.1:%u", loopback_port(server));
	world->options.urls[world->count] = url;
	world->servers[world->count++] = server;
	return server;
}

static struct loopback *add_answer(struct world *world, struct bytes answer)
{
	return add_server(world, &(struct loopback_plan){.answer = answer});
}

static enum result fetch(struct world *world)
{
	int64_t end_ms = clock_now_ms() + PATIENCE_MS;
	enum result result = RESULT_WOULD_BLOCK;
	if (!world->directory)
		assert_int_equal(directory_create(&world->directory, &world->options, world->wake), RESULT_OK);
	assert_int_equal(directory_fetch(world->directory), RESULT_OK);
	while (result == RESULT_WOULD_BLOCK && clock_now_ms() < end_ms) {
		struct wake_on on[DIRECTORY_HANDLES_MAX];
		size_t count = directory_handles(world->directory, on, DIRECTORY_HANDLES_MAX);
		wake_wait(world->wake, on, count, directory_timeout_ms(world->directory, clock_now_ms()));
		result = directory_work(world->directory);
	}
	return result;
}

static int mark_of(const struct world *world)
{
	const struct server_list *list = directory_list(world->directory);
	return list ? list->relays[0].id[0] : -1;
}

static void list_is_fetched_and_its_host_known(void **state)
{
	struct world *world = *state;
	add_answer(world, good_list(1, 0));
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 1);
	assert_string_equal(directory_host(world->directory), "127.0.0.1");
	assert_int_equal(directory_work(world->directory), RESULT_OK);
}

static void nothing_is_known_before_it_is_fetched(void **state)
{
	struct world *world = *state;
	add_answer(world, good_list(1, 0));
	assert_int_equal(directory_create(&world->directory, &world->options, world->wake), RESULT_OK);
	assert_null(directory_list(world->directory));
	assert_string_equal(directory_host(world->directory), "");
}

static void newer_list_wins_though_it_comes_later(void **state)
{
	struct world *world = *state;
	struct loopback *old = add_answer(world, good_list(1, 100));
	add_server(world, &(struct loopback_plan){.answer = good_list(2, 5), .behind = old, .behind_ms = 60});
	/* 300 ms are much for an answer on this machine, but not if it is very busy: one of five tries is enough.
	 */
	for (int i = 0; i < 5; i++) {
		assert_int_equal(fetch(world), RESULT_OK);
		if (mark_of(world) == 2)
			return;
	}
	fail_msg("the newer list was never taken");
}

static void older_list_that_comes_later_changes_nothing(void **state)
{
	struct world *world = *state;
	struct loopback *new = add_answer(world, good_list(2, 5));
	add_server(world, &(struct loopback_plan){.answer = good_list(1, 100), .behind = new});
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 2);
}

static void silent_directory_holds_up_nobody(void **state)
{
	struct world *world = *state;
	add_server(world, &(struct loopback_plan){.is_silent = true});
	add_answer(world, good_list(3, 0));
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 3);
	assert_int_equal(loopback_answered(world->servers[0]), 0);
}

static void bad_directories_beside_a_good_one_do_not_matter(void **state)
{
	struct world *world = *state;
	add_answer(world, list_answer(1, 0, 3600, other_secret));
	add_answer(world, bytes_of_text("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"));
	add_answer(world, good_list(4, 0));
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 4);
}

static void each_failure_says_which(void **state)
{
	struct world *world = *state;
	struct loopback *server = add_answer(world, list_answer(1, 0, 3600, other_secret));
	assert_int_equal(fetch(world), RESULT_LIST_FOREIGN);
	loopback_change(server, &(struct loopback_plan){.answer = list_answer(1, 0, 3600, NULL)});
	assert_int_equal(fetch(world), RESULT_LIST_UNSIGNED);
	loopback_change(server, &(struct loopback_plan){.answer = list_answer(1, 7200, 3600, root_secret)});
	assert_int_equal(fetch(world), RESULT_LIST_EXPIRED);
	loopback_change(server,
	                &(struct loopback_plan){
						.answer = bytes_of_text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")});
	assert_int_equal(fetch(world), RESULT_LIST_BAD);
	loopback_change(server,
	                &(struct loopback_plan){
						.answer = bytes_of_text("HTTP/1.1 404 No\r\nContent-Length: 5\r\n\r\nhello")});
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
	loopback_change(server, &(struct loopback_plan){.answer = bytes_of_text("garbage\r\n\r\n")});
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
	assert_null(directory_list(world->directory));
}

static void of_several_failures_the_one_that_says_most_counts(void **state)
{
	struct world *world = *state;
	struct loopback *foreign = add_answer(world, list_answer(1, 0, 3600, other_secret));
	add_server(world, &(struct loopback_plan){.answer = bytes_of_text("HTTP/1.1 404 No\r\n\r\n"),
	                                          .behind = foreign});
	snprintf(world->urls[2], sizeof world->urls[2], "http://127.0.0.1:%u", loopback_dead_port());
	world->options.urls[2] = world->urls[2];
	assert_int_equal(fetch(world), RESULT_LIST_FOREIGN);
}

static void dead_port_and_dead_name_are_unreachable(void **state)
{
	struct world *world = *state;
	snprintf(world->urls[0], sizeof world->urls[0], "http://127.0.0.1:%u/list", loopback_dead_port());
	world->options.urls[0] = world->urls[0];
	world->options.urls[1] = "http://no-such-host.invalid/";
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
}

static void list_that_ends_half_way_is_not_taken(void **state)
{
	struct world *world = *state;
	struct bytes whole = good_list(1, 0);
	add_answer(world, (struct bytes){whole.data, whole.size - 100});
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
}

static void oversize_list_is_cut_off(void **state)
{
	static char answer[200000];
	struct world *world = *state;
	int head = snprintf(answer, sizeof answer, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nlotse-list 1\n");
	memset(answer + head, 'x', sizeof answer - (size_t)head);
	add_answer(world, (struct bytes){(const uint8_t *)answer, sizeof answer});
	assert_int_equal(fetch(world), RESULT_LIST_BAD);
}

static void list_older_than_one_seen_before_is_never_taken(void **state)
{
	struct world *world = *state;
	struct loopback *server = add_answer(world, good_list(5, 10));
	assert_int_equal(fetch(world), RESULT_OK);
	assert_false(directory_is_from_memory(world->directory));
	loopback_change(server, &(struct loopback_plan){.answer = good_list(6, 60)});
	assert_int_equal(fetch(world), RESULT_OK); /* the one of before serves on */
	assert_true(directory_is_from_memory(world->directory));
	assert_int_equal(mark_of(world), 5);
	loopback_change(server, &(struct loopback_plan){.answer = good_list(7, 2)});
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 7);
	assert_false(directory_is_from_memory(world->directory));
}

static void list_that_is_rolled_back_after_its_successor_expired_is_refused(void **state)
{
	struct world *world = *state;
	struct loopback *server = add_answer(world, list_answer(5, 10, 12, root_secret)); /* good for 2 s */
	assert_int_equal(fetch(world), RESULT_OK);
	loopback_change(server, &(struct loopback_plan){.answer = good_list(6, 60)});
	while (clock_wall_s() < directory_list(world->directory)->expires_s)
		clock_sleep_ms(50);
	assert_int_equal(fetch(world), RESULT_LIST_EXPIRED);
	assert_int_equal(mark_of(world), 5);
}

static void last_list_serves_while_directories_are_down_until_it_expires(void **state)
{
	struct world *world = *state;
	struct loopback *server = add_answer(world, list_answer(5, 10, 13, root_secret)); /* good for 3 s */
	assert_int_equal(fetch(world), RESULT_OK);
	loopback_change(server, &(struct loopback_plan){.answer = bytes_of_text("HTTP/1.1 500 No\r\n\r\n")});
	assert_int_equal(fetch(world), RESULT_OK);
	assert_true(directory_is_from_memory(world->directory));
	assert_int_equal(mark_of(world), 5);
	while (clock_wall_s() < directory_list(world->directory)->expires_s)
		clock_sleep_ms(50);
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
	assert_false(directory_is_from_memory(world->directory));
}

static void sign_in_page_of_a_network_has_words_of_its_own(void **state)
{
	struct world *world = *state;
	struct loopback *server = add_answer(
		world, bytes_of_text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>Welcome to our hotel"));
	assert_int_equal(fetch(world), RESULT_LIST_PORTAL);
	loopback_change(server, &(struct loopback_plan){
								.answer = bytes_of_text("HTTP/1.1 511 Network Authentication Required\r\n"
	                                                    "Content-Length: 0\r\n\r\n")});
	assert_int_equal(fetch(world), RESULT_LIST_PORTAL);
	/* A page that says no is no portal: the list is not where it was looked for. */
	loopback_change(server,
	                &(struct loopback_plan){
						.answer = bytes_of_text("HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<html>")});
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
}

static void clock_that_is_off_is_said_with_how_far(void **state)
{
	struct world *world = *state;
	char words[300];
	set_date(3 * 86400); /* it is three days later at the directory, where the list is good */
	struct loopback *server = add_answer(world, good_list(1, -3 * 86400));
	assert_int_equal(fetch(world), RESULT_LIST_CLOCK);
	assert_in_range(-directory_clock_ahead_s(world->directory), 3 * 86400 - 60, 3 * 86400 + 60);
	directory_words(world->directory, RESULT_LIST_CLOCK, words, sizeof words);
	assert_non_null(strstr(words, "3 days behind"));
	set_date(-7200);
	loopback_change(server, &(struct loopback_plan){.answer = good_list(1, 7200)});
	assert_int_equal(fetch(world), RESULT_LIST_CLOCK);
	directory_words(world->directory, RESULT_LIST_CLOCK, words, sizeof words);
	assert_non_null(strstr(words, "2 hours ahead"));
	/* The directory's own clock says that it is out of date: so it is. */
	set_date(0);
	loopback_change(server, &(struct loopback_plan){.answer = good_list(1, 7200)});
	assert_int_equal(fetch(world), RESULT_LIST_EXPIRED);
	assert_int_equal(directory_clock_ahead_s(world->directory), 0);
	directory_words(world->directory, RESULT_LIST_EXPIRED, words, sizeof words);
	assert_non_null(strstr(words, "out of date"));
}

static void what_was_tried_is_known_line_by_line(void **state)
{
	struct world *world = *state;
	add_answer(world, good_list(1, 0));
	snprintf(world->urls[1], sizeof world->urls[1], "http://127.0.0.1:%u", loopback_dead_port());
	world->options.urls[1] = world->urls[1];
	assert_int_equal(fetch(world), RESULT_OK);
	const struct attempts *attempts = directory_attempts(world->directory);
	assert_int_equal(attempts->count, 2);
	assert_string_equal(attempts->list[0].rung, "list");
	assert_int_equal(attempts->list[0].outcome, ATTEMPT_CONNECTED);
	assert_int_equal(attempts->list[1].outcome, ATTEMPT_REFUSED);
}

static void a_line_says_what_the_answer_was(void **state)
{
	static const struct {
		const char *answer;
		enum attempt_outcome outcome;
	} cases[] = {
		{"HTTP/1.1 200 OK\r\n\r\n<html>sign in", ATTEMPT_PORTAL},
		{"HTTP/1.1 511 Login\r\nContent-Length: 0\r\n\r\n", ATTEMPT_PORTAL},
		{"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", ATTEMPT_UPGRADE_REFUSED},
		{"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", ATTEMPT_UPGRADE_REFUSED},
	};
	struct world *world = *state;
	struct loopback *server = add_answer(world, good_list(1, 0));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		loopback_change(server, &(struct loopback_plan){.answer = bytes_of_text(cases[i].answer)});
		fetch(world);
		assert_int_equal(directory_attempts(world->directory)->list[0].outcome, cases[i].outcome);
	}
}

static void redirect_is_followed(void **state)
{
	struct world *world = *state;
	char answer[200];
	struct loopback *target = loopback_start(&(struct loopback_plan){.answer = good_list(8, 0)});
	snprintf(answer, sizeof answer,
	         "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%u/list\r\nContent-Length: 0\r\n\r\n",
	         loopback_port(target));
	add_answer(world, bytes_of_text(answer));
	enum result result = fetch(world);
	loopback_stop(target);
	assert_int_equal(result, RESULT_OK);
	assert_int_equal(mark_of(world), 8);
}

static void redirect_to_a_file_is_not_followed(void **state)
{
	struct world *world = *state;
	add_answer(world, bytes_of_text(
						  "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"));
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
}

/* From here on the directory knows ways: the proxy is a server of the test's. */
static void use_proxy(struct world *world, struct loopback *proxy)
{
	char text[40];
	snprintf(text, sizeof text, "127.0.0.1:%u", loopback_port(proxy));
	const struct ways_options options = {.proxy = text};
	assert_int_equal(ways_create(&world->ways, &options, world->wake), RESULT_OK);
	world->options.ways = world->ways;
	world->options.urls[0] = "http://no-such-host.invalid/list";
}

static void list_is_fetched_through_the_proxy_where_there_is_no_other_way(void **state)
{
	struct world *world = *state;
	struct loopback *proxy = loopback_start(&(struct loopback_plan){.answer = good_list(9, 0)});
	use_proxy(world, proxy);
	enum result result = fetch(world);
	loopback_stop(proxy);
	assert_int_equal(result, RESULT_OK);
	assert_int_equal(mark_of(world), 9);
	assert_string_equal(directory_host(world->directory), "no-such-host.invalid");
}

static void proxy_that_wants_a_login_that_nobody_gives_is_the_reason(void **state)
{
	struct world *world = *state;
	struct loopback *proxy = loopback_start(&(struct loopback_plan){
		.answer = bytes_of_text("HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic realm=\"office\"\r\n"
	                            "Content-Length: 0\r\nConnection: close\r\n\r\n")});
	use_proxy(world, proxy);
	enum result result = fetch(world);
	loopback_stop(proxy);
	assert_int_equal(result, RESULT_PROXY_LOGIN);
}

static void proxy_is_left_alone_where_the_direct_way_works(void **state)
{
	struct world *world = *state;
	struct loopback *proxy = loopback_start(&(struct loopback_plan){.answer = good_list(9, 0)});
	use_proxy(world, proxy);
	add_answer(world, good_list(2, 0));
	assert_int_equal(fetch(world), RESULT_OK);
	assert_int_equal(mark_of(world), 2);
	assert_int_equal(loopback_answered(proxy), 0);
	loopback_stop(proxy);
}

static enum result create_with(struct world *world, const char *url)
{
	world->options.urls[0] = url;
	enum result result = directory_create(&world->directory, &world->options, world->wake);
	directory_destroy(world->directory);
	world->directory = NULL;
	return result;
}

static void addresses_that_are_none_are_refused(void **state)
{
	struct world *world = *state;
	char longer[DIRECTORY_URL_BYTES + 10] = "http://";
	memset(longer + 7, 'a', sizeof longer - 8);
	longer[sizeof longer - 1] = 0;
	assert_int_equal(create_with(world, NULL), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, ""), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, "relay.example"), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, "ftp://relay.example"), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, "file:///etc/passwd"), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, longer), RESULT_BAD_ARGUMENT);
	assert_int_equal(create_with(world, "https://relay.example:8443/other/list"), RESULT_OK);
	assert_int_equal(create_with(world, "http://[::1]:80/"), RESULT_OK);
}

static void without_a_key_no_list_is_taken_over_plain_http(void **state)
{
	struct world *world = *state;
	/* Nobody listens at port 443 of this address. */
	add_server(world, &(struct loopback_plan){.answer = good_list(1, 0)});
	world->options.root_key = NULL;
	assert_int_equal(fetch(world), RESULT_NO_LIST_KEY);
	assert_null(directory_list(world->directory));
	assert_null(directory_root_key(world->directory));
}

static void without_a_key_a_sign_in_page_is_called_so(void **state)
{
	struct world *world = *state;
	add_answer(world, bytes_of_text("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>sign in"));
	world->options.root_key = NULL;
	assert_int_equal(fetch(world), RESULT_LIST_PORTAL);
}

static void without_a_key_what_is_unreachable_is_called_so(void **state)
{
	struct world *world = *state;
	snprintf(world->urls[0], sizeof world->urls[0], "http://127.0.0.1:%u", loopback_dead_port());
	world->options.urls[0] = world->urls[0];
	world->options.root_key = NULL;
	assert_int_equal(fetch(world), RESULT_LIST_UNREACHABLE);
}

static void region_and_key_of_the_options_are_kept(void **state)
{
	struct world *world = *state;
	add_answer(world, good_list(1, 0));
	world->options.region = "eu";
	assert_int_equal(fetch(world), RESULT_OK);
	assert_string_equal(directory_region(world->directory), "eu");
	assert_memory_equal(directory_root_key(world->directory), root_public, 32);
}

static void fetching_can_be_ended_or_begun_anew_at_any_moment(void **state)
{
	struct world *world = *state;
	add_server(world, &(struct loopback_plan){.is_silent = true});
	world->options.urls[1] = "http://no-such-host.invalid/";
	for (int i = 0; i < 10; i++) {
		struct directory *directory;
		assert_int_equal(directory_create(&directory, &world->options, world->wake), RESULT_OK);
		assert_int_equal(directory_fetch(directory), RESULT_OK);
		if (i % 2)
			assert_int_equal(directory_fetch(directory), RESULT_OK);
		if (i % 3 == 0)
			wake_wait(world->wake, NULL, 0, 5);
		directory_destroy(directory);
	}
	directory_destroy(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make_world, end_world)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(list_is_fetched_and_its_host_known),
		TEST(nothing_is_known_before_it_is_fetched),
		TEST(newer_list_wins_though_it_comes_later),
		TEST(older_list_that_comes_later_changes_nothing),
		TEST(silent_directory_holds_up_nobody),
		TEST(bad_directories_beside_a_good_one_do_not_matter),
		TEST(each_failure_says_which),
		TEST(of_several_failures_the_one_that_says_most_counts),
		TEST(dead_port_and_dead_name_are_unreachable),
		TEST(list_that_ends_half_way_is_not_taken),
		TEST(oversize_list_is_cut_off),
		TEST(list_older_than_one_seen_before_is_never_taken),
		TEST(list_that_is_rolled_back_after_its_successor_expired_is_refused),
		TEST(last_list_serves_while_directories_are_down_until_it_expires),
		TEST(sign_in_page_of_a_network_has_words_of_its_own),
		TEST(clock_that_is_off_is_said_with_how_far),
		TEST(what_was_tried_is_known_line_by_line),
		TEST(a_line_says_what_the_answer_was),
		TEST(redirect_is_followed),
		TEST(redirect_to_a_file_is_not_followed),
		TEST(list_is_fetched_through_the_proxy_where_there_is_no_other_way),
		TEST(proxy_that_wants_a_login_that_nobody_gives_is_the_reason),
		TEST(proxy_is_left_alone_where_the_direct_way_works),
		TEST(addresses_that_are_none_are_refused),
		TEST(without_a_key_no_list_is_taken_over_plain_http),
		TEST(without_a_key_a_sign_in_page_is_called_so),
		TEST(without_a_key_what_is_unreachable_is_called_so),
		TEST(region_and_key_of_the_options_are_kept),
		TEST(fetching_can_be_ended_or_begun_anew_at_any_moment),
	};
	return cmocka_run_group_tests(tests, make_keys, NULL);
}
