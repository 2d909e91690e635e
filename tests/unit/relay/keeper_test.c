#include "support/unit.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/secret.h"
#include "relay/keeper.h"
#include "relay/keeper_list.h"
#include "relay/list_parts.h"
#include "relay/route_index.h"
#include "wire/control.h"
#include "wire/number.h"

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

/* The list as the workers' process puts it together. */
static struct bytes signed_list(int64_t now_s)
{
	static struct list_parts parts;
	struct keeper_message part;
	uint32_t at = 0;
	bool is_whole = false;
	assert_int_equal(keeper_sign_list(keeper, now_s), RESULT_OK);
	while (keeper_list_part(keeper, &at, &part)) {
		assert_true(part.expires_s > now_s && part.expires_s <= now_s + KEEPER_LIST_LIFE_S);
		is_whole = list_parts_add(&parts, &part);
	}
	assert_true(is_whole);
	return (struct bytes){parts.bytes, parts.have_bytes};
}

/* The keeper of the same keys, started anew. The folder of before stays locked as long as this process lives,
 * so it gets a copy. NULL: it does not start. */
static struct keeper *start_again(void)
{
	char command[4 * OPTIONS_TEXT_BYTES], before[OPTIONS_TEXT_BYTES];
	memcpy(before, setup.folder, sizeof before);
	assert_true(strlen(setup.folder) + 3 < sizeof setup.folder);
	strcat(setup.folder, "/n");
	snprintf(command, sizeof command, "mkdir %s && cp %s/*.key %s", setup.folder, before, setup.folder);
	assert_int_equal(system(command), 0); // NOLINT(cert-env33-c): a folder of the test's own
	keeper_destroy(keeper);
	return keeper = keeper_create(&setup);
}

static void list_is_valid_and_names_this_relay(void **state)
{
	struct server_list *list = malloc(sizeof *list);
	(void)state;
	snprintf(options.host, sizeof options.host, "relay.example");
	snprintf(options.region, sizeof options.region, "eu");
	assert_non_null(start_again());
	struct bytes text = signed_list(100000);
	assert_int_equal(server_list_open(text, ready.root_key, 100000, list), RESULT_OK);
	assert_int_equal(list->relay_count, 1);
	assert_string_equal(list->relays[0].host, "relay.example");
	assert_string_equal(list->relays[0].region, "eu");
	assert_int_equal(list->relays[0].raw_port, 5000);
	assert_int_equal(list->relays[0].http_port, 80);
	assert_false(list->relays[0].has_prefix);
	assert_memory_equal(list->relays[0].seal_key, ready.seal_key, 32);
	assert_memory_equal(list->relays[0].id, ready.relay_id, 8);
	assert_int_equal(list->expires_s, 100000 + KEEPER_LIST_LIFE_S);
	assert_int_equal(server_list_open(text, ready.root_key, list->expires_s + 1, list), RESULT_LIST_EXPIRED);
	assert_int_equal(server_list_open(text, ready.seal_key, 100000, list), RESULT_LIST_FOREIGN);
	free(list);
}

static void longest_names_fit_into_a_list_and_bad_ones_are_refused(void **state)
{
	(void)state;
	memset(options.host, 'a', sizeof options.host - 1);
	memset(options.region, 'b', sizeof options.region - 1);
	assert_non_null(start_again());
	assert_int_equal(keeper_sign_list(keeper, 100000), RESULT_OK);
	strcpy(options.host, "two words");
	assert_non_null(start_again());
	assert_int_equal(keeper_sign_list(keeper, 100000), RESULT_TOO_LARGE);
	struct keeper_message part;
	uint32_t at = 0;
	assert_false(keeper_list_part(keeper, &at, &part));
}

static void relay_with_a_prefix_gives_numbers_of_14_digits_and_says_so(void **state)
{
	struct server_list *list = malloc(sizeof *list);
	struct keeper_message in = open_with("anna"), out;
	(void)state;
	strcpy(options.prefix, "20-39");
	assert_non_null(start_again());
	for (int i = 0; i < 50; i++) {
		assert_true(keeper_answer(keeper, &in, 1000, &out));
		assert_int_equal(out.kind, KEEPER_OPENED);
		assert_in_range(out.route, 9200000, 9399999);
	}
	assert_int_equal(server_list_open(signed_list(100000), ready.root_key, 100000, list), RESULT_OK);
	assert_ptr_equal(server_list_find(list, out.route), &list->relays[0]);
	assert_int_equal(list->relays[0].prefix_last, 39);
	free(list);
}

static void relay_in_a_crowd_gives_numbers_of_14_digits(void **state)
{
	struct keeper_message in = open_with("anna"), out;
	(void)state;
	for (int64_t now_s = 1000; now_s < 1000 + ROUTE_SHORT_COUNT / 100; now_s++) {
		assert_true(keeper_answer(keeper, &in, now_s, &out));
		assert_in_range(out.route, NUMBER_ROUTE_MIN, NUMBER_ROUTE_MAX);
	}
	assert_true(keeper_answer(keeper, &in, 5000, &out));
	assert_in_range(out.route, NUMBER_LONG_ROUTE_MIN, NUMBER_LONG_ROUTE_MAX);
}

