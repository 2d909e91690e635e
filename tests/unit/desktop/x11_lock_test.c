/*
 * The watch against real buses (dbus-daemon) with a logind and a screen saver of
 * the test's own (tests/support/programs/lock_bus.c does the same for system
 * tests). Here what it says, and that it runs where there is nothing.
 */
#include "support/unit.h"

#include "base/clock.h"
#include "base/thread.h"
#include "desktop/lock.h"

#include <dbus/dbus.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define OURS   "/org/freedesktop/login1/session/c1"
#define LOGIND "org.freedesktop.login1"

enum { NEWS_MAX = 16, WAIT_MS = 10000 };

struct heard {
	struct mutex *mutex;
	struct signal *signal;
	enum lock_news news[NEWS_MAX];
	int count;
};

static struct heard heard;
static pid_t daemon_pid;
static DBusConnection *logind, *saver;

static void on_news(void *context, enum lock_news news)
{
	struct heard *h = context;

	mutex_lock(h->mutex);
	assert_true(h->count < NEWS_MAX);
	h->news[h->count++] = news;
	signal_raise(h->signal);
	mutex_unlock(h->mutex);
}

/* The one that comes next. */
static enum lock_news next_news(int at)
{
	enum lock_news news = LOCK_NONE;
	int64_t until_ms = clock_now_ms() + WAIT_MS;

	mutex_lock(heard.mutex);
	while (heard.count <= at && clock_now_ms() < until_ms)
		(void)signal_wait(heard.signal, heard.mutex, 100);
	if (heard.count > at)
		news = heard.news[at];
	mutex_unlock(heard.mutex);
	return news;
}

static DBusConnection *open_as(const char *name)
{
	/* By its address: libdbus knows only the first that the environment ever named. */
	DBusConnection *bus = dbus_connection_open_private(getenv("DBUS_SESSION_BUS_ADDRESS"), NULL);

	assert_non_null(bus);
	assert_true(dbus_bus_register(bus, NULL));
	dbus_connection_set_exit_on_disconnect(bus, FALSE);
	assert_int_equal(dbus_bus_request_name(bus, name, 0, NULL), DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER);
	return bus;
}

