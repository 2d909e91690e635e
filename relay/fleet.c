/*
 * One request at a time: next_ask says which, start_ask sends it, take_answer
 * hears what came of it. A round goes keepalive (or grant), range, then what follows
 * from the book: a step about prefixes, our entry if it is not what it should be.
 * Each failure goes to the next endpoint, and begins a new round after a second.
 */
#include "relay/fleet.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/file.h"
#include "base/log.h"
#include "base/secret.h"
#include "relay/fleet_json.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BYTES = 256, REVOKE_MS = 1000, KEEP_MS = 1500 };

enum ask { ASK_NOTHING, ASK_LOGIN, ASK_GRANT, ASK_KEEP, ASK_RANGE, ASK_STEP, ASK_PUT, ASK_REVOKE };

static const char *const paths[] = {"",
                                    "/v3/auth/authenticate",
                                    "/v3/lease/grant",
                                    "/v3/lease/keepalive",
                                    "/v3/kv/range",
                                    "/v3/kv/txn",
                                    "/v3/kv/put",
                                    "/v3/lease/revoke"};

struct credentials {
	char user[WORD_BYTES], password[WORD_BYTES];
	char ca[WORD_BYTES], certificate[WORD_BYTES], key[WORD_BYTES];
};

struct fleet {
	char endpoints[FLEET_ENDPOINTS_MAX][WORD_BYTES];
	size_t endpoint_count, endpoint;
	struct credentials *credentials; /* secret memory */
	char folder[FLEET_FOLDER_BYTES];
	char token[FLEET_TOKEN_BYTES];
	bool wants_login;

	CURLM *multi;
	CURL *easy; /* the request on its way; NULL: none */
	enum ask asked;
	struct curl_slist *head;
	struct buffer body, answer;

	int64_t next_ms;        /* before it nothing is asked */
	int64_t lease, kept_ms; /* 0: there is none */
	bool is_read;           /* in this round */
	int failures;           /* in a row */
	struct fleet_book book, read;
	struct fleet_step step;
	struct server_list_relay self, written; /* as it should be; as it is under the lease */
	bool has_self, has_written;
};

/* --- setting up
 * ---------------------------------------------------------------------------------------------------------
 */

static bool take_endpoints(struct fleet *fleet, const char *text)
{
	while (*text) {
		size_t length = strcspn(text, ",");
		bool is_url = strncmp(text, "http://", 7) == 0 || strncmp(text, "https://", 8) == 0;
		if (!is_url || length >= WORD_BYTES || fleet->endpoint_count == FLEET_ENDPOINTS_MAX)
			return false;
		char *to = fleet->endpoints[fleet->endpoint_count++];
		memcpy(to, text, length);
		to[length] = 0;
		while (length > 0 && to[length - 1] == '/')
			to[--length] = 0;
		text += strcspn(text, ",");
		text += *text == ',';
	}
	return fleet->endpoint_count > 0;
}

static bool take_word(struct bytes value, char to[static WORD_BYTES])
{
	if (value.size == 0 || value.size >= WORD_BYTES)
		return false;
	memcpy(to, value.data, value.size);
	to[value.size] = 0;
	return true;
}

