/*
 * The window. What is on the way is a ring of messages in order; an acknowledgement
 * takes out all up to its counter.
 *
 * Two estimates make the window. The shortest round trip: any message can lower it;
 * one that was sent while nothing else was on the way may also raise it once it is 10 s
 * old, and if there was none for that long, sending rests until there is. The line's
 * bandwidth: the best of the last rates at which bytes were acknowledged while the
 * line was busy; or, for lines that are never busy, what larger single messages took
 * beyond the shortest round trip. Neither is lowered by a lack of things to send.
 *
 * What the window allows is spaced: no more than 50 ms of the line should wait in front of it, as after a
 * rest the window is open all at once.
 *
 * While nothing is known (slow start) the window grows by what is acknowledged, until
 * the first sign of a queue. Later it follows the estimates, and shrinks, at most once
 * per round trip, when a queue is seen nevertheless. What only waited for something that
 * was lost (nothing comes, then all at once) says nothing of queue or line. The time in which the viewer held
 * an acknowledgement back does not count as queue, but it does in the rates, so that a
 * viewer that decodes slowly is not sent more than it can show.
 */
#include "picture/pace.h"

enum {
	MS = 1000,
	SECOND_US = 1000 * MS,
	RTT_OLD_US = 10 * SECOND_US,
	QUEUE_WANTED_US = 50 * MS,
	QUEUE_MORE_US = 30 * MS, /* beyond it: this is no jitter */
	QUEUE_START_US = 25 * MS,
	OVER_US = 250 * MS,
	OVER_WINDOWS = 4,
	STALL_US = 60 * MS, /* an acknowledgement that is so late waited for something that was lost */
	BURST = 2,          /* times the line: what has only waited comes so fast, at least */
	IDLE_US = 10 * SECOND_US,
	CHUNK_US = 20 * MS,
	CHUNK_SLOW_US =
		40 * MS, /* where 20 ms are so few bytes that headers and cut pieces would cost a third more */
	CHUNK_LONGEST_US = 200 * MS, /* but for the very least: what the person types waits for so long */
	SLOW_BYTES_PER_S = 100000,
	TIGHT_CALM_US = 3 * SECOND_US, /* without a queue, and the line must be faster than it was */
	TIGHT_BYTES_PER_S = 12500,     /* below, 50 ms are less than a chunk */
	CHUNK_HEAD_BYTES = 70,         /* of our frame, IP and TCP, at most */
	CHUNK_FIRST_BYTES = 800,       /* while the line is not known */
	ALONE_MORE_BYTES = 1000, /* a single message must be so much larger than the shortest to say something */
	ALONE_TIME_MIN_US = 500, /* less says more about schedulers than about lines */
};

/* What is sent goes out faster than the line takes it, so that a faster line shows; more so while no queue
 * shows. */
static const double gains[] = {1.25, 1.5, 2};
static const double window_full = 0.6; /* the last chunk may not have fitted any more */

void pace_init(struct pace *pace, int64_t now_us)
{
	*pace = (struct pace){.window_bytes = PACE_WINDOW_BYTES_START,
	                      .active_us = now_us,
	                      .delivered_us = now_us,
	                      .is_starting = true};
}

void pace_set_urgent(struct pace *pace, bool is_urgent)
{
	pace->is_urgent = is_urgent;
}

