/* The customer's program: which paths ask for it, and how it goes out, from a real worker with carriers that
 * are memory and a clock that the test turns. */
#include "support/unit.h"

#include "relay/download.h"
#include "relay/worker.h"
#include "support/folder.h"
#include "unit/relay/pretend.h"

#include "base/file.h"
#include "base/secret.h"

#include <stdio.h>

enum { PROGRAM_BYTES = 300000 };

static char folder[128], path[160];
static uint8_t program[PROGRAM_BYTES];
static struct options options;
static struct relay *relay;
static struct worker *worker;
static struct connection *connections[PRETEND_CARRIERS];
static int64_t clock_ms;

static int64_t test_clock(void)
{
	return clock_ms;
}

static int set_up(void **state)
{
	(void)state;
	options_init(&options);
	clock_ms = 1000000;
	relay = relay_create(&options);
	relay->workers[relay->worker_count++] = worker = worker_create(relay, 0, -1, -1);
	worker->clock_ms = test_clock;
	worker->now_ms = clock_ms;
	wheel_init(&worker->wheel, clock_ms);
	for (size_t i = 0; i < sizeof program; i++)
		program[i] = (uint8_t)(i * 7 + i / 251);
	assert_true(folder_make(folder, sizeof folder));
	snprintf(path, sizeof path, "%s/client", folder);
	assert_int_equal(file_write(path, (struct bytes){program, sizeof program}, false), RESULT_OK);
	assert_int_equal(shelf_put(relay->shelf, path), RESULT_OK);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	worker_destroy(worker);
	assert_int_equal(relay->connections, 0);
	relay_destroy(relay);
	pretend_finish();
	folder_drop_file(path);
	return folder_remove(folder) ? 0 : -1;
}

static void turn(void)
{
	do
		worker_turn(worker, 0);
	while (worker->now || worker->later);
}

/* A browser that takes `room` bytes at first. */
static void ask(int number, const char *line, size_t room)
{
	char text[300];
	struct carrier carrier = pretend_carrier(number);
	struct limits_source source = {.bytes = {192, 0, 2, (uint8_t)number}};
	assert_true(relay_admit(relay, &source, clock_ms));
	connections[number] = worker_welcome(worker, &carrier, &source, CONNECTION_HTTP);
	pretends[number].room = room;
	snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: relay\r\n\r\n", line);
	pretend_put(number, text, strlen(text));
	connections[number]->is_readable = true;
	worker_look(connections[number]);
	turn();
}

static void take_more(int number, size_t room)
{
	pretends[number].room = room;
	connections[number]->participant.may_send = true;
	worker_look(connections[number]);
	turn();
}

static struct bytes body_of(int number)
{
	struct bytes all = {pretends[number].out, pretends[number].out_size};
	const uint8_t *end = bytes_find(all, bytes_of_text("\r\n\r\n"));
	assert_non_null(end);
	return (struct bytes){end + 4, (size_t)(all.data + all.size - end - 4)};
}

static bool has_field(int number, const char *field)
{
	struct bytes all = {pretends[number].out, pretends[number].out_size - body_of(number).size};
	return bytes_find(all, bytes_of_text(field)) != NULL;
}

static void each_path_asks_for_one_thing(void **state)
{
	static const struct {
		const char *path;
		enum download_kind kind;
	} table[] = {
		{"/LotseClient.exe", DOWNLOAD_PROGRAM},
		{"/LotseClient_12345.exe", DOWNLOAD_PROGRAM},
		{"/LotseClient_9123456.exe", DOWNLOAD_PROGRAM},
		{"/LotseClient.exe.sha256", DOWNLOAD_HASH},
		{"/LotseClient_12345.exe.sha256", DOWNLOAD_HASH},
		{"/LotseClient_.exe", DOWNLOAD_NONE},
		{"/LotseClient_02345.exe", DOWNLOAD_NONE},
		{"/LotseClient_1234.exe", DOWNLOAD_NONE},
		{"/LotseClient_123456.exe", DOWNLOAD_NONE},
		{"/LotseClient_91234567.exe", DOWNLOAD_NONE},
		{"/LotseClient_123456789012.exe", DOWNLOAD_NONE}, /* a whole number: its secret is for nobody here */
		{"/LotseClient_1234x.exe", DOWNLOAD_NONE},
		{"/LotseClient_12345\".exe", DOWNLOAD_NONE},
		{"/LotseClient_12345.EXE", DOWNLOAD_NONE},
		{"/LotseClient", DOWNLOAD_NONE},
		{"/lotseClient.exe", DOWNLOAD_NONE},
		{"/../LotseClient.exe", DOWNLOAD_NONE},
		{"/LotseClient.exe/", DOWNLOAD_NONE},
		{".exe", DOWNLOAD_NONE},
		{"/", DOWNLOAD_NONE},
		{"", DOWNLOAD_NONE},
	};
	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		assert_int_equal(download_kind_of(bytes_of_text(table[i].path)), table[i].kind);
}

