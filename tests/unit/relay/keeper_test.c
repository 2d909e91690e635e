#include "support/unit.h"

#include "base/secret.h"
#include "relay/keeper.h"
#include "relay/keys.h"
#include "wire/control.h"
#include "wire/number.h"
#include "wire/server_list.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
	snprintf(command, sizeof command, "rm -rf %s", setup.folder);
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

static void keys_are_made_for_their_owner_alone(void **state)
{
	(void)state;
	assert_int_equal(mode_of("root.key"), 0600);
	assert_int_equal(mode_of("seal.key"), 0600);
	assert_int_equal(mode_of("root.pub") & 0444, 0444);
}

static void keys_are_the_same_after_a_restart(void **state)
{
	enum result why;
	(void)state;
	struct relay_keys *again = keys_load(setup.folder, &why);
	assert_non_null(again);
	assert_memory_equal(again->root_key, ready.root_key, 32);
	assert_memory_equal(again->seal_key, ready.seal_key, 32);
	assert_memory_equal(again->relay_id, ready.relay_id, 8);
	assert_memory_equal(again->fleet_id, ready.fleet_id, 8);
	secret_destroy(again);
}

/* A full disk would not let it: what is right already is left alone. */
static void restart_writes_no_key_again(void **state)
{
	char path[OPTIONS_TEXT_BYTES + 32];
	struct stat before[3], after;
	static const char *const names[] = {"root.key", "root.pub", "seal.key"};
	enum result why;
	(void)state;
	for (int pass = 0; pass < 2; pass++) {
		for (int i = 0; i < 3; i++) {
			snprintf(path, sizeof path, "%s/%s", setup.folder, names[i]);
			assert_int_equal(stat(path, pass ? &after : &before[i]), 0);
			if (pass)
				assert_int_equal(after.st_ino, before[i].st_ino); /* files are replaced, never written into */
		}
		struct relay_keys *again = pass ? NULL : keys_load(setup.folder, &why);
		assert_true(pass || again);
		secret_destroy(again);
	}
}

static void damaged_key_is_refused_and_left_alone(void **state)
{
	static const char *const contents[] = {"", "12\n", "zz", NULL};
	char path[OPTIONS_TEXT_BYTES + 32];
	enum result why = RESULT_OK;
	(void)state;
	snprintf(path, sizeof path, "%s/root.key", setup.folder);
	for (int i = 0; contents[i]; i++) {
		FILE *file = fopen(path, "w");
		fputs(contents[i], file);
		fclose(file);
		assert_null(keys_load(setup.folder, &why));
		assert_int_equal(why, RESULT_BAD_ARGUMENT);
		struct stat found;
		assert_int_equal(stat(path, &found), 0);
		assert_int_equal(found.st_size, (int)strlen(contents[i]));
	}
}

static void secret_key_whose_public_half_does_not_fit_is_refused(void **state)
{
	char path[OPTIONS_TEXT_BYTES + 32], text[129];
	enum result why = RESULT_OK;
	(void)state;
	snprintf(path, sizeof path, "%s/root.key", setup.folder);
	FILE *file = fopen(path, "r+");
	assert_int_equal(fread(text, 1, 128, file), 128);
	text[127] = text[127] == '0' ? '1' : '0';
	rewind(file);
	fwrite(text, 1, 128, file);
	fclose(file);
	assert_null(keys_load(setup.folder, &why));
	assert_int_equal(why, RESULT_BAD_ARGUMENT);
}

static void folder_is_of_one_relay_at_a_time(void **state)
{
	(void)state;
	assert_int_equal(keys_claim_folder(setup.folder), RESULT_REFUSED);
	assert_int_equal(keys_claim_folder("/proc/nowhere/x"), RESULT_DISK);
}

static void list_is_valid_and_names_this_relay(void **state)
{
	struct keeper_message m;
	struct server_list *list = malloc(sizeof *list);
	(void)state;
	snprintf(options.host, sizeof options.host, "relay.example");
	snprintf(options.region, sizeof options.region, "eu");
	assert_int_equal(keeper_sign_list(keeper, 100000, &m), RESULT_OK);
	assert_int_equal(m.kind, KEEPER_LIST);
	struct bytes text = {m.bytes, m.size};
	assert_int_equal(server_list_open(text, ready.root_key, 100000, list), RESULT_OK);
	assert_int_equal(list->relay_count, 1);
	assert_string_equal(list->relays[0].host, "relay.example");
	assert_string_equal(list->relays[0].region, "eu");
	assert_int_equal(list->relays[0].raw_port, 5000);
	assert_int_equal(list->relays[0].http_port, 80);
	assert_memory_equal(list->relays[0].seal_key, ready.seal_key, 32);
	assert_memory_equal(list->relays[0].id, ready.relay_id, 8);
	assert_int_equal(m.expires_s, 100000 + KEEPER_LIST_LIFE_S);
	assert_int_equal(server_list_open(text, ready.root_key, m.expires_s + 1, list), RESULT_LIST_EXPIRED);
	assert_int_equal(server_list_open(text, ready.seal_key, 100000, list), RESULT_LIST_FOREIGN);
	free(list);
}