static bool take_credential(struct credentials *credentials, const struct config_line *line)
{
	struct {
		const char *name;
		char *to;
	} words[] = {{"user", credentials->user},
	             {"password", credentials->password},
	             {"ca", credentials->ca},
	             {"certificate", credentials->certificate},
	             {"key", credentials->key}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (config_is(line, words[i].name))
			return take_word(line->value, words[i].to);
	return false;
}

static enum result read_credentials(struct fleet *fleet, const char *path)
{
	struct buffer file;
	struct config_line line;
	int number = 0;
	if (!path[0])
		return RESULT_OK;
	buffer_init(&file, 16384);
	enum result result = file_read(path, &file);
	struct reader reader = reader_over(buffer_bytes(&file));
	while (result == RESULT_OK && config_next(&reader, &number, &line))
		if (!take_credential(fleet->credentials, &line))
			result = RESULT_DISK;
	if (file.data)
		secret_wipe(file.data, file.room_bytes);
	buffer_finish(&file);
	fleet->wants_login = fleet->credentials->user[0] != 0;
	return result == RESULT_OK ? RESULT_OK : RESULT_DISK;
}

enum result fleet_create(struct fleet **out, const struct fleet_setup *setup)
{
	*out = NULL;
	struct fleet *fleet = calloc(1, sizeof *fleet);
	if (!fleet)
		return RESULT_OUT_OF_MEMORY;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	buffer_init(&fleet->body, FLEET_BODY_BYTES_MAX);
	buffer_init(&fleet->answer, FLEET_ANSWER_BYTES_MAX);
	fleet->credentials = secret_create(sizeof *fleet->credentials);
	fleet->multi = curl_multi_init();
	fleet_json_folder(setup->fleet_id, fleet->folder);
	enum result result = fleet->credentials && fleet->multi ? RESULT_OK : RESULT_OUT_OF_MEMORY;
	if (result == RESULT_OK && !take_endpoints(fleet, setup->endpoints))
		result = RESULT_BAD_ARGUMENT;
	if (result == RESULT_OK)
		result = read_credentials(fleet, setup->credentials);
	if (result != RESULT_OK) {
		fleet_destroy(fleet);
		return result;
	}
	*out = fleet;
	return RESULT_OK;
}

void fleet_introduce(struct fleet *fleet, const struct server_list_relay *self)
{
	fleet->self = *self;
	fleet->has_self = true;
}

/* --- asking
 * -------------------------------------------------------------------------------------------------------------
 */

static size_t take_answer_bytes(char *data, size_t size, size_t count, void *context)
{
	struct bytes bytes = {(const uint8_t *)data, size * count};
	return buffer_append(context, bytes) == RESULT_OK ? bytes.size : 0;
}

static void end_ask(struct fleet *fleet)
{
	if (fleet->easy) {
		curl_multi_remove_handle(fleet->multi, fleet->easy);
		curl_easy_cleanup(fleet->easy);
	}
	curl_slist_free_all(fleet->head);
	fleet->easy = NULL;
	fleet->head = NULL;
	fleet->asked = ASK_NOTHING;
	if (fleet->body.data)
		secret_wipe(fleet->body.data, fleet->body.room_bytes);
	buffer_consume(&fleet->body, fleet->body.size_bytes);
}

static bool write_body(struct fleet *fleet, enum ask ask)
{
	uint8_t *room = buffer_reserve(&fleet->body, FLEET_BODY_BYTES_MAX);
	struct writer w = writer_into(room, room ? FLEET_BODY_BYTES_MAX : 0);
	switch (ask) {
	case ASK_LOGIN:
		fleet_json_login(fleet->credentials->user, fleet->credentials->password, &w);
		break;
	case ASK_GRANT:
		fleet_json_grant(FLEET_TTL_S, &w);
		break;
	case ASK_RANGE:
		fleet_json_range(fleet->folder, &w);
		break;
	case ASK_STEP:
		fleet_json_step(fleet->folder, &fleet->book, &fleet->step, &w);
		break;
	case ASK_PUT:
		fleet_json_put_relay(fleet->folder, &fleet->self, fleet->lease, &w);
		break;
	default:
		fleet_json_lease(fleet->lease, &w);
		break;
	}
	if (!room || w.failed)
		return false;
	buffer_commit(&fleet->body, w.size);
	return true;
}

static void set_tls(const struct credentials *credentials, CURL *easy)
{
	if (credentials->ca[0])
		curl_easy_setopt(easy, CURLOPT_CAINFO, credentials->ca);
	if (credentials->certificate[0])
		curl_easy_setopt(easy, CURLOPT_SSLCERT, credentials->certificate);
	if (credentials->key[0])
		curl_easy_setopt(easy, CURLOPT_SSLKEY, credentials->key);
}

static CURL *prepare(struct fleet *fleet, enum ask ask)
{
	char url[WORD_BYTES + 64], line[FLEET_TOKEN_BYTES + 32];
	CURL *easy = curl_easy_init();
	if (!easy)
		return NULL;
	snprintf(url, sizeof url, "%s%s", fleet->endpoints[fleet->endpoint], paths[ask]);
	snprintf(line, sizeof line, "Authorization: %s", fleet->token);
	fleet->head = curl_slist_append(NULL, "Content-Type: application/json");
	if (fleet->token[0])
		fleet->head = curl_slist_append(fleet->head, line);
	struct bytes body = buffer_bytes(&fleet->body);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_PROXY, ""); /* our own network */
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)FLEET_ANSWER_MS);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, fleet->head);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)body.size);
	curl_easy_setopt(easy, CURLOPT_POSTFIELDS, (const char *)body.data);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take_answer_bytes);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, &fleet->answer);
	set_tls(fleet->credentials, easy);
	return easy;
}

