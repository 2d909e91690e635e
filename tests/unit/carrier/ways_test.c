/*
 * What a run learns about the way out, with a system and a key store that the test plays itself (they take
 * the place of proxy_find.c and login_store.c).
 */
#include "support/unit.h"

#include "base/secret.h"
#include "carrier/login_store.h"
#include "carrier/proxy_find.h"
#include "carrier/ways_inside.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char url[] = "https://relay.example.com:443/";
static const char proxy[] = "http://proxy.corp:8080";

/* The world as the ways see it. */
static struct {
	bool is_slow, is_store_slow;
	const char *proxies[PROXY_FIND_MAX];
	int finds, finding; /* how often asked, how many not dropped yet */
	enum result store;
	struct login stored;
	int looks, looking, puts, removes;
	struct login put;
} play;

enum result proxy_find_start(struct proxy_find **out, const char *asked, struct wake *wake)
{
	(void)asked, (void)wake;
	play.finds++;
	play.finding++;
	*out = (struct proxy_find *)&play;
	return RESULT_OK;
}

enum result proxy_find_take(struct proxy_find *find, char out[static PROXY_FIND_MAX][WAYS_PROXY_BYTES],
                            size_t *count)
{
	(void)find;
	*count = 0;
	if (play.is_slow)
		return RESULT_WOULD_BLOCK;
	for (size_t i = 0; i < PROXY_FIND_MAX && play.proxies[i]; i++)
		snprintf(out[(*count)++], WAYS_PROXY_BYTES, "%s", play.proxies[i]);
	return RESULT_OK;
}

void proxy_find_drop(struct proxy_find *find)
{
	play.finding -= find != NULL;
}

unsigned long proxy_find_single_sign_on(void)
{
	return CURLAUTH_NEGOTIATE;
}

unsigned long proxy_find_passwords(void)
{
	return CURLAUTH_BASIC | CURLAUTH_DIGEST;
}

enum result login_store_find(struct login_find **out, const char *asked, struct wake *wake)
{
	(void)wake;
	assert_string_equal(asked, "proxy.corp:8080");
	play.looks++;
	play.looking++;
	*out = (struct login_find *)&play;
	return RESULT_OK;
}

enum result login_store_take(struct login_find *find, struct login *out)
{
	(void)find;
	if (play.is_store_slow)
		return RESULT_WOULD_BLOCK;
	if (play.store == RESULT_OK)
		*out = play.stored;
	return play.store;
}

void login_store_drop(struct login_find *find)
{
	play.looking -= find != NULL;
}

void login_store_put(const char *asked, const struct login *login)
{
	(void)asked;
	play.puts++;
	play.put = *login;
}

void login_store_remove(const char *asked)
{
	(void)asked;
	play.removes++;
}

static struct wake *wake;
static struct ways *ways;

static int begin(void **state)
{
	struct ways_options options = {.may_ask = true};
	(void)state;
	memset(&play, 0, sizeof play);
	play.proxies[0] = proxy;
	play.store = RESULT_NEED_MORE;
	wake = wake_create();
	return secret_start() != RESULT_OK || ways_create(&ways, &options, wake) != RESULT_OK;
}

static int end(void **state)
{
	(void)state;
	ways_destroy(ways);
	wake_destroy(wake);
	return play.finding != 0 || play.looking != 0;
}

static void assert_proxy(int64_t now_ms, const char *expected)
{
	char got[WAYS_PROXY_BYTES];
	assert_int_equal(ways_proxy(ways, url, now_ms, got), RESULT_OK);
	assert_string_equal(got, expected);
}

static enum result go(uint32_t who, struct ways_pass *pass)
{
	return ways_may_go(ways, proxy, who, 0, pass);
}

/* One goes without and is told 407. */
static void ask_for_login(uint32_t who, unsigned long schemes)
{
	struct ways_pass pass;
	assert_int_equal(go(who, &pass), RESULT_OK);
	assert_false(pass.has_login);
	struct ways_news news = {
		.is_refused = true, .generation = pass.generation, .schemes = schemes, .realm = "The office"};
	ways_tell(ways, proxy, who, &news);
}

