#include "client/face.h"

#include "base/text.h"

struct screen {
	const char *id; /* parts of two screens are never the same */
	void (*draw)(struct face *face, struct page *page);
};

static const struct screen number = {"number", screen_number}, connecting = {"connecting", screen_connecting},
						   refused = {"refused", screen_refused}, knocking = {"knocking", screen_refused},
						   asked = {"asked", screen_asked}, accepted = {"accepted", screen_accepted},
						   choose = {"choose", screen_choose}, session = {"session", screen_session},
						   ended = {"ended", screen_ended};

static const struct screen *screen_of(const struct face *face)
{
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
		return face->has_chosen ? &session : &choose;
	case PHASE_ENDED:
		return face->has_failed ? &number : &ended;
	case PHASE_NONE:
		return &number;
	default:
		return &connecting;
	}
}

void face_draw(struct face *face, struct page *page)
{
	const struct screen *screen = screen_of(face);
	ui_scope_begin(page, screen->id);
	screen->draw(face, page);
	ui_scope_end(page);
}

const char *face_name(const char *name)
{
	return name[0] != 0 ? name : text_get(TEXT_NO_NAME);
}

bool face_is_asked(const struct face *face, const struct participant_person *person)
{
	return person->is_in && person->asks_control && !person->controls_me && face->not_now != person->peer;
}
