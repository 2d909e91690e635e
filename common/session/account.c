#include "session/account.h"

#include "base/clock.h"
#include "session/talk.h"

enum {
	CLOCK_OFF_MAX_MS = 3600 * 1000, /* a master's clock that is further off is not believed */
	LEAVING_OFF_MAX_MS = 10000,
};

void account_begin(struct participant *p)
{
	mutex_lock(p->lock);
	p->journal = (struct journal){0};
	mutex_unlock(p->lock);
	p->wall_offset_ms = p->gone_at_ms = p->self.since_ms = 0;
}

int64_t account_now_ms(struct participant *p)
{
	if (p->wall_offset_ms == 0)
		p->wall_offset_ms = clock_wall_s() * 1000 - p->now_ms;
	return p->wall_offset_ms + p->now_ms;
}

static bool is_near(uint64_t told_ms, int64_t now_ms, int64_t most_ms)
{
	return told_ms <= INT64_MAX && (int64_t)told_ms - now_ms < most_ms && now_ms - (int64_t)told_ms < most_ms;
}

void account_roster(struct participant *p, const wire_Roster *told)
{
	int64_t now_ms = account_now_ms(p);

	/* Once: all that comes later is measured by the same. */
	bool is_first = p->options.role == PARTICIPANT_CLIENT && p->journal.person_count == 0;
	if (is_first && is_near(told->at_ms, now_ms, CLOCK_OFF_MAX_MS)) {
		now_ms = (int64_t)told->at_ms;
		p->wall_offset_ms = now_ms - p->now_ms;
	}
	mutex_lock(p->lock);
	journal_roster(&p->journal, told, &p->roster, &p->self, now_ms);
	mutex_unlock(p->lock);
}

void account_share(struct participant *p, const uint8_t id[static ROSTER_ID_BYTES], const wire_Share *share)
{
	int64_t now_ms = account_now_ms(p);

	mutex_lock(p->lock);
	journal_share(&p->journal, id, share, now_ms);
	mutex_unlock(p->lock);
}

void account_leave(struct participant *p)
{
	wire_Message message = {.which_what = wire_Message_leaving_tag};
	int64_t now_ms = account_now_ms(p);

	message.what.leaving.at_ms = (uint64_t)now_ms;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			talk_send(p, &p->roster.people[i], &message);
	}
	mutex_lock(p->lock);
	journal_leave(&p->journal, now_ms);
	mutex_unlock(p->lock);
}

void account_leaving(struct participant *p, struct person *person, const wire_Leaving *leaving)
{
	int64_t now_ms = account_now_ms(p);

	person->left_ms = is_near(leaving->at_ms, now_ms, LEAVING_OFF_MAX_MS) ? (int64_t)leaving->at_ms : now_ms;
}

void account_gone(struct participant *p, const struct person *person)
{
	p->gone_at_ms = person->left_ms;
}

void account_end(struct participant *p)
{
	int64_t at_ms = p->gone_at_ms != 0 ? p->gone_at_ms : account_now_ms(p);

	mutex_lock(p->lock);
	journal_end(&p->journal, at_ms);
	mutex_unlock(p->lock);
	p->gone_at_ms = 0;
}

bool participant_summary(struct participant *participant, struct summary *out)
{
	mutex_lock(participant->lock);
	bool is_there = journal_sum(&participant->journal, out);
	mutex_unlock(participant->lock);
	return is_there;
}
