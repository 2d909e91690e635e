#include "program/giving.h"

#include "base/text.h"

const char *giving_name(const char *name)
{
	return name[0] != 0 ? name : text_get(TEXT_NO_NAME);
}

static const struct participant_person *person_of(const struct participant_state *state, uint16_t peer)
{
	for (int i = 0; i < state->person_count; i++) {
		if (state->people[i].peer == peer)
			return &state->people[i];
	}
	return NULL;
}

/* --- questions
 * ----------------------------------------------------------------------------------------------------- */

static const struct giving_refusal *refusal_of(const struct giving *giving, uint16_t peer)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (giving->refusals[i].peer == peer)
			return &giving->refusals[i];
	}
	return NULL;
}

enum giving_question giving_question(const struct giving *giving, const struct participant_state *state,
                                     const struct participant_person *person)
{
	const struct giving_refusal *refusal = refusal_of(giving, person->peer);
	if (!person->is_in || (refusal != NULL && (refusal->is_pending || refusal->count >= GIVING_REFUSALS_MAX)))
		return GIVING_NO_QUESTION;
	if (person->asks_control && !person->controls_me)
		return GIVING_ASKS_CONTROL;
	return person->asks_view && !person->sees_me && state->is_sharing ? GIVING_ASKS_VIEW : GIVING_NO_QUESTION;
}

static uint16_t first_who_asks(const struct giving *giving, const struct participant_state *state)
{
	for (int i = 0; i < state->person_count; i++) {
		if (giving_question(giving, state, &state->people[i]) != GIVING_NO_QUESTION)
			return state->people[i].peer;
	}
	return 0;
}

bool giving_is_asked(const struct giving *giving, const struct participant_state *state)
{
	return state->phase != PHASE_ENDED &&
	       (giving->safety_for != 0 || first_who_asks(giving, state) != 0 || state->is_stay_asked ||
	        giving_screen(giving, state) == GIVING_SCREEN_RESUME);
}

/* The place of that person's refusals: the own one, or a free one, or one of somebody who has left. */
static struct giving_refusal *refusal_place(struct giving *giving, const struct participant_state *state,
                                            uint16_t peer)
{
	struct giving_refusal *free_place = NULL;
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct giving_refusal *at = &giving->refusals[i];
		if (at->peer == peer)
			return at;
		if (free_place == NULL && (at->peer == 0 || person_of(state, at->peer) == NULL))
			free_place = at;
	}
	if (free_place != NULL)
		*free_place = (struct giving_refusal){.peer = peer};
	return free_place;
}

static void refuse(struct giving *giving, const struct participant_state *state, uint16_t peer)
{
	struct giving_refusal *place = refusal_place(giving, state, peer);
	if (place == NULL)
		return;
	place->count++;
	place->is_pending = true;
}

static void forgive(struct giving *giving, const struct participant_state *state, uint16_t peer)
{
	struct giving_refusal *place = refusal_place(giving, state, peer);
	if (place != NULL)
		*place = (struct giving_refusal){.peer = peer};
}

/* --- newcomers
 * ----------------------------------------------------------------------------------------------------- */

static bool is_greeted(const struct giving *giving, uint16_t peer)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (giving->greeted[i] == peer)
			return true;
	}
	return false;
}

int giving_newcomers(const struct giving *giving, const struct participant_state *state,
                     uint16_t peers[static PARTICIPANT_PEOPLE_MAX])
{
	int count = 0;
	for (int i = 0; i < state->person_count; i++) {
		const struct participant_person *person = &state->people[i];
		if (person->is_in && person->is_new && !person->is_refused && !is_greeted(giving, person->peer))
			peers[count++] = person->peer;
	}
	return count;
}

static void greet(struct giving *giving, const struct participant_state *state)
{
	uint16_t peers[PARTICIPANT_PEOPLE_MAX];
	int count = giving_newcomers(giving, state, peers);
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX && count > 0; i++) {
		if (giving->greeted[i] == 0)
			giving->greeted[i] = peers[--count];
	}
}

/* Whoever has left takes no place, and is new when he comes again. */
static void forget_greeted(struct giving *giving, const struct participant_state *state)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		if (giving->greeted[i] != 0 && person_of(state, giving->greeted[i]) == NULL)
			giving->greeted[i] = 0;
	}
}

static struct giving_order refuse_people(struct giving *giving, const struct participant_state *state)
{
	struct giving_order order = {.act = GIVING_DO_REFUSE};
	if (giving->peer == 0) {
		order.peer_count = giving_newcomers(giving, state, order.peers);
		greet(giving, state);
	} else {
		order.peers[order.peer_count++] = giving->peer;
	}
	if (order.peer_count == 0)
		order.act = GIVING_DO_NOTHING;
	return order;
}

