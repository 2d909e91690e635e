#include "desktop/share.h"

#include "base/thread.h"

#include <stdlib.h>

struct share {
	struct mutex *mutex; /* held for a copy, never while something is read */
	struct share_choice choice;
};

struct share *share_create(void)
{
	struct share *share = calloc(1, sizeof *share);
	if (share == NULL)
		return NULL;
	share->mutex = mutex_create();
	if (share->mutex == NULL) {
		free(share);
		return NULL;
	}
	return share;
}

void share_destroy(struct share *share)
{
	if (share == NULL)
		return;
	mutex_destroy(share->mutex);
	free(share);
}

enum result share_choose(struct share *share, enum share_kind kind)
{
	if (kind != SHARE_NOTHING && kind != SHARE_EVERYTHING)
		return RESULT_UNSUPPORTED;
	mutex_lock(share->mutex);
	if (share->choice.kind != kind)
		share->choice = (struct share_choice){.kind = kind, .turn = share->choice.turn + 1};
	mutex_unlock(share->mutex);
	return RESULT_OK;
}

struct share_choice share_now(struct share *share)
{
	mutex_lock(share->mutex);
	struct share_choice choice = share->choice;
	mutex_unlock(share->mutex);
	return choice;
}

struct rect share_area(struct share_choice choice, struct rect screen)
{
	return choice.kind == SHARE_EVERYTHING ? screen : (struct rect){0};
}
