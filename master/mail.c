#include "master/mail.h"

#include "base/text.h"
#include "wire/number.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ROUTE_DIGITS = 5, ROUTE_DIGITS_LONG = 7 };

static void digits_of(const char *number, char to[static NUMBER_TEXT_BYTES])
{
	size_t count = 0;
	for (; *number != 0 && count + 1 < NUMBER_TEXT_BYTES; number++) {
		if (*number >= '0' && *number <= '9')
			to[count++] = *number;
	}
	to[count] = 0;
}

/* "https://lotse.example.com/list" gives "https://lotse.example.com/join/12345". The address goes to whoever
 * serves that page: it says the route, and never the rest of the number. */
static void write_page(const char *list_url, const char *digits, char *to, size_t room)
{
	const char *host = strstr(list_url, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
	size_t site = path != NULL ? (size_t)(path - list_url) : strlen(list_url);
	int route = digits[0] == '9' ? ROUTE_DIGITS_LONG : ROUTE_DIGITS;
	snprintf(to, room, "%.*s/join/%.*s", (int)site, list_url, route, digits);
}

const char *mail_words(const char *number, const char *list_url, char *to, size_t room)
{
	char digits[NUMBER_TEXT_BYTES], page[300];
	digits_of(number, digits);
	text_write(to, room, TEXT_MAIL_WORDS, number, digits);
	if (list_url == NULL)
		return to;
	size_t at = strlen(to);
	write_page(list_url, digits, page, sizeof page);
	text_write(to + at, room - at, TEXT_MAIL_PROGRAM, page);
	return to;
}

/* As much of it as there is room for, in whole characters. */
static size_t encode(const char *text, char *to, size_t room)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t at = 0;
	for (; *text != 0 && at + 7 < room; text++) {
		unsigned char byte = (unsigned char)*text;
		bool is_plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
		                (byte >= 'a' && byte <= 'z') || strchr("-._~", byte) != NULL;
		if (byte == '\n') {
			memcpy(to + at, "%0D%0A", 6);
			at += 6;
		} else if (is_plain) {
			to[at++] = (char)byte;
		} else {
			to[at++] = '%';
			to[at++] = hex[byte >> 4];
			to[at++] = hex[byte & 15];
		}
	}
	to[at] = 0;
	return at;
}

const char *mail_url(const char *number, const char *list_url, char *to, size_t room)
{
	char words[MAIL_WORDS_BYTES];
	static const char head[] = "mailto:?subject=", middle[] = "&body=";
	size_t at = sizeof head - 1;
	if (room < sizeof head + sizeof middle + 100) {
		to[0] = 0;
		return to;
	}
	memcpy(to, head, sizeof head);
	at += encode(text_get(TEXT_MAIL_SUBJECT), to + at, room - at);
	if (at + sizeof middle < room) {
		memcpy(to + at, middle, sizeof middle);
		at += sizeof middle - 1;
	}
	encode(mail_words(number, list_url, words, sizeof words), to + at, room - at);
	return to;
}
