/*
 * Two tables and a few settings. `routes`: for each address, which proxies lead
 * there, as proxy_find says; old answers serve until there is a new one. `gates`:
 * for each proxy, where its login stands (login_gate decides), the login itself, and
 * whether the proxy answers at all: of several, dead ones are passed over for a minute.
 * A proxy by hand is a route for every address.
 */
#include "carrier/ways.h"

#include "base/log.h"
#include "base/secret.h"
#include "base/thread.h"
#include "carrier/login_gate.h"
#include "carrier/login_store.h"
#include "carrier/proxy_find.h"
#include "carrier/proxy_text.h"
#include "carrier/ways_inside.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROUTES_MAX = 12,
	GATES_MAX = 8,
	URL_BYTES = 320,
	FIND_LATE_MS = 4000,
	FORGET_MS = 60000,
	REFRESH_MS = 5000, /* an answer of this age is asked for again by the next carrier */
	LOOK_MS_MAX = 4000,
	WAITING_MAX = 64,
	DEAD_MS = 60000,  /* how long a proxy that does not answer is passed over, one that does is trusted to */
	NEXT_MS = 1500,   /* how long a proxy may say nothing where there is another one */
	LAST_MS = 4000,   /* and the last of several */
	HOPELESS_MAX = 3, /* how often both times are doubled */
};

/* Which proxies lead to an address. */
struct route {
	char url[URL_BYTES]; /* "" free */
	struct proxy_find *find;
	int64_t asked_ms;
	bool is_known, is_late; /* there is an answer; one should have been there by now, which was said */
	char proxies[PROXY_FIND_MAX][WAYS_PROXY_BYTES];
	size_t count;
};

/* A proxy and its login. */
struct gate {
	char proxy[WAYS_PROXY_BYTES]; /* "" free */
	char realm[WAYS_REALM_BYTES];
	struct login_gate gate;
	struct login *login;         /* guarded memory; NULL none */
	bool is_to_store, is_stored; /* the login: to be kept when it has proved right; from the key store */
	struct login_find *find;
	int64_t look_until_ms;
	uint32_t waiting[WAITING_MAX]; /* who waits for a person's answer; 0 free */
	int64_t used;                  /* for which to forget */
	int64_t dead_until_ms, alive_until_ms;
};

struct ways {
	struct wake *wake;
	struct login_gate_rules rules;
	struct route routes[ROUTES_MAX];
	struct gate gates[GATES_MAX];
	bool is_by_hand;
	char by_hand[WAYS_PROXY_BYTES]; /* "" none */
	char only[128];
	uint32_t joined;
	int64_t now_ms; /* of the last call that had the time */
	int64_t uses;
	int hopeless; /* how often all proxies of a route were dead, since one has answered */
	int last;
};

/* --- gates --- */

static void forget_login(struct gate *gate)
{
	secret_destroy(gate->login);
	gate->login = NULL;
	gate->is_to_store = gate->is_stored = false;
}

static void forget_gate(struct gate *gate)
{
	forget_login(gate);
	login_store_drop(gate->find);
	*gate = (struct gate){0};
}

/* The gate of a proxy, a new one if need be in the place of the one that was not used for longest. */
static struct gate *gate_of(struct ways *ways, const char *proxy)
{
	struct gate *oldest = &ways->gates[0];
	for (size_t i = 0; i < GATES_MAX; i++) {
		struct gate *gate = &ways->gates[i];
		if (strcmp(gate->proxy, proxy) == 0) {
			gate->used = ++ways->uses;
			return gate;
		}
		if (gate->used < oldest->used)
			oldest = gate;
	}
	forget_gate(oldest);
	snprintf(oldest->proxy, sizeof oldest->proxy, "%s", proxy);
	oldest->used = ++ways->uses;
	return oldest;
}

static const struct gate *find_gate(const struct ways *ways, const char *proxy)
{
	for (size_t i = 0; i < GATES_MAX; i++)
		if (ways->gates[i].proxy[0] && strcmp(ways->gates[i].proxy, proxy) == 0)
			return &ways->gates[i];
	return NULL;
}

static struct gate *asking_gate(const struct ways *ways)
{
	for (size_t i = 0; i < GATES_MAX; i++)
		if (ways->gates[i].proxy[0] && ways->gates[i].gate.state == LOGIN_GATE_ASKING)
			return (struct gate *)&ways->gates[i];
	return NULL;
}

