#include "session/attending.h"

#include "base/log.h"
#include "session/sharing.h"
#include "session/staying.h"

/* The gate closes here and now; the rest follows on the net thread. */
static void on_news(void *context, enum lock_news news)
{
	struct participant *p = context;
	struct command command = {.kind = COMMAND_LOCK, .lock = news};

	if (news == LOCK_LOCKED || news == LOCK_SLEEPS)
		gate_close(p->gate);
	(void)queue_push(p->commands, &command);
}

void attending_start(struct participant *p)
{
	const struct lock_events events = {on_news, p};

	unattended_begin(&p->unattended, p->now_ms);
	enum result result = lock_watch_start(&p->lock_watch, &events);
	if (result != RESULT_OK)
		log_info("session", "whether this session is locked can't be known: %s", result_name(result));
}

void attending_stop(struct participant *p)
{
	lock_watch_stop(p->lock_watch);
	p->lock_watch = NULL;
	p->is_locked = false;
	unattended_end(&p->unattended);
}

void attending_news(struct participant *p, enum lock_news news)
{
	if (p->lock_watch == NULL) /* said before showing ended */
		return;
	switch (news) {
	case LOCK_LOCKED:
		log_info("session", "this computer's session is locked");
		p->is_locked = true;
		sharing_wait(p, REST_LOCKED);
		break;
	case LOCK_UNLOCKED:
		p->is_locked = false;
		break;
	case LOCK_SLEEPS:
		log_info("session", "this computer is about to sleep");
		sharing_wait(p, REST_SLEPT);
		break;
	case LOCK_WOKE:
		staying_doubt(p);
		break;
	default:
		break;
	}
	state_touch(p);
}

void attending_answered(struct participant *p)
{
	unattended_answer(&p->unattended, p->now_ms);
	state_touch(p);
}

void participant_go_on(struct participant *participant)
{
	struct command command = {.kind = COMMAND_GO_ON};

	(void)queue_push(participant->commands, &command);
}

void participant_stay(struct participant *participant)
{
	struct command command = {.kind = COMMAND_STAY};

	(void)queue_push(participant->commands, &command);
}

void attending_tick(struct participant *p)
{
	bool was_asked = p->unattended.asked_ms != 0;

	if (p->guard != NULL)
		unattended_hand(&p->unattended, guard_hand_ms(p->guard));
	switch (unattended_tick(&p->unattended, p->now_ms)) {
	case UNATTENDED_ASK:
		log_info("session", "nobody has touched this computer for long: asked whether to go on");
		state_touch(p);
		break;
	case UNATTENDED_REST:
		log_info("session", "nobody has answered: showing rests");
		sharing_wait(p, REST_UNANSWERED);
		break;
	default:
		if (was_asked)
			state_touch(p); /* the time that is left */
		break;
	}
}

int attending_shorten(const struct participant *p, int timeout_ms)
{
	struct timer next = {0};
	int left_ms = unattended_left_ms(&p->unattended, p->now_ms);

	if (p->unattended.asked_ms != 0 && left_ms > 1000)
		left_ms = 1000; /* the time that is left is told each second */
	if (left_ms >= 0)
		timer_set(&next, p->now_ms, left_ms);
	return timer_shorten(&next, p->now_ms, timeout_ms);
}

void attending_describe(const struct participant *p, struct participant_state *out)
{
	out->is_locked = p->is_locked;
	out->is_stay_asked = p->unattended.asked_ms != 0;
	out->stay_left_ms = out->is_stay_asked ? unattended_left_ms(&p->unattended, p->now_ms) : 0;
}
