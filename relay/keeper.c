/*
 * keeper_run is the process: it waits on the link, at most until the list is to
 * be signed anew, and hands each message to keeper_answer, which does no I/O but
 * for the log.
 */
#include "relay/keeper.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "relay/connection_log.h"
#include "relay/keeper_fleet.h"
#include "relay/keeper_operators.h"
#include "relay/keeper_settings.h"
#include "relay/list_parts.h"
#include "relay/log_file.h"
#include "relay/route_book.h"
#include "wire/control.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct keeper {
	const struct keeper_setup *setup;
	struct relay_keys *keys;
	struct connection_log *log;
	struct route_book *routes;
	struct keeper_fleet fleet;
	struct keeper_settings settings;
	struct keeper_operators operators;
	uint8_t list_text[SERVER_LIST_BYTES_MAX]; /* as it was signed last */
	size_t list_bytes;
	int64_t list_expires_s;
	uint64_t next_id;
	bool has_resting; /* the routes that rested at the start are known */
};

static void complain(enum result why, const char *folder)
{
	enum text_id id = why == RESULT_BAD_ARGUMENT ? TEXT_RELAY_BAD_KEY
	                  : why == RESULT_REFUSED    ? TEXT_RELAY_STATE_IN_USE
	                                             : TEXT_RELAY_BAD_STATE;
	fprintf(stderr, "lotse-relay: ");
	fprintf(stderr, text_get(id), folder);
	fprintf(stderr, "\n");
}

static void see_resting(void *context, uint32_t route, int64_t until_s)
{
	route_book_rest(context, route, until_s);
}

/* Again until the log could be read: routes that rest must not be given away. */
static void load_resting(struct keeper *keeper, int64_t now_s)
{
	if (!keeper->has_resting)
		keeper->has_resting =
			connection_log_resting(keeper->log, now_s, see_resting, keeper->routes) == RESULT_OK;
}

struct keeper *keeper_create(const struct keeper_setup *setup)
{
	char path[OPTIONS_TEXT_BYTES + 32];
	struct keeper *keeper = calloc(1, sizeof *keeper);
	enum result why = keeper ? keys_claim_folder(setup->folder) : RESULT_OUT_OF_MEMORY;
	if (why != RESULT_OK)
		goto fail;
	keeper->setup = setup;
	keeper->keys = keys_load(setup->folder, &why);
	if (!keeper->keys)
		goto fail;
	snprintf(path, sizeof path, "%s/connections.db", setup->folder);
	keeper->log = connection_log_create(path);
	keeper->routes = calloc(1, sizeof *keeper->routes);
	why = RESULT_OUT_OF_MEMORY;
	if (!keeper->log || !keeper->routes)
		goto fail;
	if (!keeper_fleet_open(&keeper->fleet, keeper->keys, setup->options, setup->folder) ||
	    keeper_settings_open(&keeper->settings, setup, clock_wall_s()) != RESULT_OK ||
	    !keeper_operators_open(&keeper->operators, setup->options->operators)) { /* which have said why */
		keeper_destroy(keeper);
		return NULL;
	}
	keeper->next_id = connection_log_next_id(keeper->log);
	load_resting(keeper, clock_wall_s());
	return keeper;
fail:
	complain(why, setup->folder);
	keeper_destroy(keeper);
	return NULL;
}

void keeper_destroy(struct keeper *keeper)
{
	if (!keeper)
		return;
	keeper_fleet_close(&keeper->fleet);
	connection_log_destroy(keeper->log);
	keeper_settings_close(&keeper->settings);
	keeper_operators_close(&keeper->operators);
	secret_destroy(keeper->keys);
	free(keeper->routes);
	free(keeper);
}

enum result keeper_introduce(struct keeper *keeper, struct keeper_message *out)
{
	memset(out, 0, sizeof *out);
	out->kind = KEEPER_READY;
	memcpy(out->root_key, keeper->fleet.list.root_key, sizeof out->root_key);
	memcpy(out->seal_key, keeper->keys->seal_key, sizeof out->seal_key);
	memcpy(out->relay_id, keeper->keys->relay_id, sizeof out->relay_id);
	memcpy(out->fleet_id, keeper->fleet.list.fleet_id, sizeof out->fleet_id);
	memcpy(out->bytes, keeper->keys->ticket_key, sizeof keeper->keys->ticket_key);
	out->size = sizeof keeper->keys->ticket_key;
	return RESULT_OK;
}

static void describe(const struct keeper *keeper, struct server_list_relay *relay)
{
	const struct options *options = &keeper->settings.options;
	memcpy(relay->id, keeper->keys->relay_id, sizeof relay->id);
	memcpy(relay->seal_key, keeper->keys->seal_key, sizeof relay->seal_key);
	snprintf(relay->host, sizeof relay->host, "%s", options->host);
	snprintf(relay->region, sizeof relay->region, "%s", options->region);
	relay->raw_port = keeper->setup->raw_port;
	relay->http_port = keeper->setup->http_port;
	relay->https_port = keeper->setup->https_port;
	relay->has_pin = keeper->settings.certificate;
	if (relay->has_pin)
		memcpy(relay->pin, keeper->settings.certificate->pin, sizeof relay->pin);
	relay->weight = SERVER_LIST_WEIGHT_DEFAULT;
}

