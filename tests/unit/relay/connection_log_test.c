#include "support/unit.h"

#include "relay/connection_log.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], path[128];
static struct connection_log *connection_log;

static int set_up(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/lotse-log.XXXXXX");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/c.db", folder);
	connection_log = connection_log_create(path);
	return connection_log ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[128];
	(void)state;
	connection_log_destroy(connection_log);
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command); // NOLINT(cert-env33-c): a folder of the test's own
}

static wire_LogFields fields(const char *user)
{
	wire_LogFields f = wire_LogFields_init_zero;
	snprintf(f.user_name, sizeof f.user_name, "%s", user);
	strcpy(f.computer_name, "pc-7");
	strcpy(f.internal_address, "10.1.2.3");
	return f;
}

/* The answer to a question, its columns with '|' in between; as another program would read it. */
static const char *read_log(const char *sql)
{
	static char text[1024];
	sqlite3 *db;
	sqlite3_stmt *statement;
	text[0] = 0;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	while (sqlite3_step(statement) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const unsigned char *column = sqlite3_column_text(statement, i);
			snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s",
			         column ? (const char *)column : "-",
			         i + 1 < sqlite3_column_count(statement) ? "|" : ";");
		}
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return text;
}

static void line_has_route_times_and_who(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	assert_int_equal(connection_log_begin(connection_log, 1, 12345, 1000, &f), RESULT_OK);
	assert_string_equal(read_log("SELECT * FROM connections"), "1|12345|1000|-|-|anna|pc-7|10.1.2.3;");
	assert_int_equal(connection_log_end(connection_log, 1, 1060), RESULT_OK);
	assert_string_equal(read_log("SELECT * FROM connections"), "1|12345|1000|1060|60|anna|pc-7|10.1.2.3;");
}

static void end_is_written_once(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	connection_log_begin(connection_log, 1, 12345, 1000, &f);
	connection_log_end(connection_log, 1, 1060);
	connection_log_end(connection_log, 1, 9999);
	assert_int_equal(connection_log_end(connection_log, 77, 9999), RESULT_OK);
	assert_string_equal(read_log("SELECT end_s FROM connections"), "1060;");
}

static void clock_that_was_set_back_gives_no_negative_duration(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	connection_log_begin(connection_log, 1, 12345, 1000, &f);
	connection_log_end(connection_log, 1, 900);
	assert_string_equal(read_log("SELECT duration_s FROM connections"), "0;");
}

static void text_of_a_stranger_is_text_and_no_command(void **state)
{
	wire_LogFields f = fields("'); DROP TABLE connections; --");
	(void)state;
	assert_int_equal(connection_log_begin(connection_log, 1, 12345, 1000, &f), RESULT_OK);
	assert_string_equal(read_log("SELECT user_name FROM connections"), "'); DROP TABLE connections; --;");
}

static void ids_go_on_after_a_restart(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	assert_int_equal(connection_log_next_id(connection_log), 1);
	connection_log_begin(connection_log, 5, 12345, 1000, &f);
	connection_log_destroy(connection_log);
	connection_log = connection_log_create(path);
	assert_int_equal(connection_log_next_id(connection_log), 6);
}

static void all_that_are_open_are_ended_at_once(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	for (uint64_t i = 1; i <= 3; i++)
		connection_log_begin(connection_log, i, 20000 + (uint32_t)i, 1000, &f);
	connection_log_end(connection_log, 2, 1010);
	assert_int_equal(connection_log_end_all(connection_log, 1500), RESULT_OK);
	assert_string_equal(read_log("SELECT end_s FROM connections ORDER BY id"), "1500;1010;1500;");
}

static int seen_count;
static uint32_t seen_route;

static void see(void *context, uint32_t route, int64_t until_s)
{
	assert_null(context);
	seen_count++;
	seen_route = route;
	assert_int_equal(until_s, 5000);
}