static void longest_names_fit_into_a_list_and_bad_ones_are_refused(void **state)
{
	struct keeper_message m;
	(void)state;
	memset(options.host, 'a', sizeof options.host - 1);
	memset(options.region, 'b', sizeof options.region - 1);
	assert_int_equal(keeper_sign_list(keeper, 100000, &m), RESULT_OK);
	strcpy(options.host, "two words");
	assert_int_equal(keeper_sign_list(keeper, 100000, &m), RESULT_TOO_LARGE);
}

static void open_gets_a_route_for_who_asked(void **state)
{
	struct keeper_message in = open_with("anna"), out;
	(void)state;
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.kind, KEEPER_OPENED);
	assert_int_equal(out.worker, 3);
	assert_int_equal(out.ticket, 9);
	assert_in_range(out.route, NUMBER_ROUTE_MIN, NUMBER_ROUTE_MAX);
	uint64_t first_id = out.log_id;
	uint32_t first_route = out.route;
	in = open_with("ben");
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.log_id, first_id + 1);
	assert_int_not_equal(out.route, first_route);
}

static void open_without_fields_is_served_too(void **state)
{
	struct keeper_message in = {.kind = KEEPER_OPEN}, out;
	(void)state;
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.kind, KEEPER_OPENED);
}

static void fields_sealed_for_another_key_are_denied(void **state)
{
	struct keeper_message in = open_with("anna"), out;
	(void)state;
	in.bytes[40] ^= 1;
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.kind, KEEPER_DENIED);
	assert_int_equal(out.route, 0);
	assert_int_equal(out.ticket, 9);
	in = open_with("anna");
	in.size = 3;
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.kind, KEEPER_DENIED);
}

static void what_is_sealed_must_be_log_fields(void **state)
{
	struct keeper_message in = {.kind = KEEPER_OPEN}, out;
	(void)state;
	crypto_box_seal(in.bytes, (const uint8_t *)"\xFF\xFF\xFF", 3, ready.seal_key);
	in.size = 3 + crypto_box_SEALBYTES;
	assert_true(keeper_answer(keeper, &in, 1000, &out));
	assert_int_equal(out.kind, KEEPER_DENIED);
}

static void kinds_that_a_keeper_says_are_not_answered(void **state)
{
	struct keeper_message out;
	(void)state;
	for (int kind = 0; kind <= KEEPER_KINDS; kind++) {
		struct keeper_message in = {.kind = (enum keeper_kind)kind, .route = 12345, .log_id = 1};
		assert_true(keeper_answer(keeper, &in, 1000, &out) ==
		            (kind == KEEPER_OPEN || kind == KEEPER_RECLAIM));
	}
}

/* The process itself: it introduces itself, sends a list, serves, and ends as it is told to. */
static void process_serves_until_the_workers_say_bye(void **state)
{
	int pair[2], status;
	struct keeper_message in = open_with("anna"), out;
	(void)state;
	keeper_destroy(keeper); /* gives the folder up, as its process would */
	keeper = NULL;
	assert_int_equal(keeper_link_create(pair), RESULT_OK);
	pid_t child = fork();
	if (child == 0) {
		close(pair[0]);
		snprintf(setup.folder + strlen(setup.folder), 8, "/two");
		_exit(keeper_run(&setup, pair[1]));
	}
	close(pair[1]);
	enum keeper_kind expected[] = {KEEPER_READY, KEEPER_LIST, KEEPER_OPENED};
	for (int i = 0; i < 3; i++) {
		enum result result;
		while ((result = keeper_link_receive(pair[0], &out)) == RESULT_WOULD_BLOCK)
			usleep(1000);
		assert_int_equal(result, RESULT_OK);
		assert_int_equal(out.kind, expected[i]);
		if (out.kind == KEEPER_READY)
			memcpy(ready.seal_key, out.seal_key, sizeof ready.seal_key);
		in = open_with("anna");
		if (out.kind == KEEPER_LIST)
			assert_int_equal(keeper_link_send(pair[0], &in, true), RESULT_OK);
	}
	assert_int_equal(keeper_link_send(pair[0], &(struct keeper_message){.kind = KEEPER_BYE}, true),
	                 RESULT_OK);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(pair[0]);
}

static int start(void **state)
{
	(void)state;
	return secret_start() == RESULT_OK ? 0 : -1;
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(keys_are_made_for_their_owner_alone),
		HERE(keys_are_the_same_after_a_restart),
		HERE(restart_writes_no_key_again),
		HERE(damaged_key_is_refused_and_left_alone),
		HERE(secret_key_whose_public_half_does_not_fit_is_refused),
		HERE(folder_is_of_one_relay_at_a_time),
		HERE(list_is_valid_and_names_this_relay),
		HERE(longest_names_fit_into_a_list_and_bad_ones_are_refused),
		HERE(open_gets_a_route_for_who_asked),
		HERE(open_without_fields_is_served_too),
		HERE(fields_sealed_for_another_key_are_denied),
		HERE(what_is_sealed_must_be_log_fields),
		HERE(kinds_that_a_keeper_says_are_not_answered),
		HERE(process_serves_until_the_workers_say_bye),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