/* A login for a proxy; false: no memory. */
static bool keep_login(struct gate *gate, const struct login *login)
{
	if (!gate->login)
		gate->login = secret_create(sizeof *gate->login);
	if (gate->login)
		*gate->login = *login;
	return gate->login != NULL;
}

/* One that was configured together with the proxy, unless a person has given a better one. */
static void configure_login(struct ways *ways, const char *proxy, const struct login *login)
{
	struct gate *gate = gate_of(ways, proxy);
	bool is_new = gate->gate.state == LOGIN_GATE_OPEN && !gate->gate.was_wrong && !gate->gate.was_unanswered;
	if (login->name[0] && is_new && keep_login(gate, login))
		login_gate_give(&gate->gate);
}

static void show_gate(const struct gate *gate, char to[static WAYS_PROXY_BYTES])
{
	proxy_text_show(gate->proxy, to);
}

/* One waits for a person, or no longer. A question that nobody waits for is withdrawn: another way was up. */
static void note_waiting(struct gate *gate, uint32_t who, bool is_waiting)
{
	bool is_any = false;
	for (size_t i = 0; i < WAITING_MAX; i++) {
		if (gate->waiting[i] == who)
			gate->waiting[i] = 0;
		if (gate->waiting[i] == 0 && is_waiting) {
			gate->waiting[i] = who;
			is_waiting = false;
		}
		is_any = is_any || gate->waiting[i] != 0;
	}
	if (!is_any)
		login_gate_withdraw(&gate->gate);
}

/* Looks into the key store, and hears what it says. */
static void work_store(struct ways *ways, struct gate *gate, int64_t now_ms)
{
	char shown[WAYS_PROXY_BYTES];
	if (gate->gate.state != LOGIN_GATE_LOOKING)
		return;
	show_gate(gate, shown);
	if (!gate->find) {
		gate->look_until_ms = now_ms + LOOK_MS_MAX;
		if (login_store_find(&gate->find, shown, ways->wake) != RESULT_OK) {
			login_gate_looked(&gate->gate, false, false, &ways->rules, now_ms);
			return;
		}
	}
	struct login *found = secret_create(sizeof *found);
	enum result result = found ? login_store_take(gate->find, found) : RESULT_UNSUPPORTED;
	if (result == RESULT_WOULD_BLOCK && now_ms < gate->look_until_ms) {
		secret_destroy(found);
		return;
	}
	login_store_drop(gate->find);
	gate->find = NULL;
	bool has_found = result == RESULT_OK && found->name[0] && keep_login(gate, found);
	gate->is_stored = has_found;
	bool may_store = result == RESULT_OK || result == RESULT_NEED_MORE;
	secret_destroy(found);
	login_gate_looked(&gate->gate, has_found, may_store, &ways->rules, now_ms);
	if (gate->gate.state == LOGIN_GATE_ASKING)
		wake_signal(ways->wake);
}

enum result ways_may_go(struct ways *ways, const char *proxy, uint32_t who, int64_t now_ms,
                        struct ways_pass *pass)
{
	struct gate *gate = gate_of(ways, proxy);
	ways->now_ms = now_ms;
	work_store(ways, gate, now_ms);
	enum login_gate_pass may = login_gate_ask(&gate->gate, who, now_ms);
	*pass = (struct ways_pass){.is_person = may == LOGIN_GATE_WAIT_PERSON,
	                           .is_looking = gate->gate.state == LOGIN_GATE_LOOKING,
	                           .has_login = login_gate_has_login(&gate->gate),
	                           .is_single = gate->gate.is_single,
	                           .is_trial = gate->gate.state == LOGIN_GATE_GIVEN,
	                           .generation = gate->gate.generation};
	note_waiting(gate, who, pass->is_person);
	if (may == LOGIN_GATE_GO)
		return RESULT_OK;
	return may == LOGIN_GATE_NO ? RESULT_PROXY_LOGIN : RESULT_WOULD_BLOCK;
}

bool ways_wants_ticket(const struct ways *ways, const char *proxy)
{
	const struct gate *gate = find_gate(ways, proxy);
	return gate && gate->gate.schemes && !(gate->gate.schemes & ways->rules.passwords);
}

bool ways_must_ask(const struct ways *ways, const char *proxy, int64_t now_ms)
{
	const struct gate *gate = find_gate(ways, proxy);
	return gate && login_gate_must_prove(&gate->gate, now_ms);
}

