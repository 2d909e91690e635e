/*
 * One Dear ImGui context: the page of one window, without the window. Events go in, meshes come out; knows no
 * SDL, so that tests drive it alone. All of 1.86's traps with keys are cured here and in glue.c. C++ behind
 * it. Thread: ui.
 */
#ifndef LOTSE_UI_GUI_H
#define LOTSE_UI_GUI_H

#include "ui/fonts.h"
#include "ui/window.h"

#ifdef __cplusplus
extern "C" {
#endif

struct gui; /* opaque, heap */

struct gui_config {
	struct fonts *fonts; /* stay the caller's, longer than the gui */
	enum window_kind kind;
	int scale_percent;
	void (*draw)(void *context, struct page *page);
	void *context;
	void (*copy)(const char *text);       /* into the clipboard; or NULL */
	void (*paste)(char *to, size_t room); /* from the clipboard; or NULL */
};

enum gui_key {
	GUI_NO_KEY,
	GUI_TAB,
	GUI_BACK_TAB,
	GUI_ENTER,
	GUI_ESCAPE,
	GUI_SPACE,
	GUI_UP,
	GUI_DOWN,
	GUI_LEFT,
	GUI_RIGHT,
	GUI_PAGE_UP,
	GUI_PAGE_DOWN,
	GUI_HOME,
	GUI_END,
	GUI_BACKSPACE,
	GUI_DELETE,
	GUI_A, /* these with Ctrl alone */
	GUI_C,
	GUI_V,
	GUI_X,
	GUI_Y,
	GUI_Z,
	GUI_KEY_COUNT
};

struct gui_press {
	enum gui_key key;
	bool is_repeat;
	bool has_ctrl, has_shift;
};

/* NULL: no memory. */
struct gui *gui_create(const struct gui_config *config);
void gui_destroy(struct gui *gui); /* Fine with NULL. */

/* Each of these builds frames as needed, so that no event is lost however fast they come. */
void gui_press(struct gui *gui, const struct gui_press *press); /* A key went down, or repeats. */
void gui_type(struct gui *gui, const char *text);               /* UTF-8. */
void gui_point(struct gui *gui, int x_px, int y_px);            /* The pointer is there; builds nothing. */
void gui_leave(struct gui *gui);                            /* The pointer is elsewhere; builds nothing. */
void gui_button(struct gui *gui, int button, bool is_down); /* 1 left. */
void gui_let_go(struct gui *gui);                           /* No button is down any more, wherever. */
void gui_wheel(struct gui *gui, float x, float y);          /* Notches; builds nothing. */
void gui_attend(struct gui *gui, bool has_keyboard);        /* The window has the keyboard, or not. */

/* A strip may be so wide; 0: any width. What has no room begins another row. */
void gui_set_room(struct gui *gui, int width_px);

/* White on black from the next frame on, or not. */
void gui_set_contrast(struct gui *gui, bool is_high);

/* Builds the page for this size at this time, with frames until it has come to rest. */
void gui_build(struct gui *gui, int width_px, int height_px, int64_t now_us);

/* The meshes of the last frame, from the back to the front; false behind the last. Valid until the next
 * event. */
bool gui_mesh(struct gui *gui, int index, struct mesh *out);

/* What the window has to know of the last frame. */
struct gui_wants {
	struct rect bar;         /* over a picture: the bar; the pointer there is the page's */
	bool text;               /* an input has the keyboard */
	bool hand, beam;         /* shape of the pointer: over something to press, over an input */
	int caret_ms;            /* until the caret changes; -1: there is none */
	struct rect caret;       /* where text is typed */
	struct rect plate;       /* over a picture: the plate; likewise */
	int width_px, height_px; /* of a strip: how large its content is */
	int inset_px;            /* over a picture: what its bar takes of the window's top */
	uint64_t frames;         /* built so far */
};
/* What it wants. */
struct gui_wants gui_wants(const struct gui *gui);

#ifdef __cplusplus
}
#endif

#endif
