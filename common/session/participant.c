/*
 * Life of a participant: what the ui calls becomes a command; the net thread's
 * loop carries commands out, moves frames, and hands the new state back.
 *
 * The loop alone touches the session. Other threads reach it through `commands`
 * and through the outputs of sharer and viewer, which all end its wait.
 */
#include "session/participant.h"
#include "session/clipping.h"

#include "base/clock.h"
#include "base/computer.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "session/account.h"
#include "session/attending.h"
#include "session/engine_turn.h"
#include "session/joiner.h"
#include "session/naming.h"
#include "session/newcomer.h"
#include "session/owner.h"
#include "session/sharing.h"
#include "session/sign.h"
#include "session/staying.h"
#include "session/talk.h"
#include "session/viewing.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 2048, WATCH_MS = 100 };

static void drop_command(void *item)
{
	struct command *command = item;

	if (command->secret != NULL)
		secret_wipe(command->secret, strlen(command->secret));
	free(command->secret);
	free(command->text);
	free(command->choice);
}

static void post(struct participant *p, struct command command, const char *text)
{
	if (text != NULL) {
		command.text = strdup(text);
		if (command.text == NULL)
			return;
	}
	if (queue_push(p->commands, &command) != RESULT_OK)
		free(command.text);
}

/* What comes in streams leaves room for what must not be lost: F12, giving back, the end. */
static void post_lossy(struct participant *p, struct command command)
{
	if (queue_count(p->commands) < COMMANDS_MAX / 2)
		post(p, command, NULL);
}

/* --- what the ui calls
 * ----------------------------------------------------------------------------------------------- */

void participant_open(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_OPEN}, NULL);
}

void participant_join(struct participant *participant, const struct number *number)
{
	post(participant, (struct command){.kind = COMMAND_JOIN, .number = *number}, NULL);
}

void participant_join_link(struct participant *participant, const struct number *number)
{
	post(participant, (struct command){.kind = COMMAND_JOIN, .number = *number, .yes = true}, NULL);
}

void participant_type_digits(struct participant *participant, const char *text)
{
	post(participant, (struct command){.kind = COMMAND_TYPE_DIGITS}, text);
}

void participant_knock(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_KNOCK}, NULL);
}

void participant_accept(struct participant *participant, const char *name)
{
	post(participant, (struct command){.kind = COMMAND_ACCEPT}, name);
}

void participant_report(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_REPORT}, NULL);
}

void participant_decline(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_DECLINE}, NULL);
}

void participant_admit(struct participant *participant, uint16_t peer, bool is_admitted)
{
	post(participant, (struct command){.kind = COMMAND_ADMIT, .peer = peer, .yes = is_admitted}, NULL);
}

void participant_add_seat(struct participant *participant, uint32_t route)
{
	post(participant, (struct command){.kind = COMMAND_ADD_SEAT, .route = route}, NULL);
}

void participant_share(struct participant *participant, bool everything)
{
	post(participant, (struct command){.kind = COMMAND_SHARE, .yes = everything}, NULL);
}

void participant_ask(struct participant *participant, uint16_t peer, bool view, bool control)
{
	post(participant, (struct command){.kind = COMMAND_ASK, .peer = peer, .view = view, .control = control},
	     NULL);
}

void participant_ask_administrator(struct participant *participant, uint16_t peer)
{
	post(participant, (struct command){.kind = COMMAND_ASK_ADMINISTRATOR, .peer = peer}, NULL);
}

void participant_wish(struct participant *participant, bool vp8_only, bool save_data)
{
	post(participant, (struct command){.kind = COMMAND_WISH, .view = vp8_only, .control = save_data}, NULL);
}

void participant_view(struct participant *participant, uint16_t peer)
{
	post(participant, (struct command){.kind = COMMAND_VIEW, .peer = peer}, NULL);
}

void participant_input(struct participant *participant, const struct input_event *event, uint64_t screen_mark)
{
	post_lossy(participant, (struct command){.kind = COMMAND_INPUT, .event = *event, .mark = screen_mark});
}

void participant_shown(struct participant *participant, uint64_t mark)
{
	post_lossy(participant, (struct command){.kind = COMMAND_SHOWN, .mark = mark});
}