void ways_set_login(const struct ways *ways, const char *proxy, CURL *easy)
{
	const struct gate *gate = find_gate(ways, proxy);
	if (!gate || !login_gate_has_login(&gate->gate))
		return;
	if (gate->gate.is_single) {
		/* An empty name is libcurl's word for the present user. */
		curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, ":");
		curl_easy_setopt(easy, CURLOPT_PROXYAUTH, gate->gate.schemes & ways->rules.single);
	} else if (gate->login) {
		unsigned long schemes = gate->gate.schemes ? gate->gate.schemes : CURLAUTH_ANY;
		curl_easy_setopt(easy, CURLOPT_PROXYUSERNAME, gate->login->name);
		curl_easy_setopt(easy, CURLOPT_PROXYPASSWORD, gate->login->password);
		curl_easy_setopt(easy, CURLOPT_PROXYAUTH, schemes & ways->rules.passwords);
	}
}

/* It was right: from now on all may use it, and it may be stored. */
static void take_proof(struct gate *gate)
{
	char shown[WAYS_PROXY_BYTES];
	show_gate(gate, shown);
	log_info("ways", "proxy %s: logged in", shown);
	if (gate->is_to_store && gate->login)
		login_store_put(shown, gate->login);
	gate->is_to_store = false;
}

void ways_tell(struct ways *ways, const char *proxy, uint32_t who, const struct ways_news *news)
{
	char shown[WAYS_PROXY_BYTES];
	struct gate *gate = gate_of(ways, proxy);
	ways_is_there(ways, proxy);
	if (!news->is_refused) {
		if (login_gate_passed(&gate->gate, who, news->generation, ways->now_ms)) {
			take_proof(gate);
			wake_signal(ways->wake);
		}
		return;
	}
	if (login_gate_refused(&gate->gate, who, news->generation, news->schemes, &ways->rules, ways->now_ms)) {
		show_gate(gate, shown);
		log_info("ways", "proxy %s: wrong login", shown);
		if (gate->is_stored)
			login_store_remove(shown);
		forget_login(gate);
	}
	if (news->realm && news->realm[0])
		snprintf(gate->realm, sizeof gate->realm, "%s", news->realm);
	wake_signal(ways->wake);
}

bool ways_unanswered(struct ways *ways, const char *proxy, uint32_t who, uint32_t generation,
                     unsigned long schemes)
{
	char shown[WAYS_PROXY_BYTES];
	struct gate *gate = gate_of(ways, proxy);
	wake_signal(ways->wake); /* somebody else may be its holder now */
	if (!login_gate_unanswered(&gate->gate, who, generation, schemes, &ways->rules, ways->now_ms))
		return false;
	show_gate(gate, shown);
	log_info("ways", "proxy %s: no answer to the login", shown);
	forget_login(gate); /* the key store keeps it: nobody has said that it is wrong */
	return true;
}

uint32_t ways_join(struct ways *ways, const char *host)
{
	uint8_t target = 0;
	for (size_t i = 0; host[i]; i++)
		target = (uint8_t)(target * 31 + (uint8_t)host[i]);
	ways->joined += (ways->joined & 0xFFFFFF) == 0xFFFFFF ? 2 : 1; /* never 0 */
	return login_gate_who(ways->joined, target);
}

void ways_sent(struct ways *ways, const char *proxy, uint32_t who)
{
	login_gate_sent(&gate_of(ways, proxy)->gate, who);
}

void ways_part(struct ways *ways, uint32_t who)
{
	for (size_t i = 0; who && i < GATES_MAX; i++) {
		note_waiting(&ways->gates[i], who, false);
		if (ways->gates[i].gate.holder != who)
			continue;
		login_gate_part(&ways->gates[i].gate, who);
		wake_signal(ways->wake);
	}
}

/* --- what a person says --- */

bool ways_question(const struct ways *ways, struct ways_question *out)
{
	static const struct {
		unsigned long bit;
		const char *name;
	} schemes[] = {{CURLAUTH_NEGOTIATE, "Negotiate"},
	               {CURLAUTH_DIGEST, "Digest"},
	               {CURLAUTH_NTLM, "NTLM"},
	               {CURLAUTH_BASIC, "Basic"}};
	const struct gate *gate = asking_gate(ways);
	if (!gate)
		return false;
	*out = (struct ways_question){.was_wrong = gate->gate.was_wrong,
	                              .was_unanswered = gate->gate.was_unanswered,
	                              .may_store = gate->gate.may_store};
	show_gate(gate, out->host);
	memcpy(out->realm, gate->realm, sizeof out->realm);
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes && !out->scheme[0]; i++)
		if (gate->gate.schemes & ways->rules.passwords & schemes[i].bit)
			snprintf(out->scheme, sizeof out->scheme, "%s", schemes[i].name);
	return true;
}

