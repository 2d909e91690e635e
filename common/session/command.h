/* What other threads tell the net thread of a participant: the ui's calls, and what the guard has found. */
#ifndef LOTSE_SESSION_COMMAND_H
#define LOTSE_SESSION_COMMAND_H

#include "base/input_event.h"
#include "base/result.h"
#include "desktop/barrier.h"
#include "desktop/lock.h"
#include "desktop/share.h"
#include "wire/number.h"

#include <stdbool.h>
#include <stdint.h>

enum command_kind {
	COMMAND_NONE,
	COMMAND_STOP,
	COMMAND_OPEN,
	COMMAND_JOIN, /* yes: by a link */
	COMMAND_TYPE_DIGITS,
	COMMAND_KNOCK,
	COMMAND_ACCEPT,
	COMMAND_DECLINE,
	COMMAND_REPORT,
	COMMAND_ADMIT,
	COMMAND_ADD_SEAT,
	COMMAND_SHARE,
	COMMAND_CHOOSE, /* choice */
	COMMAND_GRANT,
	COMMAND_REFUSE,
	COMMAND_GRANT_CLIPBOARD,
	COMMAND_ASK,
	COMMAND_ASK_ADMINISTRATOR,
	COMMAND_VIEW,
	COMMAND_WISH, /* view: VP8 alone; control: save data */
	COMMAND_INPUT,
	COMMAND_SHOWN,
	COMMAND_GIVE_BACK,
	COMMAND_TAKE_BACK,
	COMMAND_CHAT,
	COMMAND_LEAVE,
	COMMAND_GO_ON,
	COMMAND_SET_PROXY, /* text; NULL: the system's */
	COMMAND_PROXY_ANSWER,
	COMMAND_PROXY_REFUSE,
	COMMAND_HAND_OVER,  /* see handing.h */
	COMMAND_GO_ON_HERE, /* likewise; was handed over */
	COMMAND_TAKE_OVER,  /* handing.h */
	COMMAND_STAY,
	COMMAND_LOCK,    /* from the lock watch: `lock` */
	COMMAND_BARRIER, /* from the guard thread: `barrier` */
	COMMAND_GUARD,   /* from the guard thread: `yes` F12 is heard, else `result` why not */
};

struct command {
	enum command_kind kind;
	uint16_t peer;
	uint32_t route;
	bool yes, view, control;
	struct number number;
	char *text, *secret; /* owned; the second is wiped */
	struct input_event event;
	uint64_t mark;
	enum result result;
	enum barrier barrier;
	struct share_choice *choice; /* owned */
	bool is_hand; /* of a grant or a choice: a real hand was seen (participant_hand_was_real) */
	enum lock_news lock;
};

#endif