void participant_give_back(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_GIVE_BACK}, NULL);
}

void participant_take_back(struct participant *participant)
{
	/* The gate closes here and now; the rest follows on the net thread. */
	gate_close(participant->gate);
	post(participant, (struct command){.kind = COMMAND_TAKE_BACK}, NULL);
}

void participant_chat(struct participant *participant, const char *text)
{
	post(participant, (struct command){.kind = COMMAND_CHAT}, text);
}

void participant_set_proxy(struct participant *participant, const char *proxy)
{
	post(participant, (struct command){.kind = COMMAND_SET_PROXY}, proxy);
}

void participant_proxy_answer(struct participant *participant, const char *name, const char *password,
                              bool may_store)
{
	struct command command = {
		.kind = COMMAND_PROXY_ANSWER, .yes = may_store, .text = strdup(name), .secret = strdup(password)};

	if (command.text == NULL || command.secret == NULL ||
	    queue_push(participant->commands, &command) != RESULT_OK)
		drop_command(&command);
}

void participant_proxy_refuse(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_PROXY_REFUSE}, NULL);
}

enum result participant_hand_over(struct participant *participant, const struct where *where,
                                  const char *proxy)
{
	struct handover *wanted = secret_create(sizeof *wanted);

	if (wanted == NULL)
		return RESULT_OUT_OF_MEMORY;
	wanted->where = *where;
	plain_text_clean(wanted->proxy, sizeof wanted->proxy, proxy != NULL ? proxy : "", PLAIN_TEXT_LINE);
	wanted->is_german = text_language() == TEXT_GERMAN;
	mutex_lock(participant->lock);
	secret_destroy(participant->handing.wanted);
	participant->handing.wanted = wanted;
	participant->handing.result = RESULT_WOULD_BLOCK;
	mutex_unlock(participant->lock);
	post(participant, (struct command){.kind = COMMAND_HAND_OVER}, NULL);
	return RESULT_OK;
}

enum result participant_handed_over(struct participant *participant, uint8_t **data, size_t *size)
{
	struct handing *handing = &participant->handing;

	mutex_lock(participant->lock);
	enum result result = handing->result;
	if (result == RESULT_OK && handing->made == NULL)
		result = RESULT_WOULD_BLOCK; /* it was taken */
	if (result == RESULT_OK) {
		*data = handing->made;
		*size = handing->made_bytes;
		handing->made = NULL;
	}
	mutex_unlock(participant->lock);
	return result;
}

void participant_go_on_here(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_GO_ON_HERE}, NULL);
}

enum result participant_take_over(struct participant *participant, const uint8_t *data, size_t size)
{
	uint8_t *got = secret_create(size);

	if (got == NULL)
		return RESULT_OUT_OF_MEMORY;
	memcpy(got, data, size);
	mutex_lock(participant->lock);
	secret_destroy(participant->handing.got);
	participant->handing.got = got;
	participant->handing.got_bytes = size;
	mutex_unlock(participant->lock);
	post(participant, (struct command){.kind = COMMAND_TAKE_OVER}, NULL);
	return RESULT_OK;
}

void participant_leave(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_LEAVE}, NULL);
}

/* --- the net thread
 * ---------------------------------------------------------------------------------------------------- */

void participant_end(struct participant *p, enum result result)
{
	if (p->phase == PHASE_ENDED || p->phase == PHASE_NONE)
		return;
	account_end(p);
	sharing_stop(p);
	clipping_end(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (p->roster.people[i].peer != 0)
			talk_end(p, &p->roster.people[i]);
	}
	viewing_choose(p, 0);
	p->roster = (struct roster){0};
	memset(p->early, 0, sizeof p->early);
	memset(p->seats, 0, sizeof p->seats);
	timer_stop(&p->handshake);
	if (!p->may_report)
		staying_end(p);
	p->phase = PHASE_ENDED;
	p->is_handed_over = false;
	p->result = result;
	state_touch(p);
	log_info("session", "ended: %s", result_name(result));
}

