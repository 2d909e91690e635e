#include "support/unit.h"

#include "base/text.h"
#include "support/environment.h"
#include "support/sentences.h"

#include <string.h>

static const struct {
	const char *id, *en, *de;
} sentences[] = {
	{"TEXT_NONE", "", ""},
#define TEXT(id, en, de) {#id, en, de},
#include "base/text/list.h"
#undef TEXT
};

static void every_sentence_is_there_in_both_languages(void **state)
{
	(void)state;
	assert_int_equal(sizeof sentences / sizeof sentences[0], TEXT_COUNT);
	for (int id = 1; id < TEXT_COUNT; id++) {
		text_speak(TEXT_ENGLISH);
		assert_string_equal(text_get((enum text_id)id), sentences[id].en);
		text_speak(TEXT_GERMAN);
		assert_string_equal(text_get((enum text_id)id), sentences[id].de);
		if (sentences[id].en[0] == '\0' || sentences[id].de[0] == '\0')
			fail_msg("%s has no words in a language", sentences[id].id);
	}
	text_speak(TEXT_ENGLISH);
}

static void both_languages_take_the_same_arguments(void **state)
{
	(void)state;
	for (int id = 0; id < TEXT_COUNT; id++) {
		if (!sentences_take_the_same(sentences[id].en, sentences[id].de))
			fail_msg("%s takes other arguments in German", sentences[id].id);
	}
}

static void every_sentence_is_good_utf8_and_has_its_umlauts(void **state)
{
	(void)state;
	for (int id = 0; id < TEXT_COUNT; id++) {
		if (!sentences_are_utf8(sentences[id].en) || !sentences_are_utf8(sentences[id].de))
			fail_msg("%s is not UTF-8", sentences[id].id);
		const char *word = sentences_find_missing_umlaut(sentences[id].de);
		if (word != NULL)
			fail_msg("%s writes \"%s...\" without umlaut", sentences[id].id, word);
	}
}

static void the_language_comes_from_the_environments_words(void **state)
{
	static const char *const german[] = {"de", "de_DE.UTF-8", "de_AT", "de.UTF-8", "de@euro", "de:en"};
	static const char *const english[] = {"", "C", "en_US.UTF-8", "d", "den", "dev_X", "fr_DE"};
	(void)state;
	for (size_t i = 0; i < sizeof german / sizeof german[0]; i++)
		assert_int_equal(text_language_of(german[i]), TEXT_GERMAN);
	for (size_t i = 0; i < sizeof english / sizeof english[0]; i++)
		assert_int_equal(text_language_of(english[i]), TEXT_ENGLISH);
	assert_int_equal(text_language_of(NULL), TEXT_ENGLISH);
}

static void what_is_not_in_the_list_is_empty(void **state)
{
	(void)state;
	assert_string_equal(text_get(TEXT_NONE), "");
	assert_string_equal(text_get(TEXT_COUNT), "");
	assert_string_equal(text_get((enum text_id) - 1), "");
}

static void a_sentence_is_filled_in(void **state)
{
	char words[200];
	(void)state;
	text_speak(TEXT_ENGLISH);
	assert_ptr_equal(text_write(words, sizeof words, TEXT_STRIP_MORE_SEE, "Anna %s", 2), words);
	assert_string_equal(words, "Anna %s and 2 more see your screen");
	text_speak(TEXT_GERMAN);
	assert_string_equal(text_write(words, sizeof words, TEXT_STRIP_CONTROLS, "Jürgen"), "Jürgen steuert");
	text_speak(TEXT_ENGLISH);
}

static void a_sentence_without_room_is_cut_at_a_whole_character(void **state)
{
	char whole[200], cut[200];
	(void)state;
	text_write(whole, sizeof whole, TEXT_STRIP_CONTROLS, "a Ü € 𝄞 z");
	for (size_t room = 1; room <= strlen(whole) + 1; room++) {
		memset(cut, '!', sizeof cut);
		text_write(cut, room, TEXT_STRIP_CONTROLS, "a Ü € 𝄞 z");
		assert_true(strlen(cut) < room && strlen(cut) + 4 >= room);
		assert_memory_equal(cut, whole, strlen(cut));
		assert_true(sentences_are_utf8(cut));
		assert_int_equal(cut[room], '!');
	}
	assert_string_equal(cut, whole);
}

/* The helpers of this test, shown to be able to say no. */
static void the_checks_themselves_find_mistakes(void **state)
{
	(void)state;
	assert_true(sentences_take_the_same("%s of %d %%", "%% %s von %d"));
	assert_false(sentences_take_the_same("%s of %d", "%d von %s"));
	assert_false(sentences_take_the_same("%s", ""));
	assert_false(sentences_take_the_same("%d", "%u"));
	assert_true(sentences_take_the_same("%zu", "%zu"));
	assert_true(sentences_are_utf8("Grüße „so“ – €"));
	assert_false(sentences_are_utf8("Gr\xfc\xdf"));
	assert_false(sentences_are_utf8("\xc3"));
	assert_non_null(sentences_find_missing_umlaut("Bitte waehlen"));
	assert_non_null(sentences_find_missing_umlaut("Das ist fuer alle"));
	assert_null(sentences_find_missing_umlaut("Bitte wählen: neue Steuerung, aktuell"));
}

static void the_first_word_that_the_environment_has_counts(void **state)
{
	(void)state;
	environment_set("LC_ALL", "");
	environment_set("LC_MESSAGES", "de_DE.UTF-8");
	environment_set("LANG", "en_GB.UTF-8");
	text_speak_as_environment();
	assert_int_equal(text_language(), TEXT_GERMAN);
	environment_set("LC_ALL", "C.UTF-8");
	text_speak_as_environment();
	assert_int_equal(text_language(), TEXT_ENGLISH);
	environment_set("LC_ALL", NULL);
	environment_set("LC_MESSAGES", NULL);
	environment_set("LANG", NULL);
	text_speak_as_environment();
	assert_int_equal(text_language(), TEXT_ENGLISH);
}

static void a_sentence_is_filled_in_and_cut_at_a_whole_character(void **state)
{
	char words[64];
	(void)state;
	text_speak(TEXT_ENGLISH);
	assert_string_equal(text_write(words, sizeof words, TEXT_STRIP_SEES, "Zoë"), "Zoë sees your screen");
	assert_string_equal(text_write(words, 4, TEXT_STRIP_SEES, "Zoë"), "Zo"); /* not half of the e */
	assert_string_equal(text_write(words, 5, TEXT_STRIP_SEES, "Zoë"), "Zoë");
	assert_string_equal(text_write(words, 1, TEXT_STRIP_SEES, "Zoë"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sentence_is_there_in_both_languages),
		cmocka_unit_test(both_languages_take_the_same_arguments),
		cmocka_unit_test(every_sentence_is_good_utf8_and_has_its_umlauts),
		cmocka_unit_test(the_language_comes_from_the_environments_words),
		cmocka_unit_test(the_first_word_that_the_environment_has_counts),
		cmocka_unit_test(a_sentence_is_filled_in_and_cut_at_a_whole_character),
		cmocka_unit_test(what_is_not_in_the_list_is_empty),
		cmocka_unit_test(a_sentence_is_filled_in),
		cmocka_unit_test(a_sentence_without_room_is_cut_at_a_whole_character),
		cmocka_unit_test(the_checks_themselves_find_mistakes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
