#include "desktop/quiet.h"

void quiet_note(struct quiet *quiet, bool is_first, int64_t now_us)
{
	quiet->last_us = now_us;
	if (is_first)
		quiet->first_us = now_us;
}

int64_t quiet_left_us(const struct quiet *quiet, bool is_busy, int64_t now_us)
{
	int64_t patience_us = quiet->first_us + QUIET_PATIENCE_US - now_us;
	int64_t quiet_us = is_busy ? QUIET_US : quiet->last_us + QUIET_US - now_us;
	return quiet_us < patience_us ? quiet_us : patience_us;
}