enum result keeper_sign_list(struct keeper *keeper, int64_t now_s)
{
	struct server_list_relay self = {0};
	struct writer w = writer_into(keeper->list_text, sizeof keeper->list_text);
	describe(keeper, &self);
	keeper->list_bytes = 0;
	enum result result = keeper_fleet_sign(&keeper->fleet, &self, now_s, &w, &keeper->list_expires_s);
	if (result == RESULT_OK)
		keeper->list_bytes = w.size;
	return result;
}

bool keeper_list_part(const struct keeper *keeper, uint32_t *at, struct keeper_message *out)
{
	if (!list_parts_next((struct bytes){keeper->list_text, keeper->list_bytes}, at, out))
		return false;
	out->expires_s = keeper->list_expires_s;
	return true;
}

/* What the log will say. RESULT_NOT_OPENED, RESULT_BAD_FRAME. Without fields all are empty. */
static enum result open_fields(struct keeper *keeper, const wire_Open *open, wire_LogFields *fields)
{
	uint8_t opened[KEEPER_CONTENT_MAX_BYTES];
	size_t size = 0;
	*fields = (wire_LogFields)wire_LogFields_init_zero;
	struct bytes sealed = {open->private_fields.bytes, open->private_fields.size};
	if (sealed.size == 0)
		return RESULT_OK;
	enum result result = keys_open_sealed(keeper->keys, sealed, opened, &size);
	return result == RESULT_OK ? control_decode_log_fields((struct bytes){opened, size}, fields) : result;
}

/* Of 5 digits where we are all there is and they are not crowded, otherwise of 7. 0: none. */
static uint32_t take_route(struct keeper *keeper, uint64_t id, int64_t now_s)
{
	struct route_share share = keeper->fleet.share;
	if (!keeper_fleet_has_numbers(&keeper->fleet))
		return 0;
	if (share.count == 0 && route_book_is_crowded(keeper->routes, now_s))
		share = route_share_all();
	return route_book_take(keeper->routes, &share, id, now_s, randombytes_uniform);
}

static void answer_open(struct keeper *keeper, const struct keeper_message *in, int64_t now_s,
                        struct keeper_message *out)
{
	wire_LogFields fields;
	wire_Open open;
	struct control_open_context context = {0};
	const struct operator_line *line = NULL;
	uint64_t id = keeper->next_id;
	uint32_t route = 0;
	load_resting(keeper, now_s);
	memset(out, 0, sizeof *out);
	out->kind = KEEPER_DENIED;
	out->worker = in->worker;
	out->ticket = in->ticket;
	if (keeper_open_unpack(in, &context, &open) != RESULT_OK)
		return;
	memcpy(context.fleet_id, keeper->fleet.list.fleet_id, sizeof context.fleet_id);
	memcpy(context.relay_id, keeper->keys->relay_id, sizeof context.relay_id);
	if (!keeper_operators_allow(&keeper->operators, &context, &open, &line))
		out->log_id = KEEPER_NO_OPERATOR;
	else if (open_fields(keeper, &open, &fields) == RESULT_OK)
		route = take_route(keeper, id, now_s);
	if (!route)
		return;
	out->kind = KEEPER_OPENED;
	out->route = route;
	out->log_id = id;
	if (line) /* who he is, not what he calls himself */
		snprintf(fields.user_name, sizeof fields.user_name, "%.64s", line->name);
	if (line)
		out->size = (uint16_t)keeper_operators_certify(line, &keeper->fleet.list, now_s, out->bytes);
	keeper->next_id++;
	connection_log_begin(keeper->log, id, route, now_s, &fields);
	/* Already now, so that a relay that is killed remembers it. */
	connection_log_rest(keeper->log, route, now_s + ROUTE_BOOK_REST_S, now_s);
}

/* A number of an earlier run, that its session wants back: its line in the log goes on. */
static void answer_reclaim(struct keeper *keeper, const struct keeper_message *in, int64_t now_s,
                           struct keeper_message *out)
{
	uint64_t id = 0;
	*out = *in;
	out->kind = KEEPER_RECLAIMED;
	out->log_id = 0;
	load_resting(keeper, now_s);
	if (!route_book_may_reclaim(keeper->routes, in->route))
		return;
	if (connection_log_reopen(keeper->log, in->route, now_s - ROUTE_BOOK_REST_S, &id) != RESULT_OK) {
		static const wire_LogFields unknown =
			wire_LogFields_init_zero; /* who it was is in the line that is gone */
		id = keeper->next_id++;
		connection_log_begin(keeper->log, id, in->route, now_s, &unknown);
	}
	route_book_reclaim(keeper->routes, in->route, id);
	connection_log_rest(keeper->log, in->route, now_s + ROUTE_BOOK_REST_S, now_s);
	out->log_id = id;
}

