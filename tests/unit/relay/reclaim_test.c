/* What the keeper does for sessions that go on after a restart: the key of their tickets, their numbers,
 * their lines in the log. */
#include "support/unit.h"

#include "base/clock.h"
#include "base/secret.h"
#include "relay/keeper.h"
#include "relay/keys.h"
#include "wire/control.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct options options;
static struct keeper_setup setup;
static struct keeper_message ready;
static struct keeper *keeper;

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	setup = (struct keeper_setup){
		.options = &options, .folder = "/tmp/lotse-keeper.XXXXXX", .raw_port = 5000, .http_port = 80};
	assert_non_null(mkdtemp(setup.folder));
	keeper = keeper_create(&setup);
	assert_non_null(keeper);
	assert_int_equal(keeper_introduce(keeper, &ready), RESULT_OK);
	return 0;
}

static int tear_down(void **state)
{
	char command[OPTIONS_TEXT_BYTES + 16];
	(void)state;
	keeper_destroy(keeper);
	snprintf(command, sizeof command, "rm -rf %.24s", setup.folder); /* whatever was made below it */
	return system(command); // NOLINT(cert-env33-c): a folder of the test's own
}

static struct keeper_message open_with(const char *user)
{
	wire_LogFields fields = wire_LogFields_init_zero;
	uint8_t plain[256];
	struct writer w = writer_into(plain, sizeof plain);
	struct keeper_message m = {.kind = KEEPER_OPEN, .worker = 3, .ticket = 9};
	snprintf(fields.user_name, sizeof fields.user_name, "%s", user);
	control_encode_log_fields(&fields, &w);
	crypto_box_seal(m.bytes, plain, w.size, ready.seal_key);
	m.size = (uint16_t)(w.size + crypto_box_SEALBYTES);
	return m;
}

static int mode_of(const char *name)
{
	char path[OPTIONS_TEXT_BYTES + 32];
	struct stat found;
	snprintf(path, sizeof path, "%s/%s", setup.folder, name);
	assert_int_equal(stat(path, &found), 0);
	return found.st_mode & 0777;
}

/* The keeper of the same keys, started anew. The folder of before stays locked as long as this process lives,
 * so it gets a copy. NULL: it does not start. */
static struct keeper *start_again(void)
{
	char command[5 * OPTIONS_TEXT_BYTES], before[OPTIONS_TEXT_BYTES];
	memcpy(before, setup.folder, sizeof before);
	assert_true(strlen(setup.folder) + 3 < sizeof setup.folder);
	strcat(setup.folder, "/n");
	snprintf(command, sizeof command, "mkdir %s && cp -r %s/*.key %s/connections.db* %s", setup.folder,
	         before, before, setup.folder);
	assert_int_equal(system(command), 0); // NOLINT(cert-env33-c): a folder of the test's own
	keeper_destroy(keeper);
	return keeper = keeper_create(&setup);
}

static void key_of_the_tickets_is_made_once_and_for_its_owner_alone(void **state)
{
	struct keeper_message before = ready;
	(void)state;
	assert_int_equal(mode_of("ticket.key"), 0600);
	assert_int_equal(ready.size, 32);
	assert_int_equal(sodium_is_zero(ready.bytes, 32), 0);
	assert_non_null(start_again());
	assert_int_equal(keeper_introduce(keeper, &ready), RESULT_OK);
	assert_memory_equal(ready.bytes, before.bytes, 32);
}

/* The answer to a session that was made anew and wants its number back. */
static struct keeper_message reclaim(uint32_t route, int64_t now_s)
{
	struct keeper_message in = {.kind = KEEPER_RECLAIM, .worker = 3, .route = route, .size = 16}, out;
	memset(in.bytes, 0x5A, 16);
	assert_true(keeper_answer(keeper, &in, now_s, &out));
	assert_int_equal(out.kind, KEEPER_RECLAIMED);
	assert_int_equal(out.worker, 3);
	assert_int_equal(out.route, route);
	assert_int_equal(out.size, 16);
	assert_memory_equal(out.bytes, in.bytes, 16);
	return out;
}

static void number_of_an_earlier_run_goes_on_with_its_line(void **state)
{
	struct keeper_message in = open_with("anna"), opened, closed = {.kind = KEEPER_CLOSED};
	int64_t now_s = clock_wall_s();
	(void)state;
	assert_true(keeper_answer(keeper, &in, now_s, &opened));
	assert_int_equal(reclaim(opened.route, now_s).log_id, 0); /* it is in use */
	assert_non_null(start_again());
	struct keeper_message out = reclaim(opened.route, now_s + 1);
	assert_int_equal(out.log_id, opened.log_id);
	assert_int_equal(reclaim(opened.route, now_s + 1).log_id, 0);
	closed.route = opened.route;
	closed.log_id = opened.log_id;
	assert_false(keeper_answer(keeper, &closed, now_s + 2, &out));
	assert_int_equal(reclaim(opened.route, now_s + 3).log_id, opened.log_id);
	assert_int_equal(reclaim(5, now_s).log_id, 0); /* no route at all */
}

static void number_whose_line_is_gone_goes_on_with_another(void **state)
{
	int64_t now_s = clock_wall_s();
	(void)state;
	struct keeper_message out = reclaim(23456, now_s);
	assert_int_equal(out.log_id, 1);
	struct keeper_message in = open_with("anna");
	assert_true(keeper_answer(keeper, &in, now_s, &out));
	assert_int_equal(out.log_id, 2);
	assert_int_not_equal(out.route, 23456);
}

/* The log is a folder at the start, so nothing can be read; later it is the log of before again. */
static void routes_that_rest_are_learnt_as_soon_as_the_log_can_be_read(void **state)
{
	char command[3 * OPTIONS_TEXT_BYTES];
	struct keeper_message in = open_with("anna"), out;
	int64_t now_s = clock_wall_s();
	(void)state;
	strcpy(options.prefix, "20");
	assert_non_null(start_again());
	assert_true(keeper_answer(keeper, &in, now_s, &out)); /* so that there is one that rests */
	snprintf(command, sizeof command, "cd %s && mkdir k && mv connections.db* k && mkdir connections.db",
	         setup.folder);
	assert_int_equal(system(command), 0); // NOLINT(cert-env33-c): a folder of the test's own
	assert_non_null(start_again());
	uint32_t resting = out.route;
	snprintf(command, sizeof command, "cd %s && rmdir connections.db && cp ../k/* .", setup.folder);
	assert_int_equal(system(command), 0); // NOLINT(cert-env33-c): as above
	for (int i = 0; i < 9999; i++) {      /* all of its prefix but the one */
		assert_true(keeper_answer(keeper, &in, now_s, &out));
		assert_int_equal(out.kind, KEEPER_OPENED);
		assert_int_not_equal(out.route, resting);
	}
	assert_true(keeper_answer(keeper, &in, now_s, &out));
	assert_int_equal(out.kind, KEEPER_DENIED);
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(key_of_the_tickets_is_made_once_and_for_its_owner_alone),
		HERE(number_of_an_earlier_run_goes_on_with_its_line),
		HERE(number_whose_line_is_gone_goes_on_with_another),
		HERE(routes_that_rest_are_learnt_as_soon_as_the_log_can_be_read),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
