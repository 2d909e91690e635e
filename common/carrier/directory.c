/*
 * directory_fetch makes the tries (directory_try.h): each address directly, and
 * 250 ms later, if nothing valid is there yet, through the proxy; where no root
 * key is known, also for that. directory_work lets them go on, hears those that
 * have answered (judge), and says when it is over (is_over). All lists are judged
 * with a root key alone, so those that come before it wait (ANSWERED).
 */
#include "carrier/directory.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "base/thread.h"
#include "carrier/curl_loop.h"
#include "carrier/directory_try.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIRECTORY_TRIES_MAX = 4 * DIRECTORY_URLS_MAX /* list and key, direct and proxied */ };

struct directory {
	struct address addresses[DIRECTORY_URLS_MAX];
	size_t count;
	uint8_t root_key[SERVER_LIST_KEY_BYTES];
	bool has_key;
	char region[16];
	struct ways *ways;
	struct wake *wake;
	struct attempts attempts;

	struct curl_loop loop; /* while fetching */
	bool is_fetching, is_proxy_started;
	struct directory_try tries[DIRECTORY_TRIES_MAX];
	size_t try_count;
	int64_t start_ms, give_up_ms, first_valid_ms;
	bool was_asking; /* a person */
	bool has_new, has_bad_dates;
	int64_t date_ahead_s; /* our clock before any directory's, if that is much */

	enum result result; /* of directory_work */
	struct server_list list, candidate;
	const struct address *list_from; /* NULL: there is no list yet */
	bool is_from_memory;
	int64_t ahead_s;
};

static enum result parse_urls(struct directory *directory, const struct directory_options *options)
{
	static const char usual[] = "/list";
	for (size_t i = 0; i < DIRECTORY_URLS_MAX && options->urls[i]; i++) {
		struct address *address = &directory->addresses[directory->count++];
		enum result result = address_parse(options->urls[i], address);
		if (result != RESULT_OK)
			return result;
		if (strcmp(address->path, "/") == 0)
			memcpy(address->path, usual, sizeof usual);
	}
	return directory->count ? RESULT_OK : RESULT_BAD_ARGUMENT;
}

enum result directory_create(struct directory **out, const struct directory_options *options,
                             struct wake *wake)
{
	*out = NULL;
	struct directory *directory = calloc(1, sizeof *directory);
	if (!directory)
		return RESULT_OUT_OF_MEMORY;
	/* Counted by libcurl, and safe in any thread since 7.84. */
	curl_global_init(CURL_GLOBAL_DEFAULT);
	directory->wake = wake;
	directory->ways = options->ways;
	directory->result = RESULT_LIST_UNREACHABLE;
	snprintf(directory->region, sizeof directory->region, "%s", options->region ? options->region : "");
	directory->has_key = options->root_key != NULL;
	if (options->root_key)
		memcpy(directory->root_key, options->root_key, sizeof directory->root_key);
	enum result result = parse_urls(directory, options);
	if (result != RESULT_OK) {
		directory_destroy(directory);
		return result;
	}
	*out = directory;
	return RESULT_OK;
}

static void stop(struct directory *directory)
{
	for (size_t i = 0; i < directory->try_count; i++)
		directory_try_finish(&directory->tries[i], directory->loop.multi, clock_now_ms());
	directory->try_count = 0;
	curl_loop_finish(&directory->loop);
	directory->loop = (struct curl_loop){0};
	directory->is_fetching = false;
}

void directory_destroy(struct directory *directory)
{
	if (!directory)
		return;
	stop(directory);
	free(directory);
	curl_global_cleanup();
}

/* --- fetching
 * -----------------------------------------------------------------------------------------------------------
 */

/* Two addresses of one host (https and http) have one root key to ask for. */
static bool is_key_asked(const struct directory *directory, const struct address *address, bool is_proxied)
{
	for (size_t i = 0; i < directory->try_count; i++) {
		const struct directory_try_setup *other = &directory->tries[i].setup;
		bool is_same_port =
			address->is_tls && other->address->is_tls ? address->port == other->address->port : true;
		if (other->is_key && other->is_proxied == is_proxied && is_same_port &&
		    strcmp(other->address->host, address->host) == 0)
			return true;
	}
	return false;
}

static void start_try(struct directory *directory, const struct directory_try_setup *setup, int64_t now_ms)
{
	struct directory_try *try = &directory->tries[directory->try_count++];
	directory_try_start(try, setup, now_ms);
	directory_try_work(try, directory->loop.multi, now_ms);
}

