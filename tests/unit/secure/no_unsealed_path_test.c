/*
 * There is no unsealed way: no function of secure/ yields a channel but channel_create, that one gives none
 * without a finished handshake, once, and nothing that comes out of a channel or lane holds its plaintext.
 */
#include "support/unit.h"

#include "unit/secure/pair.h"

#include "secure/lane.h"

#include <dirent.h>
#include <stdio.h>

static void no_state_but_up_gives_a_channel(void **state)
{
	(void)state;
	for (enum handshake_state from = HANDSHAKE_START; from < HANDSHAKE_STATES; from++) {
		struct pair pair;
		struct channel *channel = NULL;
		struct handshake_message none;
		pair_init(&pair, 1);
		assert_int_equal(pair_offer(&pair) | pair_join(&pair), RESULT_OK);
		if (from == HANDSHAKE_SENT_JOIN || from == HANDSHAKE_REPLIED || from == HANDSHAKE_SENT_CONFIRM)
			assert_int_equal(pair_go(&pair, from), RESULT_OK);
		if (from >= HANDSHAKE_UP)
			assert_int_equal(pair_go(&pair, HANDSHAKE_UP), RESULT_OK);
		if (from == HANDSHAKE_DEAD) {
			handshake_receive(pair.joiner, (struct bytes){NULL, 0}, 1000, &none);
			handshake_receive(pair.master, (struct bytes){NULL, 0}, 1000, &none);
		}
		struct handshake *sides[] = {pair.joiner, pair.master};
		for (int i = 0; i < 2; i++) {
			bool is_up = handshake_state(sides[i]) == HANDSHAKE_UP;
			enum result result = channel_create(sides[i], aead_pick(), 0, &channel);
			assert_int_equal(result, is_up ? RESULT_OK : RESULT_BAD_ARGUMENT);
			assert_int_equal(channel != NULL, is_up);
			struct channel *second = NULL; /* the same keys twice would be a counter twice */
			assert_int_equal(channel_create(sides[i], aead_pick(), 0, &second), RESULT_BAD_ARGUMENT);
			assert_null(second);
			channel_destroy(channel);
			channel = NULL;
		}
		pair_finish(&pair);
	}
}

static bool never(void)
{
	return false;
}

static void without_a_back_end_there_is_no_channel(void **state)
{
	(void)state;
	struct pair pair;
	struct aead absent = *aead_sodium();
	absent.is_available = never;
	pair_init(&pair, 2);
	assert_false(pair_connect(&pair, &absent));
	assert_null(pair.joiner_channel);
	pair_finish(&pair);
}

/* Whether `text` stands in a file of the folder; how often, over all headers that others may include. */
static int count_in_headers(const char *folder, const char *text)
{
	DIR *directory = opendir(folder);
	int count = 0;
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		static char content[100000];
		char path[1000];
		size_t length = strlen(entry->d_name);
		if (length < 2 || strcmp(entry->d_name + length - 2, ".h") != 0)
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		FILE *file = fopen(path, "r");
		assert_non_null(file);
		content[fread(content, 1, sizeof(content) - 1, file)] = 0;
		fclose(file);
		for (const char *at = content; (at = strstr(at, text)) != NULL; at++)
			count++;
	}
	closedir(directory);
	return count;
}

static int count_includes(const char *folder, const char *inside)
{
	DIR *directory = opendir(folder);
	int count = 0;
	if (directory == NULL)
		return 0;
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		char path[1000], line[1000];
		size_t length = strlen(entry->d_name);
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		FILE *file = length > 2 && entry->d_name[length - 2] == '.' ? fopen(path, "r") : NULL;
		while (file != NULL && fgets(line, sizeof(line), file) != NULL)
			count += strstr(line, inside) != NULL;
		if (file != NULL)
			fclose(file);
	}
	closedir(directory);
	return count;
}

static void one_function_alone_makes_channels(void **state)
{
	(void)state;
	static const char common[] = TEST_DATA "/../../../../common/secure";
	assert_int_equal(count_in_headers(common, "struct channel **"), 1);
	assert_int_equal(count_in_headers(common, "enum result channel_create("), 1);
	/* Nobody outside looks into a handshake or a channel. */
	static const char *const folders[] = {"common/session", "common/carrier", "common/wire",    "master",
	                                      "client",         "master/screens", "client/screens", "relay"};
	static const char *const insides[] = {"secure/handshake_inside.h", "secure/channel_inside.h",
	                                      "secure/key_schedule.h", "secure/resume_inside.h",
	                                      "secure/lane_inside.h"};
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		for (size_t k = 0; k < sizeof(insides) / sizeof(insides[0]); k++) {
			char path[1000];
			snprintf(path, sizeof(path), TEST_DATA "/../../../../%s", folders[i]);
			assert_int_equal(count_includes(path, insides[k]), 0);
		}
	assert_true(count_includes(common, "secure/channel_inside.h") > 0); /* the search does find */
}

static void no_sealed_bytes_hold_their_plaintext(void **state)
{
	(void)state;
	static const char text[] = "sixteen bytes at the least of it";
	for (size_t i = 0; aead_by_index(i) != NULL; i++) {
		struct pair pair;
		struct outbox box = {0};
		struct lane_sender *lane;
		uint8_t random[STREAM_KEY_BASE_BYTES] = {1}, frame[200];
		struct writer w = writer_into(frame, sizeof(frame));
		if (!aead_by_index(i)->is_available())
			continue;
		pair_init(&pair, 3);
		assert_true(pair_connect(&pair, aead_by_index(i)));
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_INTERACTIVE, text, 0, &box), RESULT_OK);
		assert_int_equal(pair_seal(pair.joiner_channel, CHANNEL_BULK, text, 0, &box), RESULT_OK);
		assert_int_equal(lane_sender_create(aead_by_index(i), 0, random, &lane), RESULT_OK);
		assert_int_equal(lane_seal(lane, bytes_of_text(text), &w, NULL), RESULT_OK);
		for (size_t at = 0; at + 8 <= sizeof(text) - 1; at++) {
			assert_null(unit_find(box.records[0].data, box.records[0].size, text + at, 8));
			assert_null(unit_find(box.records[1].data, box.records[1].size, text + at, 8));
			assert_null(unit_find(frame, w.size, text + at, 8));
		}
		assert_non_null(unit_find(text, sizeof(text), text + 3, 8));
		lane_sender_destroy(lane);
		outbox_clear(&box);
		pair_finish(&pair);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_but_up_gives_a_channel),
		cmocka_unit_test(without_a_back_end_there_is_no_channel),
		cmocka_unit_test(one_function_alone_makes_channels),
		cmocka_unit_test(no_sealed_bytes_hold_their_plaintext),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
