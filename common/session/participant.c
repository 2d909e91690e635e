/*
 * Life of a participant: what the ui calls becomes a command; the net thread's
 * loop carries commands out, moves frames, and hands the new state back.
 *
 * The loop alone touches the session. Other threads reach it through `commands`
 * and through the outputs of sharer and viewer, which all end its wait.
 */
#include "session/participant.h"

#include "base/clock.h"
#include "base/computer.h"
#include "base/log.h"
#include "base/secret.h"
#include "base/text.h"
#include "session/joiner.h"
#include "session/owner.h"
#include "session/sharing.h"
#include "session/talk.h"
#include "session/viewing.h"
#include "wire/plain_text.h"

#include <stdlib.h>
#include <string.h>

enum { COMMANDS_MAX = 2048 };

static void drop_command(void *item)
{
	struct command *command = item;

	if (command->secret != NULL)
		secret_wipe(command->secret, strlen(command->secret));
	free(command->secret);
	free(command->text);
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

void participant_knock(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_KNOCK}, NULL);
}

void participant_accept(struct participant *participant, const char *name)
{
	post(participant, (struct command){.kind = COMMAND_ACCEPT}, name);
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

void participant_grant(struct participant *participant, uint16_t peer, bool view, bool control)
{
	post(participant, (struct command){.kind = COMMAND_GRANT, .peer = peer, .view = view, .control = control},
	     NULL);
}

void participant_ask(struct participant *participant, uint16_t peer, bool view, bool control)
{
	post(participant, (struct command){.kind = COMMAND_ASK, .peer = peer, .view = view, .control = control},
	     NULL);
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

void participant_go_on(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_GO_ON}, NULL);
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

void participant_leave(struct participant *participant)
{
	post(participant, (struct command){.kind = COMMAND_LEAVE}, NULL);
}

bool participant_look(struct participant *participant, struct participant_state *out)
{
	mutex_lock(participant->lock);
	bool is_new = participant->has_new_state;
	if (is_new)
		*out = participant->published;
	participant->has_new_state = false;
	mutex_unlock(participant->lock);
	return is_new;
}

bool participant_cursor(struct participant *participant, struct participant_cursor *out)
{
	mutex_lock(participant->lock);
	bool is_new = participant->has_new_cursor;
	if (is_new)
		*out = participant->cursor;
	participant->has_new_cursor = false;
	mutex_unlock(participant->lock);
	return is_new;
}

struct newest *participant_picture(struct participant *participant)
{
	return participant->picture;
}

/* --- the net thread
 * ---------------------------------------------------------------------------------------------------- */

void participant_end(struct participant *p, enum result result)
{
	if (p->phase == PHASE_ENDED || p->phase == PHASE_NONE)
		return;
	sharing_stop(p);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (p->roster.people[i].peer != 0)
			talk_end(p, &p->roster.people[i]);
	}
	viewing_choose(p, 0);
	p->roster = (struct roster){0};
	p->early_peer = 0;
	memset(p->seats, 0, sizeof p->seats);
	link_close(p->link);
	p->followed = link_phase(p->link);
	p->phase = PHASE_ENDED;
	p->result = result;
	state_touch(p);
	log_info("session", "ended: %s", result_name(result));
}

/* Says goodbye to everybody; a master's is the end for all. */
void participant_leave_now(struct participant *p)
{
	if (link_phase(p->link) == LINK_UP) {
		wire_Control control = {.which_what = wire_Control_leave_tag};

		for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
			struct person *person = &p->roster.people[i];
			if (person->peer != 0 && person->pair != NULL)
				talk_goodbye(p, person);
		}
		link_send_control(p->link, &control);
	}
	participant_end(p, RESULT_CLOSED);
}

static void chat(struct participant *p, const char *text)
{
	wire_Message message = {.which_what = wire_Message_chat_tag};

	plain_text_clean(message.what.chat.text, sizeof message.what.chat.text, text, PLAIN_TEXT_LINES);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (roster_is_in(&p->roster.people[i]))
			talk_send(p, &p->roster.people[i], &message);
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
			sharing_grant(p, person, command->view, command->control);
		break;
	case COMMAND_ASK:
		viewing_ask(p, command->peer, command->view, command->control);
		break;
	default:
		viewing_choose(p, command->peer);
		break;
	}
}

static void carry_out(struct participant *p, const struct command *command)
{
	switch (command->kind) {
	case COMMAND_STOP:
		participant_leave_now(p);
		p->is_stopping = true;
		break;
	case COMMAND_OPEN:
		owner_open(p);
		break;
	case COMMAND_JOIN:
		joiner_join(p, &command->number);
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
	case COMMAND_ADD_SEAT:
		owner_add_seat(p, command->route);
		break;
	case COMMAND_SHARE:
		if (command->yes)
			sharing_start(p);
		else
			sharing_stop(p);
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
		chat(p, command->text);
		break;
	case COMMAND_LEAVE:
		participant_leave_now(p);
		break;
	case COMMAND_GUARD:
		sharing_guard(p, command);
		break;
	case COMMAND_GO_ON:
	case COMMAND_SET_PROXY:
	case COMMAND_PROXY_ANSWER:
	case COMMAND_PROXY_REFUSE:
		break; /* these have no effect yet */
	default:
		carry_out_person(p, command);
		break;
	}
}

