/*
 * A thread of its own reads two buses. The system's: logind's Lock, Unlock and
 * LockedHint of the session of the person here, and PrepareForSleep. The
 * session's: any screen saver's ActiveChanged. Nothing is waited for but the
 * sockets: every question goes out at once, and answers are known by their
 * serials (ask, take_answer); signals are told apart in take_signal.
 *
 * libdbus is loaded when it is needed first and stays. A computer without it,
 * or without buses, has nothing to tell.
 */
#include "desktop/lock.h"

#include "base/log.h"
#include "base/thread.h"
#include "base/wake.h"

#include <dbus/dbus.h>
#include <dlfcn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOGIND         "org.freedesktop.login1"
#define LOGIND_PATH    "/org/freedesktop/login1"
#define LOGIND_SESSION LOGIND ".Session"
#define PROPERTIES     "org.freedesktop.DBus.Properties"

enum { BUS_SYSTEM, BUS_SESSION, BUSES };

enum { QUICK_STEPS = 200, QUICK_STEP_MS = 5, SLOW_STEP_MS = 1000 };

/* Who may say that it is locked; each for itself, so that one that unlocks does not speak for the other. */
enum { BY_LOGIND = 1, BY_FREEDESKTOP = 2, BY_GNOME = 4, BY_OTHERS = 8 };

/* libdbus's own names of what is used, and their types from its header. */
struct connections {
	__typeof__(dbus_connection_open_private) *open;
	__typeof__(dbus_connection_set_exit_on_disconnect) *set_exit_on_disconnect;
	__typeof__(dbus_connection_get_unix_fd) *handle;
	__typeof__(dbus_connection_read_write) *read_write;
	__typeof__(dbus_connection_pop_message) *pop;
	__typeof__(dbus_connection_send) *send;
	__typeof__(dbus_connection_has_messages_to_send) *has_more;
	__typeof__(dbus_connection_close) *close;
	__typeof__(dbus_connection_unref) *unref;
};
struct messages {
	__typeof__(dbus_message_new_method_call) *new_call;
	__typeof__(dbus_message_set_auto_start) *set_auto_start;
	__typeof__(dbus_message_unref) *unref;
	__typeof__(dbus_message_get_type) *type;
	__typeof__(dbus_message_get_reply_serial) *answers;
	__typeof__(dbus_message_get_interface) *interface;
	__typeof__(dbus_message_get_member) *member;
	__typeof__(dbus_message_get_path) *path;
};
struct arguments {
	__typeof__(dbus_message_iter_init_append) *append;
	__typeof__(dbus_message_iter_append_basic) *add;
	__typeof__(dbus_message_iter_init) *begin;
	__typeof__(dbus_message_iter_get_arg_type) *type;
	__typeof__(dbus_message_iter_get_basic) *get;
	__typeof__(dbus_message_iter_next) *next;
	__typeof__(dbus_message_iter_recurse) *enter;
};

struct lock_watch {
	struct connections connection;
	struct messages message;
	struct arguments argument;
	struct lock_events events;
	struct thread *thread;
	struct wake *wake;
	atomic_bool is_ending;
	DBusConnection *buses[BUSES];
	dbus_uint32_t session_asked, hint_asked, freedesktop_asked, gnome_asked; /* serials */
	char session[256]; /* logind's path for the session of the person here; "": not known */
	unsigned locked_by;
	bool is_asleep;
};

/* --- loading
 * ------------------------------------------------------------------------------------------------------- */

static bool is_whole(const void *functions, size_t size)
{
	void *const *function = functions;
	size_t count = size / sizeof *function;

	for (size_t i = 0; i < count; i++) {
		if (function[i] == NULL)
			return false;
	}
	return true;
}