static void start_tries(struct directory *directory, bool is_proxied, int64_t now_ms)
{
	struct directory_try_setup setup = {.ways = directory->ways,
	                                    .attempts = &directory->attempts,
	                                    .wake = directory->wake,
	                                    .is_proxied = is_proxied};
	for (size_t i = 0; i < directory->count; i++) {
		setup.address = &directory->addresses[i];
		setup.is_key = true;
		if (!directory->has_key && !is_key_asked(directory, setup.address, is_proxied))
			start_try(directory, &setup, now_ms);
		setup.is_key = false;
		start_try(directory, &setup, now_ms);
	}
}

enum result directory_fetch(struct directory *directory)
{
	thread_assert(THREAD_NET);
	int64_t now_ms = clock_now_ms();
	stop(directory);
	enum result result = curl_loop_init(&directory->loop, now_ms);
	if (result != RESULT_OK)
		return result;
	directory->is_fetching = true;
	directory->is_proxy_started = directory->has_new = directory->has_bad_dates = false;
	directory->is_from_memory = false;
	directory->date_ahead_s = directory->ahead_s = 0;
	directory->start_ms = now_ms;
	directory->give_up_ms = now_ms + DIRECTORY_TOTAL_MS;
	directory->was_asking = false;
	directory->attempts = (struct attempts){0};
	if (directory->ways)
		ways_begin(directory->ways, now_ms);
	start_tries(directory, false, now_ms);
	return RESULT_OK;
}

/* --- what comes back
 * ---------------------------------------------------------------------------------------------------- */

static void judge_key(struct directory *directory, struct directory_try *try)
{
	struct directory_answer answer = directory_try_answer(try);
	uint8_t key[SERVER_LIST_KEY_BYTES];
	enum result result = directory_judge_key(&answer, key);
	try->state = DIRECTORY_TRY_FAILED; /* it has nothing more to say */
	try->failure = result;
	if (result != RESULT_OK || directory->has_key)
		return;
	char fingerprint[SERVER_LIST_FINGERPRINT_BYTES];
	memcpy(directory->root_key, key, sizeof directory->root_key);
	directory->has_key = true;
	server_list_fingerprint(key, fingerprint);
	log_info("directory", "root key %s taken from %s over checked HTTPS, for this run", fingerprint,
	         try->setup.address->host);
}

static enum result check_list(struct directory *directory, const struct directory_answer *answer)
{
	int64_t ahead_s;
	enum result result =
		directory_judge(answer, directory->root_key, clock_wall_s(), &directory->candidate, &ahead_s);
	if (result == RESULT_LIST_CLOCK)
		directory->ahead_s = ahead_s;
	if (result == RESULT_OK && directory->list_from &&
	    directory->candidate.issued_s < directory->list.issued_s)
		return RESULT_LIST_EXPIRED;
	return result;
}

/* What to make of one list: the newest valid one is kept. */
static void judge_list(struct directory *directory, struct directory_try *try, int64_t now_ms)
{
	struct directory_answer answer = directory_try_answer(try);
	enum result result = check_list(directory, &answer);
	log_info("directory", "%s: %s", try->setup.address->host, result_name(result));
	try->state = DIRECTORY_TRY_FAILED;
	try->failure = result;
	if (result != RESULT_OK)
		return;
	if (!directory->has_new || directory->candidate.issued_s > directory->list.issued_s) {
		directory->list = directory->candidate;
		directory->list_from = try->setup.address;
	}
	if (!directory->has_new)
		directory->first_valid_ms = now_ms;
	directory->has_new = true;
}

static void note_date(struct directory *directory, const struct directory_try *try)
{
	int64_t ahead_s = try->date_s ? clock_wall_s() - try->date_s : 0;
	if (ahead_s < -DIRECTORY_CLOCK_MAX_S || ahead_s > DIRECTORY_CLOCK_MAX_S)
		directory->date_ahead_s = ahead_s;
	directory->has_bad_dates = directory->has_bad_dates || try->has_bad_dates;
}

/* Transfers that are over go back to their tries. */
static void hear_transfers(struct directory *directory, int64_t now_ms)
{
	int left;
	CURLMsg *message;
	while ((message = curl_multi_info_read(directory->loop.multi, &left))) {
		CURL *easy = message->easy_handle;
		CURLcode code = message->data.result;
		for (size_t i = 0; message->msg == CURLMSG_DONE && i < directory->try_count; i++) {
			struct directory_try *try = &directory->tries[i];
			if (!directory_try_take(try, directory->loop.multi, easy, code, now_ms))
				continue;
			note_date(directory, try);
			break;
		}
	}
}

