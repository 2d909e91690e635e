#include "master/face.h"

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
	if (giving_draw_page(&face->giving, &face->picking, &face->state, NULL, page))
		face->wish = WISH_ASK_END;
}

static const struct screen way = {"way", draw_way}, failed = {"failed", draw_way},
						   login = {"login", draw_way}, host = {"host", draw_way},
						   session = {"session", screen_session}, end = {"end", screen_end},
						   ended = {"ended", screen_ended}, choose = {"choose", draw_giving},
						   safety = {"safety", draw_giving}, stay = {"stay", draw_giving},
						   resume = {"resume", draw_giving};

static const struct screen *screen_of_session(const struct face *face)
{
	if (face->asks_end)
		return &end;
	switch (giving_screen(&face->giving, &face->state)) {
	case GIVING_SCREEN_CHOOSE:
		return &choose;
	case GIVING_SCREEN_STAY:
		return &stay;
	case GIVING_SCREEN_SAFETY:
		return &safety;
	case GIVING_SCREEN_RESUME:
		return &resume;
	default:
		return &session;
	}
}

static const struct screen *screen_of(const struct face *face)
{
	switch (way_screen(&face->way, &face->state)) {
	case WAY_SCREEN_LOGIN:
		return &login;
	case WAY_SCREEN_HOST:
		return &host;
	case WAY_SCREEN_TRYING:
		return &way;
	case WAY_SCREEN_FAILED:
		return face->was_open ? &ended : &failed;
	default:
		break;
	}
	switch (face->state.phase) {
	case PHASE_OPEN:
		return screen_of_session(face);
	case PHASE_ENDED:
		return &ended;
	default:
		return &way;
	}
}

void face_draw(struct face *face, struct page *page)
{
	const struct screen *screen = screen_of(face);
	ui_scope_begin(page, screen->id);
	if (screen == &session)
		way_draw_line(&face->way, &face->line, &face->state, "", page);
	screen->draw(face, page);
	if (screen == &session || screen == &host || screen == &ended)
		settings_draw(&face->settings, page);
	ui_scope_end(page);
}
