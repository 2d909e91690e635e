#include "relay/connection_log.h"

#include "base/clock.h"
#include "base/log.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	PATH_BYTES = 512,
	FORGET_EVERY = 1024, /* routes */
	GOOD_IN_A_ROW = 8,   /* writes, until a disk that was full counts as good: nearly full ones come and go */
};

struct connection_log {
	char path[PATH_BYTES];
	sqlite3 *db; /* NULL: could not be opened yet */
	bool is_failing;
	int good_in_a_row;
	unsigned rested;
};

static const char schema[] =
	"PRAGMA journal_mode = WAL;"
	"PRAGMA synchronous = NORMAL;"
	"CREATE TABLE IF NOT EXISTS connections ("
	"  id INTEGER PRIMARY KEY, route INTEGER NOT NULL, start_s INTEGER NOT NULL, end_s INTEGER, duration_s "
	"INTEGER,"
	"  user_name TEXT NOT NULL, computer_name TEXT NOT NULL, internal_address TEXT NOT NULL);"
	"CREATE INDEX IF NOT EXISTS connections_open ON connections (id) WHERE end_s IS NULL;"
	"CREATE TABLE IF NOT EXISTS reports (id INTEGER NOT NULL, at_s INTEGER NOT NULL);"
	"CREATE VIEW IF NOT EXISTS abuse AS SELECT r.at_s, c.route, c.user_name, c.computer_name, "
	"c.internal_address"
	"  FROM reports r JOIN connections c ON c.id = r.id;"
	"CREATE TABLE IF NOT EXISTS routes (route INTEGER PRIMARY KEY, until_s INTEGER NOT NULL);";

/* Says it when it begins to fail and when it works again, and nothing in between. */
static enum result outcome(struct connection_log *log, bool is_good)
{
	if (!is_good && !log->is_failing)
		log_error("log", "the connection log can't be written (%s): sessions go on without it",
		          log->db ? sqlite3_errmsg(log->db) : "can't be opened");
	if (!is_good) {
		log->is_failing = true;
		log->good_in_a_row = 0;
		return RESULT_DISK;
	}
	bool has_written = log->db && sqlite3_changes(log->db) > 0; /* else nothing was asked of the disk */
	log->good_in_a_row += has_written;
	if (log->is_failing && log->good_in_a_row >= GOOD_IN_A_ROW) {
		log->is_failing = false;
		log_info("log", "the connection log is written again");
	}
	return RESULT_OK;
}

static bool open_database(struct connection_log *log)
{
	if (log->db)
		return true;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
	if (sqlite3_open_v2(log->path, &log->db, flags, NULL) == SQLITE_OK) {
		sqlite3_busy_timeout(log->db, 200); /* for people who read it meanwhile */
		if (sqlite3_exec(log->db, schema, NULL, NULL, NULL) == SQLITE_OK)
			return true;
	}
	outcome(log, false);
	sqlite3_close(log->db);
	log->db = NULL;
	return false;
}

struct connection_log *connection_log_create(const char *path)
{
	struct connection_log *log = calloc(1, sizeof *log);
	if (!log)
		return NULL;
	snprintf(log->path, sizeof log->path, "%s", path);
	open_database(log);
	return log;
}

void connection_log_destroy(struct connection_log *log)
{
	if (!log)
		return;
	sqlite3_close(log->db);
	free(log);
}

/* NULL: it can't be had now. */
static sqlite3_stmt *prepare(struct connection_log *log, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	if (!open_database(log))
		return NULL;
	if (sqlite3_prepare_v2(log->db, sql, -1, &statement, NULL) != SQLITE_OK)
		outcome(log, false);
	return statement;
}

static enum result run(struct connection_log *log, sqlite3_stmt *statement)
{
	if (!statement)
		return RESULT_DISK;
	int code = sqlite3_step(statement);
	enum result result = outcome(log, code == SQLITE_DONE || code == SQLITE_ROW);
	sqlite3_finalize(statement);
	return result;
}

