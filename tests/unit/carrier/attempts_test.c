#include "support/unit.h"

#include "base/text.h"
#include "carrier/attempts.h"

#include <stdio.h>
#include <string.h>

static const char *line_of(const struct attempts *attempts, size_t index)
{
	static char line[ATTEMPT_LINE_BYTES];
	attempt_line(&attempts->list[index], line);
	return line;
}

static void attempt_has_a_line_from_its_start_to_its_outcome(void **state)
{
	struct attempts attempts = {0};
	(void)state;
	uint32_t first = attempts_begin(&attempts, "raw", "192.0.2.7:5000", 100);
	assert_string_equal(line_of(&attempts, 0), "raw 192.0.2.7:5000: is being tried");
	assert_false(attempt_is_over(&attempts.list[0]));
	attempts_end(&attempts, first, ATTEMPT_CONNECTED, 134);
	assert_string_equal(line_of(&attempts, 0), "raw 192.0.2.7:5000: connected, 34 ms");
	assert_true(attempt_is_over(&attempts.list[0]));
}

static void failure_says_what_to_do_next(void **state)
{
	struct attempts attempts = {0};
	(void)state;
	attempts_end(&attempts, attempts_begin(&attempts, "raw", "a:1", 0), ATTEMPT_NO_ANSWER, 6000);
	assert_string_equal(line_of(&attempts, 0),
	                    "raw a:1: no answer in time, 6000 ms. A firewall may be in the way; ask "
	                    "whoever looks after this network.");
	text_speak(TEXT_GERMAN);
	assert_string_equal(line_of(&attempts, 0),
	                    "raw a:1: keine rechtzeitige Antwort, 6000 ms. Vielleicht blockiert eine "
	                    "Firewall; bitte bei der Netzbetreuung nachfragen.");
	text_speak(TEXT_ENGLISH);
}

static void every_outcome_has_words_and_fits_its_line(void **state)
{
	char address[200];
	(void)state;
	memset(address, 'a', sizeof address - 1);
	address[sizeof address - 1] = 0;
	for (int language = TEXT_ENGLISH; language <= TEXT_GERMAN; language++) {
		text_speak((enum text_language)language);
		for (int outcome = ATTEMPT_TRYING; outcome < ATTEMPT_OUTCOME_COUNT; outcome++) {
			struct attempts attempts = {0};
			uint32_t attempt = attempts_begin(&attempts, "raw", address, 0);
			if (outcome != ATTEMPT_TRYING)
				attempts_end(&attempts, attempt, (enum attempt_outcome)outcome, 99999);
			const char *line = line_of(&attempts, 0);
			assert_true(strlen(line) > ATTEMPT_ADDRESS_BYTES + 10);
			char last =
				line[strlen(line) - 1]; /* whole: a sentence, a time, or the words of trying and abandoning */
			assert_true(last == '.' || last == 's' || last == 'd' || last == 't');
		}
	}
	text_speak(TEXT_ENGLISH);
}

static void first_outcome_counts(void **state)
{
	struct attempts attempts = {0};
	(void)state;
	uint32_t first = attempts_begin(&attempts, "raw", "a:1", 0);
	attempts_end(&attempts, first, ATTEMPT_REFUSED, 5);
	attempts_end(&attempts, first, ATTEMPT_CONNECTED, 9);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_REFUSED);
	assert_int_equal(attempts.list[0].ms, 5);
	attempts_end(&attempts, 77, ATTEMPT_CONNECTED, 9); /* there is none */
}

static void name_becomes_address_while_it_is_being_tried(void **state)
{
	struct attempts attempts = {0};
	(void)state;
	uint32_t first = attempts_begin(&attempts, "raw", "relay.example:5000", 0);
	assert_true(attempts_rename(&attempts, first, "192.0.2.7:5000"));
	assert_string_equal(attempts.list[0].address, "192.0.2.7:5000");
	attempts_end(&attempts, first, ATTEMPT_REFUSED, 5);
	assert_false(attempts_rename(&attempts, first, "192.0.2.8:5000"));
	assert_string_equal(attempts.list[0].address, "192.0.2.7:5000");
}