/* Says goodbye to everybody; a master's is the end for all. */
void participant_leave_now(struct participant *p)
{
	wire_Control control = {.which_what = wire_Control_leave_tag};

	account_leave(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct person *person = &p->roster.people[i];
		if (person->peer != 0 && person->pair != NULL)
			talk_goodbye(p, person);
	}
	for (int i = 0; i < MEETINGS; i++) {
		if (p->meetings[i].phase >= MEETING_UP)
			link_send_control(p->meetings[i].link, &control);
	}
	participant_end(p, RESULT_CLOSED);
}

/* What threads of ours have found at this computer. */
static bool carry_out_found(struct participant *p, const struct command *command)
{
	switch (command->kind) {
	case COMMAND_GUARD:
		sharing_guard(p, command);
		return true;
	case COMMAND_BARRIER:
		sharing_barrier(p, command->barrier);
		return true;
	case COMMAND_LOCK:
		attending_news(p, command->lock);
		return true;
	default:
		return false;
	}
}

static void carry_out_person(struct participant *p, const struct command *command)
{
	struct person *person = roster_find(&p->roster, command->peer);

	switch (command->kind) {
	case COMMAND_ADMIT:
		owner_admit(p, command->peer, command->yes);
		break;
	case COMMAND_GRANT:
		if (person != NULL)
			sharing_grant_by_hand(p, person, command);
		break;
	case COMMAND_REFUSE:
		if (person != NULL)
			newcomer_refuse(p, person);
		break;
	case COMMAND_GRANT_CLIPBOARD:
		if (person != NULL)
			sharing_grant_clipboard(p, person, command);
		break;
	case COMMAND_ASK_ADMINISTRATOR:
		viewing_ask_administrator(p, command->peer);
		break;
	case COMMAND_ASK:
		viewing_ask(p, command->peer, command->view, command->control);
		break;
	default:
		viewing_choose(p, command->peer);
		break;
	}
}

/* While another process may be in our place, nothing but the end, or that it is not. */
static bool is_to_be_done(const struct participant *p, enum command_kind kind)
{
	return !p->is_handed_over || kind == COMMAND_STOP || kind == COMMAND_LEAVE || kind == COMMAND_GO_ON_HERE;
}

static void carry_out(struct participant *p, const struct command *command)
{
	if (!is_to_be_done(p, command->kind))
		return;
	switch (command->kind) {
	case COMMAND_STOP:
		participant_leave_now(p);
		p->is_stopping = true;
		break;
	case COMMAND_OPEN:
		owner_open(p);
		break;
	case COMMAND_JOIN:
		joiner_join(p, &command->number, command->yes);
		break;
	case COMMAND_TYPE_DIGITS:
		joiner_type_digits(p, command->text);
		break;
	case COMMAND_KNOCK:
		joiner_knock(p);
		break;
	case COMMAND_ACCEPT:
		joiner_accept(p, command->text);
		break;
	case COMMAND_DECLINE:
		joiner_decline(p);
		break;
	case COMMAND_REPORT:
		joiner_report(p);
		break;
	case COMMAND_ADD_SEAT:
		owner_add_seat(p, command->route);
		break;
	case COMMAND_SHARE:
		sharing_choose(p, &(struct share_choice){.kind = command->yes ? SHARE_EVERYTHING : SHARE_NOTHING});
		break;
	case COMMAND_CHOOSE:
		sharing_choose_by_hand(p, command);
		break;
	case COMMAND_INPUT:
		viewing_input(p, &command->event, command->mark);
		break;
	case COMMAND_SHOWN:
		viewing_shown(p, command->mark);
		break;
	case COMMAND_GIVE_BACK:
		viewing_give_back(p);
		break;
	case COMMAND_TAKE_BACK:
		sharing_take_back(p);
		break;
	case COMMAND_CHAT:
		talk_chat(p, command->text);
		break;
	case COMMAND_LEAVE:
		participant_leave_now(p);
		break;
	case COMMAND_HAND_OVER:
		handing_give(p);
		break;
	case COMMAND_GO_ON_HERE:
		handing_go_on_here(p);
		break;
	case COMMAND_TAKE_OVER:
		handing_take(p);
		break;
	case COMMAND_WISH:
		viewing_wish(p, command->view, command->control);
		break;
	case COMMAND_GO_ON:
		sharing_go_on(p);
		break;
	case COMMAND_STAY:
		attending_answered(p);
		break;
	case COMMAND_SET_PROXY:
		if (ways_set_proxy(p->ways, command->text) != RESULT_OK)
			log_info("session", "that is no proxy");
		staying_doubt(p);
		break;
	case COMMAND_PROXY_ANSWER:
		ways_answer(p->ways, command->text, command->secret, command->yes);
		state_touch(p);
		break;
	case COMMAND_PROXY_REFUSE:
		ways_refuse(p->ways);
		state_touch(p);
		break;
	default:
		if (!carry_out_found(p, command))
			carry_out_person(p, command);
		break;
	}
}

