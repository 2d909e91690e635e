/* A ready mail: everything in it can be read back, whatever program opens it. */
#include "support/unit.h"

#include "base/text.h"
#include "master/mail.h"

#include <stdlib.h>
#include <string.h>

static void it_says_number_link_and_where_the_program_is(void **state)
{
	char words[MAIL_WORDS_BYTES];
	(void)state;
	mail_words("123 456 789 012", "https://lotse.example.com/list", words, sizeof words);
	assert_non_null(strstr(words, "123 456 789 012"));
	assert_non_null(strstr(words, "lotse:123456789012"));
	assert_non_null(strstr(words, "https://lotse.example.com/join/12345\n"));
	assert_null(strstr(words, "/list"));
	mail_words("123 456 789 012", NULL, words, sizeof words);
	assert_null(strstr(words, "http"));
}

/* Who serves the page is told the route and nothing else of the number. */
static void the_page_is_that_of_the_route_alone(void **state)
{
	static const struct {
		const char *number, *list, *page;
	} cases[] = {
		{"123 456 789 012", "http://a/list", "http://a/join/12345\n"},
		{"912 345 678 901 23", "https://a.example:8443/x/list", "https://a.example:8443/join/9123456\n"},
		{"812 345 678 901", "https://a.example", "https://a.example/join/81234\n"},
	};
	char words[MAIL_WORDS_BYTES];
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		mail_words(cases[i].number, cases[i].list, words, sizeof words);
		assert_non_null(strstr(words, cases[i].page));
	}
}

/* What decodes to the same words, with the line ends of mails. */
static void the_address_holds_the_same_words(void **state)
{
	char words[MAIL_WORDS_BYTES], url[MAIL_URL_BYTES], back[MAIL_URL_BYTES];
	(void)state;
	for (int language = TEXT_ENGLISH; language <= TEXT_GERMAN; language++) {
		text_speak((enum text_language)language);
		mail_words("91 234 567 890 123", "http://a/list", words, sizeof words);
		mail_url("91 234 567 890 123", "http://a/list", url, sizeof url);
		assert_int_equal(strncmp(url, "mailto:?subject=", 16), 0);
		const char *at = strstr(url, "&body=");
		assert_non_null(at);
		size_t count = 0;
		for (at += 6; *at != 0; at++) {
			assert_true((unsigned char)*at > ' ' && (unsigned char)*at < 0x7F &&
			            strchr("&#?\"", *at) == NULL);
			char pair[3] = {0};
			if (*at == '%') {
				memcpy(pair, at + 1, 2);
				at += 2;
			}
			char byte = pair[0] != 0 ? (char)strtol(pair, NULL, 16) : *at;
			if (byte != '\r')
				back[count++] = byte;
		}
		back[count] = 0;
		assert_string_equal(back, words);
	}
	text_speak(TEXT_ENGLISH);
}

static void without_room_it_is_cut_and_ends(void **state)
{
	char url[300];
	(void)state;
	memset(url, '!', sizeof url);
	mail_url("123 456 789 012", NULL, url, sizeof url - 1);
	assert_true(strlen(url) < sizeof url - 1);
	assert_int_equal(url[sizeof url - 1], '!');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_says_number_link_and_where_the_program_is),
		cmocka_unit_test(the_page_is_that_of_the_route_alone),
		cmocka_unit_test(the_address_holds_the_same_words),
		cmocka_unit_test(without_room_it_is_cut_and_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
