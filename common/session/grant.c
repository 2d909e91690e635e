#include "session/grant.h"

static bool change(struct grant *grant, bool view, bool control)
{
	if (grant->view == view && grant->control == control)
		return false;
	grant->view = view;
	grant->control = control;
	if (!control)
		grant->clipboard = 0;
	grant->generation++;
	return true;
}

bool grant_set(struct grant *grant, bool view, bool control)
{
	bool was_asked = grant->asks_view || grant->asks_control;

	grant->asks_view = grant->asks_control = false;
	return change(grant, view, control) || was_asked;
}

bool grant_set_clipboard(struct grant *grant, bool may_read)
{
	bool will = may_read && grant->control;

	if (will == (grant->clipboard != 0))
		return false;
	grant->clipboard = will ? ++grant->clipboard_turns : 0;
	return true;
}

bool grant_end_control(struct grant *grant)
{
	return change(grant, grant->view, false);
}

bool grant_end(struct grant *grant)
{
	grant->asks_view = grant->asks_control = false;
	return change(grant, false, false);
}

bool grant_ask(struct grant *grant, bool view, bool control)
{
	bool new_view = view && !grant->view && !grant->asks_view;
	bool new_control = control && !grant->control && !grant->asks_control;

	grant->asks_view |= new_view;
	grant->asks_control |= new_control;
	return new_view || new_control;
}

bool grant_allows(const struct grant *grant, uint32_t generation)
{
	return grant->control && generation == grant->generation;
}
