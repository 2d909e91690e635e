/*
 * List (directory), the fastest relay (probe), its speed (speed): each is one
 * function that turns its own loop until it is done. The lines of what was tried
 * are said in between, each as soon as it is over.
 */
#include "carrier/check.h"

#include "base/clock.h"
#include "base/secret.h"
#include "base/text.h"
#include "carrier/probe.h"
#include "carrier/relay_pick.h"
#include "carrier/speed.h"

#include <stdio.h>

enum { LINE_BYTES = 900, SAID_MAX = 256 };

struct check {
	struct wake *wake;
	struct ways *ways;
	struct directory *directory;
	struct probe *probe;
	struct probe_found found;
	struct attempts attempts;
	uint32_t said_to;    /* lines before this one have been said */
	bool said[SAID_MAX]; /* and of those behind it, these; by their number modulo SAID_MAX */
	void (*say)(void *context, const char *line);
	void *context;
};

/* Says the lines that are over. What is still being tried when one has won says nothing. */
static void say_attempts(struct check *check)
{
	for (size_t i = 0; i < check->attempts.count; i++) {
		char line[ATTEMPT_LINE_BYTES];
		uint32_t number = check->attempts.dropped + (uint32_t)i;
		bool *is_said = &check->said[number % SAID_MAX];
		if (number >= check->said_to) {
			*is_said = false;
			check->said_to = number + 1;
		}
		if (*is_said || !attempt_is_over(&check->attempts.list[i]))
			continue;
		attempt_line(&check->attempts.list[i], line);
		check->say(check->context, line);
		*is_said = true;
	}
}

/* What the directory has tried is said when it has not worked out. */
static void say_list(struct check *check, enum result result)
{
	char line[LINE_BYTES];
	if (result == RESULT_OK) {
		int relays = (int)directory_list(check->directory)->relay_count;
		check->say(check->context,
		           text_write(line, sizeof line, TEXT_CHECK_LIST, directory_host(check->directory), relays));
		return;
	}
	const struct attempts *attempts = directory_attempts(check->directory);
	for (size_t i = 0; i < attempts->count; i++) {
		char attempt[ATTEMPT_LINE_BYTES];
		attempt_line(&attempts->list[i], attempt);
		check->say(check->context, attempt);
	}
	if (directory_clock_ahead_s(check->directory) != 0) /* by how much, the result alone does not say */
		check->say(check->context, directory_words(check->directory, result, line, sizeof line));
}

static enum result fetch_list(struct check *check, const struct directory_options *options)
{
	struct directory_options own = *options;
	own.ways = check->ways;
	enum result result = directory_create(&check->directory, &own, check->wake);
	if (result == RESULT_OK)
		result = directory_fetch(check->directory);
	if (result != RESULT_OK)
		return result;
	while ((result = directory_work(check->directory)) == RESULT_WOULD_BLOCK) {
		struct wake_on on[DIRECTORY_HANDLES_MAX];
		size_t count = directory_handles(check->directory, on, DIRECTORY_HANDLES_MAX);
		wake_wait(check->wake, on, count, directory_timeout_ms(check->directory, clock_now_ms()));
	}
	say_list(check, result);
	return result;
}

static enum result begin_probe(struct check *check)
{
	static struct server_list_relay relays[SERVER_LIST_RELAYS_MAX];
	uint32_t random[SERVER_LIST_RELAYS_MAX];
	secret_random(random, sizeof random);
	struct probe_setup setup = {
		.relays = relays, .ways = check->ways, .attempts = &check->attempts, .wake = check->wake};
	setup.count = relay_pick_order(directory_list(check->directory), directory_host(check->directory),
	                               directory_region(check->directory), random, relays);
	return probe_start(&check->probe, &setup, clock_now_ms());
}

