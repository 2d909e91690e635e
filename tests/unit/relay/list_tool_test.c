/* The commands of `lotse-relay list`, on real files in a folder of the test's own. What they say goes to a
 * file there too, and is only looked at where a sentence matters. */
#include "support/unit.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/file.h"
#include "relay/key_file.h"
#include "relay/list_tool.h"

#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/lotse-list-XXXXXX";

static const char blocks[] = "# two relays\n"
							 "relay 0101010101010101\n"
							 "seal 0202020202020202020202020202020202020202020202020202020202020202\n"
							 "host relay1.example\n"
							 "\n"
							 "raw 5000\n"
							 "region eu\n"
							 "relay 0303030303030303\n"
							 "seal 0404040404040404040404040404040404040404040404040404040404040404\n"
							 "  host relay2.example  \n"
							 "https 443\n";

static int enter_folder(void **state)
{
	(void)state;
	return sodium_init() < 0 || !mkdtemp(folder) || chdir(folder) < 0;
}

static int leave_folder(void **state)
{
	(void)state;
	DIR *open = opendir(".");
	struct dirent *entry;
	while (open && (entry = readdir(open)))
		if (entry->d_name[0] != '.')
			unlink(entry->d_name);
	if (open)
		closedir(open);
	return chdir("/") < 0 || rmdir(folder) < 0;
}

/* Runs a command whose words are apart by spaces. Its words go to said.txt and wrong.txt. */
static int run(const char *words)
{
	char copy[400], *arguments[20], *rest = copy;
	int count = 0, out = dup(1), err = dup(2), code;
	snprintf(copy, sizeof copy, "%s", words);
	while (count < 20 && (arguments[count] = strsep(&rest, " ")))
		count++;
	fflush(NULL);
	assert_non_null(freopen("said.txt", "w", stdout));
	assert_non_null(freopen("wrong.txt", "w", stderr));
	code = list_tool_run(count, arguments);
	fflush(NULL);
	dup2(out, 1);
	dup2(err, 2);
	close(out);
	close(err);
	return code;
}

static bool has_said(const char *file, const char *words)
{
	char text[4096] = "";
	FILE *open = fopen(file, "r");
	if (open) {
		text[fread(text, 1, sizeof text - 1, open)] = 0;
		fclose(open);
	}
	return strstr(text, words) != NULL;
}

static void write_text(const char *path, const char *text)
{
	assert_int_equal(file_write(path, bytes_of_text(text), false), RESULT_OK);
}

static enum result open_list(const char *path, const char *root, struct server_list *list)
{
	static uint8_t memory[SERVER_LIST_BYTES_MAX];
	uint8_t key[32];
	struct buffer file;
	buffer_init(&file, SERVER_LIST_BYTES_MAX);
	assert_int_equal(file_read(path, &file), RESULT_OK);
	assert_int_equal(key_file_read(root, key, sizeof key), RESULT_OK);
	struct bytes text = buffer_bytes(&file);
	memcpy(memory, text.data, text.size);
	buffer_finish(&file);
	return server_list_open((struct bytes){memory, text.size}, key, clock_wall_s(), list);
}

static void a_root_key_signs_a_list(void **state)
{
	static struct server_list list;
	(void)state;
	write_text("blocks", blocks);
	assert_int_equal(run("root a.key"), LIST_TOOL_DONE);
	assert_int_equal(run("sign --key a.key blocks a.list"), LIST_TOOL_DONE);
	assert_int_equal(open_list("a.list", "a.key.pub", &list), RESULT_OK);
	assert_int_equal(list.relay_count, 2);
	assert_string_equal(list.relays[1].host, "relay2.example");
	assert_int_equal(list.relays[1].https_port, 443);
	assert_string_equal(list.relays[0].region, "eu");
	assert_int_equal(list.expires_s - list.issued_s, 24 * 3600);
	assert_int_equal(run("sign --key a.key --hours 1 blocks a.list"),
	                 LIST_TOOL_DONE); /* lists are replaced */
	assert_int_equal(open_list("a.list", "a.key.pub", &list), RESULT_OK);
	assert_int_equal(list.expires_s - list.issued_s, 3600);
}

