#include "session/aim.h"

void aim_changed(struct aim *aim, uint32_t state, struct rect rect, int64_t now_ms)
{
	if (rect_is_empty(rect))
		return;
	aim->changes[aim->next] = (struct aim_change){.state = state, .at_ms = now_ms, .rect = rect};
	aim->next = (aim->next + 1) % AIM_CHANGES_MAX;
}

bool aim_is_true(const struct aim *aim, uint32_t state, int x_px, int y_px, int round_trip_ms, int64_t now_ms)
{
	if (state == 0)
		return true;
	for (size_t i = 0; i < AIM_CHANGES_MAX; i++) {
		const struct aim_change *change = &aim->changes[i];

		/* Numbers wrap, so "newer" is by their distance. */
		bool is_newer = change->state != 0 && (int32_t)(change->state - state) > 0;
		if (is_newer && rect_has_point(change->rect, x_px, y_px) &&
		    now_ms - change->at_ms > AIM_LATE_MS + round_trip_ms)
			return false;
	}
	return true;
}