static bool load(struct lock_watch *watch)
{
	void *handle = dlopen("libdbus-1.so.3", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);

	if (handle == NULL)
		return false;
	watch->connection = (struct connections){
		.open = dlsym(handle, "dbus_connection_open_private"),
		.set_exit_on_disconnect = dlsym(handle, "dbus_connection_set_exit_on_disconnect"),
		.handle = dlsym(handle, "dbus_connection_get_unix_fd"),
		.read_write = dlsym(handle, "dbus_connection_read_write"),
		.pop = dlsym(handle, "dbus_connection_pop_message"),
		.send = dlsym(handle, "dbus_connection_send"),
		.has_more = dlsym(handle, "dbus_connection_has_messages_to_send"),
		.close = dlsym(handle, "dbus_connection_close"),
		.unref = dlsym(handle, "dbus_connection_unref"),
	};
	watch->message = (struct messages){
		.new_call = dlsym(handle, "dbus_message_new_method_call"),
		.set_auto_start = dlsym(handle, "dbus_message_set_auto_start"),
		.unref = dlsym(handle, "dbus_message_unref"),
		.type = dlsym(handle, "dbus_message_get_type"),
		.answers = dlsym(handle, "dbus_message_get_reply_serial"),
		.interface = dlsym(handle, "dbus_message_get_interface"),
		.member = dlsym(handle, "dbus_message_get_member"),
		.path = dlsym(handle, "dbus_message_get_path"),
	};
	watch->argument = (struct arguments){
		.append = dlsym(handle, "dbus_message_iter_init_append"),
		.add = dlsym(handle, "dbus_message_iter_append_basic"),
		.begin = dlsym(handle, "dbus_message_iter_init"),
		.type = dlsym(handle, "dbus_message_iter_get_arg_type"),
		.get = dlsym(handle, "dbus_message_iter_get_basic"),
		.next = dlsym(handle, "dbus_message_iter_next"),
		.enter = dlsym(handle, "dbus_message_iter_recurse"),
	};
	dlclose(handle); /* it stays loaded */
	return is_whole(&watch->connection, sizeof watch->connection) &&
	       is_whole(&watch->message, sizeof watch->message) &&
	       is_whole(&watch->argument, sizeof watch->argument);
}

/* --- telling
 * ------------------------------------------------------------------------------------------------------- */

/* Each word for "locked" is told, also a second one: whoever sat here may be gone again. */
static void tell_locked(struct lock_watch *watch, unsigned by, bool is_locked)
{
	unsigned before = watch->locked_by;

	watch->locked_by = is_locked ? before | by : before & ~by;
	if (is_locked)
		watch->events.on_news(watch->events.context, LOCK_LOCKED);
	else if (before != 0 && watch->locked_by == 0)
		watch->events.on_news(watch->events.context, LOCK_UNLOCKED);
}

static void tell_sleep(struct lock_watch *watch, bool is_asleep)
{
	if (is_asleep == watch->is_asleep)
		return;
	watch->is_asleep = is_asleep;
	watch->events.on_news(watch->events.context, is_asleep ? LOCK_SLEEPS : LOCK_WOKE);
}

/* --- asking
 * ------------------------------------------------------------------------------------------------------- */

/* Whom a question goes to. */
struct asked {
	const char *name, *path, *interface, *method;
};

/* Sends a question with up to two words; its serial, 0: it could not be sent. No program is started for it.
 */
static dbus_uint32_t ask(struct lock_watch *watch, int bus, const struct asked *whom, const char *first,
                         const char *second)
{
	const char *words[] = {first, second};
	DBusMessage *message = watch->message.new_call(whom->name, whom->path, whom->interface, whom->method);
	DBusMessageIter to;
	dbus_uint32_t serial = 0;

	if (message == NULL)
		return 0;
	watch->message.set_auto_start(message, FALSE);
	watch->argument.append(message, &to);
	for (int i = 0; i < 2 && words[i] != NULL; i++)
		(void)watch->argument.add(&to, DBUS_TYPE_STRING, &words[i]);
	if (!watch->connection.send(watch->buses[bus], message, &serial))
		serial = 0;
	watch->message.unref(message);
	return serial;
}

static void match(struct lock_watch *watch, int bus, const char *rule)
{
	const struct asked whom = {DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "AddMatch"};

	(void)ask(watch, bus, &whom, rule, NULL);
}

static bool open_bus(struct lock_watch *watch, int bus, const char *address)
{
	const struct asked hello = {DBUS_SERVICE_DBUS, DBUS_PATH_DBUS, DBUS_INTERFACE_DBUS, "Hello"};

	watch->buses[bus] = watch->connection.open(address, NULL);
	if (watch->buses[bus] == NULL)
		return false;
	watch->connection.set_exit_on_disconnect(watch->buses[bus], FALSE);
	(void)ask(watch, bus, &hello, NULL, NULL);
	return true;
}

/* Only what logind itself says counts on the system's bus. */
static void open_system_bus(struct lock_watch *watch)
{
	const struct asked logind = {LOGIND, LOGIND_PATH, LOGIND ".Manager", "GetSession"};
	const char *address = getenv("DBUS_SYSTEM_BUS_ADDRESS"), *session = getenv("XDG_SESSION_ID");

	if (!open_bus(watch, BUS_SYSTEM, address ? address : "unix:path=/run/dbus/system_bus_socket"))
		return;
	match(watch, BUS_SYSTEM,
	      "type='signal',sender='" LOGIND "',interface='" LOGIND ".Manager',member='PrepareForSleep'");
	match(watch, BUS_SYSTEM, "type='signal',sender='" LOGIND "',interface='" LOGIND_SESSION "'");
	match(watch, BUS_SYSTEM,
	      "type='signal',sender='" LOGIND "',interface='" PROPERTIES "',arg0='" LOGIND_SESSION "'");
	watch->session_asked = ask(watch, BUS_SYSTEM, &logind, session && session[0] ? session : "auto", NULL);
}

