/* A proxy wants a name and a password: asked once, and again only when they were wrong. */
#include "program/way.h"

#include <stdio.h>

static void say_who_asks(const struct participant_proxy_question *question, struct page *page)
{
	char words[600];
	ui_text(page, UI_HEADING, text_get(TEXT_LOGIN_TITLE));
	ui_text(page, UI_BODY, text_write(words, sizeof words, TEXT_LOGIN_WORDS, question->host));
	if (question->realm[0] != 0)
		ui_text(page, UI_MUTED, text_write(words, sizeof words, TEXT_LOGIN_REALM, question->realm));
	if (question->was_unanswered)
		ui_banner(page, UI_BAD, text_get(TEXT_LOGIN_UNANSWERED), text_get(TEXT_LOGIN_WRONG_NEXT));
	if (question->was_wrong)
		ui_banner(page, UI_BAD, text_get(TEXT_LOGIN_WRONG), text_get(TEXT_LOGIN_WRONG_NEXT));
}

void screen_login(struct way *way, const struct participant_state *state, struct page *page)
{
	const struct participant_proxy_question *question = &state->proxy_question;
	bool has_name = way->login_name[0] != 0;
	bool keeps_name = has_name && (question->was_wrong || question->was_unanswered); /* as it was typed */
	const struct ui_input name = {.id = "name",
	                              .label = text_get(TEXT_LOGIN_NAME),
	                              .hint = text_get(TEXT_LOGIN_NAME_HINT),
	                              .is_first = !keeps_name},
						  password = {.id = "password",
	                                  .label = text_get(TEXT_LOGIN_PASSWORD),
	                                  .is_secret = true,
	                                  .is_first = keeps_name};
	const struct ui_button buttons[] = {
		{.id = "cancel", .label = text_get(TEXT_CANCEL), .is_cancel = true},
		{.id = "login",
	     .label = text_get(TEXT_LOGIN_BUTTON),
	     .look = UI_PRIMARY,
	     .is_default = true,
	     .is_disabled = !has_name},
	};
	say_who_asks(question, page);
	ui_input(page, &name, way->login_name, sizeof way->login_name);
	ui_input(page, &password, way->login_password, sizeof way->login_password);
	ui_gap(page, 1);
	if (question->may_store)
		ui_switch(page, "store", text_get(TEXT_LOGIN_STORE), text_get(TEXT_LOGIN_STORE_MORE),
		          &way->stores_login);
	else
		way->stores_login = false;
	if (!way->stores_login)
		ui_text(page, UI_MUTED, text_get(TEXT_LOGIN_FORGET));
	int used = ui_footer(page, UI_CALM, "", buttons, 2);
	if (used >= 0)
		way->wish = used == 0 ? WAY_NO_LOGIN : WAY_LOGIN;
}
