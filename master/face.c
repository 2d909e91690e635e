#include "master/face.h"

#include "base/text.h"

struct screen {
	const char *id; /* parts of two screens are never the same */
	void (*draw)(struct face *face, struct page *page);
};

static const struct screen connecting = {"connecting", screen_connecting},
						   session = {"session", screen_session}, end = {"end", screen_end},
						   ended = {"ended", screen_ended};

void face_draw(struct face *face, struct page *page)
{
	const struct screen *screen = &connecting;
	if (face->state.phase == PHASE_OPEN)
		screen = face->asks_end ? &end : &session;
	else if (face->state.phase == PHASE_ENDED)
		screen = &ended;
	ui_scope_begin(page, screen->id);
	screen->draw(face, page);
	ui_scope_end(page);
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
