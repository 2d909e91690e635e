#include "master/face.h"

#include "base/text.h"

void face_draw(struct face *face, struct page *page)
{
	switch (face->state.phase) {
	case PHASE_OPEN:
		if (face->asks_end)
			screen_end(face, page);
		else
			screen_session(face, page);
		break;
	case PHASE_ENDED:
		screen_ended(face, page);
		break;
	default:
		screen_connecting(face, page);
		break;
	}
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
