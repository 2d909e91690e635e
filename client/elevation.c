#include "client/elevation.h"

#include "base/secret.h"
#include "base/text.h"
#include "session/handover.h"

#include <stdio.h>

void elevation_init(struct elevation *elevation)
{
	elevation->is_possible = elevate_is_possible();
}

static void end(struct elevation *elevation, enum result result)
{
	elevate_destroy(elevation->parent);
	elevation->parent = NULL;
	elevation->phase = ELEVATE_NONE;
	elevation->result = result;
	elevation->has_asked_engine = elevation->has_given = false;
}

void elevation_finish(struct elevation *elevation)
{
	end(elevation, RESULT_OK);
	elevated_destroy(elevation->child);
	elevation->child = NULL;
}

void elevation_begin(struct elevation *elevation, void (*on_change)(void *context), void *context)
{
	if (elevation->parent != NULL || !elevation->is_possible)
		return;
	enum result result = elevate_start(&elevation->parent, on_change, context);
	elevation->result = result;
	elevation->phase = elevate_phase(elevation->parent);
}

/* The child is there: the engine makes the handover, then the child gets it. */
static void give(struct elevation *elevation, const struct flags *flags, struct participant *participant)
{
	uint8_t *data;
	size_t size;
	if (!elevation->has_asked_engine) {
		enum result asked = participant_hand_over(participant, &flags->where, flags->proxy);
		elevation->has_asked_engine = asked == RESULT_OK;
		if (asked != RESULT_OK)
			end(elevation, asked);
		return;
	}
	enum result result = participant_handed_over(participant, &data, &size);
	if (result == RESULT_WOULD_BLOCK)
		return;
	if (result == RESULT_OK) {
		result = elevate_give(elevation->parent, data, size);
		secret_destroy(data);
	}
	elevation->has_given = result == RESULT_OK;
	if (result == RESULT_OK)
		return;
	participant_go_on_here(participant); /* it got nothing, and ends by itself */
	end(elevation, result);
}

bool elevation_note(struct elevation *elevation, const struct flags *flags, struct participant *participant,
                    const struct participant_state *state)
{
	if (elevation->child != NULL && state->phase == PHASE_IN && state->line == LINE_UP) {
		elevated_say_back(elevation->child);
		elevated_destroy(elevation->child);
		elevation->child = NULL;
	}
	if (elevation->parent == NULL)
		return false;
	elevation->phase = elevate_phase(elevation->parent);
	if (elevation->phase == ELEVATE_READY && !elevation->has_given)
		give(elevation, flags, participant);
	if (elevation->phase == ELEVATE_FAILED) {
		if (elevation->has_asked_engine)
			participant_go_on_here(participant);
		end(elevation, elevate_result(elevation->parent));
	}
	return elevation->phase == ELEVATE_DONE;
}

/* As the other process had it; a program of a company knows it by itself. */
static void take_flags(struct elevation *elevation, const struct handover *handover, struct flags *flags)
{
	if (!handover->where.is_branded) {
		flags->where = handover->where;
		flags->where.is_branded = false;
	}
	snprintf(elevation->proxy, sizeof elevation->proxy, "%s", handover->proxy);
	if (elevation->proxy[0] != 0)
		flags->proxy = elevation->proxy;
	text_speak(handover->is_german ? TEXT_GERMAN : TEXT_ENGLISH);
}

enum result elevation_take(struct elevation *elevation, const char *name, struct flags *flags, uint8_t **data,
                           size_t *size)
{
	enum result result = elevated_take(&elevation->child, name, data, size);
	if (result != RESULT_OK)
		return result;
	struct handover *handover = secret_create(sizeof *handover);
	result =
		handover == NULL ? RESULT_OUT_OF_MEMORY : handover_decode((struct bytes){*data, *size}, handover);
	if (result == RESULT_OK) {
		take_flags(elevation, handover, flags);
	} else {
		secret_destroy(*data);
		elevation_finish(elevation);
	}
	secret_destroy(handover);
	return result;
}