bool keeper_answer(struct keeper *keeper, const struct keeper_message *in, int64_t now_s,
                   struct keeper_message *out)
{
	switch (in->kind) {
	case KEEPER_OPEN:
		answer_open(keeper, in, now_s, out);
		return true;
	case KEEPER_RECLAIM:
		answer_reclaim(keeper, in, now_s, out);
		return true;
	case KEEPER_REPORT:
		connection_log_report(keeper->log, in->log_id, now_s);
		return false;
	case KEEPER_CLOSED:
		if (route_book_end(keeper->routes, in->route, in->log_id, now_s)) {
			connection_log_end(keeper->log, in->log_id, now_s);
			connection_log_rest(keeper->log, in->route, now_s + ROUTE_BOOK_REST_S, now_s);
		}
		return false;
	default: /* only a keeper says the others */
		return false;
	}
}

/* False: the workers' process has ended. */
static bool send_parts(struct keeper *keeper, int link, enum keeper_kind kind)
{
	struct keeper_message out;
	uint32_t at = 0;
	bool is_there = true;
	while (is_there && keeper_settings_part(&keeper->settings, kind, &at, &out))
		is_there = keeper_link_send(link, &out, true) == RESULT_OK;
	secret_wipe(&out, sizeof out);
	return is_there;
}

/* What the operator has changed counts from now on; then the list is signed anew. */
static bool reload(struct keeper *keeper, int link)
{
	keeper_settings_reload(&keeper->settings, clock_wall_s());
	keeper_operators_reload(&keeper->operators, keeper->settings.options.operators);
	log_file_open(keeper->settings.options.log, keeper->settings.options.user);
	return send_parts(keeper, link, KEEPER_OPTIONS) && send_parts(keeper, link, KEEPER_TLS);
}

/* Reads until the workers' process ends or it is time to sign, however much there is to read, or the fleet is
 * no longer what it was; false when it has ended, with the exit code. */
static bool serve(struct keeper *keeper, int link, int64_t until_ms, int *code)
{
	struct keeper_message in, out;
	for (;;) {
		int64_t left_ms = until_ms - clock_now_ms();
		if (left_ms <= 0 || keeper_fleet_work(&keeper->fleet))
			return true;
		enum result result = keeper_link_receive(link, &in);
		if (result == RESULT_WOULD_BLOCK) {
			keeper_fleet_wait(&keeper->fleet, link, (int)left_ms);
			continue;
		}
		*code = result == RESULT_OK ? 0 : 1;
		if (result != RESULT_OK) {
			log_error("keeper", "the workers' process has ended unexpectedly: the relay is down");
			return false;
		}
		if (in.kind == KEEPER_BYE)
			return false;
		if (in.kind == KEEPER_RELOAD)
			return reload(keeper, link);
		if (keeper_answer(keeper, &in, clock_wall_s(), &out) &&
		    keeper_link_send(link, &out, true) != RESULT_OK)
			log_warn("keeper", "an answer could not be given: the workers' process has ended");
	}
}

/* Signs the list and sends it. What it signed before serves on if that can't be, until it expires. False: the
 * workers' process has ended, or there has never been a list. */
static bool send_list(struct keeper *keeper, int link, bool is_first)
{
	struct keeper_message out;
	uint32_t at = 0;
	enum result result = keeper_sign_list(keeper, clock_wall_s());
	if (result == RESULT_NEED_MORE) /* etcd has not answered yet: there is none until it does */
		return true;
	if (result == RESULT_TOO_LARGE)
		log_error("keeper", "no list can be made: is --host a name or address, and region a short word?");
	else if (result != RESULT_OK)
		log_error("keeper", "no list can be signed: %s", result_name(result));
	if (result != RESULT_OK)
		return !is_first;
	while (keeper_list_part(keeper, &at, &out))
		if (keeper_link_send(link, &out, true) != RESULT_OK)
			return false;
	return true;
}

int keeper_run(const struct keeper_setup *setup, int link)
{
	int code = 1;
	struct keeper_message out;
	struct keeper *keeper = keeper_create(setup);
	if (!keeper)
		return 1;
	connection_log_end_all(keeper->log,
	                       clock_wall_s()); /* of a run that was killed: its end is not known better */
	keeper_introduce(keeper, &out);
	bool is_up = keeper_link_send(link, &out, true) == RESULT_OK && send_parts(keeper, link, KEEPER_TLS);
	for (bool is_first = true; is_up; is_first = false) {
		is_up = send_list(keeper, link, is_first);
		is_up = is_up && serve(keeper, link, clock_now_ms() + KEEPER_LIST_EACH_S * 1000, &code);
	}
	connection_log_end_all(keeper->log, clock_wall_s());
	keeper_destroy(keeper);
	return code;
}
