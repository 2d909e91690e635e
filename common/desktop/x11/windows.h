/*
 * The windows at the top of an X display (children of the root) in their order,
 * kept up to date by its events, and whose each mapped one is (owner.h). One
 * thread; whoever owns it owns the connection.
 */
#ifndef LOTSE_DESKTOP_X11_WINDOWS_H
#define LOTSE_DESKTOP_X11_WINDOWS_H

#include "base/region.h"
#include "desktop/share.h"
#include "desktop/x11/owner.h"

struct window {
	xcb_window_t id;
	struct rect rect; /* with its border, in the screen's pixels */
	int border_px;
	bool is_mapped, is_input_only, is_shaped, is_found;
	uint8_t depth;
	uint32_t pictures; /* another number: the server has given it another picture (mapped, resized) */
	struct owner_found found;
	uint64_t programs[2];
	struct region shape; /* of one of ours that is shaped: relative to its inside */
};

struct windows {
	struct owner_reader reader;
	struct window *list; /* from the bottom up; owned */
	size_t count, room;
	bool is_changed; /* places, order or owners, since the caller last cleared it */
};

/* What has to be selected on the root for windows_event. */
enum {
	WINDOWS_EVENTS =
		XCB_EVENT_MASK_STRUCTURE_NOTIFY | XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY | XCB_EVENT_MASK_PROPERTY_CHANGE
};

/* Reads all; WINDOWS_EVENTS are selected already. RESULT_OUT_OF_MEMORY. Waits for the server. */
enum result windows_start(struct windows *windows, const struct display *display);

/* Fine on zeroed memory. */
void windows_finish(struct windows *windows);

/* Takes an event if it is about a window at the top. Waits for the server where a new window has come. */
bool windows_event(struct windows *windows, const xcb_generic_event_t *event);

/* The one with that id, or NULL. Valid until the next event. */
struct window *windows_find(struct windows *windows, xcb_window_t id);

/* Whether a window is of a chosen program, and not ours nor the desktop's. */
bool windows_is_chosen(const struct window *window, const struct share_choice *choice);

/* Where this program's own windows are to be seen: what others cover is left out, where that is sure. */
void windows_own(const struct windows *windows, struct region *out);

#endif