uint64_t connection_log_next_id(struct connection_log *log)
{
	sqlite3_stmt *statement = prepare(log, "SELECT COALESCE(MAX(id), 0) + 1 FROM connections");
	/* Where the lines can't be read now: above all of them, as no run gives out a million numbers a second.
	 */
	uint64_t id = (uint64_t)clock_wall_s() << 20;
	if (statement && sqlite3_step(statement) == SQLITE_ROW)
		id = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return id;
}

enum result connection_log_begin(struct connection_log *log, uint64_t id, uint32_t route, int64_t start_s,
                                 const wire_LogFields *fields)
{
	sqlite3_stmt *statement = prepare(log, "INSERT INTO connections VALUES (?, ?, ?, NULL, NULL, ?, ?, ?)");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, (sqlite3_int64)id);
	sqlite3_bind_int64(statement, 2, route);
	sqlite3_bind_int64(statement, 3, start_s);
	sqlite3_bind_text(statement, 4, fields->user_name, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(statement, 5, fields->computer_name, -1, SQLITE_TRANSIENT);
	sqlite3_bind_text(statement, 6, fields->internal_address, -1, SQLITE_TRANSIENT);
	return run(log, statement);
}

enum result connection_log_end(struct connection_log *log, uint64_t id, int64_t end_s)
{
	sqlite3_stmt *statement =
		prepare(log, "UPDATE connections SET end_s = ?1, duration_s = max(0, ?1 - start_s)"
	                 " WHERE id = ?2 AND end_s IS NULL");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, end_s);
	sqlite3_bind_int64(statement, 2, (sqlite3_int64)id);
	return run(log, statement);
}

enum result connection_log_reopen(struct connection_log *log, uint32_t route, int64_t since_s, uint64_t *id)
{
	sqlite3_stmt *statement = prepare(log, "SELECT id FROM connections WHERE route = ?1 AND"
	                                       " COALESCE(end_s, start_s) >= ?2 ORDER BY id DESC LIMIT 1");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, route);
	sqlite3_bind_int64(statement, 2, since_s);
	bool is_there = sqlite3_step(statement) == SQLITE_ROW;
	if (is_there)
		*id = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	if (!is_there)
		return RESULT_NO_SUCH_NUMBER;
	statement = prepare(log, "UPDATE connections SET end_s = NULL, duration_s = NULL WHERE id = ?");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, (sqlite3_int64)*id);
	return run(log, statement);
}

enum result connection_log_report(struct connection_log *log, uint64_t id, int64_t at_s)
{
	sqlite3_stmt *statement = prepare(log, "INSERT INTO reports VALUES (?, ?)");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, (sqlite3_int64)id);
	sqlite3_bind_int64(statement, 2, at_s);
	return run(log, statement);
}

enum result connection_log_end_all(struct connection_log *log, int64_t end_s)
{
	sqlite3_stmt *statement = prepare(
		log, "UPDATE connections SET end_s = ?1, duration_s = max(0, ?1 - start_s) WHERE end_s IS NULL");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, end_s);
	return run(log, statement);
}

static void forget_rested(struct connection_log *log, int64_t now_s)
{
	sqlite3_stmt *statement = prepare(log, "DELETE FROM routes WHERE until_s <= ?");
	if (!statement)
		return;
	sqlite3_bind_int64(statement, 1, now_s);
	run(log, statement);
}

enum result connection_log_rest(struct connection_log *log, uint32_t route, int64_t until_s, int64_t now_s)
{
	if (log->rested++ % FORGET_EVERY == 0)
		forget_rested(log, now_s);
	sqlite3_stmt *statement = prepare(log, "INSERT OR REPLACE INTO routes VALUES (?, ?)");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, route);
	sqlite3_bind_int64(statement, 2, until_s);
	return run(log, statement);
}

enum result connection_log_resting(struct connection_log *log, int64_t now_s,
                                   void (*see)(void *context, uint32_t route, int64_t until_s), void *context)
{
	sqlite3_stmt *statement = prepare(log, "SELECT route, until_s FROM routes WHERE until_s > ?");
	if (!statement)
		return RESULT_DISK;
	sqlite3_bind_int64(statement, 1, now_s);
	int code;
	while ((code = sqlite3_step(statement)) == SQLITE_ROW)
		see(context, (uint32_t)sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1));
	sqlite3_finalize(statement);
	return outcome(log, code == SQLITE_DONE);
}