static void the_answer_is_the_file_and_says_what_it_is(void **state)
{
	(void)state;
	ask(0, "GET /LotseClient_12345.exe?x", SIZE_MAX);
	struct bytes body = body_of(0);
	assert_int_equal(body.size, sizeof program);
	assert_memory_equal(body.data, program, sizeof program);
	assert_true(has_field(0, "HTTP/1.1 200 OK\r\n"));
	assert_true(has_field(0, "\r\nContent-Length: 300000\r\n"));
	assert_true(has_field(0, "\r\nContent-Type: application/octet-stream\r\n"));
	assert_true(has_field(0, "\r\nX-Content-Type-Options: nosniff\r\n"));
	assert_true(has_field(0, "\r\nContent-Disposition: attachment; filename=\"LotseClient_12345.exe\"\r\n"));
	assert_true(has_field(0, "\r\nRepr-Digest: sha-256=:"));
	assert_true(pretends[0].is_half_closed);
}

static void head_and_hash_come_without_the_file(void **state)
{
	struct download *download = shelf_take(relay->shelf);
	char line[120];
	(void)state;
	ask(0, "HEAD /LotseClient.exe", SIZE_MAX);
	assert_true(has_field(0, "\r\nContent-Length: 300000\r\n"));
	assert_int_equal(body_of(0).size, 0);
	ask(1, "GET /LotseClient.exe.sha256", SIZE_MAX);
	snprintf(line, sizeof line, "%s  LotseClient.exe\n", download_hash(download));
	assert_true(bytes_are_equal(body_of(1), bytes_of_text(line)));
	ask(2, "HEAD /LotseClient.exe.sha256", SIZE_MAX);
	assert_int_equal(body_of(2).size, 0);
	ask(3, "POST /LotseClient.exe", SIZE_MAX);
	assert_true(has_field(3, "HTTP/1.1 405 "));
	ask(4, "GET /LotseClient_1.exe", SIZE_MAX);
	assert_true(has_field(4, "HTTP/1.1 404 "));
	ask(5, "GET /", SIZE_MAX);
	assert_non_null(bytes_find(body_of(5), bytes_of_text(download_hash(download))));
	shelf_give_back(relay->shelf, download);
}

/* It takes little at a time; the file is replaced meanwhile, and another one gets the new one. */
static void who_is_slow_gets_all_of_what_was_asked_for(void **state)
{
	static const char other[] = "another program";
	(void)state;
	ask(0, "GET /LotseClient.exe", 700);
	size_t held = worker->forward.pool.held_bytes;
	assert_int_equal(file_write(path, bytes_of_text(other), false), RESULT_OK);
	assert_int_equal(shelf_put(relay->shelf, path), RESULT_OK);
	ask(1, "GET /LotseClient.exe", SIZE_MAX);
	assert_true(bytes_are_equal(body_of(1), bytes_of_text(other)));
	int turns = 0;
	for (; turns < 1000 && !pretends[0].is_half_closed; turns++) {
		clock_ms += 50;
		take_more(0, 1000);
		assert_true(worker->forward.pool.held_bytes <= held); /* nothing of it is copied to wait */
	}
	assert_in_range(turns, 299, 310);
	assert_int_equal(body_of(0).size, sizeof program);
	assert_memory_equal(body_of(0).data, program, sizeof program);
}

static void who_takes_nothing_is_cut_off_in_the_end(void **state)
{
	struct download *download = shelf_take(relay->shelf);
	int64_t ms = download_ms(download);
	(void)state;
	shelf_give_back(relay->shelf, download);
	assert_in_range(ms, 60000 + 70000, 60000 + 80000);
	ask(0, "GET /LotseClient.exe", 2000);
	clock_ms += ms - 1000;
	take_more(0, 100);
	assert_false(pretends[0].is_closed);
	clock_ms += 1200;
	turn();
	assert_true(pretends[0].is_closed);
}

static void who_goes_away_leaves_nothing_behind(void **state)
{
	(void)state;
	ask(0, "GET /LotseClient.exe", 2000);
	pretends[0].is_broken = true;
	take_more(0, 1);
	assert_true(pretends[0].is_closed);
}

static void what_can_not_be_read_changes_nothing(void **state)
{
	(void)state;
	assert_int_equal(shelf_put(relay->shelf, "/nowhere/at/all"), RESULT_DISK);
	assert_int_equal(file_write(path, (struct bytes){0}, false), RESULT_OK);
	assert_int_equal(shelf_put(relay->shelf, path), RESULT_DISK); /* empty */
	ask(0, "GET /LotseClient.exe", SIZE_MAX);
	assert_int_equal(body_of(0).size, sizeof program);
}

static void without_a_file_there_is_no_such_page(void **state)
{
	struct shelf *full = relay->shelf;
	(void)state;
	relay->shelf = shelf_create();
	ask(0, "GET /LotseClient.exe", SIZE_MAX);
	assert_true(has_field(0, "HTTP/1.1 404 "));
	ask(1, "GET /", SIZE_MAX);
	assert_null(bytes_find(body_of(1), bytes_of_text("LotseClient")));
	shelf_destroy(full);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_path_asks_for_one_thing), TEST(the_answer_is_the_file_and_says_what_it_is),
		TEST(head_and_hash_come_without_the_file),      TEST(who_is_slow_gets_all_of_what_was_asked_for),
		TEST(who_takes_nothing_is_cut_off_in_the_end),  TEST(who_goes_away_leaves_nothing_behind),
		TEST(what_can_not_be_read_changes_nothing),     TEST(without_a_file_there_is_no_such_page),
	};
	if (secret_start() != RESULT_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