size_t ways_logins(const struct ways *ways, struct ways_login *to, size_t room)
{
	size_t count = 0;
	for (size_t i = 0; i < GATES_MAX && count < room; i++) {
		const struct gate *gate = &ways->gates[i];
		if (!gate->login || !gate->gate.was_right)
			continue;
		memcpy(to[count].proxy, gate->proxy, sizeof gate->proxy);
		memcpy(to[count].name, gate->login->name, sizeof gate->login->name);
		memcpy(to[count].password, gate->login->password, sizeof gate->login->password);
		count++;
	}
	return count;
}

void ways_take_login(struct ways *ways, const struct ways_login *from)
{
	char proxy[WAYS_PROXY_BYTES];
	struct login *login = secret_create(sizeof *login);
	/* What is in it goes into requests: what proxy_text would not take, this does not. */
	if (login && proxy_text_read(from->proxy, proxy, login) == RESULT_OK && strcmp(proxy, from->proxy) == 0) {
		memcpy(login->name, from->name, sizeof login->name);
		memcpy(login->password, from->password, sizeof login->password);
		configure_login(ways, proxy, login);
	}
	secret_destroy(login);
}

bool ways_is_trying(const struct ways *ways)
{
	for (size_t i = 0; i < GATES_MAX; i++)
		if (login_gate_is_trying(&ways->gates[i].gate))
			return true;
	return false;
}

void ways_answer(struct ways *ways, const char *name, const char *password, bool store)
{
	struct gate *gate = asking_gate(ways);
	if (!gate)
		return;
	size_t name_size = strlen(name), password_size = strlen(password);
	bool is_good = name_size > 0 && name_size < WAYS_SECRET_BYTES && password_size < WAYS_SECRET_BYTES;
	struct login *login = is_good ? secret_create(sizeof *login) : NULL;
	if (login) {
		memcpy(login->name, name, name_size);
		memcpy(login->password, password, password_size);
	}
	if (login && keep_login(gate, login)) {
		gate->is_stored = false;
		gate->is_to_store = store && gate->gate.may_store;
		login_gate_give(&gate->gate);
	} else {
		login_gate_shut(&gate->gate);
	}
	secret_destroy(login);
	wake_signal(ways->wake);
}

void ways_refuse(struct ways *ways)
{
	struct gate *gate = asking_gate(ways);
	if (!gate)
		return;
	login_gate_shut(&gate->gate);
	wake_signal(ways->wake);
}

void ways_ask_again(struct ways *ways)
{
	for (size_t i = 0; i < GATES_MAX; i++)
		login_gate_reopen(&ways->gates[i].gate);
}

/* --- routes --- */

static bool is_dead(const struct ways *ways, const char *proxy)
{
	const struct gate *gate = find_gate(ways, proxy);
	return gate && ways->now_ms < gate->dead_until_ms;
}

/* The first one that is not dead; `count`: all are. */
static size_t first_alive(const struct ways *ways, const struct route *route)
{
	size_t i = 0;
	while (i < route->count && is_dead(ways, route->proxies[i]))
		i++;
	return i;
}

/* All were tried in vain: from the beginning, and with more patience. */
static void revive(struct ways *ways, const struct route *route)
{
	for (size_t i = 0; i < route->count; i++)
		gate_of(ways, route->proxies[i])->dead_until_ms = 0;
	if (route->count > 1 && ways->hopeless < HOPELESS_MAX)
		ways->hopeless++;
}

static void forget_route(struct route *route)
{
	proxy_find_drop(route->find);
	*route = (struct route){0};
}

static struct route *route_of(struct ways *ways, const char *url)
{
	struct route *oldest = &ways->routes[0];
	for (size_t i = 0; i < ROUTES_MAX; i++) {
		struct route *route = &ways->routes[i];
		if (route->url[0] && strcmp(route->url, url) == 0)
			return route;
		if (!route->url[0] || (oldest->url[0] && route->asked_ms < oldest->asked_ms))
			oldest = route;
	}
	forget_route(oldest);
	snprintf(oldest->url, sizeof oldest->url, "%s", url);
	return oldest;
}