static void open_session_bus(struct lock_watch *watch)
{
	const struct asked freedesktop = {"org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
	                                  "org.freedesktop.ScreenSaver", "GetActive"};
	const struct asked gnome = {"org.gnome.ScreenSaver", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver",
	                            "GetActive"};
	const char *address = getenv("DBUS_SESSION_BUS_ADDRESS"), *folder = getenv("XDG_RUNTIME_DIR");
	char beside[300];

	snprintf(beside, sizeof beside, "unix:path=%s/bus", folder ? folder : "");
	/* One that would have to be started first has nobody on it. */
	if (address == NULL && folder != NULL)
		address = beside;
	if (address == NULL || !open_bus(watch, BUS_SESSION, address))
		return;
	match(watch, BUS_SESSION, "type='signal',member='ActiveChanged'");
	watch->freedesktop_asked = ask(watch, BUS_SESSION, &freedesktop, NULL, NULL);
	watch->gnome_asked = ask(watch, BUS_SESSION, &gnome, NULL, NULL);
}

/* --- what comes
 * ------------------------------------------------------------------------------------------------------- */

/* The first value of a message, inside a variant or not, if it is of the type. */
static bool first_value(struct lock_watch *watch, DBusMessage *message, int type, void *out)
{
	DBusMessageIter at, inside;

	if (!watch->argument.begin(message, &at))
		return false;
	if (watch->argument.type(&at) == DBUS_TYPE_VARIANT) {
		watch->argument.enter(&at, &inside);
		at = inside;
	}
	if (watch->argument.type(&at) != type)
		return false;
	watch->argument.get(&at, out);
	return true;
}

/* LockedHint in the a{sv} that is the second value of PropertiesChanged. */
static bool changed_hint(struct lock_watch *watch, DBusMessage *message, dbus_bool_t *out)
{
	DBusMessageIter at, entries, entry, value;
	const char *name = NULL;

	if (!watch->argument.begin(message, &at) || !watch->argument.next(&at) ||
	    watch->argument.type(&at) != DBUS_TYPE_ARRAY)
		return false;
	watch->argument.enter(&at, &entries);
	for (; watch->argument.type(&entries) == DBUS_TYPE_DICT_ENTRY; watch->argument.next(&entries)) {
		watch->argument.enter(&entries, &entry);
		if (watch->argument.type(&entry) != DBUS_TYPE_STRING)
			continue;
		watch->argument.get(&entry, &name);
		if (strcmp(name, "LockedHint") != 0 || !watch->argument.next(&entry) ||
		    watch->argument.type(&entry) != DBUS_TYPE_VARIANT)
			continue;
		watch->argument.enter(&entry, &value);
		if (watch->argument.type(&value) != DBUS_TYPE_BOOLEAN)
			continue;
		watch->argument.get(&value, out);
		return true;
	}
	return false;
}

static void take_answer(struct lock_watch *watch, int bus, DBusMessage *message)
{
	dbus_uint32_t serial = watch->message.answers(message);
	dbus_bool_t is_locked = FALSE;
	const char *path = NULL;

	if (bus == BUS_SYSTEM && serial == watch->session_asked &&
	    first_value(watch, message, DBUS_TYPE_OBJECT_PATH, &path)) {
		const struct asked session = {LOGIND, path, PROPERTIES, "Get"};
		snprintf(watch->session, sizeof watch->session, "%s", path);
		watch->hint_asked = ask(watch, BUS_SYSTEM, &session, LOGIND_SESSION, "LockedHint");
		return;
	}
	if (!first_value(watch, message, DBUS_TYPE_BOOLEAN, &is_locked) || !is_locked)
		return;
	if (bus == BUS_SYSTEM && serial == watch->hint_asked)
		tell_locked(watch, BY_LOGIND, true);
	else if (bus == BUS_SESSION && serial == watch->freedesktop_asked)
		tell_locked(watch, BY_FREEDESKTOP, true);
	else if (bus == BUS_SESSION && serial == watch->gnome_asked)
		tell_locked(watch, BY_GNOME, true);
}

static void take_system_signal(struct lock_watch *watch, DBusMessage *message, const char *member)
{
	const char *path = watch->message.path(message);
	dbus_bool_t yes = FALSE;

	if (strcmp(member, "PrepareForSleep") == 0) {
		if (first_value(watch, message, DBUS_TYPE_BOOLEAN, &yes))
			tell_sleep(watch, yes);
		return;
	}
	/* Others have sessions too; one that is not known is nobody's. */
	if (path == NULL || watch->session[0] == '\0' || strcmp(path, watch->session) != 0)
		return;
	if (strcmp(member, "Lock") == 0)
		tell_locked(watch, BY_LOGIND, true);
	else if (strcmp(member, "Unlock") == 0)
		tell_locked(watch, BY_LOGIND, false);
	else if (strcmp(member, "PropertiesChanged") == 0 && changed_hint(watch, message, &yes))
		tell_locked(watch, BY_LOGIND, yes);
}

