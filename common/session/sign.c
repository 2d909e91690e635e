#include "session/sign.h"

#include "base/log.h"
#include "session/staying.h"
#include "session/talk.h"

enum { TELL_MS = 1000 /* the ui hears each second how long it is */ };

void sign_heard(struct participant *p, struct person *person)
{
	person->heard_ms = p->now_ms;
	if (person->peer == p->viewing)
		p->is_sign_missed = false;
}

void sign_promised(struct participant *p, struct person *person, uint32_t each_ms)
{
	uint32_t most = each_ms > SIGN_PROMISE_MAX_MS ? SIGN_PROMISE_MAX_MS : each_ms;

	person->sign_ms = most != 0 && most < SIGN_PROMISE_MIN_MS ? SIGN_PROMISE_MIN_MS : most;
	sign_heard(p, person);
}

/* The one viewed, if signs are to be expected of that one now; NULL: they are not. */
static const struct person *awaited(const struct participant *p)
{
	for (int i = 0; p->viewing != 0 && i < PARTICIPANT_PEOPLE_MAX; i++) {
		const struct person *person = &p->roster.people[i];
		if (person->peer == p->viewing)
			return person->sign_ms != 0 && person->got_view && person->rested_ms == 0 ? person : NULL;
	}
	return NULL;
}

static int64_t missed_at_ms(const struct person *person)
{
	return person->heard_ms + person->sign_ms + SIGN_LATE_MS;
}

int sign_silence_ms(const struct participant *p)
{
	const struct person *person = awaited(p);

	return person != NULL && p->now_ms >= missed_at_ms(person) ? (int)(p->now_ms - person->heard_ms) : 0;
}

static void send_signs(struct participant *p)
{
	p->signed_ms = p->now_ms;
	p->is_quiet = true;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (roster_is_in(person) && person->given.view) /* what goes before it is a sign as well */
			(void)talk_send_record(p, person, RECORD_SIGN, (struct bytes){NULL, 0});
	}
	p->is_quiet = false;
}

void sign_tick(struct participant *p)
{
	if (p->is_share_open && p->now_ms - p->signed_ms >= SIGN_EACH_MS)
		send_signs(p);
	if (p->is_sign_missed || sign_silence_ms(p) == 0)
		return;
	p->is_sign_missed = true;
	log_info("session", "nothing is heard of %u, whose screen is shown", p->viewing);
	staying_doubt(p);
	state_touch(p);
}

int sign_shorten(const struct participant *p, int timeout_ms)
{
	const struct person *person = awaited(p);
	struct timer next = {0};

	if (p->is_share_open) {
		timer_set(&next, p->signed_ms, SIGN_EACH_MS);
		timeout_ms = timer_shorten(&next, p->now_ms, timeout_ms);
	}
	if (person == NULL)
		return timeout_ms;
	if (p->is_sign_missed)
		timer_set(&next, p->now_ms, TELL_MS);
	else
		timer_set(&next, missed_at_ms(person), 0);
	return timer_shorten(&next, p->now_ms, timeout_ms);
}
