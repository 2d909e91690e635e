/*
 * lock-bus: what a desktop says over D-Bus when its session is locked or the
 * computer sleeps, by order: logind on $DBUS_SYSTEM_BUS_ADDRESS, a screen saver
 * on $DBUS_SESSION_BUS_ADDRESS. Prints "ready" when both have their names, then
 * "asked NAME" for each question, and reads orders, one a line:
 *   lock, unlock, hint 0|1, sleep 0|1, saver 0|1, stranger (another one's session is locked), quit
 */
#include <dbus/dbus.h>

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOGIND    "org.freedesktop.login1"
#define SAVER     "org.gnome.ScreenSaver"
#define OURS      "/org/freedesktop/login1/session/c1"
#define STRANGERS "/org/freedesktop/login1/session/c2"

static DBusConnection *open_as(DBusBusType type, const char *name)
{
	DBusConnection *bus = dbus_bus_get_private(type, NULL);

	if (bus == NULL || dbus_bus_request_name(bus, name, 0, NULL) != DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER) {
		fprintf(stderr, "lock-bus: no bus for %s\n", name);
		exit(1);
	}
	dbus_connection_set_exit_on_disconnect(bus, FALSE);
	return bus;
}

static void send_away(DBusConnection *bus, DBusMessage *message)
{
	dbus_connection_send(bus, message, NULL);
	dbus_connection_flush(bus);
	dbus_message_unref(message);
}

static void tell(DBusConnection *bus, const char *path, const char *interface, const char *member)
{
	send_away(bus, dbus_message_new_signal(path, interface, member));
}

static void tell_bool(DBusConnection *bus, const char *path, const char *interface, const char *member,
                      bool yes)
{
	DBusMessage *message = dbus_message_new_signal(path, interface, member);
	dbus_bool_t value = yes;

	dbus_message_append_args(message, DBUS_TYPE_BOOLEAN, &value, DBUS_TYPE_INVALID);
	send_away(bus, message);
}

static void append_variant(DBusMessageIter *to, bool yes)
{
	DBusMessageIter variant;
	dbus_bool_t value = yes;

	dbus_message_iter_open_container(to, DBUS_TYPE_VARIANT, "b", &variant);
	dbus_message_iter_append_basic(&variant, DBUS_TYPE_BOOLEAN, &value);
	dbus_message_iter_close_container(to, &variant);
}

/* PropertiesChanged with two properties, ours behind one that is nobody's business. */
static void tell_hint(DBusConnection *bus, bool yes)
{
	static const char *const names[] = {"IdleHint", "LockedHint"};
	const char *interface = LOGIND ".Session";
	DBusMessage *message =
		dbus_message_new_signal(OURS, "org.freedesktop.DBus.Properties", "PropertiesChanged");
	DBusMessageIter at, entries, entry;

	dbus_message_iter_init_append(message, &at);
	dbus_message_iter_append_basic(&at, DBUS_TYPE_STRING, &interface);
	dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "{sv}", &entries);
	for (int i = 0; i < 2; i++) {
		dbus_message_iter_open_container(&entries, DBUS_TYPE_DICT_ENTRY, NULL, &entry);
		dbus_message_iter_append_basic(&entry, DBUS_TYPE_STRING, &names[i]);
		append_variant(&entry, i == 1 ? yes : !yes);
		dbus_message_iter_close_container(&entries, &entry);
	}
	dbus_message_iter_close_container(&at, &entries);
	dbus_message_iter_open_container(&at, DBUS_TYPE_ARRAY, "s", &entries);
	dbus_message_iter_close_container(&at, &entries);
	send_away(bus, message);
}

/* Answers the three questions that there are. */
static void answer(DBusConnection *bus, DBusMessage *question, bool is_locked)
{
	const char *method = dbus_message_get_member(question), *path = OURS;
	DBusMessage *reply = dbus_message_new_method_return(question);
	DBusMessageIter at;
	dbus_bool_t no = FALSE;

	dbus_message_iter_init_append(reply, &at);
	if (strcmp(method, "GetSession") == 0)
		dbus_message_iter_append_basic(&at, DBUS_TYPE_OBJECT_PATH, &path);
	else if (strcmp(method, "Get") == 0)
		append_variant(&at, is_locked);
	else
		dbus_message_iter_append_basic(&at, DBUS_TYPE_BOOLEAN, &no);
	send_away(bus, reply);
	printf("asked %s\n", method);
	fflush(stdout);
}

static void serve(DBusConnection *bus, bool is_locked)
{
	DBusMessage *message;

	dbus_connection_read_write(bus, 0);
	while ((message = dbus_connection_pop_message(bus)) != NULL) {
		if (dbus_message_get_type(message) == DBUS_MESSAGE_TYPE_METHOD_CALL)
			answer(bus, message, is_locked);
		dbus_message_unref(message);
	}
}

static void obey(const char *order, DBusConnection *system, DBusConnection *session)
{
	bool yes = strchr(order, '1') != NULL;

	if (strncmp(order, "lock", 4) == 0)
		tell(system, OURS, LOGIND ".Session", "Lock");
	else if (strncmp(order, "unlock", 6) == 0)
		tell(system, OURS, LOGIND ".Session", "Unlock");
	else if (strncmp(order, "stranger", 8) == 0)
		tell(system, STRANGERS, LOGIND ".Session", "Lock");
	else if (strncmp(order, "hint", 4) == 0)
		tell_hint(system, yes);
	else if (strncmp(order, "sleep", 5) == 0)
		tell_bool(system, "/org/freedesktop/login1", LOGIND ".Manager", "PrepareForSleep", yes);
	else if (strncmp(order, "saver", 5) == 0)
		tell_bool(session, "/org/gnome/ScreenSaver", SAVER, "ActiveChanged", yes);
}

int main(int argc, char **argv)
{
	bool is_locked = argc > 1 && strcmp(argv[1], "locked") == 0;
	DBusConnection *system = open_as(DBUS_BUS_SYSTEM, LOGIND), *session = open_as(DBUS_BUS_SESSION, SAVER);
	struct pollfd on[3] = {{.fd = STDIN_FILENO, .events = POLLIN}, {.events = POLLIN}, {.events = POLLIN}};
	char order[64];

	dbus_connection_get_unix_fd(system, &on[1].fd);
	dbus_connection_get_unix_fd(session, &on[2].fd);
	setvbuf(stdin, NULL, _IONBF, 0); /* poll must see each order */
	puts("ready");
	fflush(stdout);
	for (;;) {
		serve(system, is_locked);
		serve(session, is_locked);
		if (poll(on, 3, -1) < 0)
			return 1;
		if (on[0].revents != 0) {
			if (fgets(order, sizeof order, stdin) == NULL || strncmp(order, "quit", 4) == 0)
				return 0;
			obey(order, system, session);
		}
	}
}
