#include "support/unit.h"

#include "base/result.h"
#include "base/text.h"
#include "support/sentences.h"

#include <string.h>

static bool is_sentence(const char *text)
{
	return text[0] != '\0' && text[strlen(text) - 1] == '.' && sentences_are_utf8(text) &&
	       strchr(text, '%') == NULL;
}

static void assert_speaks(enum result code)
{
	const char *words = result_words(code), *next = result_next_step(code);
	if (!is_sentence(words))
		fail_msg("%s has no words", result_name(code));
	if (next[0] != '\0' && !is_sentence(next))
		fail_msg("%s: the next step is no sentence", result_name(code));
	if (text_language() == TEXT_GERMAN &&
	    (sentences_find_missing_umlaut(words) || sentences_find_missing_umlaut(next)))
		fail_msg("%s lacks an umlaut", result_name(code));
}

static void every_code_has_words_in_both_languages(void **state)
{
	(void)state;
	for (int code = 0; code < RESULT_COUNT; code++) {
		char english[512], english_next[512];
		text_speak(TEXT_ENGLISH);
		assert_speaks((enum result)code);
		strncpy(english, result_words((enum result)code), sizeof english - 1);
		strncpy(english_next, result_next_step((enum result)code), sizeof english_next - 1);
		text_speak(TEXT_GERMAN);
		assert_speaks((enum result)code);
		assert_true(strncmp(english, result_words((enum result)code), sizeof english - 1) != 0);
		assert_int_equal(english_next[0] == '\0', result_next_step((enum result)code)[0] == '\0');
	}
	text_speak(TEXT_ENGLISH);
}

static void names_are_the_codes_own(void **state)
{
	(void)state;
	assert_int_equal(RESULT_OK, 0);
	assert_string_equal(result_name(RESULT_OK), "RESULT_OK");
	assert_string_equal(result_name(RESULT_BAD_FRAME), "RESULT_BAD_FRAME");
	assert_string_equal(result_words(RESULT_CLOSED), "The session has ended.");
}

static void a_code_outside_the_list_still_speaks(void **state)
{
	(void)state;
	assert_speaks(RESULT_COUNT);
	assert_speaks((enum result) - 1);
	assert_string_equal(result_name((enum result)1000), "RESULT_SYSTEM");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_has_words_in_both_languages),
		cmocka_unit_test(names_are_the_codes_own),
		cmocka_unit_test(a_code_outside_the_list_still_speaks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
