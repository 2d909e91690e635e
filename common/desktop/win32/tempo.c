#include "desktop/win32/tempo.h"

void tempo_wake(struct tempo *tempo, int64_t now_us)
{
	tempo->active_us = now_us;
}

void tempo_looked(struct tempo *tempo, int64_t began_us, int64_t now_us)
{
	tempo->looked_us = now_us;
	tempo->cost_us = now_us - began_us;
}

int64_t tempo_left_us(const struct tempo *tempo, int64_t now_us)
{
	int64_t calm_us = now_us - tempo->active_us - TEMPO_CALM_US;
	int64_t pause_us = calm_us <= 0 ? TEMPO_LEAST_US : TEMPO_LEAST_US + calm_us / 4;
	if (pause_us < tempo->cost_us)
		pause_us = tempo->cost_us;
	if (pause_us > TEMPO_MOST_US)
		pause_us = TEMPO_MOST_US;
	return tempo->looked_us + pause_us - now_us;
}
