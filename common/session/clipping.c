/*
 * Each turn of the net thread looks at who may have what is copied here. Listening to the clipboard begins
 * anew whenever somebody gets a new right, so that what was copied before can't be what comes out of it; it
 * ends with the last one. What was read is kept once, while pieces of it are under way to anybody.
 */
#include "session/clipping.h"

#include "base/clock.h"
#include "base/log.h"
#include "session/sharing.h"
#include "session/talk.h"

static void on_news(void *context)
{
	struct participant *p = context;

	wake_signal(p->wake);
}

/* Opened when it is needed first; where it can't be had, nothing else depends on it. */
static bool is_at_hand(struct participant *p)
{
	struct clipboard_events events = {.on_news = on_news, .context = p};

	if (p->clipping.clipboard == NULL && !p->clipping.is_missing) {
		enum result result = clipboard_open(&p->clipping.clipboard, p->options.display, &events);
		/* Another process may go on in our place (handover.h): its ids are newer than ours. */
		p->clipping.id = (uint32_t)clock_wall_s();
		p->clipping.is_missing = result != RESULT_OK;
		if (result != RESULT_OK)
			log_warn("session", "no clipboard: %s", result_name(result));
	}
	return p->clipping.clipboard != NULL;
}

/* F12 counts from when it was pressed, not from when its turn comes. */
static bool may_be_controlled(const struct participant *p)
{
	return p->is_guarded && gate_f12_seen(p->gate) == p->f12_seen;
}

static struct clip_right right_to_send(const struct participant *p, const struct person *person)
{
	bool i_control = person->got_control && !person->rests && person->peer == p->viewing;
	bool may_read = person->given.clipboard != 0 && !sharing_is_resting(person) && may_be_controlled(p);

	if (person->peer == 0 || !talk_is_up(person))
		return (struct clip_right){0};
	if (i_control)
		return (struct clip_right){.turn = person->got_generation};
	return (struct clip_right){.is_sharer = true, .turn = may_read ? person->given.clipboard : 0};
}

static struct clip_right right_of_sender(const struct participant *p, const struct person *person,
                                         bool is_sharer)
{
	bool i_read = person->got_control && !person->rests;
	bool controls = person->given.control && !sharing_is_resting(person) && may_be_controlled(p);

	if (is_sharer)
		return (struct clip_right){.is_sharer = true, .turn = i_read ? person->got_clipboard : 0};
	return (struct clip_right){.turn = controls ? person->given.generation : 0};
}

static void forget_text(struct participant *p)
{
	clipboard_text_finish(&p->clipping.text);
}

/* Listens while anybody may have what is copied. */
static void set_rights(struct participant *p)
{
	bool is_any = false, is_new = false;

	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		is_new |= clip_out_set_right(&person->clip_out, right_to_send(p, person));
		is_any |= person->clip_out.right.turn != 0;
	}
	if (is_any == p->clipping.is_listening && !is_new)
		return;
	p->clipping.is_listening = is_any;
	if (!is_any)
		forget_text(p);
	if (is_any ? is_at_hand(p) : p->clipping.clipboard != NULL)
		clipboard_listen(p->clipping.clipboard, is_any);
}

static void take_news(struct participant *p)
{
	struct clipboard_text text = {0};
	enum result result = clipboard_take(p->clipping.clipboard, &text);

	if (result == RESULT_WOULD_BLOCK)
		return;
	if (p->clipping.result != result)
		state_touch(p);
	p->clipping.result = result;
	forget_text(p);
	p->clipping.text = text;
	p->clipping.id++;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++)
		clip_out_start(&p->roster.people[i].clip_out, p->clipping.id);
	log_info("session", "copied here: %zu bytes, %s", text.size, result_name(result));
}

/* As many pieces as may be under way; returns whether more are to go. */
static bool send_pieces(struct participant *p, struct person *person)
{
	wire_Message message = {.which_what = wire_Message_clip_tag};
	struct bytes text = {p->clipping.text.data, p->clipping.text.size};

	while (clip_out_next(&person->clip_out, text, &message.what.clip)) {
		if (pair_send_passing(person->pair, &message, CLIPPING_UNDER_WAY_BYTES, p->now_ms) != RESULT_OK)
			return true;
		clip_out_sent(&person->clip_out, &message.what.clip);
	}
	return false;
}

void clipping_work(struct participant *p)
{
	bool is_under_way = false;

	set_rights(p);
	if (!p->clipping.is_listening || p->clipping.clipboard == NULL)
		return;
	take_news(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX && p->clipping.text.size > 0; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->clip_out.is_open)
			is_under_way |= send_pieces(p, person);
	}
	if (!is_under_way)
		forget_text(p);
}

static void put(struct participant *p, const struct person *from)
{
	struct bytes text = buffer_bytes(&from->clip_in.text);

	if (!is_at_hand(p))
		return;
	enum result result = clipboard_put(p->clipping.clipboard, text);
	log_info("session", "copied by %u: %zu bytes, %s", from->peer, text.size, result_name(result));
}

enum result clipping_message(struct participant *p, struct person *from, const wire_Message *message)
{
	if (message->which_what != wire_Message_clip_tag)
		return RESULT_NEED_MORE;
	const wire_Clip *piece = &message->what.clip;
	if (clip_in_take(&from->clip_in, piece, right_of_sender(p, from, piece->is_sharer)) == RESULT_OK) {
		put(p, from);
		clip_in_drop(&from->clip_in);
	}
	return RESULT_OK;
}

void clipping_person_gone(struct person *person)
{
	clip_in_finish(&person->clip_in);
	person->clip_out = (struct clip_out){0};
}

void clipping_end(struct participant *p)
{
	clipboard_close(p->clipping.clipboard);
	forget_text(p);
	p->clipping = (struct clipping){0};
}
