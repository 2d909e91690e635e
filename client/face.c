#include "client/face.h"

#include "base/text.h"

struct screen {
	const char *id; /* parts of two screens are never the same */
	void (*draw)(struct face *face, struct page *page);
};

static void draw_way(struct face *face, struct page *page)
{
	way_draw(&face->way, &face->state, page);
}

static void draw_giving(struct face *face, struct page *page)
{
	if (giving_draw_page(&face->giving, &face->picking, &face->state, giving_name(face->state.master_name),
	                     page))
		face->wish = WISH_LEAVE;
}

static void draw_choose(struct face *face, struct page *page)
{
	if (screen_choose(&face->giving, &face->picking, giving_name(face->state.master_name), page))
		face->wish = WISH_LEAVE;
}

static const struct screen number = {"number", screen_number}, way = {"way", draw_way},
						   failed = {"failed", draw_way}, login = {"login", draw_way},
						   host = {"host", draw_way}, refused = {"refused", screen_refused},
						   knocking = {"knocking", screen_refused}, asked = {"asked", screen_asked},
						   accepted = {"accepted", screen_accepted}, choose = {"choose", draw_choose},
						   session = {"session", screen_session}, resume = {"resume", draw_giving},
						   safety = {"safety", draw_giving}, stay = {"stay", draw_giving},
						   ended = {"ended", screen_ended}, moving = {"moving", screen_moving};

/* What a try to join ended with is said where the number is typed, if it is about the number. */
static const struct screen *screen_of_end(const struct face *face)
{
	return face->has_failed ? &number : &ended;
}

static const struct screen *screen_of_session(const struct face *face)
{
	if (!face->giving.has_chosen)
		return &choose;
	switch (giving_screen(&face->giving, &face->state)) {
	case GIVING_SCREEN_NONE:
		return &session;
	case GIVING_SCREEN_STAY:
		return &stay;
	case GIVING_SCREEN_SAFETY:
		return &safety;
	case GIVING_SCREEN_CHOOSE:
		return &choose;
	default:
		return &resume;
	}
}

/* NULL: one of the program's own. */
static const struct screen *screen_of_way(const struct face *face)
{
	switch (way_screen(&face->way, &face->state)) {
	case WAY_SCREEN_LOGIN:
		return &login;
	case WAY_SCREEN_HOST:
		return &host;
	case WAY_SCREEN_TRYING:
		return face->is_at_number ? NULL : &way;
	case WAY_SCREEN_FAILED:
		return face->has_failed && !face->is_at_number && face->state.tries_left > 0 ? &failed : NULL;
	default:
		return NULL;
	}
}

static const struct screen *screen_of(const struct face *face)
{
	if (face->state.is_handed_over)
		return &moving;
	const struct screen *of_way = screen_of_way(face);
	if (of_way != NULL)
		return of_way;
	if (face->is_at_number)
		return &number;
	switch (face->state.phase) {
	case PHASE_REFUSED:
		return &refused;
	case PHASE_KNOCKING:
		return &knocking;
	case PHASE_ASKED:
		return &asked;
	case PHASE_ACCEPTED:
		return &accepted;
	case PHASE_IN:
		return screen_of_session(face);
	case PHASE_ENDED:
		return screen_of_end(face);
	default:
		return &number;
	}
}

/* Where it matters how its line is; over, it does not. */
static bool is_in_session(const struct face *face)
{
	enum participant_phase phase = face->state.phase;
	return phase == PHASE_ASKED || phase == PHASE_ACCEPTED || phase == PHASE_IN;
}

void face_draw(struct face *face, struct page *page)
{
	const struct screen *screen = screen_of(face);
	ui_scope_begin(page, screen->id);
	if (is_in_session(face) && screen != &login && screen != &moving)
		way_draw_line(&face->way, &face->line, &face->state, giving_name(face->state.master_name), page);
	screen->draw(face, page);
	if (screen == &number || screen == &host || screen == &asked || screen == &choose || screen == &ended)
		settings_draw(&face->settings, page);
	ui_scope_end(page);
}
