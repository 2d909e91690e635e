/*
 * directory_fetch starts one thread that asks all addresses through one
 * curl_multi: fetch_all() is its loop, judge() decides about each answer. It
 * shares with the net thread, under `lock`, only whether to stop, whether it is
 * done, and curl's handle to be woken by. What it found is read after it has
 * been joined.
 */
#include "carrier/directory.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct address {
	char url[DIRECTORY_URL_BYTES];
	char host[SERVER_LIST_HOST_BYTES];
};

/* One address being asked. The fetching thread's. */
struct transfer {
	CURL *easy;
	struct buffer text;
	const struct address *from;
};

struct directory {
	struct address addresses[DIRECTORY_URLS_MAX];
	size_t count;
	uint8_t root_key[SERVER_LIST_KEY_BYTES];
	struct wake *wake;
	struct thread *thread; /* while fetching */

	struct mutex *lock;
	bool is_stopping, is_done;
	CURLM *multi; /* to wake the thread by; NULL before and after */

	/* The thread's while it runs, the net thread's otherwise. */
	enum result result;
	struct server_list list, candidate;
	const struct address *list_from; /* NULL: there is no list yet */
	bool has_new;
	int64_t first_valid_ms;
};

/* Takes host and path out of a URL; the path of the list is added where there is none. */
static bool parse_url(CURLU *parser, const char *url, struct address *out)
{
	char *scheme = NULL, *host = NULL, *path = NULL, *whole = NULL;
	bool is_good = curl_url_set(parser, CURLUPART_URL, url, 0) == CURLUE_OK &&
	               curl_url_get(parser, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	               curl_url_get(parser, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	               curl_url_get(parser, CURLUPART_PATH, &path, 0) == CURLUE_OK &&
	               (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
	if (is_good && strcmp(path, "/") == 0)
		is_good = curl_url_set(parser, CURLUPART_PATH, "/list", 0) == CURLUE_OK;
	is_good = is_good && curl_url_get(parser, CURLUPART_URL, &whole, 0) == CURLUE_OK &&
	          strlen(whole) < sizeof out->url && strlen(host) < sizeof out->host;
	if (is_good) {
		bool has_brackets = host[0] == '['; /* an IPv6 address: they belong to the URL alone */
		snprintf(out->url, sizeof out->url, "%s", whole);
		snprintf(out->host, sizeof out->host, "%.*s", (int)strcspn(host + has_brackets, "]"),
		         host + has_brackets);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(path);
	curl_free(whole);
	return is_good;
}

static enum result parse_urls(struct directory *directory, const struct directory_options *options)
{
	for (size_t i = 0; i < DIRECTORY_URLS_MAX && options->urls[i]; i++) {
		CURLU *parser = curl_url();
		if (!parser)
			return RESULT_OUT_OF_MEMORY;
		bool is_good = parse_url(parser, options->urls[i], &directory->addresses[i]);
		curl_url_cleanup(parser);
		if (!is_good)
			return RESULT_BAD_ARGUMENT;
		directory->count++;
	}
	return directory->count ? RESULT_OK : RESULT_BAD_ARGUMENT;
}

enum result directory_create(struct directory **out, const struct directory_options *options,
                             struct wake *wake)
{
	*out = NULL;
	if (!options->root_key)
		return RESULT_NO_LIST_KEY;
	struct directory *directory = calloc(1, sizeof *directory);
	if (!directory)
		return RESULT_OUT_OF_MEMORY;
	/* Counted by libcurl, and safe in any thread since 7.84. */
	curl_global_init(CURL_GLOBAL_DEFAULT);
	directory->wake = wake;
	memcpy(directory->root_key, options->root_key, sizeof directory->root_key);
	directory->lock = mutex_create();
	enum result result = directory->lock ? parse_urls(directory, options) : RESULT_OUT_OF_MEMORY;
	if (result != RESULT_OK) {
		directory_destroy(directory);
		return result;
	}
	*out = directory;
	return RESULT_OK;
}

/* Ends the thread if there is one. */
static void join(struct directory *directory)
{
	if (!directory->thread)
		return;
	mutex_lock(directory->lock);
	directory->is_stopping = true;
	if (directory->multi)
		curl_multi_wakeup(directory->multi);
	mutex_unlock(directory->lock);
	thread_join(directory->thread);
	directory->thread = NULL;
}

void directory_destroy(struct directory *directory)
{
	if (!directory)
		return;
	join(directory);
	mutex_destroy(directory->lock);
	free(directory);
	curl_global_cleanup();
}

/* curl's callback; anything but `size * count` ends the transfer. */
static size_t take_text(char *data, size_t size, size_t count, void *context)
{
	struct transfer *transfer = context;
	struct bytes bytes = {(const uint8_t *)data, size * count};
	return buffer_append(&transfer->text, bytes) == RESULT_OK ? bytes.size : 0;
}

static bool start_transfer(CURLM *multi, struct transfer *transfer, const struct address *from)
{
	buffer_init(&transfer->text, SERVER_LIST_BYTES_MAX);
	transfer->from = from;
	transfer->easy = curl_easy_init();
	CURL *easy = transfer->easy;
	if (!easy)
		return false;
	curl_easy_setopt(easy, CURLOPT_URL, from->url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(easy, CURLOPT_MAXREDIRS, 3L);
	curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* a name server that does not answer holds up nobody */
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)DIRECTORY_CONNECT_MS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)DIRECTORY_TOTAL_MS);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_text);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	return curl_multi_add_handle(multi, easy) == CURLM_OK;
}

/* Of two failures the one that says more. */
static enum result worse_of(enum result a, enum result b)
{
	static const enum result order[] = {RESULT_LIST_FOREIGN, RESULT_LIST_UNSIGNED, RESULT_LIST_EXPIRED,
	                                    RESULT_LIST_BAD};
	for (size_t i = 0; i < sizeof order / sizeof *order; i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return RESULT_LIST_UNREACHABLE;
}

static enum result check(struct directory *directory, const struct transfer *transfer, CURLcode code)
{
	if (code == CURLE_WRITE_ERROR) /* take_text refused: too long */
		return RESULT_LIST_BAD;
	if (code != CURLE_OK)
		return RESULT_LIST_UNREACHABLE;
	enum result result = server_list_open(buffer_bytes(&transfer->text), directory->root_key, clock_wall_s(),
	                                      &directory->candidate);
	if (result == RESULT_OK && directory->list_from &&
	    directory->candidate.issued_s < directory->list.issued_s)
		return RESULT_LIST_EXPIRED;
	return result;
}

/* What to make of one answer: the newest valid one is kept. */
static void judge(struct directory *directory, const struct transfer *transfer, CURLcode code)
{
	enum result result = check(directory, transfer, code);
	log_info("directory", "%s: %s%s%s, %zu bytes", transfer->from->url, result_name(result), code ? ", " : "",
	         code ? curl_easy_strerror(code) : "", transfer->text.size_bytes);
	if (result != RESULT_OK) {
		if (!directory->has_new)
			directory->result = worse_of(directory->result, result);
		return;
	}
	if (!directory->has_new || directory->candidate.issued_s > directory->list.issued_s) {
		directory->list = directory->candidate;
		directory->list_from = transfer->from;
	}
	if (!directory->has_new)
		directory->first_valid_ms = clock_now_ms();
	directory->has_new = true;
	directory->result = RESULT_OK;
}

static void judge_finished(struct directory *directory, CURLM *multi)
{
	int left;
	CURLMsg *message;
	while ((message = curl_multi_info_read(multi, &left))) {
		struct transfer *transfer = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
		judge(directory, transfer, message->data.result);
	}
}

static bool is_stopping(struct directory *directory)
{
	mutex_lock(directory->lock);
	bool stop = directory->is_stopping;
	mutex_unlock(directory->lock);
	return stop;
}

/* Until all have answered, time is up, or the first valid answer is old enough. */
static void fetch_all(struct directory *directory, CURLM *multi)
{
	int64_t end_ms = clock_now_ms() + DIRECTORY_TOTAL_MS;
	int running = 1;
	while (running && !is_stopping(directory)) {
		if (curl_multi_perform(multi, &running) != CURLM_OK)
			break;
		judge_finished(directory, multi);
		int64_t until_ms = end_ms;
		if (directory->has_new && directory->first_valid_ms + DIRECTORY_BETTER_MS < until_ms)
			until_ms = directory->first_valid_ms + DIRECTORY_BETTER_MS;
		int64_t left_ms = until_ms - clock_now_ms();
		if (left_ms <= 0)
			break;
		if (running && curl_multi_poll(multi, NULL, 0, (int)left_ms, NULL) != CURLM_OK)
			break;
	}
}

static void share_multi(struct directory *directory, CURLM *multi)
{
	mutex_lock(directory->lock);
	directory->multi = multi;
	mutex_unlock(directory->lock);
}

static void fetch(struct directory *directory)
{
	struct transfer transfers[DIRECTORY_URLS_MAX] = {0};
	CURLM *multi = curl_multi_init();
	if (!multi) {
		directory->result = RESULT_OUT_OF_MEMORY;
		return;
	}
	share_multi(directory, multi);
	size_t started = 0;
	for (size_t i = 0; i < directory->count; i++)
		if (start_transfer(multi, &transfers[i], &directory->addresses[i]))
			started++;
	if (started)
		fetch_all(directory, multi);
	share_multi(directory, NULL);
	for (size_t i = 0; i < directory->count; i++) {
		if (transfers[i].easy)
			curl_multi_remove_handle(multi, transfers[i].easy);
		curl_easy_cleanup(transfers[i].easy);
		buffer_finish(&transfers[i].text);
	}
	curl_multi_cleanup(multi);
}

static void run(void *context)
{
	struct directory *directory = context;
	fetch(directory);
	mutex_lock(directory->lock);
	directory->is_done = true;
	mutex_unlock(directory->lock);
	wake_signal(directory->wake);
}

enum result directory_fetch(struct directory *directory)
{
	thread_assert(THREAD_NET);
	join(directory);
	directory->is_stopping = directory->is_done = directory->has_new = false;
	directory->result = RESULT_LIST_UNREACHABLE;
	return thread_start(&directory->thread, THREAD_ANY, run, directory);
}

enum result directory_work(struct directory *directory)
{
	thread_assert(THREAD_NET);
	if (directory->thread) {
		mutex_lock(directory->lock);
		bool is_done = directory->is_done;
		mutex_unlock(directory->lock);
		if (!is_done)
			return RESULT_WOULD_BLOCK;
		join(directory);
	}
	return directory->result;
}

const struct server_list *directory_list(const struct directory *directory)
{
	return directory->list_from ? &directory->list : NULL;
}

const char *directory_host(const struct directory *directory)
{
	return directory->list_from ? directory->list_from->host : "";
}
