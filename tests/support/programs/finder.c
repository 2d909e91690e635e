#include "finder.h"

#include <X11/Xatom.h>
#include <string.h>

static int ignore_error(Display *display, XErrorEvent *error)
{
	(void)display, (void)error;
	return 0;
}

static bool title_of(Display *display, Window window, char *to, size_t room)
{
	static const char *const names[] = {"_NET_WM_NAME", "WM_NAME"};
	for (size_t i = 0; i < 2; i++) {
		Atom type;
		int format;
		unsigned long count, left;
		unsigned char *value = NULL;
		if (XGetWindowProperty(display, window, XInternAtom(display, names[i], False), 0, 1024, False,
		                       AnyPropertyType, &type, &format, &count, &left, &value) != Success)
			continue;
		bool is_text = value && format == 8 && count > 0;
		if (is_text) {
			size_t size = count < room - 1 ? count : room - 1;
			memcpy(to, value, size);
			to[size] = 0;
		}
		if (value)
			XFree(value);
		if (is_text)
			return true;
	}
	to[0] = 0;
	return false;
}

struct walk {
	Display *display;
	bool (*see)(void *context, const struct found *found);
	void *context;
};

/* Depth is bounded: frames of window managers and toolkits nest a few levels. */
static bool walk(const struct walk *w, Window parent, int depth)
{
	Window root, above, *children = NULL;
	unsigned count = 0;
	bool goes_on = true;
	if (!XQueryTree(w->display, parent, &root, &above, &children, &count))
		return true;
	for (unsigned i = 0; i < count && goes_on; i++) {
		XWindowAttributes a;
		if (!XGetWindowAttributes(w->display, children[i], &a) || a.map_state != IsViewable)
			continue;
		struct found found = {.window = children[i], .rect = {0, 0, a.width, a.height}};
		Window child;
		XTranslateCoordinates(w->display, children[i], root, 0, 0, &found.rect.x, &found.rect.y, &child);
		bool has_title = title_of(w->display, children[i], found.title, sizeof found.title);
		if (has_title || depth == 0)
			goes_on = w->see(w->context, &found);
		if (goes_on && depth < 3)
			goes_on = walk(w, children[i], depth + 1);
	}
	if (children)
		XFree(children);
	return goes_on;
}

void finder_each(Display *display, bool (*see)(void *context, const struct found *found), void *context)
{
	XErrorHandler before = XSetErrorHandler(ignore_error);
	struct walk w = {display, see, context};
	walk(&w, DefaultRootWindow(display), 0);
	XSync(display, False);
	XSetErrorHandler(before);
}

struct search {
	const char *title;
	struct found best;
	bool is_found;
};

static bool is_titled(const struct found *found, const char *title)
{
	return title[0] == '=' ? strcmp(found->title, title + 1) == 0 : strstr(found->title, title) != NULL;
}

static bool consider(void *context, const struct found *found)
{
	struct search *search = context;
	long area = (long)found->rect.width * found->rect.height;
	long best = (long)search->best.rect.width * search->best.rect.height;
	if (search->title ? is_titled(found, search->title) : area >= best) {
		search->best = *found;
		search->is_found = true;
	}
	return true;
}

bool finder_find(Display *display, const char *title, struct found *out)
{
	struct search search = {.title = title};
	finder_each(display, consider, &search);
	if (search.is_found)
		*out = search.best;
	return search.is_found;
}