/* A frame from the relay or, through it, from somebody. */
static void take_frame(struct participant *p, const struct frame_header *header, struct bytes payload)
{
	wire_Control control;

	switch (header->kind) {
	case FRAME_CONTROL:
		if (control_decode(payload, &control) != RESULT_OK)
			participant_end(p, RESULT_BAD_FRAME);
		else if (control.which_what == wire_Control_blocked_tag)
			sharing_blocked(p, (uint16_t)control.what.blocked.peer);
		else if (p->options.role == PARTICIPANT_MASTER)
			owner_control(p, &control);
		else
			joiner_control(p, &control);
		break;
	case FRAME_HANDSHAKE:
		talk_handshake(p, header->peer, payload);
		break;
	case FRAME_INTERACTIVE:
		talk_record(p, header->peer, CHANNEL_INTERACTIVE, payload);
		break;
	case FRAME_BULK:
		talk_record(p, header->peer, CHANNEL_BULK, payload);
		break;
	case FRAME_PICTURE:
		viewing_picture(p, header->peer, header->lane, payload);
		break;
	default: /* of a newer version */
		break;
	}
}

/* The link has come up, gone down, or moved on, wherever that was noticed first: a send may be the one to
 * fail.
 */
static void follow_link(struct participant *p)
{
	enum link_phase now = link_phase(p->link);

	if (now == p->followed)
		return;
	p->followed = now;
	state_touch(p);
	if (now == LINK_CONNECTING && (p->phase == PHASE_LISTING || p->phase == PHASE_CONNECTING))
		p->phase = PHASE_CONNECTING;
	else if (now == LINK_UP && p->options.role == PARTICIPANT_MASTER)
		owner_link_up(p);
	else if (now == LINK_UP)
		joiner_link_up(p);
	else if (now == LINK_DOWN)
		participant_end(p, joiner_end_result(p, link_result(p->link)));
}

static void work(struct participant *p)
{
	struct command command;
	struct frame_header header;
	struct bytes payload;

	while (queue_pop(p->commands, &command)) {
		carry_out(p, &command);
		drop_command(&command);
	}
	link_work(p->link, p->now_ms);
	while (link_receive(p->link, &header, &payload)) {
		if (link_phase(p->link) == LINK_UP)
			follow_link(p);
		if (p->phase != PHASE_ENDED) /* what had come before the end means nothing after it */
			take_frame(p, &header, payload);
	}
	sharing_work(p);
	viewing_work(p);
	owner_tick(p);
	joiner_tick(p);
	talk_tick(p);
	follow_link(p);
}

/* When the loop must look at something though nothing comes. */
static int shorten(struct participant *p, int timeout_ms)
{
	struct timer pulse = {0};

	timeout_ms = timer_shorten(&p->heartbeat, p->now_ms, timeout_ms);
	timeout_ms = timer_shorten(&p->handshake, p->now_ms, timeout_ms);
	timeout_ms = timer_shorten(&p->refresh, p->now_ms, timeout_ms);
	/* While somebody is about to come in, or pictures go out, time is looked at each second. */
	bool is_busy = p->phase == PHASE_JOINING || p->phase == PHASE_OPEN ||
	               p->now_ms - p->frame_sent_ms < ENGINE_HEARTBEAT_LOST_MS;
	if (is_busy)
		timer_set(&pulse, p->now_ms, ENGINE_SHARING_TELL_MS);
	return timer_shorten(&pulse, p->now_ms, timeout_ms);
}

static void net_run(void *context)
{
	struct participant *p = context;

	while (!p->is_stopping) {
		struct wake_on on[LINK_HANDLES_MAX];
		int timeout_ms = -1;
		p->now_ms = clock_now_ms();
		size_t count = link_waits(p->link, on, p->now_ms, &timeout_ms);
		timeout_ms = shorten(p, timeout_ms);
		if (wake_wait(p->wake, on, count, timeout_ms) != RESULT_OK) {
			participant_end(p, RESULT_SYSTEM);
			break;
		}
		p->now_ms = clock_now_ms();
		work(p);
		state_publish(p);
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
	char name[PARTICIPANT_NAME_BYTES], computer[PARTICIPANT_COMPUTER_BYTES];
	bool has_name = options->name != NULL && options->name[0] != '\0';

	computer_user_name(name, sizeof name);
	computer_name(computer, sizeof computer);
	plain_text_clean(p->computer, sizeof p->computer, computer, PLAIN_TEXT_LINE);
	p->options = *options;
	p->options.name = copy_clean(has_name ? options->name : name, PARTICIPANT_NAME_BYTES, PLAIN_TEXT_LINE);
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
	p->link = link_create(options->directories, options->list_key, p->wake);
	p->gate = gate_create();
	if (p->commands == NULL || p->picture == NULL || p->link == NULL || p->gate == NULL)
		return RESULT_OUT_OF_MEMORY;
	secret_random(p->self.id, sizeof p->self.id);
	p->self.role = options->role;
	guess_session_init(&p->session_guesses);
	guess_customer_init(&p->joiner_guesses);
	state_touch(p);
	state_publish(p);
	return thread_start(&p->net, THREAD_NET, net_run, p);
}

enum result participant_create(struct participant **out, const struct participant_options *options)
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

void participant_destroy(struct participant *participant)
{
	if (participant == NULL)
		return;
	if (participant->net != NULL) {
		post(participant, (struct command){.kind = COMMAND_STOP}, NULL);
		thread_join(participant->net);
	}
	gate_destroy(participant->gate);
	link_destroy(participant->link);
	newest_destroy(participant->picture);
	queue_destroy(participant->commands);
	wake_destroy(participant->wake);
	mutex_destroy(participant->lock);
	free_options(participant);
	secret_wipe(participant, sizeof *participant);
	free(participant);
}
