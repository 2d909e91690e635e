#include "support/sentences.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The next conversion's flags, width and letter, without "%%"; its size, or 0 at the end. */
static size_t next_conversion(const char **at, const char **start)
{
	for (; **at != '\0'; (*at)++) {
		if (**at != '%')
			continue;
		if ((*at)[1] == '%') {
			(*at)++;
			continue;
		}
		*start = *at;
		*at += 1 + strcspn(*at + 1, "diouxXcsfgeEGp");
		if (**at != '\0')
			(*at)++;
		return (size_t)(*at - *start);
	}
	return 0;
}

bool sentences_take_the_same(const char *a, const char *b)
{
	for (;;) {
		const char *of_a, *of_b;
		size_t size_a = next_conversion(&a, &of_a), size_b = next_conversion(&b, &of_b);
		if (size_a != size_b || (size_a > 0 && memcmp(of_a, of_b, size_a) != 0))
			return false;
		if (size_a == 0)
			return true;
	}
}

bool sentences_are_utf8(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	while (*at != 0) {
		int following = *at < 0x80                  ? 0
		                : *at >= 0xf0 && *at < 0xf5 ? 3
		                : *at >= 0xe0               ? 2
		                : *at >= 0xc2               ? 1
		                                            : -1;
		if (following < 0 || *at >= 0xf5)
			return false;
		for (at++; following > 0; following--, at++) {
			if ((*at & 0xc0) != 0x80)
				return false;
		}
	}
	return true;
}

const char *sentences_find_missing_umlaut(const char *text)
{
	static const char *const words[] = {"fuer",      "ueber",  "waehl",    "koenn",   "moecht", "gueltig",
	                                    "schliess",  "oeffne", "zurueck",  "pruef",   "laeuft", "erklaer",
	                                    "aender",    "groess", "waehrend", "naechst", "spaet",  "Schluess",
	                                    "Uebertrag", "hoer",   "muess"};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *found = strstr(text, words[i]);
		if (found != NULL)
			return found;
	}
	return NULL;
}