static void tell(uint32_t who, bool is_refused)
{
	struct ways_pass pass;
	assert_int_equal(go(who, &pass), RESULT_OK);
	struct ways_news news = {
		.is_refused = is_refused, .generation = pass.generation, .schemes = CURLAUTH_BASIC};
	ways_tell(ways, proxy, who, &news);
}

/* --- which proxy --- */

static void proxy_is_found_once_for_an_address(void **state)
{
	char got[WAYS_PROXY_BYTES];
	(void)state;
	play.is_slow = true;
	assert_int_equal(ways_proxy(ways, url, 100, got), RESULT_WOULD_BLOCK);
	assert_int_equal(ways_proxy(ways, url, 200, got), RESULT_WOULD_BLOCK);
	play.is_slow = false;
	assert_proxy(300, proxy);
	assert_proxy(400, proxy);
	assert_int_equal(play.finds, 1);
	assert_int_equal(play.finding, 0);
}

/* A carrier has 15 s and a directory 10: who gave up before them would have no way at all. */
static void answer_of_a_slow_pac_file_is_waited_for(void **state)
{
	char got[WAYS_PROXY_BYTES];
	(void)state;
	play.is_slow = true;
	for (int64_t now_ms = 1000; now_ms < 16000; now_ms += 250)
		assert_int_equal(ways_proxy(ways, url, now_ms, got), RESULT_WOULD_BLOCK);
	play.is_slow = false;
	assert_proxy(16000, proxy);
	assert_int_equal(play.finds, 1);
	assert_int_equal(play.finding, 0);
}

static void server_that_hangs_gathers_no_questions(void **state)
{
	char got[WAYS_PROXY_BYTES];
	(void)state;
	play.is_slow = true;
	ways_proxy(ways, url, 1000, got);
	for (int64_t now_ms = 6000; now_ms < 61000; now_ms += 1000) {
		ways_begin(ways, now_ms);
		assert_int_equal(ways_proxy(ways, url, now_ms, got), RESULT_WOULD_BLOCK);
	}
	assert_int_equal(play.finds, 1);
	ways_begin(ways, 61000); /* it may be another network by now */
	assert_int_equal(play.finds, 2);
	assert_int_equal(play.finding, 1);
}

static void new_carrier_asks_the_system_again_and_goes_on_with_what_is_known(void **state)
{
	char got[WAYS_PROXY_BYTES];
	(void)state;
	assert_proxy(1000, proxy);
	ways_begin(ways, 2000);
	assert_int_equal(play.finds, 1); /* that was a moment ago */
	play.is_slow = true;
	ways_begin(ways, 7000);
	assert_int_equal(play.finds, 2);
	assert_proxy(7001, proxy);
	play.is_slow = false;
	play.proxies[0] = NULL; /* home again */
	assert_proxy(7002, "");
	play.is_slow = true;
	ways_begin(ways, 13000); /* that there is none is not believed for long: it may be another network now */
	assert_int_equal(ways_proxy(ways, url, 13001, got), RESULT_WOULD_BLOCK);
}

static const char second[] = "http://second.corp:8080", third[] = "http://third.corp:8080";

static void next_proxy_is_taken_when_one_is_dead(void **state)
{
	static const char other_url[] = "http://relay.example.com:80/";
	char got[WAYS_PROXY_BYTES];
	(void)state;
	play.proxies[1] = second;
	play.proxies[2] = "not a proxy";
	assert_proxy(0, proxy);
	assert_true(ways_next_proxy(ways, url, proxy));
	assert_proxy(0, second);
	assert_true(ways_next_proxy(ways, url, proxy)); /* another rung finds it dead too */
	assert_proxy(0, second);
	assert_int_equal(ways_proxy(ways, other_url, 0, got), RESULT_OK); /* it is dead for every address */
	assert_string_equal(got, second);
	assert_false(ways_next_proxy(ways, url, second));
	assert_proxy(0, second); /* the last one, until there is a new start */
	ways_begin(ways, 1);
	assert_proxy(1, proxy);
}