static enum result find_relay(struct check *check)
{
	enum result result = begin_probe(check);
	if (result != RESULT_OK)
		return result;
	while ((result = probe_work(check->probe, clock_now_ms())) == RESULT_WOULD_BLOCK) {
		struct wake_on on[PROBE_HANDLES_MAX];
		size_t count = probe_handles(check->probe, on, PROBE_HANDLES_MAX);
		wake_wait(check->wake, on, count, probe_timeout_ms(check->probe, clock_now_ms()));
		say_attempts(check);
	}
	if (result == RESULT_OK)
		probe_take(check->probe, &check->found);
	probe_stop(check->probe);
	say_attempts(check);
	return result;
}

static void say_way(const struct check *check)
{
	char line[LINE_BYTES], through[LINE_BYTES / 2] = "";
	const struct carrier *carrier = check->found.carrier;
	if (*carrier_proxy(carrier))
		text_write(through, sizeof through, TEXT_ATTEMPT_THROUGH, carrier_proxy(carrier));
	check->say(check->context, text_write(line, sizeof line, TEXT_CHECK_WAY, check->found.relay.host,
	                                      carrier_rung(carrier), through));
}

static void say_speed(const struct check *check, const struct speed_result *speed)
{
	char line[LINE_BYTES], down[40], up[40];
	if (!speed->round_trip_us || !speed->down_bytes_s || !speed->up_bytes_s) {
		check->say(check->context, text_get(TEXT_CHECK_NO_SPEED));
		return;
	}
	speed_write(speed->down_bytes_s, down, sizeof down);
	speed_write(speed->up_bytes_s, up, sizeof up);
	check->say(check->context, text_write(line, sizeof line, TEXT_CHECK_SPEED,
	                                      (int)((speed->round_trip_us + 999) / 1000), down, up));
}

/* A way that can't be measured is a way all the same. */
static void measure(struct check *check)
{
	struct speed speed = {0};
	struct carrier *carrier = check->found.carrier;
	enum result result = speed_start(&speed, carrier, buffer_bytes(&check->found.rest), clock_now_us());
	while (result == RESULT_OK) {
		result = carrier_work(carrier, clock_now_ms());
		if (result == RESULT_OK)
			result = speed_work(&speed, clock_now_us());
		if (result != RESULT_WOULD_BLOCK)
			break;
		struct wake_on on[CARRIER_HANDLES_MAX];
		size_t count = carrier_handles(carrier, on, CARRIER_HANDLES_MAX);
		int carrier_ms = carrier_timeout_ms(carrier, clock_now_ms());
		int own_ms = speed_timeout_ms(&speed, clock_now_us());
		wake_wait(check->wake, on, count, carrier_ms >= 0 && carrier_ms < own_ms ? carrier_ms : own_ms);
		result = RESULT_OK;
	}
	say_speed(check, &speed.result);
	speed_finish(&speed);
}

static enum result run(struct check *check, const struct directory_options *options)
{
	enum result result = fetch_list(check, options);
	if (result == RESULT_OK)
		result = find_relay(check);
	if (result != RESULT_OK)
		return result;
	say_way(check);
	if (carrier_is_inspected(check->found.carrier))
		check->say(check->context, text_get(TEXT_CHECK_INSPECTED));
	measure(check);
	return RESULT_OK;
}

enum result check_relay(const struct directory_options *options, const struct ways_options *ways,
                        void (*say)(void *context, const char *line), void *context)
{
	struct check check = {.wake = wake_create(), .say = say, .context = context};
	struct ways_options own = *ways;
	if (check.wake == NULL)
		return RESULT_OUT_OF_MEMORY;
	own.may_ask = false;
	enum result result = ways_create(&check.ways, &own, check.wake);
	if (result == RESULT_OK)
		result = run(&check, options);
	carrier_close(check.found.carrier);
	buffer_finish(&check.found.rest);
	directory_destroy(check.directory);
	ways_destroy(check.ways);
	wake_destroy(check.wake);
	return result;
}