/* One question at a time: a server of a PAC file that hangs must not gather threads. It is given up after a
 * while, as the network may be another by then. */
static void start_find(struct ways *ways, struct route *route, int64_t now_ms)
{
	if (route->find && now_ms - route->asked_ms < FORGET_MS)
		return;
	proxy_find_drop(route->find);
	route->asked_ms = now_ms;
	route->is_late = false;
	if (proxy_find_start(&route->find, route->url, ways->wake) != RESULT_OK)
		route->find = NULL;
	route->is_known = route->is_known || !route->find;
}

/* Takes the system's answer over: proxies without their logins, which the gates get. */
static void take_proxies(struct ways *ways, struct route *route,
                         char found[static PROXY_FIND_MAX][WAYS_PROXY_BYTES], size_t count)
{
	struct login *login = secret_create(sizeof *login);
	route->count = 0;
	for (size_t i = 0; login && i < count; i++) {
		char *to = route->proxies[route->count];
		if (proxy_text_read(found[i], to, login) != RESULT_OK)
			continue;
		configure_login(ways, to, login);
		route->count++;
	}
	secret_destroy(login);
	route->is_known = true;
}

static void work_route(struct ways *ways, struct route *route, int64_t now_ms)
{
	char found[PROXY_FIND_MAX][WAYS_PROXY_BYTES];
	size_t count = 0;
	if (!route->find)
		return;
	enum result result = proxy_find_take(route->find, found, &count);
	if (result == RESULT_WOULD_BLOCK) {
		if (now_ms - route->asked_ms >= FIND_LATE_MS && !route->is_late)
			log_warn("ways", "%s: the system does not say which proxy leads there", route->url);
		route->is_late = now_ms - route->asked_ms >= FIND_LATE_MS;
		return;
	}
	take_proxies(ways, route, found, count);
	secret_wipe(found, sizeof found);
	proxy_find_drop(route->find);
	route->find = NULL;
}

enum result ways_proxy(struct ways *ways, const char *url, int64_t now_ms, char out[static WAYS_PROXY_BYTES])
{
	ways->now_ms = now_ms;
	out[0] = 0;
	if (ways->is_by_hand) {
		memcpy(out, ways->by_hand, sizeof ways->by_hand);
		return RESULT_OK;
	}
	struct route *route = route_of(ways, url);
	if (!route->is_known && !route->find)
		start_find(ways, route, now_ms);
	work_route(ways, route, now_ms);
	/* An old "none" is not believed while it is being asked again: the network may be another. */
	if (route->find && route->count == 0)
		return RESULT_WOULD_BLOCK;
	size_t i = first_alive(ways, route);
	if (route->count)
		memcpy(out, route->proxies[i < route->count ? i : route->count - 1], WAYS_PROXY_BYTES);
	return RESULT_OK;
}

bool ways_next_proxy(struct ways *ways, const char *url, const char *proxy)
{
	if (ways->is_by_hand)
		return false;
	const struct route *route = route_of(ways, url);
	struct gate *gate = gate_of(ways, proxy);
	gate->dead_until_ms = ways->now_ms + DEAD_MS;
	gate->alive_until_ms = 0;
	return first_alive(ways, route) < route->count;
}

void ways_is_there(struct ways *ways, const char *proxy)
{
	struct gate *gate = gate_of(ways, proxy);
	gate->dead_until_ms = 0;
	gate->alive_until_ms = ways->now_ms + DEAD_MS;
	ways->hopeless = 0;
}

int ways_patience_ms(struct ways *ways, const char *url, const char *proxy)
{
	if (ways->is_by_hand)
		return INT_MAX;
	const struct route *route = route_of(ways, url);
	const struct gate *gate = gate_of(ways, proxy);
	size_t others = 0;
	for (size_t i = 0; i < route->count; i++)
		others += strcmp(route->proxies[i], proxy) != 0 && !is_dead(ways, route->proxies[i]);
	if (route->count < 2 || ways->now_ms < gate->alive_until_ms)
		return INT_MAX;
	return (others ? NEXT_MS : LAST_MS) << ways->hopeless;
}

void ways_show_proxy(const char *proxy, char to[static WAYS_PROXY_BYTES])
{
	proxy_text_show(proxy, to);
}

