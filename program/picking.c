#include "program/picking.h"

#include "base/thread.h"
#include "ui/logo.h"

#include <stdlib.h>
#include <string.h>

static void look(void *context)
{
	struct picking *picking = context;
	picking->result = participant_choices(picking->participant, &picking->found);
	mutex_lock(picking->mutex);
	picking->is_done = true;
	mutex_unlock(picking->mutex);
	ui_wake(picking->ui);
}

void picking_look(struct picking *picking, const struct participant *participant, struct ui *ui)
{
	if (picking->is_looking)
		return;
	if (picking->mutex == NULL)
		picking->mutex = mutex_create();
	picking->participant = participant;
	picking->ui = ui;
	picking->is_done = false;
	picking->is_looking =
		picking->mutex != NULL && thread_start(&picking->thread, THREAD_ANY, look, picking) == RESULT_OK;
}

static void forget(struct picking *picking)
{
	participant_choices_finish(&picking->choices);
	for (int i = 0; i < PICKING_SHOWN_MAX; i++) {
		logo_destroy(picking->logos[i]);
		picking->logos[i] = NULL;
		picking->is_picked[i] = false;
	}
	picking->is_there = false;
}

static struct logo *logo_of(const struct image *picture)
{
	struct logo *logo = NULL;
	size_t count = (size_t)picture->width_px * (size_t)picture->height_px;
	uint8_t *rgba = picture->pixels != NULL && count > 0 ? malloc(count * 4) : NULL;
	for (int y = 0; rgba != NULL && y < picture->height_px; y++) {
		const uint32_t *row = image_row(picture, y);
		for (int x = 0; x < picture->width_px; x++) {
			const uint8_t pixel[4] = {(uint8_t)(row[x] >> 16), (uint8_t)(row[x] >> 8), (uint8_t)row[x], 255};
			memcpy(rgba + 4 * ((size_t)y * (size_t)picture->width_px + (size_t)x), pixel, sizeof pixel);
		}
	}
	if (rgba != NULL)
		logo_create(&logo, rgba, picture->width_px, picture->height_px);
	free(rgba);
	return logo;
}

bool picking_note(struct picking *picking)
{
	if (!picking->is_looking)
		return false;
	mutex_lock(picking->mutex);
	bool is_done = picking->is_done;
	mutex_unlock(picking->mutex);
	if (!is_done)
		return false;
	thread_join(picking->thread);
	picking->thread = NULL;
	picking->is_looking = false;
	forget(picking);
	picking->choices = picking->found;
	memset(&picking->found, 0, sizeof picking->found);
	if (picking->result != RESULT_OK) {
		participant_choices_finish(&picking->choices);
		picking->choices.applications_result = picking->result;
	}
	for (size_t i = 0; i < picking->choices.application_count && i < PICKING_SHOWN_MAX; i++)
		picking->logos[i] = logo_of(&picking->choices.applications[i].picture);
	picking->is_there = true;
	return true;
}

void picking_finish(struct picking *picking)
{
	if (picking->is_looking) {
		thread_join(picking->thread);
		participant_choices_finish(&picking->found);
	}
	forget(picking);
	mutex_destroy(picking->mutex);
	memset(picking, 0, sizeof *picking);
}

bool picking_choice(const struct picking *picking, struct share_choice *out)
{
	*out = (struct share_choice){.kind = SHARE_APPLICATIONS};
	for (size_t i = 0; i < picking->choices.application_count && i < PICKING_SHOWN_MAX; i++) {
		if (picking->is_picked[i] && out->application_count < SHARE_APPLICATIONS_MAX)
			out->applications[out->application_count++] = picking->choices.applications[i].id;
	}
	return out->application_count > 0;
}
