/*
 * What passes between net and the media thread: orders one way, outputs the other, each in order. Who may be
 * lost when a queue is full, and what must not: sharer_post_order.
 */
#include "session/sharer_inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"

#include <stdlib.h>

/* --- the media thread's side
 * -----------------------------------------------------------------------------------------------------
 */

void sharer_post_drop(void *item)
{
	struct sharer_output *output = item;

	free(output->frame);
	secret_wipe(&output->key, sizeof output->key);
}

void sharer_post_put(struct sharer *s, struct sharer_output *output)
{
	/* The queue has room for all that is not a frame, since frames stop at OUTPUTS_FULL. */
	if (queue_push(s->outputs, output) != RESULT_OK) {
		log_error("sharer", "an output was lost");
		sharer_post_drop(output);
	}
}

void sharer_post_failed(struct sharer *s, enum result result)
{
	struct sharer_output output = {.kind = SHARER_FAILED, .result = result};

	sharer_post_put(s, &output);
	s->is_stopping = true;
}

/* --- net's side
 * -------------------------------------------------------------------------------------------------------------------
 */

void sharer_post_order(struct sharer *s, struct sharer_order what)
{
	/* What others can cause at will leaves room for what must not be lost: a viewer's removal, the stop. Who
	 * needs a start asks again; who is blocked falls silent. */
	bool may_be_lost = what.kind == ORDER_ACK || what.kind == ORDER_FOCUS || what.kind == ORDER_START ||
	                   what.kind == ORDER_BLOCKED;

	if (may_be_lost && queue_count(s->orders) >= SHARER_ORDERS_MAX / 2)
		return;
	what.at_us = clock_now_us();
	if (queue_push(s->orders, &what) != RESULT_OK)
		log_error("sharer", "an order was lost");
}

bool sharer_output(struct sharer *sharer, struct sharer_output *out)
{
	while (queue_pop(sharer->outputs, out)) {
		/* What was sealed before a removal was carried out may still be for who was removed. */
		if (out->kind != SHARER_FRAME || out->removals == sharer->removals_ordered)
			return true;
		sharer_post_drop(out);
		if (sharer->missed_at[out->lane] != sharer->removals_ordered)
			sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_MISSED, .lane = out->lane});
		sharer->missed_at[out->lane] = sharer->removals_ordered;
	}
	return false;
}

void sharer_add_viewer(struct sharer *sharer, uint16_t peer, uint32_t capabilities)
{
	sharer_post_order(sharer,
	                  (struct sharer_order){.kind = ORDER_ADD, .peer = peer, .capabilities = capabilities});
}

void sharer_remove_viewer(struct sharer *sharer, uint16_t peer)
{
	sharer->removals_ordered++;
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_REMOVE, .peer = peer});
}

void sharer_start_anew(struct sharer *sharer, uint16_t peer, bool has_nothing)
{
	sharer_post_order(sharer,
	                  (struct sharer_order){.kind = ORDER_START, .peer = peer, .has_nothing = has_nothing});
}

void sharer_blocked(struct sharer *sharer, uint16_t peer, uint8_t lane)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_BLOCKED, .peer = peer, .lane = lane});
}

void sharer_wish(struct sharer *sharer, uint16_t peer, bool wants_vp8_only, bool saves_data)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_WISH,
	                                                .peer = peer,
	                                                .wants_vp8_only = wants_vp8_only,
	                                                .saves_data = saves_data});
}

void sharer_share(struct sharer *sharer, const struct share_choice *choice)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_SHARE, .choice = *choice});
}

void sharer_pause(struct sharer *sharer, bool is_paused)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_PAUSE, .is_paused = is_paused});
}

void sharer_ack(struct sharer *sharer, uint16_t peer, const struct picture_ack *ack)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_ACK, .peer = peer, .ack = *ack});
}

void sharer_focus(struct sharer *sharer, int x_px, int y_px)
{
	sharer_post_order(sharer, (struct sharer_order){.kind = ORDER_FOCUS, .x_px = x_px, .y_px = y_px});
}