static bool start_ask(struct fleet *fleet, enum ask ask)
{
	buffer_consume(&fleet->answer, fleet->answer.size_bytes);
	fleet->asked = ask;
	if (!write_body(fleet, ask) || !(fleet->easy = prepare(fleet, ask)))
		return false;
	if (curl_multi_add_handle(fleet->multi, fleet->easy) == CURLM_OK)
		return true;
	curl_easy_cleanup(fleet->easy);
	fleet->easy = NULL;
	return false;
}

/* Our entry as it should be: with the prefixes that are ours by the book. */
static bool entry_is_due(struct fleet *fleet)
{
	struct route_share share;
	fleet_book_share(&fleet->book, fleet->self.id, &share);
	fleet->self.has_prefix = share.count > 0;
	if (!fleet->has_self || !fleet->self.has_prefix)
		return false;
	fleet->self.prefix_first = share.prefixes[0];
	fleet->self.prefix_last = share.prefixes[share.count - 1];
	return !fleet->has_written || !fleet_book_is_same_relay(&fleet->self, &fleet->written);
}

/* What to ask now; ASK_NOTHING: the round is over. */
static enum ask next_ask(struct fleet *fleet, int64_t now_ms, int64_t now_s)
{
	if (fleet->wants_login)
		return ASK_LOGIN;
	if (!fleet->has_self)
		return ASK_NOTHING;
	if (!fleet->lease)
		return ASK_GRANT;
	if (now_ms >= fleet->kept_ms + KEEP_MS)
		return ASK_KEEP;
	if (!fleet->is_read)
		return ASK_RANGE;
	fleet->step = fleet_book_plan(&fleet->book, fleet->self.id, now_s);
	if (fleet->step.what != FLEET_KEEP)
		return ASK_STEP;
	return entry_is_due(fleet) ? ASK_PUT : ASK_NOTHING;
}

/* --- hearing
 * ------------------------------------------------------------------------------------------------------------
 */

static void fail(struct fleet *fleet, const char *why, int64_t now_ms)
{
	fleet->failures++;
	if (fleet->failures == 1 || fleet->failures % 60 == 0)
		log_warn("fleet", "etcd at %s: %s; what was known last is used", fleet->endpoints[fleet->endpoint],
		         why);
	end_ask(fleet);
	fleet->endpoint = (fleet->endpoint + 1) % fleet->endpoint_count;
	bool has_tried_all = fleet->failures % (int)fleet->endpoint_count == 0;
	fleet->next_ms = has_tried_all ? now_ms + FLEET_EACH_MS : now_ms;
	fleet->is_read = false;
}

/* RESULT_BAD_FRAME: that was no answer of etcd's. */
static enum result take_answer(struct fleet *fleet, int64_t now_ms, bool *has_news)
{
	struct bytes answer = buffer_bytes(&fleet->answer);
	switch (fleet->asked) {
	case ASK_LOGIN:
		fleet->wants_login = !fleet_json_take_token(answer, fleet->token);
		return fleet->wants_login ? RESULT_BAD_FRAME : RESULT_OK;
	case ASK_GRANT:
		fleet->kept_ms = now_ms;
		fleet->has_written = false;
		return fleet_json_take_lease(answer, &fleet->lease) ? RESULT_OK : RESULT_BAD_FRAME;
	case ASK_KEEP:
		fleet->kept_ms = now_ms;
		if (!fleet_json_is_kept(answer)) {
			log_warn("fleet", "our lease had ended: a new one is asked for");
			fleet->lease = 0;
		}
		return RESULT_OK;
	case ASK_RANGE:
		if (!fleet_json_take_book(answer, fleet->folder, &fleet->read))
			return RESULT_BAD_FRAME;
		fleet->is_read = true;
		*has_news = !fleet_book_is_same(&fleet->read, &fleet->book);
		fleet->book = fleet->read;
		return RESULT_OK;
	case ASK_STEP: /* whether it was done, the next reading says */
		fleet->is_read = false;
		return RESULT_OK;
	case ASK_PUT:
		fleet->written = fleet->self;
		fleet->has_written = true;
		fleet->is_read = false;
		return RESULT_OK;
	default:
		return RESULT_OK;
	}
}

