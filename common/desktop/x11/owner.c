/*
 * owner_find: the client inside the frame (WM_STATE marks it) -> the process of its connection -> an id of
 * process and starting time, so that a process number used again is another program.
 */
#include "desktop/x11/owner.h"

#include "desktop/x11/self.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xcb/res.h>

enum {
	DEPTH_MAX = 3,     /* from a frame to the client in it */
	CHILDREN_MAX = 64, /* of a window that are looked at */
	PROPERTY_WORDS = 64,
	START_TIME_FIELD = 22, /* of /proc/PID/stat */
};

static const uint64_t ELSEWHERE = UINT64_C(1) << 63; /* an id made of a connection */

static xcb_atom_t atom(const struct display *display, const char *name)
{
	xcb_connection_t *c = display->connection;
	xcb_intern_atom_reply_t *reply =
		xcb_intern_atom_reply(c, xcb_intern_atom(c, 0, (uint16_t)strlen(name), name), NULL);
	xcb_atom_t found = reply == NULL ? XCB_ATOM_NONE : reply->atom;
	free(reply);
	return found;
}

static bool has_ids(const struct display *display)
{
	if (!display_has(display, &xcb_res_id))
		return false;
	xcb_connection_t *c = display->connection;
	xcb_res_query_version_reply_t *version =
		xcb_res_query_version_reply(c, xcb_res_query_version(c, 1, 2), NULL);
	bool has = version != NULL && (version->server_major > 1 || version->server_minor >= 2);
	free(version);
	return has;
}

void owner_reader_open(struct owner_reader *reader, const struct display *display)
{
	*reader = (struct owner_reader){
		.display = display,
		.id_mask = xcb_get_setup(display->connection)->resource_id_mask,
		.has_ids = has_ids(display),
		.atoms = {.wm_state = atom(display, "WM_STATE"),
	              .pid = atom(display, "_NET_WM_PID"),
	              .type = atom(display, "_NET_WM_WINDOW_TYPE"),
	              .type_desktop = atom(display, "_NET_WM_WINDOW_TYPE_DESKTOP"),
	              .type_dock = atom(display, "_NET_WM_WINDOW_TYPE_DOCK"),
	              .name = atom(display, "_NET_WM_NAME"),
	              .utf8 = atom(display, "UTF8_STRING"),
	              .client_list = atom(display, "_NET_CLIENT_LIST")},
	};
	gethostname(reader->host, sizeof reader->host - 1);
	reader->own_pid = self_process(reader);
}

uint32_t owner_connection(const struct owner_reader *reader, uint32_t xid)
{
	return xid & ~reader->id_mask;
}

uint32_t owner_pid(const struct owner_reader *reader, uint32_t xid)
{
	if (!reader->has_ids)
		return 0;
	xcb_connection_t *c = reader->display->connection;
	xcb_res_client_id_spec_t spec = {.client = xid, .mask = XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID};
	xcb_res_query_client_ids_reply_t *reply =
		xcb_res_query_client_ids_reply(c, xcb_res_query_client_ids(c, 1, &spec), NULL);
	if (reply == NULL)
		return 0;
	uint32_t pid = 0;
	xcb_res_client_id_value_iterator_t at = xcb_res_query_client_ids_ids_iterator(reply);
	for (; at.rem > 0; xcb_res_client_id_value_next(&at)) {
		bool is_pid = (at.data->spec.mask & XCB_RES_CLIENT_ID_MASK_LOCAL_CLIENT_PID) != 0;
		if (is_pid && xcb_res_client_id_value_value_length(at.data) > 0)
			pid = *xcb_res_client_id_value_value(at.data);
	}
	free(reply);
	return pid;
}

static xcb_get_property_cookie_t ask(const struct owner_reader *reader, xcb_window_t window, xcb_atom_t what)
{
	return xcb_get_property(reader->display->connection, 0, window, what, XCB_GET_PROPERTY_TYPE_ANY, 0,
	                        PROPERTY_WORDS);
}

static xcb_get_property_reply_t *answer(const struct owner_reader *reader, xcb_get_property_cookie_t cookie)
{
	return xcb_get_property_reply(reader->display->connection, cookie, NULL);
}

/* The first number of a property, 0 if there is none. */
static uint32_t number_in(const struct owner_reader *reader, xcb_get_property_cookie_t cookie)
{
	xcb_get_property_reply_t *reply = answer(reader, cookie);
	uint32_t number = 0;
	if (reply != NULL && reply->format == 32 && xcb_get_property_value_length(reply) >= 4)
		memcpy(&number, xcb_get_property_value(reply), sizeof number);
	free(reply);
	return number;
}

/* Text of a property, up to its first zero; "" if there is none. */
static void text_in(const struct owner_reader *reader, xcb_get_property_cookie_t cookie, char *to,
                    size_t room)
{
	xcb_get_property_reply_t *reply = answer(reader, cookie);
	*to = 0;
	if (reply != NULL && reply->format == 8)
		snprintf(to, room, "%.*s", xcb_get_property_value_length(reply),
		         (const char *)xcb_get_property_value(reply));
	free(reply);
}

/* The window manager has marked it; or, where it does not (yet), it is not the frame's (of `frame`). */
static bool is_client(const struct owner_reader *reader, xcb_window_t window, uint32_t frame)
{
	if (frame != 0)
		return owner_connection(reader, window) != frame;
	return number_in(reader, ask(reader, window, reader->atoms.wm_state)) != 0;
}