static void take_control(struct participant *p, int meeting, struct bytes payload)
{
	wire_Control control;

	if (control_decode(payload, &control) != RESULT_OK) {
		participant_end(p, RESULT_BAD_FRAME);
		return;
	}
	if (control.which_what == wire_Control_blocked_tag)
		sharing_blocked(p, meeting_place(meeting, (uint16_t)control.what.blocked.peer),
		                (uint8_t)control.what.blocked.lane);
	else if (staying_control(p, meeting, &control))
		return;
	else if (p->options.role == PARTICIPANT_MASTER)
		owner_control(p, &control);
	else
		joiner_control(p, &control);
}

/* A frame from a relay or, through it, from somebody. */
static void take_frame(struct participant *p, int meeting, const struct frame_header *header,
                       struct bytes payload)
{
	uint32_t where = meeting_place(meeting, header->peer);

	switch (header->kind) {
	case FRAME_CONTROL:
		take_control(p, meeting, payload);
		break;
	case FRAME_HANDSHAKE:
		talk_handshake(p, where, payload);
		break;
	case FRAME_INTERACTIVE:
		talk_record(p, where, CHANNEL_INTERACTIVE, payload);
		break;
	case FRAME_BULK:
		talk_record(p, where, CHANNEL_BULK, payload);
		break;
	case FRAME_PICTURE:
		viewing_picture(p, where, header->lane, payload);
		break;
	default: /* of a newer version */
		break;
	}
}

/* While a relay is being reached people watch how it goes. */
static void watch_attempts(struct participant *p)
{
	struct ways_question question;
	bool is_watched = p->phase == PHASE_LISTING || p->phase == PHASE_CONNECTING || p->is_lost;
	bool is_asked = ways_question(p->ways, &question);

	if (is_asked != p->is_question_told || (is_watched && p->now_ms - p->attempts_told_ms >= WATCH_MS)) {
		p->is_question_told = is_asked;
		p->attempts_told_ms = p->now_ms;
		state_touch(p);
	}
}

/* There is a relay, or none will be. */
static void work_places(struct participant *p)
{
	struct probe_found found;
	bool was_listing = places_is_listing(p->places);
	enum result result = places_work(p->places, p->now_ms, &found);

	if (p->phase == PHASE_LISTING && was_listing && !places_is_listing(p->places)) {
		p->phase = PHASE_CONNECTING;
		state_touch(p);
	}
	watch_attempts(p);
	if (result == RESULT_WOULD_BLOCK)
		return;
	if (result != RESULT_OK) {
		participant_end(p, result);
		return;
	}
	p->has_backup = found.has_backup;
	p->backup = found.backup;
	meeting_take(staying_home(p), &found, p->now_ms);
	state_touch(p);
}

/* A connection: what has come, and whether it has come up or is gone, wherever that was noticed first (a send
 * may be the one to fail). */
static void work_meeting(struct participant *p, int index)
{
	struct meeting *m = &p->meetings[index];
	struct frame_header header;
	struct bytes payload;

	for (;;) {
		if (meeting_work(m, p->now_ms))
			staying_came_up(p, index);
		if (!link_receive(m->link, &header, &payload))
			break;
		if (m->phase >= MEETING_UP) /* what had come before the end means nothing after it */
			take_frame(p, index, &header, payload);
	}
	if (m->phase == MEETING_AWAY)
		(void)link_receive(m->spare, &header, &payload); /* HELLO */
	if (meeting_work(m, p->now_ms))
		staying_came_up(p, index);
	bool is_first = index == p->home && !p->is_lost && m->phase == MEETING_AWAY;
	if (meeting_is_lost(m) || (is_first && link_phase(m->link) == LINK_DOWN))
		staying_went_down(p, index);
}

