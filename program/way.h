/*
 * The way to the relay, as the person sees and steers it: what is tried, a proxy by hand, a proxy's question
 * for name and password, the relay's address where none is known. Both programs show the same: each has one
 * of these in its face, asks way_screen what is to be shown, and hands its wishes to way_fulfil. Thread: ui.
 */
#ifndef LOTSE_PROGRAM_WAY_H
#define LOTSE_PROGRAM_WAY_H

#include "base/text.h"
#include "carrier/where.h"
#include "session/participant.h"
#include "ui/ui.h"
#include "ui/widgets.h"

enum {
	WAY_SLOW_MS = 8000, /* from here on it is said what is missing; requirement: before 15 s */
	WAY_LOGIN_BYTES = 256,
	WAY_PROXY_BYTES = 300,
};

enum way_wish {
	WAY_NONE,
	WAY_CANCEL,   /* back, or the end: the program's to do */
	WAY_RETRY,    /* likewise */
	WAY_COPY,     /* the lines */
	WAY_PROXY,    /* through the proxy chosen from here on */
	WAY_LOGIN,    /* the answer to the proxy */
	WAY_NO_LOGIN, /* none */
	WAY_HOST,     /* the typed one: the program's to do */
	WAY_ASK_HOST, /* another one: likewise */
};

enum way_proxy { WAY_PROXY_SYSTEM, WAY_PROXY_NONE, WAY_PROXY_THIS, WAY_PROXY_COUNT };

/* Zeroed at first, but for back_label. */
struct way {
	enum text_id back_label; /* of the button that leaves a failed try */
	int64_t begun_ms;        /* this try; 0: none goes on */
	int waited_ms;           /* since then */
	enum participant_phase slow_phase;
	bool is_copied;

	bool is_more_open;
	int proxy; /* enum way_proxy */
	char proxy_text[WAY_PROXY_BYTES];
	bool is_proxy_bad;

	char login_name[WAY_LOGIN_BYTES],
		login_password[WAY_LOGIN_BYTES]; /* the second is wiped once it is given */
	bool stores_login;

	char host[WHERE_HOST_BYTES];       /* as typed; kept to be mended */
	char host_shown[WHERE_HOST_BYTES]; /* in use, if it was typed; else "" */
	enum result host_result;
	int host_selection;
	bool is_host_wanted, is_host_locked; /* it is to be asked for; it can't be changed any more */

	enum way_wish wish; /* what was asked for since it was last looked at */
};

enum way_screen { WAY_SCREEN_NONE, WAY_SCREEN_HOST, WAY_SCREEN_LOGIN, WAY_SCREEN_TRYING, WAY_SCREEN_FAILED };

/* Which of the screens below this state is for; NONE: one of the program's own. */
enum way_screen way_screen(const struct way *way, const struct participant_state *state);

/* Whether this end of a try is about reaching the relay, not about a number or a person. */
bool way_is_failure(enum result result);

/* Notes the time; call with each new state and when the last answer has passed. Returns in how many
 * milliseconds the page changes by itself; -1: it does not. */
int way_note(struct way *way, const struct participant_state *state, int64_t now_ms);

/* What the copy button gives: version, what is wrong, all lines. Nothing secret. Gives `to`. */
const char *way_lines(const struct participant_state *state, char *to, size_t room);

/* The proxy chosen, as participant_set_proxy takes it. */
const char *way_proxy(const struct way *way);

/* Whether a person's text can be a proxy: host and port, or a URL with a port. */
bool way_is_proxy(const char *text);

/* Carries out what is the same in both programs; gives what is left to the program (CANCEL, RETRY, HOST,
 * ASK_HOST), or WAY_NONE. After a proxy by hand that is RETRY. */
enum way_wish way_fulfil(struct way *way, const struct participant_state *state, struct ui *ui,
                         struct participant *participant);

/* Takes the typed address into `where`, instead of what was typed before; whether it is one (host_result). */
bool way_take_host(struct way *way, struct where *where);

/* What the page shows of what came from outside is made harmless. */
void way_clean(struct participant_state *state);

/* The page for what way_screen gave. */
void way_draw(struct way *way, const struct participant_state *state, struct page *page);

/* The lines of what is or was tried, in a card; nothing if there are none. */
void way_draw_attempts(const struct participant_state *state, struct page *page);

/* The head of a page in a session: that the line is lost or back (line_banner), and, if the person opens
 * them, the tries. */
struct line;
void way_draw_line(struct way *way, const struct line *line, const struct participant_state *state,
                   const char *other, struct page *page);

/* Screens, each a file of screens/. */
void screen_trying(struct way *way, const struct participant_state *state, struct page *page);
void screen_login(struct way *way, const struct participant_state *state, struct page *page);
void screen_host(struct way *way, struct page *page);

#endif