void ways_begin(struct ways *ways, int64_t now_ms)
{
	thread_assert(THREAD_NET);
	ways->now_ms = now_ms;
	for (size_t i = 0; i < ROUTES_MAX; i++) {
		struct route *route = &ways->routes[i];
		if (route->url[0] && now_ms - route->asked_ms >= REFRESH_MS)
			start_find(ways, route, now_ms);
		if (route->count && first_alive(ways, route) == route->count)
			revive(ways, route);
	}
}

enum result ways_set_proxy(struct ways *ways, const char *text)
{
	char proxy[WAYS_PROXY_BYTES] = "";
	struct login *login = secret_create(sizeof *login);
	if (!login)
		return RESULT_OUT_OF_MEMORY;
	enum result result = text && text[0] ? proxy_text_read(text, proxy, login) : RESULT_OK;
	if (result == RESULT_OK) {
		ways->is_by_hand = text != NULL;
		memcpy(ways->by_hand, proxy, sizeof ways->by_hand);
		ways_ask_again(ways);
		if (proxy[0])
			configure_login(ways, proxy, login);
	}
	secret_destroy(login);
	return result;
}

/* --- the rest --- */

static bool has_word(const char *words, const char *word)
{
	size_t size = strlen(word);
	for (const char *at = words; *at;) {
		at += strspn(at, " ,");
		size_t length = strcspn(at, " ,");
		if (length == size && memcmp(at, word, size) == 0)
			return true;
		at += length;
	}
	return false;
}

/* None of a kind named means all of it. */
static bool is_named(const char *words, const char *const *all, size_t count, const char *word)
{
	bool is_any = false;
	for (size_t i = 0; i < count; i++)
		is_any = is_any || has_word(words, all[i]);
	return !is_any || has_word(words, word);
}

static const char *const rung_words[] = {"raw", "wss", "ws", "https", "http"};
static const char *const via_words[] = {"direct", "proxy"};
enum { RUNG_WORDS = sizeof rung_words / sizeof *rung_words, VIA_WORDS = 2 };

bool ways_allow(const struct ways *ways, const char *rung, bool is_proxied)
{
	return is_named(ways->only, rung_words, RUNG_WORDS, rung) &&
	       is_named(ways->only, via_words, VIA_WORDS, via_words[is_proxied]);
}

static bool is_known_word(const char *word, size_t size)
{
	for (size_t i = 0; i < RUNG_WORDS + VIA_WORDS; i++) {
		const char *known = i < RUNG_WORDS ? rung_words[i] : via_words[i - RUNG_WORDS];
		if (strlen(known) == size && memcmp(known, word, size) == 0)
			return true;
	}
	return false;
}

static enum result set_only(struct ways *ways, const char *only)
{
	if (strlen(only) >= sizeof ways->only)
		return RESULT_BAD_ARGUMENT;
	for (const char *at = only; *at;) {
		at += strspn(at, " ,");
		size_t length = strcspn(at, " ,");
		if (length && !is_known_word(at, length))
			return RESULT_BAD_ARGUMENT;
		at += length;
	}
	snprintf(ways->only, sizeof ways->only, "%s", only);
	return RESULT_OK;
}

int ways_last(const struct ways *ways)
{
	return ways->last;
}

void ways_worked(struct ways *ways, int way)
{
	ways->last = way;
}

enum result ways_create(struct ways **out, const struct ways_options *options, struct wake *wake)
{
	static const struct ways_options none;
	enum result result = RESULT_OK;
	*out = NULL;
	struct ways *ways = calloc(1, sizeof *ways);
	if (!ways)
		return RESULT_OUT_OF_MEMORY;
	if (!options)
		options = &none;
	curl_global_init(CURL_GLOBAL_DEFAULT); /* counted */
	ways->wake = wake;
	ways->last = -1;
	ways->rules = (struct login_gate_rules){.may_ask = options->may_ask,
	                                        .single = proxy_find_single_sign_on(),
	                                        .passwords = proxy_find_passwords()};
	if (options->only)
		result = set_only(ways, options->only);
	if (result == RESULT_OK && options->proxy)
		result = ways_set_proxy(ways, options->proxy);
	if (result != RESULT_OK) {
		ways_destroy(ways);
		return result;
	}
	*out = ways;
	return RESULT_OK;
}

void ways_destroy(struct ways *ways)
{
	if (!ways)
		return;
	for (size_t i = 0; i < ROUTES_MAX; i++)
		forget_route(&ways->routes[i]);
	for (size_t i = 0; i < GATES_MAX; i++)
		forget_gate(&ways->gates[i]);
	free(ways);
	curl_global_cleanup();
}