void participant_work(struct participant *p, int64_t now_ms)
{
	struct command command;

	p->now_ms = now_ms;
	staying_look_for_sleep(p);
	while (queue_pop(p->commands, &command)) {
		carry_out(p, &command);
		drop_command(&command);
	}
	if (p->is_handed_over) {
		state_publish(p);
		return;
	}
	work_places(p);
	for (int i = 0; i < MEETINGS; i++)
		work_meeting(p, i);
	sharing_work(p);
	viewing_work(p);
	clipping_work(p);
	owner_tick(p);
	joiner_tick(p);
	talk_tick(p);
	staying_tick(p);
	attending_tick(p);
	sign_tick(p);
	for (int i = 0; i < MEETINGS; i++) /* what was sent last may have shown that a line is gone */
		work_meeting(p, i);
	state_publish(p);
}

/* When the loop must look at something though nothing comes. */
static int shorten(struct participant *p, int timeout_ms)
{
	struct timer pulse = {0};

	timeout_ms = timer_shorten(&p->heartbeat, p->now_ms, timeout_ms);
	timeout_ms = timer_shorten(&p->handshake, p->now_ms, timeout_ms);
	timeout_ms = timer_shorten(&p->refresh, p->now_ms, timeout_ms);
	timeout_ms = sign_shorten(p, attending_shorten(p, staying_shorten(p, timeout_ms)));
	/* While somebody is about to come in, or pictures go out, time is looked at each second. */
	bool is_busy =
		p->phase == PHASE_JOINING || p->phase == PHASE_OPEN || p->now_ms - p->active_ms < ENGINE_ACTIVE_MS;
	if (is_busy)
		timer_set(&pulse, p->now_ms, ENGINE_SHARING_TELL_MS);
	return timer_shorten(&pulse, p->now_ms, timeout_ms);
}

size_t participant_waits(struct participant *p, struct wake_on *on, int64_t now_ms, int *timeout_ms)
{
	size_t count = 0;

	p->now_ms = now_ms;
	if (p->is_handed_over)
		return 0;
	for (int i = 0; i < MEETINGS; i++)
		count += meeting_waits(&p->meetings[i], on + count, now_ms, timeout_ms);
	count += places_waits(p->places, on + count, now_ms, timeout_ms);
	on[count++] = (struct wake_on){.handle = network_handle(p->network), .want_read = true};
	*timeout_ms = shorten(p, *timeout_ms);
	return count;
}

static void net_run(void *context)
{
	struct participant *p = context;

	while (!p->is_stopping) {
		struct wake_on on[PARTICIPANT_WAITS_MAX];
		int timeout_ms = -1;
		size_t count = participant_waits(p, on, clock_now_ms(), &timeout_ms);
		if (wake_wait(p->wake, on, count, timeout_ms) != RESULT_OK) {
			participant_end(p, RESULT_SYSTEM);
			break;
		}
		participant_work(p, clock_now_ms());
	}
}

/* --- life
 * ---------------------------------------------------------------------------------------------------------------
 */