static void keys_and_delegations_are_never_overwritten(void **state)
{
	uint8_t before[64], after[64], unused[32];
	(void)state;
	assert_int_equal(run("root b.key"), LIST_TOOL_DONE);
	assert_int_equal(key_file_read_pair("b.key", before, unused), RESULT_OK);
	assert_int_equal(run("root b.key"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "b.key is there already"));
	assert_int_equal(key_file_read_pair("b.key", after, unused), RESULT_OK);
	assert_memory_equal(before, after, sizeof before);
	assert_int_equal(run("delegate --root b.key b.delegation"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root b.key b.delegation"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "b.delegation is there already"));
	unlink("b.delegation"); /* the key that belongs to it is still there */
	assert_int_equal(run("delegate --root b.key b.delegation"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "b.delegation.key is there already"));
}

static void a_delegated_key_signs_under_its_root(void **state)
{
	static struct server_list list;
	(void)state;
	write_text("blocks", blocks);
	assert_int_equal(run("root c.key"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root c.key --expires 7 c.delegation"), LIST_TOOL_DONE);
	assert_int_equal(run("sign --key c.delegation.key --delegation c.delegation blocks c.list"),
	                 LIST_TOOL_DONE);
	assert_int_equal(open_list("c.list", "c.key.pub", &list), RESULT_OK);
	assert_int_equal(list.delegate_count, 1);
	assert_in_range(list.delegates[0].expires_s - clock_wall_s(), 7 * 24 * 3600 - 60, 7 * 24 * 3600);
	assert_int_equal(run("show --key c.key.pub c.list"), LIST_TOOL_DONE);
	assert_true(has_said("said.txt", "This root key stands for it"));
}

static void two_sign_while_keys_change(void **state)
{
	static struct server_list list;
	uint8_t old_key[32];
	(void)state;
	write_text("blocks", blocks);
	assert_int_equal(run("root d.key"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root d.key old"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root d.key new"), LIST_TOOL_DONE);
	assert_int_equal(run("sign --key old.key --key new.key --delegation old --delegation new blocks d.list"),
	                 LIST_TOOL_DONE);
	assert_int_equal(open_list("d.list", "d.key.pub", &list), RESULT_OK);
	assert_int_equal(list.delegate_count, 2);
	/* Also for who knows only one of the two: here, whose "root" is the old one. */
	uint8_t unused[64];
	assert_int_equal(key_file_read_pair("old.key", unused, old_key), RESULT_OK);
	assert_int_equal(key_file_create("old.pub", old_key, sizeof old_key, false), RESULT_OK);
	assert_int_equal(open_list("d.list", "old.pub", &list), RESULT_OK);
}

static void a_key_that_may_not_is_told_so(void **state)
{
	(void)state;
	write_text("blocks", blocks);
	assert_int_equal(run("root e.key"), LIST_TOOL_DONE);
	assert_int_equal(run("root f.key"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root e.key e1"), LIST_TOOL_DONE);
	assert_int_equal(run("delegate --root e.key --purpose operators e2"), LIST_TOOL_DONE);
	assert_int_equal(run("sign --key f.key --delegation e1 blocks e.list"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "No key given may sign"));
	assert_int_equal(run("sign --key e2.key --delegation e2 blocks e.list"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "No key given may sign"));
	assert_int_not_equal(access("e.list", F_OK), 0);
	assert_int_equal(run("delegate --root f.key f1"), LIST_TOOL_DONE);
	assert_int_equal(run("sign --key e1.key --delegation e1 --delegation f1 blocks e.list"),
	                 LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "f1 is of another root key"));
}

static void what_is_wrong_in_a_description_is_named_by_its_line(void **state)
{
	static const struct {
		const char *text, *words;
	} cases[] = {
		{"relay 0101010101010101\nseal 02\n", "Line 2 of"},
		{"# x\n\nrelay 0101010101010101\nhots a\n", "Line 4 of bad begins with an unknown word"},
		{"relay 0101010101010101\nhost a\n", "incomplete"},
		{"host a\n", "Line 1 of"},
		{"# nothing\n", "describes no relay"},
		{"relay 0101010101010101\nseal "
	     "0202020202020202020202020202020202020202020202020202020202020202\nraw 5000\n",
	     "relay 0101010101010101 has no line \"host NAME\""},
		{"relay 0101010101010101\nseal "
	     "0202020202020202020202020202020202020202020202020202020202020202\nhost a\n",
	     "offers no port"},
	};
	(void)state;
	assert_int_equal(run("root g.key"), LIST_TOOL_DONE);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		write_text("bad", cases[i].text);
		assert_int_equal(run("sign --key g.key bad g.list"), LIST_TOOL_FAILED);
		if (!has_said("wrong.txt", cases[i].words))
			fail_msg("case %zu does not say \"%s\"", i, cases[i].words);
	}
	assert_int_not_equal(access("g.list", F_OK), 0);
}

static void a_relays_own_list_serves_as_description(void **state)
{
	struct bytes own = bytes_of_text("lotse-list 1\nfleet 0101010101010101\nissued 5\nexpires 6\n"
	                                 "delegate x y\nrelay 0202020202020202\nweight 1\nsignature aa bb\n");
	uint8_t memory[200];
	int lines[LIST_TOOL_LINES_MAX], count, line;
	struct writer w = writer_into(memory, sizeof memory);
	(void)state;
	assert_int_equal(list_tool_take_blocks(own, &w, lines, &count, &line), RESULT_OK);
	assert_int_equal(count, 2);
	assert_int_equal(lines[0], 6);
	assert_int_equal(lines[1], 7);
	assert_memory_equal(memory, "relay 0202020202020202\nweight 1\n", w.size);
	w = writer_into(memory, 10);
	assert_int_equal(list_tool_take_blocks(own, &w, lines, &count, &line), RESULT_TOO_LARGE);
}

static void a_list_is_shown_in_words(void **state)
{
	(void)state;
	write_text("blocks", blocks);
	run("root h.key");
	run("root i.key");
	run("sign --key h.key blocks h.list");
	assert_int_equal(run("show h.list"), LIST_TOOL_DONE);
	assert_true(has_said("said.txt", "Relay 0101010101010101 at relay1.example"));
	assert_true(has_said("said.txt", "region eu"));
	assert_true(has_said("said.txt", "Not checked"));
	assert_int_equal(run("show --key i.key.pub h.list"), LIST_TOOL_FAILED);
	assert_true(has_said("said.txt", "signed with another key"));
	write_text("broken", "lotse-list 1\nnonsense\nfleet 5\n");
	assert_int_equal(run("show broken"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "Line 3 of broken"));
	assert_int_equal(run("show http://127.0.0.1:1/list"), LIST_TOOL_FAILED);
	assert_true(has_said("wrong.txt", "can't be fetched"));
}

static void wrong_usage_is_code_2(void **state)
{
	static const char *const wrong[] = {"nonsense",
	                                    "root",
	                                    "root a b",
	                                    "delegate x",
	                                    "delegate --root r --expires 0 x",
	                                    "delegate --root r --purpose all x",
	                                    "sign a b",
	                                    "sign --key",
	                                    "sign --hours 25 --key a b c",
	                                    "show",
	                                    "show a b",
	                                    "show --nonsense x y",
	                                    "sign --key a --key b --key c --key d --key e x y"};
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (run(wrong[i]) != LIST_TOOL_WRONG)
			fail_msg("\"%s\" was taken", wrong[i]);
	assert_int_equal(list_tool_run(0, NULL), LIST_TOOL_WRONG);
	assert_int_equal(run("--help"), LIST_TOOL_DONE);
	assert_true(has_said("said.txt", "delegate --root FILE"));
	assert_int_equal(run("root /nowhere/x"), LIST_TOOL_FAILED);
	assert_int_equal(run("sign --key /nowhere/x a b"), LIST_TOOL_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_key_signs_a_list),
		cmocka_unit_test(keys_and_delegations_are_never_overwritten),
		cmocka_unit_test(a_delegated_key_signs_under_its_root),
		cmocka_unit_test(two_sign_while_keys_change),
		cmocka_unit_test(a_key_that_may_not_is_told_so),
		cmocka_unit_test(what_is_wrong_in_a_description_is_named_by_its_line),
		cmocka_unit_test(a_relays_own_list_serves_as_description),
		cmocka_unit_test(a_list_is_shown_in_words),
		cmocka_unit_test(wrong_usage_is_code_2),
	};
	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
