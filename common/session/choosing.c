#include "session/choosing.h"

#include "base/clock.h"
#include "session/engine.h"

#include <stdlib.h>

enum { HAND_WAIT_MS = 60, HAND_TURN_MS = 5 };

void participant_choose(struct participant *participant, const struct share_choice *choice)
{
	struct command command = {.kind = COMMAND_CHOOSE, .choice = malloc(sizeof *command.choice)};

	if (command.choice == NULL)
		return;
	*command.choice = *choice;
	command.is_hand = choice->kind != SHARE_NOTHING && participant_hand_was_real(participant);
	if (queue_push(participant->commands, &command) != RESULT_OK)
		free(command.choice);
}

enum result participant_choices(const struct participant *participant, struct participant_choices *out)
{
	const char *display = participant->options.display;
	struct desktop *desktop;

	*out = (struct participant_choices){.monitor_count = 0};
	enum result result = desktop_open(&desktop, display);
	if (result != RESULT_OK)
		return result;
	out->monitor_count = desktop_monitors(desktop, out->monitors, DESKTOP_MONITORS_MAX);
	out->applications_result = desktop_can_compose(desktop) ? RESULT_OK : RESULT_NO_APPLICATIONS;
	desktop_close(desktop);
	if (out->applications_result == RESULT_OK)
		out->applications_result =
			desktop_applications(display, out->applications, APPLICATIONS_MAX, &out->application_count);
	return RESULT_OK;
}

void participant_choices_finish(struct participant_choices *choices)
{
	applications_finish(choices->applications, choices->application_count);
	choices->application_count = 0;
}

void participant_question(struct participant *participant, bool is_open)
{
	if (is_open) {
		participant->questions++;
		gate_pause(participant->gate);
	} else if (participant->questions > 0) {
		participant->questions--;
		gate_resume(participant->gate);
	}
}

/* One look; the guard must not end meanwhile. */
static bool is_hand_seen(struct participant *p)
{
	mutex_lock(p->lock);
	bool is_seen = p->guard == NULL || guard_saw_physical_press(p->guard, clock_now_ms());
	mutex_unlock(p->lock);
	return is_seen;
}

bool participant_hand_was_real(struct participant *participant)
{
	/* The guard has a connection of its own, on which the same press may come a moment later. */
	for (int waited_ms = 0; waited_ms < HAND_WAIT_MS; waited_ms += HAND_TURN_MS) {
		if (is_hand_seen(participant))
			return true;
		clock_sleep_ms(HAND_TURN_MS);
	}
	return is_hand_seen(participant);
}

void participant_grant(struct participant *participant, uint16_t peer, bool view, bool control)
{
	struct command command = {.kind = COMMAND_GRANT, .peer = peer, .view = view, .control = control};

	command.is_hand = (view || control) && participant_hand_was_real(participant);
	(void)queue_push(participant->commands, &command);
}

void participant_grant_clipboard(struct participant *participant, uint16_t peer, bool may_read)
{
	struct command command = {.kind = COMMAND_GRANT_CLIPBOARD, .peer = peer, .yes = may_read};

	command.is_hand = may_read && participant_hand_was_real(participant);
	(void)queue_push(participant->commands, &command);
}
