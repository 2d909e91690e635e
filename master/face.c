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

static const struct screen way = {"way", draw_way}, failed = {"failed", draw_way},
						   login = {"login", draw_way}, host = {"host", draw_way},
						   session = {"session", screen_session}, end = {"end", screen_end},
						   ended = {"ended", screen_ended};

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
		return face->asks_end ? &end : &session;
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
	ui_scope_end(page);
}

enum face_stale face_stale(const struct face *face)
{
	const struct participant_person *person = face_person(face, face->state.viewing);
	if (line_is_lost(&face->state))
		return FACE_LINE_LOST;
	if (person == NULL)
		return FACE_LIVE;
	if (person->is_away)
		return FACE_AWAY;
	if (person->rests)
		return FACE_RESTS;
	return face->state.picture_age_ms >= FACE_SILENT_MS ? FACE_SILENT : FACE_LIVE;
}

bool face_is_live(const struct face *face)
{
	return face_stale(face) == FACE_LIVE;
}

const struct participant_person *face_person(const struct face *face, uint16_t peer)
{
	for (int i = 0; i < face->state.person_count; i++) {
		if (face->state.people[i].peer == peer)
			return &face->state.people[i];
	}
	return NULL;
}

const char *face_name(const struct participant_person *person)
{
	return person != NULL && person->name[0] != 0 ? person->name : text_get(TEXT_NO_NAME);
}
