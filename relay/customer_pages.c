/*
 * The pictures are lines drawn here (SVG in the page): nothing is fetched besides, so
 * nothing can be missing, and they follow the page's colours.
 */
#include "relay/customer_pages.h"

#include "wire/number.h"

#include <stdio.h>
#include <string.h>

enum platform { PLATFORM_WINDOWS, PLATFORM_LINUX, PLATFORM_OTHER };

static const char join_path[] = "/join/";

/* One step: its picture stands beside the sentence. */
struct step {
	const char *picture;
	enum text_id sentence;
};

#define PICTURE(shapes)                                                                                      \
	"<svg viewBox=\"0 0 120 80\" width=\"120\" height=\"80\" style=\"flex:none\" aria-hidden=\"true\" "      \
	"fill=\"none\" "                                                                                         \
	"stroke=\"currentColor\" stroke-width=\"2\">" shapes "</svg>"
#define SCREEN "<rect x=\"4\" y=\"4\" width=\"112\" height=\"72\" rx=\"4\"/>"
#define HAND(x, y)                                                                                           \
	"<path d=\"M" x " " y "l0 18 4-4 4 8 4-2-4-8 6 0z\" fill=\"currentColor\" stroke=\"none\"/>"

static const char picture_downloaded[] =
	PICTURE(SCREEN "<path d=\"M4 18h112\"/><rect x=\"62\" y=\"22\" width=\"50\" height=\"20\" rx=\"3\"/>"
                   "<path d=\"M70 26v8m-4-4 4 4 4-4M80 32h26\"/>" HAND("92", "38"));
static const char picture_run[] = PICTURE(
	"<rect x=\"20\" y=\"14\" width=\"80\" height=\"52\" rx=\"4\"/><path d=\"M20 26h80M30 36h40M30 44h30\"/>"
	"<rect x=\"66\" y=\"50\" width=\"28\" height=\"11\" rx=\"2\" fill=\"currentColor\"/>" HAND("84", "56"));
static const char picture_number[] = PICTURE(
	SCREEN "<path d=\"M4 18h112M24 34h72\"/><rect x=\"22\" y=\"42\" width=\"76\" height=\"18\" rx=\"3\"/>"
		   "<path d=\"M29 47v8m7-8v8m7-8v8m12-8v8m7-8v8m7-8v8\"/>");
static const char picture_accept[] = PICTURE(
	SCREEN
	"<path d=\"M4 18h112M16 28h88M16 36h88M16 44h60\"/>"
	"<rect x=\"70\" y=\"54\" width=\"36\" height=\"14\" rx=\"3\" fill=\"currentColor\"/>" HAND("92", "58"));

/* The digits of a route behind "/join/"; empty: there are none that can be one. */
static struct bytes route_of(struct bytes path)
{
	size_t length = sizeof join_path - 1;
	if (path.size <= length)
		return (struct bytes){0};
	struct bytes digits = {path.data + length, path.size - length};
	return number_is_route(digits) ? digits : (struct bytes){0};
}

static bool is_join(struct bytes path)
{
	size_t length = sizeof join_path - 1;
	return path.size >= length && memcmp(path.data, join_path, length) == 0;
}

bool customer_pages_know(struct bytes path)
{
	return is_join(path) || bytes_are_equal(path, bytes_of_text("/help"));
}

static bool holds(struct bytes text, const char *word)
{
	return bytes_find(text, bytes_of_text(word)) != NULL;
}

/* Windows Phone and Android name others too, so the order counts. */
static enum platform platform_of(const struct http_head *head)
{
	struct bytes agent = http_head_field(head, "User-Agent");
	if (holds(agent, "Android") || holds(agent, "iPhone") || holds(agent, "iPad"))
		return PLATFORM_OTHER;
	if (holds(agent, "Windows NT"))
		return PLATFORM_WINDOWS;
	return holds(agent, "Linux") ? PLATFORM_LINUX : PLATFORM_OTHER;
}

static void write_steps(struct writer *to, enum text_language language, const struct step *steps,
                        size_t count)
{
	page_write_text(to, "<ol>\n");
	for (size_t i = 0; i < count; i++) {
		page_write_text(to, "<li style=\"display:flex;gap:1em;align-items:center;margin:1em 0\">");
		page_write_text(to, steps[i].picture);
		page_write_text(to, "<span>");
		page_write_text(to, text_get_in(language, steps[i].sentence));
		page_write_text(to, "</span></li>\n");
	}
	page_write_text(to, "</ol>\n");
}

/* The same page in the other language. */
static void write_other_language(struct writer *to, enum text_language language)
{
	if (language == TEXT_GERMAN)
		page_write_link(to, "?en", "English");
	else
		page_write_link(to, "?de", "Deutsch");
}

