#include "session/figures.h"

#include <stdlib.h>
#include <string.h>

enum { SLOT_US = FIGURES_SPAN_US / FIGURES_SLOTS };

void figures_begin(struct figures *figures)
{
	memset(figures, 0, sizeof *figures);
	for (size_t i = 0; i < FIGURES_SLOTS; i++)
		figures->slots[i].number = -1;
}

void figures_received(struct figures *figures, size_t bytes, int64_t now_us)
{
	int64_t number = now_us / SLOT_US;
	size_t i = (size_t)(number % FIGURES_SLOTS);
	if (figures->slots[i].number != number)
		figures->slots[i].bytes = 0;
	figures->slots[i].number = number;
	figures->slots[i].bytes += bytes;
}

/* The two clocks have nothing in common but their pace, so only differences of ways mean something. */
static int late_ms(struct figures *f, uint32_t sharer_ms, int64_t arrived_us)
{
	uint16_t way = (uint16_t)((uint32_t)(arrived_us / 1000) - sharer_ms);
	if (!f->has_base || arrived_us - f->base_since_us >= 2 * FIGURES_BASE_SPAN_US) {
		f->base = f->base_before = way;
		f->base_since_us = arrived_us;
		f->has_base = true;
	} else if (arrived_us - f->base_since_us >= FIGURES_BASE_SPAN_US) {
		f->base_before = f->base;
		f->base = way;
		f->base_since_us = arrived_us;
	}
	if ((int16_t)(uint16_t)(way - f->base) < 0)
		f->base = way;
	uint16_t least = (int16_t)(uint16_t)(f->base_before - f->base) < 0 ? f->base_before : f->base;
	int late = (int16_t)(uint16_t)(way - least);
	return late > 0 ? late : 0;
}

void figures_applied(struct figures *figures, uint32_t counter, uint32_t sharer_ms, int64_t arrived_us)
{
	int late = late_ms(figures, sharer_ms, arrived_us);
	figures->arrivals[counter % FIGURES_ARRIVALS_MAX] =
		(struct figures_arrival){counter, arrived_us, late, true};
}

void figures_shown(struct figures *figures, uint32_t counter, uint32_t state, int64_t now_us)
{
	const struct figures_arrival *arrival = &figures->arrivals[counter % FIGURES_ARRIVALS_MAX];
	uint32_t i = figures->shown_count % FIGURES_SHOWN_MAX;
	if (state == figures->shown_state)
		return; /* a part of a picture, or one that was made better */
	figures->shown_state = state;
	figures->shown[i].at_us = now_us;
	figures->shown[i].delay_ms = -1;
	if (arrival->is_waiting && arrival->counter == counter)
		figures->shown[i].delay_ms = arrival->late_ms + (int)((now_us - arrival->at_us) / 1000);
	figures->shown_count++;
}

static int by_size(const void *a, const void *b)
{
	int x = *(const int *)a, y = *(const int *)b;
	return (x > y) - (x < y);
}

static void look_at_shown(const struct figures *figures, int64_t now_us, struct figures_now *now)
{
	int delays[FIGURES_SHOWN_MAX], frames = 0;
	size_t count = 0;
	for (uint32_t i = 0; i < FIGURES_SHOWN_MAX && i < figures->shown_count; i++) {
		if (now_us - figures->shown[i].at_us >= FIGURES_SPAN_US)
			continue;
		frames++;
		if (figures->shown[i].delay_ms >= 0)
			delays[count++] = figures->shown[i].delay_ms;
	}
	qsort(delays, count, sizeof *delays, by_size);
	now->frames_per_10_s = (int)((int64_t)frames * 10000000 / FIGURES_SPAN_US);
	now->delay_ms = count > 0 ? delays[count / 2] : -1;
	now->delay_worst_ms = count > 0 ? delays[count - 1] : -1;
}

struct figures_now figures_now(const struct figures *figures, int64_t now_us)
{
	struct figures_now now = {0};
	uint64_t bytes = 0;
	int64_t newest = now_us / SLOT_US;
	for (size_t i = 0; i < FIGURES_SLOTS; i++) {
		int64_t number = figures->slots[i].number;
		if (number >= 0 && number <= newest && newest - number < FIGURES_SLOTS)
			bytes += figures->slots[i].bytes;
	}
	now.kbit_per_s = (int)(bytes * 8000 / FIGURES_SPAN_US);
	look_at_shown(figures, now_us, &now);
	return now;
}
