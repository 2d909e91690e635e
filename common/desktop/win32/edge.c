#include "desktop/win32/edge.h"

#include <string.h>

enum { SIDES = FRAMES_MAX * FRAME_SIDES, EXCLUDE_FROM_CAPTURE = 0x11 };

#define WIDE_(text) L##text
#define WIDE(text)  WIDE_(text)
#define CLASS_NAME  L"LotseFrame"

static LRESULT CALLBACK on_message(HWND window, UINT message, WPARAM word, LPARAM more)
{
	if (message == WM_NCHITTEST)
		return HTTRANSPARENT; /* the style says it for other programs' windows, this for our own */
	if (message != WM_ERASEBKGND)
		return DefWindowProcW(window, message, word, more);
	RECT all;
	HBRUSH brush =
		CreateSolidBrush(RGB(FRAME_COLOUR >> 16 & 0xFF, FRAME_COLOUR >> 8 & 0xFF, FRAME_COLOUR & 0xFF));
	GetClientRect(window, &all);
	FillRect((HDC)word, &all, brush);
	DeleteObject(brush);
	return 1;
}

/* Hidden at first. NULL: it can't be had; then there is no frame on that side. */
static HWND make(void)
{
	WNDCLASSW class = {
		.lpfnWndProc = on_message, .hInstance = GetModuleHandleW(NULL), .lpszClassName = CLASS_NAME};
	RegisterClassW(&class); /* again does no harm */
	HWND window = CreateWindowExW(
		WS_EX_TOPMOST | WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE | WS_EX_LAYERED | WS_EX_TRANSPARENT, CLASS_NAME,
		WIDE(FRAME_TITLE), WS_POPUP | WS_DISABLED, 0, 0, 1, 1, NULL, NULL, class.hInstance, NULL);
	if (window == NULL)
		return NULL;
	SetLayeredWindowAttributes(window, 0, 255, LWA_ALPHA);
	/* Older ones know "black for all who read it" alone (1): that would black out what is below, too. */
	SetWindowDisplayAffinity(window, EXCLUDE_FROM_CAPTURE);
	return window;
}

static void place(struct edge *edge, size_t at, struct rect rect, struct rect desktop)
{
	if (memcmp(&edge->rects[at], &rect, sizeof rect) == 0)
		return;
	edge->rects[at] = rect;
	if (edge->sides[at] == NULL)
		edge->sides[at] = make();
	if (edge->sides[at] == NULL)
		return;
	if (rect_is_empty(rect))
		ShowWindow(edge->sides[at], SW_HIDE);
	else
		SetWindowPos(edge->sides[at], HWND_TOPMOST, rect.x + desktop.x, rect.y + desktop.y, rect.width,
		             rect.height, SWP_NOACTIVATE | SWP_SHOWWINDOW);
}

static bool is_side(const struct edge *edge, HWND window)
{
	for (size_t i = 0; i < SIDES; i++) {
		if (edge->sides[i] != NULL && edge->sides[i] == window)
			return true;
	}
	return false;
}

/* Another program's window lies above a side. Lotse's own may: they say more. */
static bool is_hidden(const struct edge *edge, const struct window_list *windows)
{
	struct region above = {.count = 0};
	for (size_t i = 0; i < windows->count; i++) {
		const struct shown_window *window = &windows->list[i];
		if (is_side(edge, window->handle)) {
			if (region_meets(&above, window->whole))
				return true;
		} else if (!window->owner.is_own) {
			region_add(&above, window->owner.area);
		}
	}
	return false;
}

static void bring_back(struct edge *edge)
{
	for (size_t i = 0; i < SIDES; i++) {
		if (edge->sides[i] != NULL && !rect_is_empty(edge->rects[i]))
			SetWindowPos(edge->sides[i], HWND_TOPMOST, 0, 0, 0, 0,
			             SWP_NOACTIVATE | SWP_NOMOVE | SWP_NOSIZE | SWP_SHOWWINDOW);
	}
}

static void take_messages(void)
{
	MSG message;
	while (PeekMessageW(&message, NULL, 0, 0, PM_REMOVE))
		DispatchMessageW(&message);
}

void edge_follow(struct edge *edge, const struct window_list *windows, const struct rect *around,
                 size_t count, int64_t now_ms)
{
	struct rect screen = {0, 0, windows->around.width, windows->around.height};
	for (size_t i = 0; i < FRAMES_MAX; i++) {
		struct rect sides[FRAME_SIDES];
		frame_sides(i < count ? around[i] : (struct rect){0}, screen, sides);
		for (size_t k = 0; k < FRAME_SIDES; k++)
			place(edge, i * FRAME_SIDES + k, sides[k], windows->around);
	}
	if (now_ms - edge->raised_ms >= FRAME_RAISE_MS && is_hidden(edge, windows)) {
		edge->raised_ms = now_ms;
		bring_back(edge);
	}
	take_messages();
}

void edge_close(struct edge *edge)
{
	for (size_t i = 0; i < SIDES; i++) {
		if (edge->sides[i] != NULL)
			DestroyWindow(edge->sides[i]);
	}
	*edge = (struct edge){.raised_ms = 0};
}