/* Makes the keeper anew as one of a fleet, whose root delegates to it until then; NULL: it does not start. */
static struct keeper *join_fleet(const uint8_t *root_secret, const uint8_t *key, int64_t until_s)
{
	struct delegation delegation = {.count = 1};
	uint8_t text[DELEGATION_BYTES_MAX];
	struct writer w = writer_into(text, sizeof text);
	memcpy(delegation.root_key, root_secret + 32, 32);
	server_list_fleet_id(delegation.root_key, delegation.fleet_id);
	delegation.delegates[0] = (struct server_list_delegate){.may_list = true, .expires_s = until_s};
	memcpy(delegation.delegates[0].key, key, 32);
	server_list_delegate_sign(&delegation.delegates[0], delegation.fleet_id, root_secret);
	delegation_write(&delegation, &w);
	snprintf(options.list_delegation, sizeof options.list_delegation, "%.200s/delegation", setup.folder);
	assert_int_equal(file_write(options.list_delegation, writer_bytes(&w), false), RESULT_OK);
	return start_again();
}

static void relay_of_a_fleet_signs_by_delegation(void **state)
{
	uint8_t root_public[32], root_secret[64], other_public[32], other_secret[64];
	struct server_list *list = malloc(sizeof *list);
	int64_t now_s = clock_wall_s();
	struct keeper_message again;
	(void)state;
	crypto_sign_keypair(root_public, root_secret);
	crypto_sign_keypair(other_public, other_secret);
	assert_non_null(join_fleet(root_secret, ready.root_key, now_s + 5000));
	keeper_introduce(keeper, &again);
	assert_memory_equal(again.root_key, root_public, 32);
	assert_memory_equal(again.relay_id, ready.relay_id, 8);
	assert_int_equal(server_list_open(signed_list(now_s), root_public, now_s, list), RESULT_OK);
	assert_memory_equal(list->fleet_id, again.fleet_id, 8);
	assert_int_equal(list->expires_s, now_s + 5000); /* no longer than the right to sign it */
	assert_int_equal(keeper_sign_list(keeper, now_s + 5000), RESULT_LIST_EXPIRED);
	/* Of another root, for another key, out of date, or no such file: it does not start. */
	assert_null(join_fleet(root_secret, other_public, now_s + 5000));
	assert_null(join_fleet(root_secret, ready.root_key, now_s));
	strcpy(options.list_delegation, "/nowhere/at/all");
	assert_null(start_again());
	free(list);
}

static void renewed_delegation_is_taken_without_a_restart(void **state)
{
	uint8_t root_public[32], root_secret[64], text[DELEGATION_BYTES_MAX];
	struct server_list *list = malloc(sizeof *list);
	struct delegation delegation;
	struct buffer file;
	struct writer w = writer_into(text, sizeof text);
	int64_t now_s = clock_wall_s();
	(void)state;
	crypto_sign_keypair(root_public, root_secret);
	assert_non_null(join_fleet(root_secret, ready.root_key, now_s + 50));
	buffer_init(&file, DELEGATION_BYTES_MAX);
	assert_int_equal(file_read(options.list_delegation, &file), RESULT_OK);
	assert_int_equal(delegation_open(buffer_bytes(&file), &delegation), RESULT_OK);
	buffer_finish(&file);
	delegation.delegates[0].expires_s = now_s + 500;
	server_list_delegate_sign(&delegation.delegates[0], delegation.fleet_id, root_secret);
	delegation_write(&delegation, &w);
	file_write(options.list_delegation, writer_bytes(&w), false);
	assert_int_equal(server_list_open(signed_list(now_s + 100), root_public, now_s + 100, list), RESULT_OK);
	assert_int_equal(list->expires_s, now_s + 500);
	file_write(options.list_delegation, bytes_of_text("nonsense"), false); /* the one of before is used */
	assert_int_equal(server_list_open(signed_list(now_s + 200), root_public, now_s + 200, list), RESULT_OK);
	free(list);
}

static void a_prefix_is_two_numbers_below_100(void **state)
{
	static const char *const bad[] = {"", "x", "5-", "-5", "100", "0-100", "9-3", "1-2-3", "1 2", "007"};
	uint8_t first, last;
	(void)state;
	assert_int_equal(keeper_list_prefix("0-99", &first, &last), RESULT_OK);
	assert_int_equal(last - first, 99);
	assert_int_equal(keeper_list_prefix("7", &first, &last), RESULT_OK);
	assert_int_equal(first, 7);
	assert_int_equal(last, 7);
	assert_int_equal(keeper_list_prefix("05-09", &first, &last), RESULT_OK);
	assert_int_equal(last, 9);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (keeper_list_prefix(bad[i], &first, &last) != RESULT_BAD_ARGUMENT)
			fail_msg("\"%s\" was taken", bad[i]);
	strcpy(options.prefix, "9-3");
	assert_null(start_again());
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
		HERE(relay_with_a_prefix_gives_numbers_of_14_digits_and_says_so),
		HERE(relay_in_a_crowd_gives_numbers_of_14_digits),
		HERE(relay_of_a_fleet_signs_by_delegation),
		HERE(renewed_delegation_is_taken_without_a_restart),
		HERE(a_prefix_is_two_numbers_below_100),
		HERE(open_gets_a_route_for_who_asked),
		HERE(open_without_fields_is_served_too),
		HERE(fields_sealed_for_another_key_are_denied),
		HERE(what_is_sealed_must_be_log_fields),
		HERE(kinds_that_a_keeper_says_are_not_answered),
		HERE(process_serves_until_the_workers_say_bye),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