/* --- news
 * ----------------------------------------------------------------------------------------------------------
 */

/* What just came up takes no answer for a moment. */
static void be_deaf(struct giving *giving, int64_t now_ms)
{
	giving->is_deaf = true;
	timer_set(&giving->deaf, now_ms, GIVING_DEAF_MS);
}

static void settle_refusals(struct giving *giving, const struct participant_state *state)
{
	for (int i = 0; i < PARTICIPANT_PEOPLE_MAX; i++) {
		struct giving_refusal *at = &giving->refusals[i];
		const struct participant_person *person = at->peer != 0 ? person_of(state, at->peer) : NULL;
		if (person == NULL)
			*at = (struct giving_refusal){0};
		else if (!person->asks_control && !person->asks_view)
			at->is_pending = false;
	}
}

static void note_questions(struct giving *giving, const struct participant_state *state, int64_t now_ms)
{
	settle_refusals(giving, state);
	forget_greeted(giving, state);
	if (giving->safety_for != 0 && person_of(state, giving->safety_for) == NULL)
		giving->safety_for = 0;
	uint16_t asking = first_who_asks(giving, state);
	if (asking != giving->asking) {
		timer_stop(&giving->answer);
		if (asking != 0) {
			be_deaf(giving, now_ms);
			timer_set(&giving->answer, now_ms, GIVING_ANSWER_MS);
		}
	}
	giving->asking = asking;
}

/* The engine gave nothing, since no hand was seen here: the person is told, for a while. */
static void note_hand(struct giving *giving, const struct participant_state *state, int64_t now_ms)
{
	if (state->hand_refusals > giving->hand_refusals) {
		giving->is_hand_missing = true;
		timer_set(&giving->hand, now_ms, GIVING_HAND_MS);
	}
	giving->hand_refusals = state->hand_refusals;
	if (timer_is_due(&giving->hand, now_ms)) {
		timer_stop(&giving->hand);
		giving->is_hand_missing = false;
	}
}

/* No answer means no. */
static void note_silence(struct giving *giving, int64_t now_ms)
{
	if (!timer_is_due(&giving->answer, now_ms))
		return;
	timer_stop(&giving->answer);
	if (giving->asking == 0 || giving->wish != GIVING_NONE)
		return;
	giving->wish = GIVING_NOT_NOW;
	giving->peer = giving->asking;
	giving->safety_for = 0;
}

int giving_note(struct giving *giving, const struct participant_state *state, int64_t now_ms)
{
	bool is_resting = state->must_go_on && !line_is_lost(state);
	if (state->phase != PHASE_IN && state->phase != PHASE_OPEN) {
		*giving = (struct giving){.is_question_open = giving->is_question_open};
		return -1;
	}
	if (is_resting && !giving->was_resting)
		be_deaf(giving, now_ms);
	if (state->is_stay_asked && !giving->was_stay_asked)
		be_deaf(giving, now_ms);
	giving->was_resting = is_resting;
	giving->was_stay_asked = state->is_stay_asked;
	note_hand(giving, state, now_ms);
	note_questions(giving, state, now_ms);
	note_silence(giving, now_ms);
	if (timer_is_due(&giving->deaf, now_ms)) {
		timer_stop(&giving->deaf);
		giving->is_deaf = false;
	}
	return timer_shorten(&giving->hand, now_ms,
	                     timer_shorten(&giving->deaf, now_ms, timer_shorten(&giving->answer, now_ms, -1)));
}

enum giving_screen giving_screen(const struct giving *giving, const struct participant_state *state)
{
	if (state->must_go_on && !line_is_lost(state))
		return GIVING_SCREEN_RESUME;
	if (state->is_stay_asked)
		return GIVING_SCREEN_STAY;
	if (giving->safety_for != 0)
		return GIVING_SCREEN_SAFETY;
	return giving->is_choosing ? GIVING_SCREEN_CHOOSE : GIVING_SCREEN_NONE;
}

/* --- wishes
 * -------------------------------------------------------------------------------------------------------- */

/* One of the two rights of a person changes, the other stays. */
static struct giving_order grant(const struct participant_person *person, enum giving_wish wish, bool is_on)
{
	return (struct giving_order){.act = GIVING_DO_GRANT,
	                             .peer = person->peer,
	                             .view = wish == GIVING_MAY_SEE ? is_on : person->sees_me,
	                             .control = wish == GIVING_MAY_CONTROL ? is_on : person->controls_me};
}