/* The request is over. */
static bool hear(struct fleet *fleet, CURLcode code, int64_t now_ms)
{
	bool has_news = false;
	long status = 0;
	char why[64];
	curl_easy_getinfo(fleet->easy, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK) {
		fail(fleet, curl_easy_strerror(code), now_ms);
		return false;
	}
	if (status == 401 &&
	    fleet->credentials->user[0]) { /* the token is too old, or that etcd does not know it */
		fleet->wants_login = true;
		fleet->token[0] = 0;
	}
	if (status == 404 && fleet->asked == ASK_PUT) /* the lease has ended meanwhile */
		fleet->lease = 0;
	snprintf(why, sizeof why, "it says %ld", status);
	if (status == 200 && take_answer(fleet, now_ms, &has_news) != RESULT_OK)
		snprintf(why, sizeof why, "its answer makes no sense");
	else if (status == 200)
		why[0] = 0;
	if (why[0]) {
		fail(fleet, why, now_ms);
		return false;
	}
	if (fleet->failures && fleet->asked == ASK_RANGE) { /* a lease is also kept for one who may not read */
		log_info("fleet", "etcd at %s answers again", fleet->endpoints[fleet->endpoint]);
		fleet->failures = 0;
	}
	end_ask(fleet);
	return has_news;
}

bool fleet_work(struct fleet *fleet, int64_t now_ms, int64_t now_s)
{
	int running, left;
	bool has_news = false;
	curl_multi_perform(fleet->multi, &running);
	CURLMsg *message;
	while ((message = curl_multi_info_read(fleet->multi, &left)))
		if (message->msg == CURLMSG_DONE && message->easy_handle == fleet->easy)
			has_news = hear(fleet, message->data.result, now_ms) || has_news;
	if (fleet->easy || now_ms < fleet->next_ms)
		return has_news;
	enum ask ask = next_ask(fleet, now_ms, now_s);
	if (ask == ASK_NOTHING) {
		fleet->next_ms = now_ms + FLEET_EACH_MS;
		fleet->is_read = false;
	} else if (!start_ask(fleet, ask)) {
		fail(fleet, "a request could not be made", now_ms);
	}
	return has_news;
}

void fleet_wait(struct fleet *fleet, int descriptor, int timeout_ms)
{
	struct curl_waitfd on = {.fd = descriptor, .events = CURL_WAIT_POLLIN};
	int64_t left_ms = fleet->next_ms - clock_now_ms();
	if (fleet->easy)
		left_ms = FLEET_ANSWER_MS;
	if (left_ms < 0)
		left_ms = 0;
	curl_multi_poll(fleet->multi, &on, 1, left_ms < timeout_ms ? (int)left_ms : timeout_ms, NULL);
}

void fleet_destroy(struct fleet *fleet)
{
	if (!fleet)
		return;
	int running = 1, left;
	int64_t end_ms = clock_now_ms() + REVOKE_MS;
	end_ask(fleet);
	bool is_asked = fleet->lease && start_ask(fleet, ASK_REVOKE);
	while (is_asked && running && clock_now_ms() < end_ms) {
		curl_multi_perform(fleet->multi, &running);
		while (curl_multi_info_read(fleet->multi, &left))
			;
		if (running)
			curl_multi_poll(fleet->multi, NULL, 0, 50, NULL);
	}
	end_ask(fleet);
	curl_multi_cleanup(fleet->multi);
	buffer_finish(&fleet->body);
	buffer_finish(&fleet->answer);
	secret_destroy(fleet->credentials);
	free(fleet);
	curl_global_cleanup();
}

size_t fleet_relays(const struct fleet *fleet, struct server_list_relay *out)
{
	return fleet_book_relays(&fleet->book, out);
}

void fleet_share(const struct fleet *fleet, struct route_share *out)
{
	fleet_book_share(&fleet->book, fleet->self.id, out);
}
