/*
 * One participant of a session: the engine under both programs. Commands go in,
 * the new state comes out.
 *
 * The owner's ui thread calls everything here; the engine has a net thread, a
 * guard thread while something is shared, and a media thread for each of
 * sharing and viewing. Nothing here waits for the network. After each change
 * the engine calls `on_change` (from one of its threads: wake your loop there),
 * and participant_look then gives the whole new state.
 */
#ifndef LOTSE_SESSION_PARTICIPANT_H
#define LOTSE_SESSION_PARTICIPANT_H

#include "base/input_event.h"
#include "base/newest.h"
#include "base/result.h"
#include "session/figures.h"
#include "session/participant_state.h"

struct participant_options {
	enum participant_role role;
	const char *directories[PARTICIPANT_DIRECTORIES_MAX]; /* URLs of the signed list; the rest NULL */
	const uint8_t *list_key;     /* 32 bytes: the root key that must have signed it; or NULL */
	const char *name;            /* as others see it; NULL: the user's of this computer */
	const char *notice;          /* of a master: what is read before Accept; NULL: the built-in one */
	const uint8_t *operator_key; /* of a master: the secret key that he is known by, 64 bytes, which must
	                                outlive the participant; NULL: none */
	struct bytes operator_certificate; /* with it: what his company says of him, likewise; empty: none */
	bool trusts_company;               /* of a client: the list's root key came with the program */
	bool admit_all;                    /* of a master: who accepted the notice is in without a click */
	const char *region;                /* of a master: only relays of this region of the list; NULL: any */
	const char *proxy;                 /* given by hand, as participant_set_proxy; NULL: the system's */
	const char *display;               /* what would be shared; NULL: the present one */
	bool may_elevate;                  /* of a client: an administrator's rights can be had here */
	void (*on_change)(void *context);  /* from a thread of the engine */
	void *context;
};

struct participant; /* opaque, heap */

/* Starts the engine; it does nothing until told. Strings are copied. RESULT_OUT_OF_MEMORY, RESULT_SYSTEM. */
enum result participant_create(struct participant **out, const struct participant_options *options);

/* Leaves the session if it is in one, ends all threads, releases all that is held down, wipes all keys. Waits
 * for that at most about a second. Fine with NULL. */
void participant_destroy(struct participant *participant);

/* Copies the state if it has changed since the last call; returns whether it has. */
bool participant_look(struct participant *participant, struct participant_state *out);

/* The picture of the person being viewed; the mark is for participant_shown. Valid until participant_destroy.
 */
struct newest *participant_picture(struct participant *participant);

/* The pointer of the computer being viewed. */
struct participant_cursor {
	uint32_t pixels[PARTICIPANT_CURSOR_SIDE_MAX_PX *
	                PARTICIPANT_CURSOR_SIDE_MAX_PX]; /* ARGB, premultiplied, rows of width_px */
	int width_px, height_px, hot_x_px, hot_y_px;
	int x_px, y_px; /* of the hot spot */
	bool is_visible;
	int shape_version; /* another number: another shape */
};

/* Copies it if shape, place or visibility have changed since the last call; returns whether. */
bool participant_cursor(struct participant *participant, struct participant_cursor *out);

/* How the picture being viewed comes along; for people who look after it. False: nothing is viewed. */
bool participant_picture_figures(struct participant *participant, struct picture_figures *out);

/* Tells that the picture with this mark is on the screen now; the sharer's pace follows from it. */
void participant_shown(struct participant *participant, uint64_t mark);

/* --- commands; each is carried out soon, and what came of it is in the state
 * ------------------------------------- */

/* Master: opens a session, or, in one, makes a further number (an invitation, or the one after a closed one).
 */
void participant_open(struct participant *participant);

/* Client: joins with a number (once; after PHASE_ENDED or PHASE_REFUSED again). */
void participant_join(struct participant *participant, const struct number *number);

/* Client: the same with a number that nobody typed: of a link, or of the program's own name. Who chose it is
 * not known: must_type_digits follows, unless the operator is verified. */
void participant_join_link(struct participant *participant, const struct number *number);

/* Client, must_type_digits: the last 7 digits of the number as the operator says them. Others end the session
 * (RESULT_LINK_DIGITS). */
void participant_type_digits(struct participant *participant, const char *text);

/* Client, PHASE_REFUSED: asks to be let in. */
void participant_knock(struct participant *participant);

/* Client, PHASE_ASKED: accepts the notice, as `name` (NULL: the one of the options). */
void participant_accept(struct participant *participant, const char *name);

/* Client, may_report (for a minute after participant_decline): tells the relay's operator that this session
 * was not for the person here. */