void pace_restart(struct pace *pace, int64_t now_us)
{
	pace->flight_first = pace->flight_count = 0;
	pace->flight_bytes = 0;
	pace->front_bytes = 0;
	pace->calm_us = 0;
	pace->active_us = pace->delivered_us = now_us;
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* Where a chunk is long, what somebody types waits for all that is on the way. */
static bool is_tight(const struct pace *pace)
{
	return pace->is_urgent && pace->line_bytes_per_s > 0 && pace->line_bytes_per_s < TIGHT_BYTES_PER_S;
}

static double chunk_bytes(const struct pace *pace)
{
	if (pace->line_bytes_per_s <= 0)
		return CHUNK_FIRST_BYTES;
	if (pace->line_bytes_per_s >= SLOW_BYTES_PER_S)
		return clamp(pace->line_bytes_per_s * CHUNK_US / SECOND_US, 0, PACE_CHUNK_BYTES_MAX);
	double least = clamp(pace->line_bytes_per_s * CHUNK_LONGEST_US / SECOND_US, PACE_CHUNK_BYTES_MIN,
	                     pace->is_urgent ? PACE_CHUNK_BYTES_MIN : PACE_CHUNK_BYTES_SLOW_MIN);
	/* Without a step at the border: from 40 ms there to 20 ms. */
	return clamp(pace->line_bytes_per_s * CHUNK_SLOW_US / SECOND_US, least,
	             (double)SLOW_BYTES_PER_S * CHUNK_US / SECOND_US);
}

static void set_window(struct pace *pace, double bytes)
{
	/* Two chunks keep a line busy. Where they are short, what each costs beside them counts. */
	double heads = is_tight(pace) ? 2 * CHUNK_HEAD_BYTES : 0;

	pace->window_bytes = clamp(bytes, 2 * chunk_bytes(pace) + heads, PACE_WINDOW_BYTES_MAX);
}

/* Under a steady load no message is ever alone, and the queue that we keep would pass for distance. */
static bool must_drain(const struct pace *pace, int64_t now_us)
{
	if (pace->flight_count == 0 || pace->rtt_min_us <= 0 || now_us - pace->rtt_min_at_us <= RTT_OLD_US)
		return false;
	/* What follows the one that was alone does not delay it. */
	const struct pace_flight *first = &pace->flight[pace->flight_first];
	return !first->was_alone || first->sent_us - pace->rtt_min_at_us <= RTT_OLD_US;
}

static double gain(const struct pace *pace, int64_t now_us)
{
	int64_t rounds = pace->calm_us != 0 && pace->rtt_us > 0 ? (now_us - pace->calm_us) / pace->rtt_us : 0;

	return gains[rounds < 2 ? rounds : 2];
}

static double front_now(const struct pace *pace, int64_t now_us)
{
	double gone = pace->line_bytes_per_s * gain(pace, now_us) * (double)(now_us - pace->front_us) / SECOND_US;

	return gone < pace->front_bytes ? pace->front_bytes - gone : 0;
}

/* A window that opens all at once, after a rest, would all be queued in front of the line. */
static bool must_space(const struct pace *pace, int64_t now_us)
{
	return !pace->is_starting &&
	       front_now(pace, now_us) > pace->line_bytes_per_s * QUEUE_WANTED_US / SECOND_US;
}

int64_t pace_due_us(const struct pace *pace, int64_t now_us)
{
	if (!must_space(pace, now_us))
		return INT64_MAX;
	double more = front_now(pace, now_us) - pace->line_bytes_per_s * QUEUE_WANTED_US / SECOND_US;
	return now_us + 1 + (int64_t)(more * SECOND_US / (pace->line_bytes_per_s * gain(pace, now_us)));
}

size_t pace_budget(struct pace *pace, int64_t now_us)
{
	if (pace->flight_count == PACE_FLIGHT_MAX || must_drain(pace, now_us))
		return 0;
	if (must_space(pace, now_us)) {
		pace->was_spaced = true;
		return 0;
	}
	if (pace->flight_count == 0 && now_us - pace->active_us > IDLE_US) {
		set_window(pace, pace->window_bytes / 2); /* the line is what it was, but others may use it now */
		pace->active_us = now_us;
	}
	double chunk = chunk_bytes(pace), room = pace->window_bytes - (double)pace->flight_bytes;
	if (chunk > pace->window_bytes / 2)
		chunk = pace->window_bytes / 2; /* the window has not grown to what is known of the line */
	/* Half a chunk is worth sending; less would all go into headers. */
	if (room < chunk / 2 || room < PACE_CHUNK_BYTES_MIN)
		return 0;
	return (size_t)(room < chunk ? room : chunk);
}

void pace_sent(struct pace *pace, uint32_t counter, size_t bytes, int64_t now_us)
{
	if (pace->flight_count == PACE_FLIGHT_MAX)
		return; /* pace_budget was not asked; its acknowledgement is covered by later ones */
	if (pace->flight_count == 0)
		pace->delivered_us = now_us; /* the line was not busy until now */
	pace->flight_bytes += bytes;
	pace->front_bytes = front_now(pace, now_us) + (double)bytes;
	pace->front_us = now_us;
	struct pace_flight flight = {.counter = counter,
	                             .bytes = (uint32_t)bytes,
	                             .sent_us = now_us,
	                             .delivered = pace->delivered,
	                             .delivered_us = pace->delivered_us,
	                             .was_alone = pace->flight_count == 0,
	                             .was_full = (double)pace->flight_bytes > pace->window_bytes * window_full};
	pace->flight[(pace->flight_first + pace->flight_count) % PACE_FLIGHT_MAX] = flight;
	pace->flight_count++;
	pace->active_us = now_us;
}

/* Something of it was lost, and what came behind waited for it: nothing is acknowledged for a while, then all
 * at once. A line that has become slower acknowledges at its new pace instead, and has not done so yet. */
static bool is_after_stall(const struct pace *pace, const struct pace_flight *newest, int64_t now_us)
{
	if (newest->sent_us >= pace->stalled_us || pace->line_bytes_per_s <= 0)
		return false;
	double since = (double)(pace->delivered - pace->stalled_bytes);
	double line = pace->line_bytes_per_s * (double)(now_us - pace->stalled_us) / SECOND_US;
	return since >= BURST * line;
}

/* Looks whether this acknowledgement was overdue: later after the one before than its bytes take, by far. */
static void note_stall(struct pace *pace, const struct pace_flight *newest, uint64_t bytes, int64_t now_us)
{
	if (pace->line_bytes_per_s <= 0 || newest->sent_us < pace->stalled_us)
		return;
	int64_t from_us = newest->sent_us + pace->rtt_min_us;
	if (from_us < pace->delivered_us)
		from_us = pace->delivered_us;
	int64_t due_us = from_us + (int64_t)((double)bytes * SECOND_US / pace->line_bytes_per_s);
	if (now_us - due_us < STALL_US)
		return;
	pace->stalled_us = now_us;
	pace->stalled_bytes = pace->delivered - bytes;
}

/* How much longer than the shortest a message took because it is larger. */
static int64_t own_us(const struct pace *pace, const struct pace_flight *message)
{
	if (pace->line_bytes_per_s <= 0 || message->bytes <= pace->rtt_min_bytes)
		return 0;
	return (int64_t)((message->bytes - pace->rtt_min_bytes) * (double)SECOND_US / pace->line_bytes_per_s);
}

static void learn_rtt(struct pace *pace, const struct pace_flight *newest, int64_t rtt_us, int64_t now_us)
{
	bool is_old = newest->was_alone && now_us - pace->rtt_min_at_us > RTT_OLD_US;
	bool is_first = pace->rtt_min_us == 0;
	if (!is_first && is_old && pace->rtt_once_us == 0 &&
	    rtt_us - own_us(pace, newest) > pace->rtt_min_us + pace->rtt_min_us / 4) {
		pace->rtt_once_us = rtt_us; /* the way is longer, or something of it was lost: one more says which */
		return;
	}
	if (is_first || rtt_us < pace->rtt_min_us || is_old) {
		pace->rtt_min_us = rtt_us > 0 ? rtt_us : 1;
		if (!is_first && is_old && pace->rtt_once_us != 0 && pace->rtt_once_us < pace->rtt_min_us)
			pace->rtt_min_us = pace->rtt_once_us;
		pace->rtt_min_bytes = newest->bytes;
	}
	if (rtt_us > pace->rtt_min_us + pace->rtt_min_us / 16 && !is_old)
		return;
	pace->rtt_min_at_us = now_us;
	pace->rtt_once_us = 0;
}

/* One that was alone: what it took beyond the shortest is its own length. */
static void learn_from_single(struct pace *pace, const struct pace_flight *newest)
{
	if (newest->bytes < pace->rtt_min_bytes + ALONE_MORE_BYTES)
		return;
	int64_t more_us = pace->rtt_us - pace->rtt_min_us;
	if (more_us < ALONE_TIME_MIN_US)
		more_us = ALONE_TIME_MIN_US;
	pace->alone_bytes = pace->alone_bytes * 0.8 + (newest->bytes - pace->rtt_min_bytes);
	pace->alone_s = pace->alone_s * 0.8 + (double)more_us / SECOND_US;
}

/* One of a busy time: how much was acknowledged from its sending until now. */
static void learn_from_busy(struct pace *pace, const struct pace_flight *newest, int64_t now_us)
{
	int64_t span_us = now_us - newest->delivered_us;
	if (span_us < ALONE_TIME_MIN_US)
		span_us = ALONE_TIME_MIN_US;
	double rate = (double)(pace->delivered - newest->delivered) * SECOND_US / (double)span_us;
	pace->rate = rate;
	if (!newest->was_full && rate < pace->line_bytes_per_s)
		return; /* it says how much there was to send */
	pace->rates[pace->rate_next++ % PACE_RATES] = rate;
	/* Busy times say it better than single messages of long ago. */
	pace->alone_bytes *= 0.7;
	pace->alone_s *= 0.7;
	if (pace->alone_bytes < 1)
		pace->alone_bytes = pace->alone_s = 0;
}

static void learn_line(struct pace *pace)
{
	double best = 0;
	for (size_t i = 0; i < PACE_RATES; i++)
		best = pace->rates[i] > best ? pace->rates[i] : best;
	if (pace->alone_s > 0 && pace->alone_bytes / pace->alone_s > best)
		best = pace->alone_bytes / pace->alone_s;
	if (best > 0)
		pace->line_bytes_per_s = best;
}

static double wanted_window(const struct pace *pace)
{
	int64_t queue_us = is_tight(pace) ? 0 : QUEUE_WANTED_US;

	return pace->line_bytes_per_s * (double)(pace->rtt_min_us + queue_us) / SECOND_US;
}

/* A queue is seen. One that is still there a round trip after the window was made smaller is no stall that a
 * loss makes: the line has become slower than it was, whatever it did of late. */
static void reduce(struct pace *pace, int64_t queue_us, int64_t now_us)
{
	if (pace->reductions++ > 0) {
		for (size_t i = 0; i < PACE_RATES; i++) {
			if (pace->rates[i] > pace->rate * gains[0])
				pace->rates[i] = pace->rate * gains[0];
		}
		pace->alone_bytes = pace->alone_s = 0;
	}
	set_window(pace, pace->window_bytes * (double)pace->rtt_min_us / (double)(pace->rtt_min_us + queue_us));
	pace->reduced_us = now_us;
}

static void follow(struct pace *pace, int64_t queue_us, uint64_t acked_bytes, bool was_used, int64_t now_us)
{
	double wanted = wanted_window(pace);
	int64_t allowed_us = QUEUE_WANTED_US + QUEUE_MORE_US + pace->rtt_min_us / 4;
	int64_t calm_us = QUEUE_START_US + pace->rtt_min_us / 16;
	if (queue_us <= allowed_us)
		pace->reductions = 0;
	if (queue_us > calm_us)
		pace->calm_us = 0;
	else if (was_used && pace->calm_us == 0)
		pace->calm_us = now_us;
	if (pace->is_starting && queue_us > calm_us) {
		pace->is_starting = false;
		pace->reduced_us = now_us;
	}
	bool is_long = queue_us > allowed_us;
	if (is_long && now_us - pace->reduced_us > pace->rtt_us) {
		reduce(pace, queue_us, now_us);
	} else if (was_used && !is_long && (pace->is_starting || wanted > pace->window_bytes)) {
		set_window(pace, pace->window_bytes + (double)acked_bytes);
	} else if (was_used && queue_us < calm_us &&
	           (!is_tight(pace) || now_us - pace->calm_us > TIGHT_CALM_US)) {
		set_window(pace, pace->window_bytes +
		                     (double)acked_bytes / 4); /* all of it is used, and there is no queue */
	} else if (!pace->is_starting && wanted < pace->window_bytes) {
		set_window(pace, pace->window_bytes - (pace->window_bytes - wanted) / 4);
	}
}

/* Takes out all up to the counter; gives the newest of them, and how many bytes they were. False: it was
 * none. */
static bool take_acked(struct pace *pace, uint32_t counter, struct pace_flight *newest, uint64_t *bytes)
{
	bool is_any = false;
	while (pace->flight_count > 0) {
		struct pace_flight *first = &pace->flight[pace->flight_first];
		if ((int32_t)(counter - first->counter) < 0)
			break;
		*newest = *first;
		*bytes += first->bytes;
		is_any = true;
		pace->flight_first = (pace->flight_first + 1) % PACE_FLIGHT_MAX;
		pace->flight_count--;
	}
	return is_any;
}

void pace_acked(struct pace *pace, uint32_t counter, uint32_t held_us, uint32_t shown_us, int64_t now_us)
{
	struct pace_flight newest;
	uint64_t bytes = 0, before = pace->flight_bytes;
	if (!take_acked(pace, counter, &newest, &bytes))
		return;
	pace->flight_bytes -= bytes;
	pace->delivered += bytes;
	pace->rtt_us = now_us - newest.sent_us;
	note_stall(pace, &newest, bytes, now_us);
	bool has_waited = is_after_stall(pace, &newest, now_us);
	int64_t line_us = pace->rtt_us - (int64_t)held_us;
	if (line_us < 1)
		line_us = 1; /* a viewer that claims to have held it for longer than it was on the way */
	learn_rtt(pace, &newest, line_us, now_us);
	if (newest.was_alone)
		learn_from_single(pace, &newest);
	if ((!newest.was_alone || pace->was_spaced) && !has_waited)
		learn_from_busy(pace, &newest, now_us);
	pace->delivered_us = now_us;
	learn_line(pace);
	/* Only a window that was used says that a larger one would be, too. */
	bool was_used = (double)before > pace->window_bytes / 2 || pace->was_spaced;
	pace->was_spaced = false;
	if (!has_waited)
		follow(pace, line_us - pace->rtt_min_us - own_us(pace, &newest), bytes, was_used, now_us);
	if (shown_us != UINT32_MAX)
		pace->shown_us += ((int64_t)shown_us - pace->shown_us) / 8;
}

uint32_t pace_line_bytes_per_s(const struct pace *pace)
{
	return pace->line_bytes_per_s > UINT32_MAX ? UINT32_MAX : (uint32_t)pace->line_bytes_per_s;
}

bool pace_knows_line(const struct pace *pace)
{
	return !pace->is_starting && pace->line_bytes_per_s > 0;
}

int64_t pace_rtt_us(const struct pace *pace)
{
	return pace->rtt_min_us;
}

bool pace_is_idle(const struct pace *pace)
{
	return (double)pace->flight_bytes <= pace->window_bytes / 2;
}

bool pace_is_over(const struct pace *pace, int64_t now_us)
{
	if (pace->flight_count == 0 || (double)pace->flight_bytes <= 2 * pace->window_bytes)
		return false;
	if ((double)pace->flight_bytes > OVER_WINDOWS * pace->window_bytes)
		return true;
	return now_us - pace->flight[pace->flight_first].sent_us > pace->rtt_min_us + OVER_US;
}