/* The list, then the carrier, then each return would pay for it anew. */
static void dead_proxy_is_passed_over_for_a_minute(void **state)
{
	(void)state;
	play.proxies[1] = second;
	assert_proxy(1000, proxy);
	assert_true(ways_next_proxy(ways, url, proxy));
	ways_begin(ways, 2000);
	assert_proxy(2000, second);
	ways_begin(ways, 59000); /* also when the system was asked again */
	assert_proxy(59000, second);
	assert_int_equal(play.finds, 2);
	assert_proxy(61000, proxy);
	assert_true(ways_next_proxy(ways, url, proxy));
	ways_is_there(ways, proxy);
	assert_proxy(61000, proxy);
}

/* Two that swallow all packets, and the third one answers, within the 10 s of a directory. */
static void several_proxies_get_little_time_each(void **state)
{
	(void)state;
	assert_proxy(0, proxy);
	assert_int_equal(ways_patience_ms(ways, url, proxy), INT_MAX); /* the only one */
	play.proxies[1] = second;
	play.proxies[2] = third;
	ways_begin(ways, 6000);
	assert_proxy(6000, proxy);
	int first_ms = ways_patience_ms(ways, url, proxy);
	assert_true(first_ms >= 1000 && first_ms <= 2000);
	ways_next_proxy(ways, url, proxy);
	assert_int_equal(ways_patience_ms(ways, url, second), first_ms);
	ways_next_proxy(ways, url, second);
	int last_ms = ways_patience_ms(ways, url, third);
	assert_true(last_ms > first_ms && 3 * first_ms + last_ms < 10000);
	/* None has answered: perhaps the line is slow. */
	ways_next_proxy(ways, url, third);
	ways_begin(ways, 7000);
	assert_int_equal(ways_patience_ms(ways, url, proxy), 2 * first_ms);
	ways_is_there(ways, proxy); /* that one has: it is not hurried */
	assert_int_equal(ways_patience_ms(ways, url, proxy), INT_MAX);
	assert_int_equal(ways_patience_ms(ways, url, second), first_ms);
}

static void proxy_by_hand_is_the_only_one(void **state)
{
	(void)state;
	assert_int_equal(ways_set_proxy(ways, "other.corp"), RESULT_OK);
	assert_proxy(0, "http://other.corp:3128");
	assert_false(ways_next_proxy(ways, url, "http://other.corp:3128"));
	assert_int_equal(ways_set_proxy(ways, "other corp"), RESULT_BAD_ARGUMENT);
	assert_proxy(0, "http://other.corp:3128");
	assert_int_equal(ways_set_proxy(ways, ""), RESULT_OK);
	assert_proxy(0, "");
	assert_int_equal(play.finds, 0);
	assert_int_equal(ways_set_proxy(ways, NULL), RESULT_OK);
	assert_proxy(0, proxy);
}

/* --- logins --- */

static void login_of_the_environment_is_used_without_asking(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	play.proxies[0] = "http://user:secret@proxy.corp:8080";
	assert_proxy(0, proxy); /* which says nothing of the login */
	assert_int_equal(go(1, &pass), RESULT_OK);
	assert_true(pass.has_login);
	assert_false(ways_question(ways, &question));
}

static void question_says_who_asks_and_how(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	assert_false(ways_question(ways, &question));
	ask_for_login(1, CURLAUTH_BASIC | CURLAUTH_DIGEST);
	assert_int_equal(go(1, &pass), RESULT_WOULD_BLOCK);
	assert_true(pass.is_person);
	assert_true(ways_question(ways, &question));
	assert_string_equal(question.host, "proxy.corp:8080");
	assert_string_equal(question.realm, "The office");
	assert_string_equal(question.scheme, "Digest");
	assert_true(question.may_store);
	assert_false(question.was_wrong);
}

/* Two waited, and another way was up: the person need not be bothered. */
static void question_that_nobody_waits_for_is_withdrawn(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	go(2, &pass);
	ways_part(ways, 1);
	assert_true(ways_question(ways, &question));
	ways_part(ways, 2);
	assert_false(ways_question(ways, &question));
	ask_for_login(3,
	              CURLAUTH_BASIC); /* the next one who needs it asks again, and looks into no store again */
	go(3, &pass);
	assert_true(ways_question(ways, &question));
	assert_int_equal(play.looks, 1);
}