static void judge_answers(struct directory *directory, int64_t now_ms)
{
	for (size_t i = 0; i < directory->try_count; i++)
		if (directory->tries[i].state == DIRECTORY_TRY_ANSWERED && directory->tries[i].setup.is_key)
			judge_key(directory, &directory->tries[i]);
	for (size_t i = 0; directory->has_key && i < directory->try_count; i++)
		if (directory->tries[i].state == DIRECTORY_TRY_ANSWERED)
			judge_list(directory, &directory->tries[i], now_ms);
}

/* --- the end
 * ------------------------------------------------------------------------------------------------------------
 */

/* Whether any still goes on; *is_asking: one of them waits for a person. A list that waits for a key that
 * nobody is asked for any more does not count. */
static bool is_any_left(const struct directory *directory, bool *is_asking)
{
	bool is_left = false;
	*is_asking = false;
	for (size_t i = 0; i < directory->try_count; i++) {
		const struct directory_try *try = &directory->tries[i];
		bool is_going = try->state == DIRECTORY_TRY_WAITS || try->state == DIRECTORY_TRY_RUNS;
		bool matters = !directory->has_key || !try->setup.is_key;
		is_left = is_left || (is_going && matters);
		*is_asking = *is_asking || (is_going && matters && try->report.is_waiting);
	}
	return is_left;
}

/* When the next decision is due by time alone. */
static int64_t due_ms(const struct directory *directory)
{
	if (directory->has_new)
		return directory->first_valid_ms + DIRECTORY_BETTER_MS;
	if (!directory->is_proxy_started)
		return directory->start_ms + DIRECTORY_PROXY_MS;
	return directory->give_up_ms;
}

static bool is_over(const struct directory *directory, int64_t now_ms)
{
	bool is_asking, is_left = is_any_left(directory, &is_asking);
	if (directory->has_new)
		return !is_left || now_ms >= due_ms(directory);
	if (!directory->is_proxy_started)
		return false;
	return !is_left || (!is_asking && now_ms >= due_ms(directory));
}

/* What came and can't be judged without a key: RESULT_OK: lists, as far as one can see. RESULT_LIST_PORTAL:
 * pages alone. RESULT_LIST_UNREACHABLE: nothing. */
static enum result waiting_answers(const struct directory *directory)
{
	enum result result = RESULT_LIST_UNREACHABLE;
	for (size_t i = 0; i < directory->try_count; i++) {
		if (directory->tries[i].state != DIRECTORY_TRY_ANSWERED)
			continue;
		struct directory_answer answer = directory_try_answer(&directory->tries[i]);
		if (!directory_is_page(&answer))
			return RESULT_OK;
		result = RESULT_LIST_PORTAL;
	}
	return result;
}

/* Of all tries to get a list, the failure that says most. */
static enum result worst_of(const struct directory *directory)
{
	enum result worst = RESULT_LIST_UNREACHABLE;
	for (size_t i = 0; i < directory->try_count; i++)
		if (directory->tries[i].state == DIRECTORY_TRY_FAILED && !directory->tries[i].setup.is_key)
			worst = directory_worse(worst, directory->tries[i].failure);
	return worst;
}

/* Nothing valid has come: what to say, unless an earlier list still serves. */
static enum result conclude(struct directory *directory)
{
	enum result failure = worst_of(directory);
	if (directory->has_new)
		return RESULT_OK;
	if (directory->list_from && directory->list.expires_s > clock_wall_s()) {
		log_warn("directory", "%s: the list of before serves on", result_name(failure));
		directory->is_from_memory = true;
		return RESULT_OK;
	}
	/* Certificates that are wrong by our clock alone, though the lists that came were right or unread. */
	bool is_clock = directory->has_bad_dates && directory->date_ahead_s != 0;
	enum result waiting = directory->has_key ? RESULT_LIST_UNREACHABLE : waiting_answers(directory);
	bool lacks_key = waiting == RESULT_OK;
	if (is_clock && (lacks_key || failure == RESULT_LIST_UNREACHABLE)) {
		directory->ahead_s = directory->date_ahead_s;
		return RESULT_LIST_CLOCK;
	}
	return lacks_key ? RESULT_NO_LIST_KEY : directory_worse(failure, waiting);
}