void participant_report(struct participant *participant);

/* Client, PHASE_ASKED: refuses, and ends. */
void participant_decline(struct participant *participant);

/* Master: lets somebody who waits in, or sends that one (or somebody who is in) away. */
void participant_admit(struct participant *participant, uint16_t peer, bool is_admitted);

/* Master: adds a free seat to a number: for who knocks, or after somebody left. */
void participant_add_seat(struct participant *participant, uint32_t route);

/* Shows everything on this computer to those that may see it (the master may, from here on), or nothing any
 * more. */
void participant_share(struct participant *participant, bool everything);

/* Sharer: what one person may do here from now on. Once control was given in a session, giving more takes a
 * real hand; without one nothing changes but state.hand_refusals (choosing.h). Control without view is
 * possible. */
void participant_grant(struct participant *participant, uint16_t peer, bool view, bool control);

/* Sharer: whether somebody who controls may read what is copied here from now on. It ends with control, and
 * is off when control is given again. */
void participant_grant_clipboard(struct participant *participant, uint16_t peer, bool may_read);

/* Viewer: asks somebody who shares. */
void participant_ask(struct participant *participant, uint16_t peer, bool view, bool control);

/* Viewer: asks somebody who shares to go on with an administrator's rights. */
void participant_ask_administrator(struct participant *participant, uint16_t peer);

/* A client: the person here does not want somebody (not the master) who is_new, or any other: from here on
 * that one gets no key, no picture and no grant of this computer, for the rest of the session, whatever the
 * master says; the master hears of it. */
void participant_refuse(struct participant *participant, uint16_t peer);

/* Chooses whose picture is shown; by itself it is the first that lets me view. */
void participant_view(struct participant *participant, uint16_t peer);

/* Viewer: how the picture is to come, whoever shares: as VP8 alone (a very weak computer), or with as few
 * bytes as can be (what moves or is a photo does not become exact). Both false at first. */
void participant_wish(struct participant *participant, bool vp8_only, bool save_data);

/* Viewer in control: one event of the hand, in the sharer's pixels. `screen_mark` is the mark of the picture
 * on the screen. Ignored without control. */
void participant_input(struct participant *participant, const struct input_event *event,
                       uint64_t screen_mark);

/* Viewer: F12 or a button: gives control back. */
void participant_give_back(struct participant *participant);

/* Sharer: the same as F12 at this computer: nobody controls from here on. */
void participant_take_back(struct participant *participant);

/* Says a line to everybody. */
void participant_chat(struct participant *participant, const char *text);

/* Sharer, must_go_on: the person here has seen that the line was away for long, or the computer slept, and
 * wants to go on showing. Nothing else ends that wait but the end of sharing. */
void participant_go_on(struct participant *participant);

/* Sharer, is_stay_asked: somebody is here, and it goes on. */
void participant_stay(struct participant *participant);

/* Through which proxy, from the next attempt on: "host:port" or a URL; "" none; NULL: what the system says.
 */
void participant_set_proxy(struct participant *participant, const char *proxy);

/* Answers proxy_question. `may_store`: the person wants it kept on this computer, encrypted. */
void participant_proxy_answer(struct participant *participant, const char *name, const char *password,
                              bool may_store);

/* No name and password: the ways through that proxy fail. */
void participant_proxy_refuse(struct participant *participant);

/* --- a client goes on in another process of this program on this computer (session/handover.h)
 * ------------------------------ */

struct where;

/* PHASE_IN: makes the handover, ends sharing, and falls silent (is_handed_over) until that process has it, or
 * participant_go_on_here. `proxy` as in the options. RESULT_OUT_OF_MEMORY. */
enum result participant_hand_over(struct participant *participant, const struct where *where,
                                  const char *proxy);

/* RESULT_WOULD_BLOCK: not yet. RESULT_OK, once: the bytes, for secret_destroy by the caller. Else it is not
 * to be had, and the session goes on here: RESULT_REFUSED, RESULT_TOO_LARGE, RESULT_OUT_OF_MEMORY. */
enum result participant_handed_over(struct participant *participant, uint8_t **data, size_t *size);

/* That process will not go on, for certain: comes back by itself. */
void participant_go_on_here(struct participant *participant);

/* In that process, PHASE_NONE: comes back with the bytes, which are copied; line is LINE_UP once it has. What
 * is wrong with them ends it. RESULT_OUT_OF_MEMORY. */
enum result participant_take_over(struct participant *participant, const uint8_t *data, size_t size);

/* Leaves; a master's leaving ends the session for all. */
void participant_leave(struct participant *participant);

#endif
