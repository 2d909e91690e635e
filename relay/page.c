#include "relay/page.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

void page_write_text(struct writer *to, const char *text)
{
	write_bytes(to, bytes_of_text(text));
}

/* RFC 9110 5.6.7, in English whatever the language is: a program whose clock is off finds that out by it. */
static void write_date(const struct page_answer *answer, char to[static 64])
{
	static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	time_t now = (time_t)answer->now_s;
	struct tm t;
	to[0] = 0;
	if (answer->now_s > 0 && gmtime_r(&now, &t))
		snprintf(to, 64, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n", days[t.tm_wday], t.tm_mday,
		         months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

void page_write_answer(struct writer *to, const struct page_answer *answer)
{
	char head[960], date[64], refresh[128] = "";
	write_date(answer, date);
	if (answer->refresh)
		snprintf(refresh, sizeof refresh, "Refresh: 1; url=%s\r\n", answer->refresh);
	snprintf(
		head, sizeof head,
		"HTTP/1.1 %s\r\n%s%sContent-Type: %s; charset=utf-8\r\nContent-Length: %zu\r\n"
		"Content-Language: %s\r\nVary: Accept-Language\r\n"
		"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'\r\n"
		"Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n",
		answer->status, date, refresh, answer->type, answer->body.size,
		answer->language == TEXT_GERMAN ? "de" : "en");
	page_write_text(to, head);
	if (!answer->is_head)
		write_bytes(to, answer->body);
}

void page_write_start(struct writer *to, enum text_language language, enum text_id title)
{
	page_write_text(to, "<!doctype html>\n<html lang=\"");
	page_write_text(to, language == TEXT_GERMAN ? "de" : "en");
	page_write_text(
		to,
		"\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\n<title>");
	page_write_text(to, text_get_in(language, title));
	page_write_text(
		to,
		"</title>\n<style>body{font:1.1em/1.6 system-ui,sans-serif;max-width:36em;margin:12vh auto;padding:0 "
		"1.5em;"
		"color:#1b2733;background:#fff}h1{font-size:1.6em}a{color:#0a58a8}"
		"@media(prefers-color-scheme:dark){body{color:#e6ebf0;background:#14191f}a{color:#7db8f0}}</style>"
		"</head>\n<body><h1>");
	page_write_text(to, text_get_in(language, title));
	page_write_text(to, "</h1>\n");
}

void page_write_paragraph(struct writer *to, const char *text)
{
	page_write_text(to, "<p>");
	page_write_text(to, text);
	page_write_text(to, "</p>\n");
}

void page_write_link(struct writer *to, const char *where, const char *text)
{
	page_write_text(to, "<p><a href=\"");
	page_write_text(to, where);
	page_write_text(to, "\">");
	page_write_text(to, text);
	page_write_text(to, "</a></p>\n");
}

void page_write_end(struct writer *to, struct page_answer *answer)
{
	page_write_text(to, "</body></html>\n");
	answer->type = "text/html";
	answer->body = writer_bytes(to);
}