static void nothing_can_be_stored_where_there_is_no_store(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	play.store = RESULT_UNSUPPORTED;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	assert_true(ways_question(ways, &question));
	assert_false(question.may_store);
	ways_answer(ways, "user", "secret", true);
	tell(1, false);
	assert_int_equal(play.puts, 0);
}

static void login_is_stored_once_it_has_proved_right(void **state)
{
	struct ways_pass pass;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	ways_answer(ways, "user", "mistyped", true);
	assert_int_equal(play.puts, 0);
	tell(1, true);
	assert_int_equal(play.puts, 0);
	assert_int_equal(play.removes, 0); /* it was never in there */
	go(1, &pass);
	ways_answer(ways, "user", "secret", true);
	tell(1, false);
	assert_int_equal(play.puts, 1);
	assert_string_equal(play.put.password, "secret");
}

static void stored_login_is_used_and_forgotten_when_it_is_wrong(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	play.store = RESULT_OK;
	strcpy(play.stored.name, "user");
	strcpy(play.stored.password, "old");
	play.is_store_slow = true;
	ask_for_login(1, CURLAUTH_BASIC);
	assert_int_equal(go(1, &pass), RESULT_WOULD_BLOCK);
	assert_false(pass.is_person);
	assert_true(pass.is_looking);
	play.is_store_slow = false;
	assert_int_equal(go(1, &pass), RESULT_OK);
	assert_true(pass.has_login);
	tell(1, true);
	assert_int_equal(play.removes, 1);
	assert_int_equal(go(1, &pass), RESULT_WOULD_BLOCK);
	assert_true(ways_question(ways, &question));
	assert_true(question.was_wrong);
}

static void key_store_that_hangs_is_not_waited_for(void **state)
{
	struct ways_question question;
	struct ways_pass pass;
	(void)state;
	play.is_store_slow = true;
	ask_for_login(1, CURLAUTH_BASIC);
	assert_int_equal(ways_may_go(ways, proxy, 1, 0, &pass), RESULT_WOULD_BLOCK);
	assert_int_equal(ways_may_go(ways, proxy, 1, 3999, &pass), RESULT_WOULD_BLOCK);
	assert_false(ways_question(ways, &question));
	assert_int_equal(ways_may_go(ways, proxy, 1, 4000, &pass), RESULT_WOULD_BLOCK);
	assert_true(ways_question(ways, &question));
	assert_false(question.may_store);
}

static void answer_without_a_name_or_too_long_is_a_refusal(void **state)
{
	char text[WAYS_SECRET_BYTES + 1];
	struct ways_pass pass;
	(void)state;
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	ways_answer(ways, "user", "secret", false); /* nobody has asked */
	for (int i = 0; i < 2; i++) {
		ask_for_login(1, CURLAUTH_BASIC);
		go(1, &pass);
		ways_answer(ways, i ? "" : "user", i ? "secret" : text, false);
		assert_int_equal(go(1, &pass), RESULT_PROXY_LOGIN);
		ways_ask_again(ways);
	}
}

/* "Continue as administrator": the other process gets through a proxy as this one did, without a question. */
static void a_login_that_was_right_goes_over_to_another_process(void **state)
{
	const struct ways_options options = {.may_ask = true};
	struct ways_login logins[2] = {{.name = ""}};
	struct ways_pass pass;
	struct ways *other;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	assert_int_equal(ways_logins(ways, logins, 2), 0);
	ways_answer(ways, "user", "secret", false);
	go(1, &pass);
	assert_int_equal(ways_logins(ways, logins, 2), 0); /* nobody knows yet whether it is right */
	tell(1, false);
	assert_int_equal(ways_logins(ways, logins, 0), 0);
	assert_int_equal(ways_logins(ways, logins, 2), 1);
	assert_string_equal(logins[0].proxy, proxy);
	assert_string_equal(logins[0].name, "user");
	assert_string_equal(logins[0].password, "secret");
	assert_int_equal(ways_create(&other, &options, wake), RESULT_OK);
	strcpy(logins[1].proxy, "no proxy\r\n");
	ways_take_login(other, &logins[1]);
	ways_take_login(other, &logins[0]);
	assert_int_equal(ways_may_go(other, proxy, 1, 0, &pass), RESULT_OK);
	assert_true(pass.has_login && pass.is_trial && !pass.is_single);
	ways_destroy(other);
}

