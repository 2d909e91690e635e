#include "desktop/x11/scope.h"

#include "base/clock.h"

#include <string.h>

enum result scope_open(struct scope *scope, const struct display *display, struct rect screen)
{
	*scope = (struct scope){.display = display, .screen = screen};
	enum result result = windows_start(&scope->windows, display);
	if (result == RESULT_OK)
		windows_own(&scope->windows, &scope->own);
	return result;
}

void scope_close(struct scope *scope)
{
	edge_close(&scope->edge);
	compose_close(&scope->compose);
	windows_finish(&scope->windows);
}

bool scope_is_composed(const struct scope *scope)
{
	return scope->choice.kind == SHARE_APPLICATIONS;
}

/* Layers begin anew: they are of another choice or of another size. */
static void begin(struct scope *scope)
{
	compose_close(&scope->compose);
	if (scope_is_composed(scope))
		compose_open(&scope->compose, scope->display, scope->screen);
	scope->windows.is_changed = true;
}

void scope_choose(struct scope *scope, const struct share_choice *choice, struct rect monitor)
{
	scope->choice = *choice;
	scope->monitor = monitor;
	edge_close(&scope->edge);
	scope->edge_due_ms = 1;
	begin(scope);
	(void)scope_follow(scope, &scope->damage);
}

void scope_resize(struct scope *scope, struct rect screen)
{
	scope->screen = screen;
	begin(scope);
}

bool scope_event(struct scope *scope, const xcb_generic_event_t *event)
{
	if (windows_event(&scope->windows, event))
		return true;
	return scope_is_composed(scope) && compose_event(&scope->compose, event, &scope->damage);
}

static void follow_own(struct scope *scope)
{
	struct region now;
	windows_own(&scope->windows, &now);
	bool is_same = now.count == scope->own.count &&
	               memcmp(now.rects, scope->own.rects, now.count * sizeof *now.rects) == 0;
	if (!is_same) {
		region_add_all(&scope->damage, &scope->own);
		region_add_all(&scope->damage, &now);
	}
	scope->own = now;
}

enum result scope_follow(struct scope *scope, struct region *damage)
{
	enum result result = RESULT_OK;
	if (scope->windows.is_changed) {
		scope->windows.is_changed = false;
		scope->edge_due_ms = 1;
		if (scope_is_composed(scope))
			result = compose_follow(&scope->compose, &scope->windows, &scope->choice, &scope->damage);
		else
			follow_own(scope);
	}
	if (damage != &scope->damage) {
		region_add_all(damage, &scope->damage);
		region_clear(&scope->damage);
	}
	return result;
}

/* What gets a frame: all, or each window but menus and the like, which have no frame of their own either. */
static size_t framed(const struct scope *scope, struct rect to[static FRAMES_MAX])
{
	size_t count = 0;
	if (scope->choice.kind != SHARE_APPLICATIONS) {
		to[0] = scope->choice.kind == SHARE_MONITOR ? scope->monitor : scope->screen;
		return scope->choice.kind == SHARE_NOTHING ? 0 : 1;
	}
	for (size_t i = scope->windows.count; i > 0 && count < FRAMES_MAX; i--) {
		const struct window *window = &scope->windows.list[i - 1];
		if (windows_is_chosen(window, &scope->choice) && !window->found.is_menu)
			to[count++] = window->rect;
	}
	return count;
}

void scope_frame(struct scope *scope, int *again_ms)
{
	struct rect around[FRAMES_MAX];
	int64_t now_ms = clock_now_ms();
	int left_ms = scope->edge_due_ms > now_ms ? (int)(scope->edge_due_ms - now_ms) : 0;
	if (!scope->choice.has_frame || scope->edge_due_ms == 0)
		return;
	if (left_ms == 0) {
		left_ms = edge_follow(&scope->edge, &scope->windows, around, framed(scope, around), now_ms);
		scope->edge_due_ms = left_ms < 0 ? 0 : now_ms + left_ms;
	}
	if (left_ms >= 0 && (*again_ms < 0 || left_ms < *again_ms))
		*again_ms = left_ms;
}

void scope_prepare(struct scope *scope, const struct region *want)
{
	if (scope_is_composed(scope))
		compose_paint(&scope->compose, want);
	scope->own_read = scope->own;
}

void scope_cover(struct scope *scope, struct image *image, const struct region *read)
{
	if (scope_is_composed(scope))
		return;
	struct region now;
	windows_own(&scope->windows, &now);
	region_add_all(&now, &scope->own_read);
	for (size_t i = 0; i < now.count; i++) {
		for (size_t k = 0; k < read->count; k++)
			image_fill(image, rect_intersect(now.rects[i], read->rects[k]), SHARE_CALM);
	}
}