/* The clients in a window; returns how many were found, *first is one of them. Those of one connection are
 * one. */
static int find_clients(const struct owner_reader *reader, xcb_window_t window, int depth, uint32_t frame,
                        xcb_window_t *first)
{
	if (is_client(reader, window, frame)) {
		*first = window;
		return 1;
	}
	xcb_connection_t *c = reader->display->connection;
	xcb_query_tree_reply_t *tree =
		depth == 0 ? NULL : xcb_query_tree_reply(c, xcb_query_tree(c, window), NULL);
	if (tree == NULL)
		return 0;
	int found = 0, count = xcb_query_tree_children_length(tree);
	const xcb_window_t *children = xcb_query_tree_children(tree);
	for (int i = 0; i < count && i < CHILDREN_MAX; i++) {
		xcb_window_t one = 0;
		int more = find_clients(reader, children[i], depth - 1, frame, &one);
		bool is_same =
			more > 0 && found > 0 && owner_connection(reader, one) == owner_connection(reader, *first);
		if (more > 0 && found == 0)
			*first = one;
		found += is_same ? 0 : more;
	}
	free(tree);
	return found;
}

/* Who says what it is called is no frame. */
static bool is_named(const struct owner_reader *reader, xcb_window_t window)
{
	xcb_get_property_reply_t *reply = answer(reader, ask(reader, window, XCB_ATOM_WM_CLASS));
	bool is = reply != NULL && reply->type != XCB_ATOM_NONE;
	free(reply);
	return is;
}

static int find_client(const struct owner_reader *reader, xcb_window_t top, xcb_window_t *client)
{
	*client = top;
	int found = find_clients(reader, top, DEPTH_MAX, 0, client);
	if (found > 0 || is_named(reader, top))
		return found;
	return find_clients(reader, top, DEPTH_MAX, owner_connection(reader, top), client);
}

/* When a process was started, in ticks since the computer was; 0: not known. */
static uint32_t start_time(uint32_t pid)
{
	char path[64], line[1024];
	snprintf(path, sizeof path, "/proc/%u/stat", pid);
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	bool has_line = fgets(line, sizeof line, file) != NULL;
	fclose(file);
	char *at =
		has_line ? strrchr(line, ')') : NULL; /* ends the second field, the name, which may hold anything */
	for (int field = 2; at != NULL && field < START_TIME_FIELD; field++)
		at = strchr(at + 1, ' ');
	return at == NULL ? 0 : (uint32_t)strtoull(at, NULL, 10);
}

static uint64_t program_id(const struct owner_reader *reader, xcb_window_t client, uint32_t pid, bool is_here)
{
	if (pid != 0 && is_here)
		return ((uint64_t)pid << 32 | start_time(pid)) & ~ELSEWHERE;
	return ELSEWHERE | owner_connection(reader, client);
}

void owner_find(const struct owner_reader *reader, xcb_window_t top, struct owner_found *out)
{
	*out = (struct owner_found){.client = top};
	out->is_mixed = find_client(reader, top, &out->client) > 1;
	out->is_menu = out->client == top && !is_named(reader, top);
	char machine[256];
	xcb_get_property_cookie_t type = ask(reader, out->client, reader->atoms.type),
							  transient = ask(reader, out->client, XCB_ATOM_WM_TRANSIENT_FOR),
							  host = ask(reader, out->client, XCB_ATOM_WM_CLIENT_MACHINE),
							  said = ask(reader, out->client, reader->atoms.pid);
	xcb_atom_t kind = number_in(reader, type);
	out->main = number_in(reader, transient);
	text_in(reader, host, machine, sizeof machine);
	uint32_t said_pid = number_in(reader, said);
	uint32_t pid = owner_pid(reader, out->client);
	bool is_here = machine[0] == 0 || strcmp(machine, reader->host) == 0;
	out->is_desktop =
		kind != XCB_ATOM_NONE && (kind == reader->atoms.type_desktop || kind == reader->atoms.type_dock);
	out->is_own = pid != 0 && pid == reader->own_pid;
	if (!reader->has_ids) {
		pid = said_pid; /* an old server: what the program says is all there is */
		out->is_own = is_here && said_pid != 0 && said_pid == reader->own_pid;
	}
	out->program = program_id(reader, out->client, pid, is_here);
	if (out->is_mixed)
		out->program = 0;
}

void owner_names(const struct owner_reader *reader, xcb_window_t client, char *program, char *title)
{
	xcb_get_property_cookie_t class = ask(reader, client, XCB_ATOM_WM_CLASS),
							  new_name = ask(reader, client, reader->atoms.name),
							  old_name = ask(reader, client, XCB_ATOM_WM_NAME);
	xcb_get_property_reply_t *reply = answer(reader, class);
	*program = 0;
	if (reply != NULL && reply->format == 8) {
		/* "xterm\0XTerm\0": the second is the program's. */
		const char *text = xcb_get_property_value(reply);
		size_t size = (size_t)xcb_get_property_value_length(reply), first = strnlen(text, size);
		if (first + 1 < size)
			snprintf(program, APPLICATION_NAME_BYTES, "%.*s", (int)(size - first - 1), text + first + 1);
	}
	free(reply);
	text_in(reader, new_name, title, APPLICATION_NAME_BYTES);
	char old[APPLICATION_NAME_BYTES];
	text_in(reader, old_name, old, sizeof old);
	if (*title == 0)
		memcpy(title, old, sizeof old);
	if (*program == 0)
		snprintf(program, APPLICATION_NAME_BYTES, "%s", title);
}