/* One bus serves as both. */
static int begin(void **state)
{
	int out[2];
	char address[300] = "";

	(void)state;
	assert_int_equal(pipe(out), 0);
	daemon_pid = fork();
	if (daemon_pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(out[1], 3);
		execlp("dbus-daemon", "dbus-daemon", "--session", "--nofork", "--print-address=3", (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	ssize_t size = read(out[0], address, sizeof address - 1);
	close(out[0]);
	assert_true(size > 0);
	address[strcspn(address, "\n")] = '\0';
	setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
	setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
	setenv("XDG_SESSION_ID", "c1", 1);
	logind = open_as(LOGIND);
	saver = open_as("org.gnome.ScreenSaver");
	heard = (struct heard){.mutex = mutex_create(), .signal = signal_create()};
	return 0;
}

static int finish(void **state)
{
	(void)state;
	dbus_connection_close(logind);
	dbus_connection_unref(logind);
	dbus_connection_close(saver);
	dbus_connection_unref(saver);
	kill(daemon_pid, SIGTERM);
	waitpid(daemon_pid, NULL, 0);
	signal_destroy(heard.signal);
	mutex_destroy(heard.mutex);
	return 0;
}

static void tell(DBusConnection *bus, DBusMessage *message)
{
	assert_true(dbus_connection_send(bus, message, NULL));
	dbus_connection_flush(bus);
	dbus_message_unref(message);
}

static void tell_bool(DBusConnection *bus, DBusMessage *message, dbus_bool_t yes)
{
	dbus_message_append_args(message, DBUS_TYPE_BOOLEAN, &yes, DBUS_TYPE_INVALID);
	tell(bus, message);
}

static DBusMessage *next_question(DBusConnection *bus)
{
	for (;;) {
		DBusMessage *message = dbus_connection_pop_message(bus);
		if (message == NULL)
			assert_true(dbus_connection_read_write(bus, WAIT_MS));
		else if (dbus_message_get_type(message) == DBUS_MESSAGE_TYPE_METHOD_CALL)
			return message;
		else
			dbus_message_unref(message);
	}
}

/* Answers with a truth value, inside a variant where it is a property. */
static void answer_bool(DBusConnection *bus, DBusMessage *question, dbus_bool_t yes)
{
	DBusMessage *reply = dbus_message_new_method_return(question);
	DBusMessageIter at, variant;

	dbus_message_iter_init_append(reply, &at);
	if (strcmp(dbus_message_get_member(question), "Get") == 0) {
		dbus_message_iter_open_container(&at, DBUS_TYPE_VARIANT, "b", &variant);
		dbus_message_iter_append_basic(&variant, DBUS_TYPE_BOOLEAN, &yes);
		dbus_message_iter_close_container(&at, &variant);
	} else {
		dbus_message_iter_append_basic(&at, DBUS_TYPE_BOOLEAN, &yes);
	}
	tell(bus, reply);
	dbus_message_unref(question);
}

/* The three questions that a watch has; then it hears whatever is said. */
static void answer_all(bool is_locked)
{
	const char *path = OURS;
	DBusMessage *question = next_question(logind);

	assert_string_equal(dbus_message_get_member(question), "GetSession");
	DBusMessage *reply = dbus_message_new_method_return(question);
	dbus_message_append_args(reply, DBUS_TYPE_OBJECT_PATH, &path, DBUS_TYPE_INVALID);
	tell(logind, reply);
	dbus_message_unref(question);
	answer_bool(logind, next_question(logind), is_locked);
	answer_bool(saver, next_question(saver), FALSE);
}

static struct lock_watch *watch_begun(bool is_locked)
{
	struct lock_watch *watch = NULL;
	const struct lock_events events = {on_news, &heard};

	assert_int_equal(lock_watch_start(&watch, &events), RESULT_OK);
	answer_all(is_locked);
	return watch;
}

static DBusMessage *of_session(const char *path, const char *member)
{
	return dbus_message_new_signal(path, LOGIND ".Session", member);
}

static void what_logind_says_of_ones_own_session_is_told(void **state)
{
	struct lock_watch *watch = watch_begun(false);

	(void)state;
	tell(logind, of_session("/org/freedesktop/login1/session/c2", "Lock")); /* another person's */
	tell(logind, of_session(OURS, "Lock"));
	assert_int_equal(next_news(0), LOCK_LOCKED);
	tell(logind, of_session(OURS, "Unlock"));
	assert_int_equal(next_news(1), LOCK_UNLOCKED);
	DBusMessage *sleep =
		dbus_message_new_signal("/org/freedesktop/login1", LOGIND ".Manager", "PrepareForSleep");
	tell_bool(logind, dbus_message_copy(sleep), TRUE);
	assert_int_equal(next_news(2), LOCK_SLEEPS);
	tell_bool(logind, sleep, FALSE);
	assert_int_equal(next_news(3), LOCK_WOKE);
	assert_int_equal(heard.count, 4);
	lock_watch_stop(watch);
}

static void a_session_that_is_locked_already_is_told(void **state)
{
	struct lock_watch *watch = watch_begun(true);

	(void)state;
	assert_int_equal(next_news(0), LOCK_LOCKED);
	lock_watch_stop(watch);
}

static void each_who_locks_unlocks_for_himself_alone(void **state)
{
	struct lock_watch *watch = watch_begun(false);

	(void)state;
	tell_bool(saver,
	          dbus_message_new_signal("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
	          TRUE);
	assert_int_equal(next_news(0), LOCK_LOCKED);
	tell(logind, of_session(OURS, "Lock"));
	assert_int_equal(next_news(1), LOCK_LOCKED);
	tell(logind, of_session(OURS, "Unlock")); /* the screen saver has not said so */
	tell(logind, of_session(OURS, "Lock"));
	assert_int_equal(next_news(2), LOCK_LOCKED);
	tell(logind, of_session(OURS, "Unlock"));
	tell_bool(saver,
	          dbus_message_new_signal("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged"),
	          FALSE);
	assert_int_equal(next_news(3), LOCK_UNLOCKED);
	lock_watch_stop(watch);
}

static void what_is_no_truth_value_is_nothing(void **state)
{
	struct lock_watch *watch = watch_begun(false);
	const char *words = "yes";

	(void)state;
	DBusMessage *odd =
		dbus_message_new_signal("/org/freedesktop/login1", LOGIND ".Manager", "PrepareForSleep");
	dbus_message_append_args(odd, DBUS_TYPE_STRING, &words, DBUS_TYPE_INVALID);
	tell(logind, odd);
	tell(logind, dbus_message_new_signal("/org/freedesktop/login1", LOGIND ".Manager", "PrepareForSleep"));
	tell(logind, dbus_message_new_signal(OURS, "org.freedesktop.DBus.Properties", "PropertiesChanged"));
	tell(logind, of_session(OURS, "Lock"));
	assert_int_equal(next_news(0), LOCK_LOCKED);
	assert_int_equal(heard.count, 1);
	lock_watch_stop(watch);
}

static void a_bus_that_ends_is_left(void **state)
{
	struct lock_watch *watch = watch_begun(false);

	(void)state;
	kill(daemon_pid, SIGKILL);
	waitpid(daemon_pid, NULL, 0);
	daemon_pid = fork();
	if (daemon_pid == 0)
		_exit(0);
	lock_watch_stop(watch); /* does not hang */
	assert_int_equal(heard.count, 0);
}

static void without_any_bus_nothing_is_told_and_nothing_breaks(void **state)
{
	struct lock_watch *watch = NULL;
	const struct lock_events events = {on_news, &heard};

	(void)state;
	setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", 1);
	setenv("DBUS_SYSTEM_BUS_ADDRESS", "nonsense", 1);
	assert_int_equal(lock_watch_start(&watch, &events), RESULT_OK);
	lock_watch_stop(watch);
	assert_int_equal(heard.count, 0);
	lock_watch_stop(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_logind_says_of_ones_own_session_is_told, begin, finish),
		cmocka_unit_test_setup_teardown(a_session_that_is_locked_already_is_told, begin, finish),
		cmocka_unit_test_setup_teardown(each_who_locks_unlocks_for_himself_alone, begin, finish),
		cmocka_unit_test_setup_teardown(what_is_no_truth_value_is_nothing, begin, finish),
		cmocka_unit_test_setup_teardown(a_bus_that_ends_is_left, begin, finish),
		cmocka_unit_test_setup_teardown(without_any_bus_nothing_is_told_and_nothing_breaks, begin, finish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
