#include "carrier/check.h"

#include "base/clock.h"
#include "base/text.h"
#include "carrier/carrier.h"
#include "carrier/relay_pick.h"

enum { LINE_BYTES = 600 };

struct check {
	struct wake *wake;
	struct directory *directory;
	struct carrier *carrier;
	struct attempts attempts;
	void (*say)(void *context, const char *line);
	void *context;
};

static enum result fetch_list(struct check *check, const struct directory_options *options)
{
	char line[LINE_BYTES];
	enum result result = directory_create(&check->directory, options, check->wake);
	if (result == RESULT_OK)
		result = directory_fetch(check->directory);
	if (result != RESULT_OK)
		return result;
	while ((result = directory_work(check->directory)) == RESULT_WOULD_BLOCK) {
		struct wake_on on[DIRECTORY_HANDLES_MAX];
		size_t count = directory_handles(check->directory, on, DIRECTORY_HANDLES_MAX);
		wake_wait(check->wake, on, count, directory_timeout_ms(check->directory, clock_now_ms()));
	}
	if (result != RESULT_OK)
		return result;
	int relays = (int)directory_list(check->directory)->relay_count;
	check->say(check->context,
	           text_write(line, sizeof line, TEXT_CHECK_LIST, directory_host(check->directory), relays));
	return RESULT_OK;
}

static enum result connect_relay(struct check *check, const struct server_list_relay *relay)
{
	struct carrier_setup setup = {.relay = relay, .attempts = &check->attempts, .wake = check->wake};
	enum result result = carrier_open(&check->carrier, &setup, clock_now_ms());
	if (result != RESULT_OK)
		return result;
	while ((result = carrier_work(check->carrier, clock_now_ms())) == RESULT_WOULD_BLOCK) {
		struct wake_on on[CARRIER_HANDLES_MAX];
		size_t count = carrier_handles(check->carrier, on, CARRIER_HANDLES_MAX);
		wake_wait(check->wake, on, count, carrier_timeout_ms(check->carrier, clock_now_ms()));
	}
	return result;
}

static void say_attempts(const struct check *check)
{
	for (size_t i = 0; i < check->attempts.count; i++) {
		char line[ATTEMPT_LINE_BYTES];
		attempt_line(&check->attempts.list[i], line);
		check->say(check->context, line);
	}
}

enum result check_relay(const struct directory_options *options, uint32_t random,
                        void (*say)(void *context, const char *line), void *context)
{
	struct check check = {.wake = wake_create(), .say = say, .context = context};
	struct server_list_relay relay;
	if (check.wake == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = fetch_list(&check, options);
	if (result == RESULT_OK)
		result = relay_pick_by_weight(directory_list(check.directory), directory_host(check.directory),
		                              random, &relay);
	if (result == RESULT_OK)
		result = connect_relay(&check, &relay);
	say_attempts(&check);
	carrier_close(check.carrier);
	directory_destroy(check.directory);
	wake_destroy(check.wake);
	return result;
}