/* Control for the first time in a session: the safety warning comes first, as a step of its own. */
static bool needs_safety(struct giving *giving, uint16_t peer, bool is_on, int64_t now_ms)
{
	if (!is_on || giving->has_read_safety)
		return false;
	giving->safety_for = peer;
	be_deaf(giving, now_ms);
	return true;
}

static struct giving_order for_person(struct giving *giving, const struct participant_state *state,
                                      enum giving_wish wish, int64_t now_ms)
{
	const struct participant_person *person = person_of(state, giving->peer);
	if (person == NULL)
		return (struct giving_order){0};
	if (wish == GIVING_NOT_NOW) {
		refuse(giving, state, person->peer);
		struct giving_order order = grant(person, GIVING_NONE, false);
		order.control = false;
		return order;
	}
	if (wish == GIVING_MAY_CONTROL && needs_safety(giving, person->peer, giving->is_on, now_ms))
		return (struct giving_order){0};
	if (giving->is_on)
		forgive(giving, state, person->peer);
	return grant(person, wish, giving->is_on);
}

static struct giving_order after_safety(struct giving *giving, const struct participant_state *state,
                                        int64_t now_ms)
{
	giving->peer = giving->safety_for;
	giving->safety_for = 0;
	giving->has_read_safety = giving->is_on;
	return for_person(giving, state, giving->is_on ? GIVING_MAY_CONTROL : GIVING_NOT_NOW, now_ms);
}

struct giving_order giving_next(struct giving *giving, const struct participant_state *state, int64_t now_ms)
{
	enum giving_wish wish = giving->wish;
	if (wish != GIVING_ANSWER && wish != GIVING_STOP && wish != GIVING_PICK)
		giving->wish = GIVING_NONE;
	switch (wish) {
	case GIVING_CHOOSE:
		giving->is_choosing = giving->is_on;
		break;
	case GIVING_SHARE:
		giving->has_chosen = true;
		giving->is_choosing = false;
		return (struct giving_order){.act = GIVING_DO_SHARE, .is_on = giving->is_on};
	case GIVING_SHARE_THIS:
		giving->has_chosen = true;
		giving->is_choosing = false;
		return (struct giving_order){.act = GIVING_DO_CHOOSE, .choice = giving->choice};
	case GIVING_MAY_COPY:
		return (struct giving_order){.act = GIVING_DO_COPY, .peer = giving->peer, .is_on = giving->is_on};
	case GIVING_REFUSE:
		return refuse_people(giving, state);
	case GIVING_GREET:
		greet(giving, state);
		break;
	case GIVING_STAY:
		return (struct giving_order){.act = GIVING_DO_STAY};
	case GIVING_MAY_SEE:
	case GIVING_MAY_CONTROL:
	case GIVING_NOT_NOW:
		return for_person(giving, state, wish, now_ms);
	case GIVING_SAFE:
		return after_safety(giving, state, now_ms);
	case GIVING_RESUME:
		return (struct giving_order){.act = GIVING_DO_GO_ON};
	default:
		break;
	}
	return (struct giving_order){0};
}

/* With the coloured frame: the person here always sees what is shown. */
static void choose(struct participant *participant, const struct share_choice *choice)
{
	struct share_choice framed = *choice;

	framed.has_frame = true;
	participant_choose(participant, &framed);
}

void giving_hold(struct giving *giving, const struct participant_state *state,
                 struct participant *participant)
{
	bool is_in = state->phase == PHASE_IN || state->phase == PHASE_OPEN;
	bool is_open = is_in && giving_is_asked(giving, state);
	if (is_open == giving->is_question_open)
		return;
	giving->is_question_open = is_open;
	participant_question(participant, is_open);
}

void giving_carry_out(const struct giving_order *order, struct participant *participant)
{
	switch (order->act) {
	case GIVING_DO_SHARE:
		choose(participant, &(struct share_choice){.kind = order->is_on ? SHARE_EVERYTHING : SHARE_NOTHING});
		break;
	case GIVING_DO_CHOOSE:
		choose(participant, &order->choice);
		break;
	case GIVING_DO_GRANT:
		participant_grant(participant, order->peer, order->view, order->control);
		break;
	case GIVING_DO_REFUSE:
		for (int i = 0; i < order->peer_count; i++)
			participant_refuse(participant, order->peers[i]);
		break;
	case GIVING_DO_COPY:
		participant_grant_clipboard(participant, order->peer, order->is_on);
		break;
	case GIVING_DO_STAY:
		participant_stay(participant);
		break;
	case GIVING_DO_GO_ON:
		participant_go_on(participant);
		break;
	case GIVING_DO_NOTHING:
		break;
	}
}