static void new_proxy_by_hand_may_ask_again(void **state)
{
	struct ways_pass pass;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	ways_refuse(ways);
	assert_int_equal(go(1, &pass), RESULT_PROXY_LOGIN);
	assert_int_equal(ways_set_proxy(ways, proxy), RESULT_OK);
	assert_int_equal(go(1, &pass), RESULT_OK);
}

static void one_who_goes_leaves_the_login_to_the_next(void **state)
{
	struct ways_pass pass;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	ways_answer(ways, "user", "secret", false);
	assert_int_equal(go(1, &pass), RESULT_OK);
	assert_int_equal(go(2, &pass), RESULT_WOULD_BLOCK);
	assert_false(pass.is_person);
	ways_part(ways, 1);
	assert_int_equal(go(2, &pass), RESULT_OK);
}

/* More proxies than there is room for: the one that was not used for longest is forgotten. */
static void proxies_beyond_the_bound_push_out_the_oldest(void **state)
{
	struct ways_pass pass;
	(void)state;
	ask_for_login(1, CURLAUTH_BASIC);
	go(1, &pass);
	for (int i = 0; i < 20; i++) {
		char other[WAYS_PROXY_BYTES];
		snprintf(other, sizeof other, "http://proxy%d.corp:8080", i);
		assert_int_equal(ways_may_go(ways, other, 2, 0, &pass), RESULT_OK);
	}
	assert_int_equal(go(1, &pass), RESULT_OK);
	assert_false(pass.has_login);
}

/* --- which ways --- */

static void ways_can_be_held_to_some(void **state)
{
	struct ways *some = NULL;
	struct ways_options options = {.only = "wss, ws proxy"};
	(void)state;
	assert_int_equal(ways_create(&some, &options, wake), RESULT_OK);
	assert_true(ways_allow(some, "wss", true));
	assert_true(ways_allow(some, "ws", true));
	assert_false(ways_allow(some, "wss", false));
	assert_false(ways_allow(some, "raw", true));
	ways_destroy(some);
	assert_true(ways_allow(ways, "raw", false));
	assert_true(ways_allow(ways, "http", true));
	options.only = "wss udp";
	assert_int_equal(ways_create(&some, &options, wake), RESULT_BAD_ARGUMENT);
	assert_null(some);
	options.only = NULL;
	options.proxy = "no such thing";
	assert_int_equal(ways_create(&some, &options, wake), RESULT_BAD_ARGUMENT);
}

static void what_worked_is_remembered(void **state)
{
	(void)state;
	assert_int_equal(ways_last(ways), -1);
	ways_worked(ways, 3);
	assert_int_equal(ways_last(ways), 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(proxy_is_found_once_for_an_address),
		TEST(answer_of_a_slow_pac_file_is_waited_for),
		TEST(server_that_hangs_gathers_no_questions),
		TEST(new_carrier_asks_the_system_again_and_goes_on_with_what_is_known),
		TEST(next_proxy_is_taken_when_one_is_dead),
		TEST(dead_proxy_is_passed_over_for_a_minute),
		TEST(several_proxies_get_little_time_each),
		TEST(proxy_by_hand_is_the_only_one),
		TEST(login_of_the_environment_is_used_without_asking),
		TEST(question_says_who_asks_and_how),
		TEST(question_that_nobody_waits_for_is_withdrawn),
		TEST(nothing_can_be_stored_where_there_is_no_store),
		TEST(login_is_stored_once_it_has_proved_right),
		TEST(stored_login_is_used_and_forgotten_when_it_is_wrong),
		TEST(key_store_that_hangs_is_not_waited_for),
		TEST(answer_without_a_name_or_too_long_is_a_refusal),
		TEST(a_login_that_was_right_goes_over_to_another_process),
		TEST(new_proxy_by_hand_may_ask_again),
		TEST(one_who_goes_leaves_the_login_to_the_next),
		TEST(proxies_beyond_the_bound_push_out_the_oldest),
		TEST(ways_can_be_held_to_some),
		TEST(what_worked_is_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
