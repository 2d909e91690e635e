#include "master/mail.h"

#include "base/text.h"
#include "wire/number.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void digits_of(const char *number, char to[static NUMBER_TEXT_BYTES])
{
	size_t count = 0;
	for (; *number != 0 && count + 1 < NUMBER_TEXT_BYTES; number++) {
		if (*number >= '0' && *number <= '9')
			to[count++] = *number;
	}
	to[count] = 0;
}

/* "https://lotse.example.com/list": up to the path, with the slash. */
static size_t site_bytes(const char *url)
{
	const char *host = strstr(url, "://"), *path = host != NULL ? strchr(host + 3, '/') : NULL;
	return path != NULL ? (size_t)(path - url) + 1 : strlen(url);
}

const char *mail_words(const char *number, const char *list_url, char *to, size_t room)
{
	char digits[NUMBER_TEXT_BYTES], site[300] = "";
	digits_of(number, digits);
	text_write(to, room, TEXT_MAIL_WORDS, number, digits);
	if (list_url == NULL)
		return to;
	size_t at = strlen(to);
	snprintf(site, sizeof site, "%.*s", (int)site_bytes(list_url), list_url);
	text_write(to + at, room - at, TEXT_MAIL_PROGRAM, site);
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
