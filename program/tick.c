#include "program/tick.h"

#include "base/clock.h"

void tick_note(struct tick *tick, struct way *way, struct line *line, const struct participant_state *state,
               struct ui *ui)
{
	int64_t now_ms = clock_now_ms();
	int way_ms = way_note(way, state, now_ms), line_ms = line_note(line, state, now_ms);
	bool is_going = way_ms >= 0 || line_ms >= 0;
	if (way_ms >= 0)
		ui_wake_in(ui, way_ms);
	if (line_ms >= 0)
		ui_wake_in(ui, line_ms);
	if (is_going || tick->was_going)
		ui_redraw(ui);
	tick->was_going = is_going;
}
