#include "client/face.h"

#include "base/text.h"

void face_draw(struct face *face, struct page *page)
{
	if (face->is_at_number) {
		screen_number(face, page);
		return;
	}
	switch (face->state.phase) {
	case PHASE_LISTING:
	case PHASE_CONNECTING:
	case PHASE_OPENING:
	case PHASE_OPEN:
	case PHASE_JOINING:
		screen_connecting(face, page);
		break;
	case PHASE_REFUSED:
	case PHASE_KNOCKING:
		screen_refused(face, page);
		break;
	case PHASE_ASKED:
		screen_asked(face, page);
		break;
	case PHASE_ACCEPTED:
		screen_accepted(face, page);
		break;
	case PHASE_IN:
		if (face->has_chosen)
			screen_session(face, page);
		else
			screen_choose(face, page);
		break;
	case PHASE_ENDED:
		if (face->has_failed)
			screen_number(face, page);
		else
			screen_ended(face, page);
		break;
	case PHASE_NONE:
		screen_number(face, page);
		break;
	}
}

const char *face_name(const char *name)
{
	return name[0] != 0 ? name : text_get(TEXT_NO_NAME);
}

bool face_is_asked(const struct face *face, const struct participant_person *person)
{
	return person->is_in && person->asks_control && !person->controls_me && face->not_now != person->peer;
}