static void write_windows(struct writer *to, const struct page_answer *answer)
{
	static const struct step steps[] = {
		{picture_downloaded, TEXT_JOIN_OPEN},
		{picture_run, TEXT_JOIN_RUN},
		{picture_number, TEXT_JOIN_TYPE},
		{picture_accept, TEXT_JOIN_ACCEPT},
	};
	page_write_paragraph(to, text_get_in(answer->language, TEXT_JOIN_COMES));
	page_write_link(to, answer->refresh, text_get_in(answer->language, TEXT_JOIN_NOTHING));
	write_steps(to, answer->language, steps, sizeof steps / sizeof *steps);
}

static void write_elsewhere(struct writer *to, const struct page_answer *answer, enum platform platform)
{
	static const struct step steps[] = {
		{picture_number, TEXT_JOIN_TYPE},
		{picture_accept, TEXT_JOIN_ACCEPT},
	};
	page_write_paragraph(to, text_get_in(answer->language, platform == PLATFORM_LINUX ? TEXT_JOIN_LINUX
	                                                       : platform == PLATFORM_WINDOWS
	                                                           ? TEXT_JOIN_NO_PROGRAM
	                                                           : TEXT_JOIN_OTHER_COMPUTER));
	if (platform != PLATFORM_OTHER)
		write_steps(to, answer->language, steps, sizeof steps / sizeof *steps);
}

static void answer_join(struct writer *to, struct page_answer answer, struct bytes digits,
                        const struct http_head *head, const struct pages_facts *facts)
{
	uint8_t body[PAGE_BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	char file[64], link[64];
	enum platform platform = platform_of(head);
	snprintf(file, sizeof file, "/LotseClient_%.*s.exe", (int)digits.size, (const char *)digits.data);
	snprintf(link, sizeof link, "lotse:%.*s", (int)digits.size, (const char *)digits.data);
	bool has_program = platform == PLATFORM_WINDOWS && facts->client_hash[0];
	answer.refresh = has_program ? file : NULL;
	page_write_start(&w, answer.language, TEXT_JOIN_TITLE);
	page_write_paragraph(&w, text_get_in(answer.language, TEXT_JOIN_CALLED));
	if (has_program)
		write_windows(&w, &answer);
	else
		write_elsewhere(&w, &answer, platform);
	if (platform != PLATFORM_OTHER)
		page_write_link(&w, link, text_get_in(answer.language, TEXT_JOIN_HAVE_IT));
	if (has_program && !facts->has_certificate)
		page_write_paragraph(&w, text_get_in(answer.language, TEXT_JOIN_NO_CERTIFICATE));
	page_write_link(&w, "/help", text_get_in(answer.language, TEXT_JOIN_HELP));
	write_other_language(&w, answer.language);
	page_write_end(&w, &answer);
	page_write_answer(to, &answer);
}

static void answer_help(struct writer *to, struct page_answer answer)
{
	static const struct step steps[] = {
		{picture_downloaded, TEXT_HELP_GET},
		{picture_number, TEXT_JOIN_TYPE},
		{picture_accept, TEXT_JOIN_ACCEPT},
		{picture_run, TEXT_HELP_CHOOSE},
	};
	static const enum text_id sentences[] = {TEXT_HELP_NOTICE, TEXT_HELP_F12, TEXT_HELP_STOP,
	                                         TEXT_HELP_FRAUD};
	uint8_t body[PAGE_BODY_BYTES_MAX];
	struct writer w = writer_into(body, sizeof body);
	page_write_start(&w, answer.language, TEXT_JOIN_TITLE);
	write_steps(&w, answer.language, steps, sizeof steps / sizeof *steps);
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		page_write_paragraph(&w, text_get_in(answer.language, sentences[i]));
	page_write_link(&w, "/", text_get_in(answer.language, TEXT_PAGE_BACK));
	write_other_language(&w, answer.language);
	page_write_end(&w, &answer);
	page_write_answer(to, &answer);
}

void customer_pages_answer(struct writer *to, struct page_answer answer, struct bytes path,
                           const struct http_head *head, const struct pages_facts *facts)
{
	struct bytes query = {path.data + path.size, head->target.size - path.size};
	struct bytes digits = route_of(path);
	if (bytes_are_equal(query, bytes_of_text("?de")))
		answer.language = TEXT_GERMAN;
	else if (bytes_are_equal(query, bytes_of_text("?en")))
		answer.language = TEXT_ENGLISH;
	if (!is_join(path)) {
		answer_help(to, answer);
	} else if (digits.size) {
		answer_join(to, answer, digits, head, facts);
	} else {
		uint8_t body[PAGE_BODY_BYTES_MAX];
		struct writer w = writer_into(body, sizeof body);
		answer.status = "404 Not Found";
		page_write_start(&w, answer.language, TEXT_JOIN_TITLE);
		page_write_paragraph(&w, text_get_in(answer.language, TEXT_JOIN_BAD_LINK));
		page_write_link(&w, "/help", text_get_in(answer.language, TEXT_JOIN_HELP));
		page_write_end(&w, &answer);
		page_write_answer(to, &answer);
	}
}
