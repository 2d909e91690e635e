#include "desktop/share.h"

#include "base/thread.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static bool is_same(const struct share_choice *a, const struct share_choice *b)
{
	return a->kind == b->kind && a->has_frame == b->has_frame &&
	       memcmp(a->monitor, b->monitor, sizeof a->monitor) == 0 &&
	       a->application_count == b->application_count &&
	       memcmp(a->applications, b->applications, sizeof a->applications) == 0;
}

/* Without what the kind does not mean, so that two of the same meaning are equal. */
static struct share_choice plain(const struct share_choice *choice)
{
	struct share_choice to = {.kind = choice->kind, .has_frame = choice->has_frame};
	if (choice->kind == SHARE_MONITOR)
		snprintf(to.monitor, sizeof to.monitor, "%.*s", SHARE_MONITOR_NAME_BYTES - 1, choice->monitor);
	if (choice->kind != SHARE_APPLICATIONS)
		return to;
	to.application_count = choice->application_count;
	memcpy(to.applications, choice->applications, to.application_count * sizeof *to.applications);
	return to;
}

enum result share_choose(struct share *share, const struct share_choice *choice)
{
	if ((unsigned)choice->kind >= SHARE_KIND_COUNT || choice->application_count > SHARE_APPLICATIONS_MAX)
		return RESULT_BAD_ARGUMENT;
	struct share_choice next = plain(choice);
	mutex_lock(share->mutex);
	next.turn = share->choice.turn + (is_same(&share->choice, &next) ? 0 : 1);
	share->choice = next;
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

struct rect share_area(const struct share_choice *choice, struct rect screen, struct rect monitor)
{
	switch (choice->kind) {
	case SHARE_EVERYTHING:
	case SHARE_APPLICATIONS:
		return screen;
	case SHARE_MONITOR:
		return rect_intersect(screen, monitor);
	default:
		return (struct rect){0};
	}
}

bool share_has(const struct share_choice *choice, const uint64_t programs[static 2])
{
	for (size_t i = 0; choice->kind == SHARE_APPLICATIONS && i < choice->application_count; i++) {
		uint64_t chosen = choice->applications[i];
		if (chosen != 0 && (chosen == programs[0] || chosen == programs[1]))
			return true;
	}
	return false;
}

static bool has_application(const struct share_choice *choice, uint64_t application)
{
	for (size_t i = 0; i < choice->application_count; i++) {
		if (choice->applications[i] == application)
			return true;
	}
	return false;
}

bool share_is_more(const struct share_choice *now, const struct share_choice *wanted)
{
	if (wanted->kind == SHARE_NOTHING || now->kind == SHARE_EVERYTHING)
		return false;
	if (wanted->kind != now->kind)
		return true;
	if (wanted->kind == SHARE_MONITOR)
		return strcmp(wanted->monitor, now->monitor) != 0;
	for (size_t i = 0; i < wanted->application_count; i++) {
		if (!has_application(now, wanted->applications[i]))
			return true;
	}
	return false;
}