enum result directory_work(struct directory *directory)
{
	thread_assert(THREAD_NET);
	int64_t now_ms = clock_now_ms();
	if (!directory->is_fetching)
		return directory->result;
	for (size_t i = 0; i < directory->try_count; i++)
		directory_try_work(&directory->tries[i], directory->loop.multi, now_ms);
	curl_loop_work(&directory->loop, now_ms);
	hear_transfers(directory, now_ms);
	judge_answers(directory, now_ms);
	bool is_asking;
	bool wants_proxy =
		!is_any_left(directory, &is_asking) || now_ms >= directory->start_ms + DIRECTORY_PROXY_MS;
	if (!directory->has_new && !directory->is_proxy_started && wants_proxy) {
		directory->is_proxy_started = true;
		if (directory->ways)
			start_tries(directory, true, now_ms);
	}
	is_any_left(directory, &is_asking);
	if (directory->was_asking && !is_asking) /* what the answer is good for shows only now */
		directory->give_up_ms = now_ms + DIRECTORY_TOTAL_MS;
	directory->was_asking = is_asking;
	if (!is_over(directory, now_ms))
		return RESULT_WOULD_BLOCK;
	directory->result = conclude(directory);
	stop(directory);
	return directory->result;
}

size_t directory_handles(const struct directory *directory, struct wake_on *on, size_t room)
{
	return directory->is_fetching ? curl_loop_handles(&directory->loop, on, room) : 0;
}

int directory_timeout_ms(const struct directory *directory, int64_t now_ms)
{
	if (!directory->is_fetching)
		return -1;
	int64_t least_ms = due_ms(directory) - now_ms;
	int curl_ms = curl_loop_timeout_ms(&directory->loop, now_ms);
	if (curl_ms >= 0 && curl_ms < least_ms)
		least_ms = curl_ms;
	for (size_t i = 0; i < directory->try_count; i++) {
		int try_ms = directory_try_timeout_ms(&directory->tries[i], now_ms);
		if (try_ms >= 0 && try_ms < least_ms)
			least_ms = try_ms;
	}
	/* Past its time it waits for a person's answer, which wakes it; once a second is for lost wakes. */
	return least_ms > 0 ? (int)least_ms : now_ms > directory->give_up_ms ? 1000 : 0;
}

/* --- what is known
 * ------------------------------------------------------------------------------------------------------ */

const struct server_list *directory_list(const struct directory *directory)
{
	return directory->list_from ? &directory->list : NULL;
}

const char *directory_host(const struct directory *directory)
{
	return directory->list_from ? directory->list_from->host : "";
}

bool directory_is_from_memory(const struct directory *directory)
{
	return directory->is_from_memory;
}

int64_t directory_clock_ahead_s(const struct directory *directory)
{
	return directory->result == RESULT_LIST_CLOCK ? directory->ahead_s : 0;
}

const char *directory_region(const struct directory *directory)
{
	return directory->region;
}

const uint8_t *directory_root_key(const struct directory *directory)
{
	return directory->has_key ? directory->root_key : NULL;
}

const struct attempts *directory_attempts(const struct directory *directory)
{
	return &directory->attempts;
}

/* "3 days", in the greatest unit that fits. */
static void write_span(int64_t seconds, char *to, size_t room)
{
	int64_t much = seconds < 0 ? -seconds : seconds;
	int64_t days = (much + 43200) / 86400, hours = (much + 1800) / 3600;
	if (much >= 36 * 3600)
		text_write(to, room, TEXT_CLOCK_DAYS, days > 100000 ? 100000 : (int)days);
	else if (much >= 5400)
		text_write(to, room, TEXT_CLOCK_HOURS, (int)hours);
	else
		text_write(to, room, TEXT_CLOCK_MINUTES, (int)(much / 60));
}

const char *directory_words(const struct directory *directory, enum result result, char *to, size_t room)
{
	char span[64];
	if (result != RESULT_LIST_CLOCK || directory->ahead_s == 0) {
		const char *next = result_next_step(result);
		snprintf(to, room, "%s%s%s", result_words(result), next[0] ? " " : "", next);
		return to;
	}
	write_span(directory->ahead_s, span, sizeof span);
	return text_write(to, room, directory->ahead_s > 0 ? TEXT_CLOCK_AHEAD : TEXT_CLOCK_BEHIND, span);
}
