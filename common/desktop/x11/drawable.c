/* In a file of its own, so that the control of the leak hunt can put the root in its place. */
#include "desktop/x11/scope.h"

xcb_drawable_t scope_drawable(const struct scope *scope)
{
	return scope_is_composed(scope) ? compose_drawable(&scope->compose) : scope->display->root;
}