static void resting_routes_are_remembered_and_forgotten(void **state)
{
	(void)state;
	seen_count = 0;
	connection_log_rest(connection_log, 11111, 900, 100);
	connection_log_rest(connection_log, 22222, 4000, 100);
	connection_log_rest(connection_log, 22222, 5000, 100);
	connection_log_destroy(connection_log);
	connection_log = connection_log_create(path);
	assert_int_equal(connection_log_resting(connection_log, 1000, see, NULL), RESULT_OK);
	assert_int_equal(seen_count, 1);
	assert_int_equal(seen_route, 22222);
	connection_log_rest(connection_log, 33333, 5000, 1000); /* the first after a start clears up */
	assert_string_equal(read_log("SELECT route FROM routes ORDER BY route"), "22222;33333;");
}

/* In place of the file there is a folder: nothing can be opened there, not even by root. */
static void disk_that_fails_is_tried_again(void **state)
{
	wire_LogFields f = fields("anna");
	(void)state;
	connection_log_destroy(connection_log);
	snprintf(path, sizeof path, "%s/other.db", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	connection_log = connection_log_create(path);
	assert_non_null(connection_log);
	/* Above whatever the lines that can't be read now have, or none could be added to them later. */
	assert_true(connection_log_next_id(connection_log) > (uint64_t)1 << 50);
	assert_int_equal(connection_log_begin(connection_log, 1, 12345, 1000, &f), RESULT_DISK);
	assert_int_equal(connection_log_end(connection_log, 1, 1000), RESULT_DISK);
	assert_int_equal(connection_log_rest(connection_log, 12345, 1, 0), RESULT_DISK);
	assert_int_equal(connection_log_resting(connection_log, 0, see, NULL), RESULT_DISK);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(connection_log_begin(connection_log, 2, 12345, 1000, &f), RESULT_OK);
}

static void line_of_a_session_that_goes_on_has_no_end(void **state)
{
	wire_LogFields f = fields("anna");
	uint64_t id = 0;
	(void)state;
	connection_log_begin(connection_log, 1, 12345, 500, &f);
	connection_log_end(connection_log, 1, 900);
	connection_log_begin(connection_log, 2, 12345, 1000, &f); /* the same route, a day later say */
	connection_log_begin(connection_log, 3, 54321, 1000, &f);
	connection_log_end_all(connection_log, 1100);
	assert_int_equal(connection_log_reopen(connection_log, 12345, 1000, &id), RESULT_OK);
	assert_int_equal(id, 2);
	assert_string_equal(read_log("SELECT id, end_s, duration_s FROM connections ORDER BY id"),
	                    "1|900|400;2|-|-;3|1100|100;");
	assert_int_equal(connection_log_end(connection_log, 2, 1500), RESULT_OK);
	assert_string_equal(read_log("SELECT end_s, duration_s FROM connections WHERE id = 2"), "1500|500;");
}

static void line_that_is_too_old_or_not_there_is_not_opened_again(void **state)
{
	wire_LogFields f = fields("anna");
	uint64_t id = 77;
	(void)state;
	connection_log_begin(connection_log, 1, 12345, 500, &f);
	connection_log_end(connection_log, 1, 900);
	assert_int_equal(connection_log_reopen(connection_log, 12345, 901, &id), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(connection_log_reopen(connection_log, 11111, 0, &id), RESULT_NO_SUCH_NUMBER);
	assert_int_equal(id, 77);
	assert_string_equal(read_log("SELECT end_s FROM connections"), "900;");
}

#define HERE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HERE(line_has_route_times_and_who),
		HERE(end_is_written_once),
		HERE(clock_that_was_set_back_gives_no_negative_duration),
		HERE(text_of_a_stranger_is_text_and_no_command),
		HERE(ids_go_on_after_a_restart),
		HERE(all_that_are_open_are_ended_at_once),
		HERE(line_of_a_session_that_goes_on_has_no_end),
		HERE(line_that_is_too_old_or_not_there_is_not_opened_again),
		HERE(resting_routes_are_remembered_and_forgotten),
		HERE(disk_that_fails_is_tried_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