static void take_saver_signal(struct lock_watch *watch, DBusMessage *message, const char *interface)
{
	const char *end = strrchr(interface, '.');
	unsigned by = BY_OTHERS;
	dbus_bool_t is_active = FALSE;

	if (end == NULL || strcmp(end, ".ScreenSaver") != 0 ||
	    !first_value(watch, message, DBUS_TYPE_BOOLEAN, &is_active))
		return;
	if (strcmp(interface, "org.freedesktop.ScreenSaver") == 0)
		by = BY_FREEDESKTOP;
	else if (strcmp(interface, "org.gnome.ScreenSaver") == 0)
		by = BY_GNOME;
	tell_locked(watch, by, is_active);
}

static void take(struct lock_watch *watch, int bus, DBusMessage *message)
{
	const char *interface = watch->message.interface(message), *member = watch->message.member(message);
	int type = watch->message.type(message);

	if (type == DBUS_MESSAGE_TYPE_METHOD_RETURN)
		take_answer(watch, bus, message);
	if (type != DBUS_MESSAGE_TYPE_SIGNAL || interface == NULL || member == NULL)
		return;
	if (bus == BUS_SYSTEM)
		take_system_signal(watch, message, member);
	else if (strcmp(member, "ActiveChanged") == 0)
		take_saver_signal(watch, message, interface);
}

/* --- the thread
 * ------------------------------------------------------------------------------------------------------- */

static void close_bus(struct lock_watch *watch, int bus)
{
	if (watch->buses[bus] == NULL)
		return;
	watch->connection.close(watch->buses[bus]);
	watch->connection.unref(watch->buses[bus]);
	watch->buses[bus] = NULL;
}

/* Takes what has come; a bus that has ended is left. */
static void read_bus(struct lock_watch *watch, int bus)
{
	DBusMessage *message;

	if (watch->buses[bus] == NULL)
		return;
	bool is_there = watch->connection.read_write(watch->buses[bus], 0);
	while ((message = watch->connection.pop(watch->buses[bus])) != NULL) {
		take(watch, bus, message);
		watch->message.unref(message);
	}
	if (!is_there)
		close_bus(watch, bus);
}

/* The handles of the buses that are there; whether one of them still has to be sent something, or, before
 * that, to be spoken in to: libdbus does one step of it each time that it is called. */
static bool gather(struct lock_watch *watch, struct wake_on *on, size_t *count)
{
	bool has_more = false;

	for (int i = 0; i < BUSES; i++) {
		int fd = -1;
		read_bus(watch, i);
		if (watch->buses[i] == NULL || !watch->connection.handle(watch->buses[i], &fd))
			continue;
		on[(*count)++] = (struct wake_on){.handle = fd, .want_read = true};
		has_more |= watch->connection.has_more(watch->buses[i]);
	}
	return has_more;
}

static void run(void *context)
{
	struct lock_watch *watch = context;
	int steps = 0;

	open_system_bus(watch);
	open_session_bus(watch);
	while (!atomic_load(&watch->is_ending)) {
		struct wake_on on[BUSES];
		size_t count = 0;
		bool has_more = gather(watch, on, &count);
		/* A bus that hangs is not asked a hundred times a second for ever. */
		steps = has_more ? steps + 1 : 0;
		int step_ms = steps < QUICK_STEPS ? QUICK_STEP_MS : SLOW_STEP_MS;
		(void)wake_wait(watch->wake, on, count, has_more ? step_ms : -1);
	}
	for (int i = 0; i < BUSES; i++)
		close_bus(watch, i);
}

enum result lock_watch_start(struct lock_watch **out, const struct lock_events *events)
{
	struct lock_watch *watch = calloc(1, sizeof *watch);
	enum result result = RESULT_OUT_OF_MEMORY;

	*out = NULL;
	if (watch == NULL)
		return result;
	watch->events = *events;
	atomic_init(&watch->is_ending, false);
	watch->wake = wake_create();
	if (watch->wake != NULL)
		result = load(watch) ? thread_start(&watch->thread, THREAD_ANY, run, watch) : RESULT_UNSUPPORTED;
	if (result != RESULT_OK) {
		lock_watch_stop(watch);
		return result;
	}
	*out = watch;
	return RESULT_OK;
}

void lock_watch_stop(struct lock_watch *watch)
{
	if (watch == NULL)
		return;
	atomic_store(&watch->is_ending, true);
	if (watch->thread != NULL)
		wake_signal(watch->wake);
	thread_join(watch->thread);
	wake_destroy(watch->wake);
	free(watch);
}