static void oldest_lines_go_first_and_are_not_ended_by_mistake(void **state)
{
	struct attempts attempts = {0};
	uint32_t ids[ATTEMPTS_MAX + 3];
	(void)state;
	for (uint32_t i = 0; i < ATTEMPTS_MAX + 3; i++) {
		char address[16];
		snprintf(address, sizeof address, "a:%u", i);
		ids[i] = attempts_begin(&attempts, "raw", address, 0);
	}
	assert_int_equal(attempts.count, ATTEMPTS_MAX);
	assert_int_equal(attempts.dropped, 3);
	assert_string_equal(attempts.list[0].address, "a:3");
	attempts_end(&attempts, ids[2], ATTEMPT_REFUSED, 1); /* dropped */
	for (size_t i = 0; i < ATTEMPTS_MAX; i++)
		assert_false(attempt_is_over(&attempts.list[i]));
	attempts_end(&attempts, ids[3], ATTEMPT_REFUSED, 1);
	attempts_end(&attempts, ids[ATTEMPTS_MAX + 2], ATTEMPT_CONNECTED, 1);
	assert_int_equal(attempts.list[0].outcome, ATTEMPT_REFUSED);
	assert_int_equal(attempts.list[ATTEMPTS_MAX - 1].outcome, ATTEMPT_CONNECTED);
}

static void line_names_the_proxy_before_its_first_colon_and_blank(void **state)
{
	struct attempts attempts = {0};
	(void)state;
	uint32_t first = attempts_begin(&attempts, "wss", "relay.example.com:443", 0);
	attempts_through(&attempts, first, "proxy.corp:8080");
	attempts_end(&attempts, first, ATTEMPT_PROXY_REFUSED, 12);
	attempts_through(&attempts, first, "too late");
	assert_string_equal(
		line_of(&attempts, 0),
		"wss relay.example.com:443 through proxy.corp:8080: the proxy does not allow this "
		"address or port, 12 ms. Other ways are tried; whoever looks after this network could "
		"allow it.");
	text_speak(TEXT_GERMAN);
	assert_memory_equal(line_of(&attempts, 0), "wss relay.example.com:443 über proxy.corp:8080: der Proxy",
	                    strlen("wss relay.example.com:443 über proxy.corp:8080: der Proxy"));
	text_speak(TEXT_ENGLISH);
}

static void ways_to_the_relay_are_good_inspected_or_not(void **state)
{
	(void)state;
	for (int outcome = ATTEMPT_NONE; outcome < ATTEMPT_OUTCOME_COUNT; outcome++) {
		struct attempt attempt = {.outcome = (enum attempt_outcome)outcome};
		assert_int_equal(attempt_is_good(&attempt),
		                 outcome == ATTEMPT_CONNECTED || outcome == ATTEMPT_INSPECTED);
	}
}

static void all_lines_make_one_text(void **state)
{
	struct attempts attempts = {0};
	char text[ATTEMPTS_TEXT_BYTES];
	(void)state;
	assert_string_equal(attempts_text(&attempts, text, sizeof text), "");
	attempts_end(&attempts, attempts_begin(&attempts, "raw", "a:1", 0), ATTEMPT_REFUSED, 5);
	attempts_end(&attempts, attempts_begin(&attempts, "wss", "a:2", 0), ATTEMPT_CONNECTED, 7);
	assert_string_equal(attempts_text(&attempts, text, sizeof text),
	                    "raw a:1: nothing answers there, 5 ms. Ask whoever runs the relay whether it is on.\n"
	                    "wss a:2: connected, 7 ms\n");
	/* Whole lines alone. */
	size_t first =
		strlen("raw a:1: nothing answers there, 5 ms. Ask whoever runs the relay whether it is on.\n");
	assert_int_equal(strlen(attempts_text(&attempts, text, first + 5)), first);
	assert_int_equal(strlen(attempts_text(&attempts, text, first + 1)), first);
	assert_int_equal(strlen(attempts_text(&attempts, text, first)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attempt_has_a_line_from_its_start_to_its_outcome),
		cmocka_unit_test(failure_says_what_to_do_next),
		cmocka_unit_test(every_outcome_has_words_and_fits_its_line),
		cmocka_unit_test(first_outcome_counts),
		cmocka_unit_test(name_becomes_address_while_it_is_being_tried),
		cmocka_unit_test(line_names_the_proxy_before_its_first_colon_and_blank),
		cmocka_unit_test(ways_to_the_relay_are_good_inspected_or_not),
		cmocka_unit_test(all_lines_make_one_text),
		cmocka_unit_test(oldest_lines_go_first_and_are_not_ended_by_mistake),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