static char *copy(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

/* A copy that may be sent: whoever gets it refuses names with control or direction characters
 * (wire/plain_text.h). */
static char *copy_clean(const char *text, size_t room, enum plain_text_kind kind)
{
	char *to = malloc(room);

	if (to != NULL)
		plain_text_clean(to, room, text, kind);
	return to;
}

/* The strings become our own. */
static bool copy_options(struct participant *p, const struct participant_options *options)
{
	char name[PARTICIPANT_NAME_BYTES], own[PARTICIPANT_NAME_BYTES], computer[PARTICIPANT_COMPUTER_BYTES];
	bool has_name = options->name != NULL && options->name[0] != '\0';

	computer_user_name(name, sizeof name);
	computer_name(computer, sizeof computer);
	plain_text_clean(p->computer, sizeof p->computer, computer, PLAIN_TEXT_LINE);
	p->options = *options;
	naming_own(own, has_name ? options->name : name);
	p->options.name = copy(own);
	p->options.notice = copy_clean(options->notice != NULL ? options->notice : text_get(TEXT_NOTICE_BUILT_IN),
	                               PARTICIPANT_NOTICE_BYTES, PLAIN_TEXT_LINES);
	p->options.display = copy(options->display);
	return p->options.name != NULL && p->options.notice != NULL;
}

static void free_options(struct participant *p)
{
	free((char *)p->options.name);
	free((char *)p->options.notice);
	free((char *)p->options.display);
}

static void changed(void *context)
{
	struct participant *p = context;

	if (p->options.on_change != NULL)
		p->options.on_change(p->options.context);
}

static enum result build_line(struct participant *p, const struct participant_options *options)
{
	struct places_setup setup = {.directories = options->directories,
	                             .list_key = options->list_key,
	                             .region = options->region,
	                             .attempts = &p->attempts,
	                             .wake = p->wake};
	const struct ways_options ways = {.proxy = options->proxy, .may_ask = true};
	enum result result = ways_create(&p->ways, &ways, p->wake);

	if (result != RESULT_OK)
		return result;
	setup.ways = p->ways;
	p->places = places_create(&setup);
	if (p->places == NULL)
		return RESULT_OUT_OF_MEMORY;
	for (int i = 0; i < MEETINGS; i++) {
		if (!meeting_init(&p->meetings[i], p->wake, p->ways, &p->attempts))
			return RESULT_OUT_OF_MEMORY;
	}
	p->slept_ms = clock_slept_ms();
	p->network = network_create(p->wake);
	return RESULT_OK;
}

static enum result build(struct participant *p, const struct participant_options *options)
{
	if (!copy_options(p, options))
		return RESULT_OUT_OF_MEMORY;
	p->lock = mutex_create();
	p->wake = wake_create();
	if (p->lock == NULL || p->wake == NULL)
		return RESULT_OUT_OF_MEMORY;
	p->commands = queue_create(sizeof(struct command), COMMANDS_MAX, QUEUE_REFUSE_NEW, drop_command, p->wake);
	p->picture = newest_create(changed, p);
	p->gate = gate_create();
	if (p->commands == NULL || p->picture == NULL || p->gate == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = build_line(p, options);
	if (result != RESULT_OK)
		return result;
	secret_random(p->self.id, sizeof p->self.id);
	p->self.role = options->role;
	p->self.capabilities = MESSAGE_CAPABILITIES;
	guess_session_init(&p->session_guesses);
	guess_customer_init(&p->joiner_guesses);
	state_touch(p);
	state_publish(p);
	return RESULT_OK;
}

enum result participant_create_still(struct participant **out, const struct participant_options *options)
{
	struct participant *p = calloc(1, sizeof *p);

	*out = NULL;
	if (p == NULL)
		return RESULT_OUT_OF_MEMORY;
	enum result result = build(p, options);
	if (result != RESULT_OK) {
		participant_destroy(p);
		return result;
	}
	*out = p;
	return RESULT_OK;
}

enum result participant_create(struct participant **out, const struct participant_options *options)
{
	enum result result = participant_create_still(out, options);

	if (result != RESULT_OK)
		return result;
	result = thread_start(&(*out)->net, THREAD_NET, net_run, *out);
	if (result != RESULT_OK) {
		participant_destroy(*out);
		*out = NULL;
	}
	return result;
}

void participant_destroy(struct participant *participant)
{
	if (participant == NULL)
		return;
	if (participant->net != NULL) {
		post(participant, (struct command){.kind = COMMAND_STOP}, NULL);
		thread_join(participant->net);
	} else if (participant->phase != PHASE_NONE) {
		participant_leave_now(participant);
	}
	gate_destroy(participant->gate);
	for (int i = 0; i < MEETINGS; i++)
		meeting_finish(&participant->meetings[i]);
	network_destroy(participant->network);
	places_destroy(participant->places);
	ways_destroy(participant->ways);
	newest_destroy(participant->picture);
	queue_destroy(participant->commands);
	wake_destroy(participant->wake);
	mutex_destroy(participant->lock);
	free_options(participant);
	handing_finish(&participant->handing);
	secret_wipe(participant, sizeof *participant);
	free(participant);
}
