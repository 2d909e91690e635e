/* The page without a window: focus and keys, and the traps of Dear ImGui 1.86, one test each. */
#include "support/unit.h"

#include "ui/gui.h"
#include "ui/widgets.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 500 };

struct rig {
	struct fonts *fonts;
	struct gui *gui;
	int64_t now_us;
	char first[64], second[64], copied[64], pasted[64];
	int used[4]; /* how often each button was used */
	int escapes;
	bool is_on;
	int page; /* which of the pages below is drawn */
	char notice[6000];
};

static struct rig rig; /* ImGui's callbacks for the clipboard know no context */

static void draw_form(struct page *page)
{
	const struct ui_button buttons[] = {
		{.id = "no", .label = "No", .is_cancel = true},
		{.id = "yes", .label = "Yes", .is_default = true},
	};
	ui_input(page, &(struct ui_input){.id = "first", .label = "First", .is_first = true}, rig.first,
	         sizeof rig.first);
	ui_input(page, &(struct ui_input){.id = "second"}, rig.second, sizeof rig.second);
	ui_switch(page, "switch", "Switch", NULL, &rig.is_on);
	int used = ui_buttons(page, buttons, 2);
	if (used >= 0)
		rig.used[used]++;
}

/* A page like the notice's: nothing is the default. */
static void draw_notice(struct page *page)
{
	const struct ui_button buttons[] = {{.id = "decline", .label = "Decline"},
	                                    {.id = "accept", .label = "Accept", .look = UI_PRIMARY}};
	ui_text_box(page, "notice", rig.notice, 200, true);
	int used = ui_buttons(page, buttons, 2);
	if (used >= 0)
		rig.used[used]++;
}

/* One button, whose use opens the form. */
static void draw_opener(struct page *page)
{
	const struct ui_button open = {.id = "open", .label = "Open", .is_first = true};
	if (ui_buttons(page, &open, 1) == 0)
		rig.page = 0;
	rig.escapes += ui_escape(page);
}

static void draw(void *context, struct page *page)
{
	(void)context;
	static void (*const pages[])(struct page *) = {draw_form, draw_notice, draw_opener};
	char id[8];
	snprintf(id, sizeof id, "%d", rig.page);
	void (*draw_page)(struct page *) = pages[rig.page];
	ui_scope_begin(page, id);
	draw_page(page);
	ui_scope_end(page);
}

static void copy(const char *text)
{
	snprintf(rig.copied, sizeof rig.copied, "%s", text);
}

static void paste(char *to, size_t room)
{
	snprintf(to, room, "%s", rig.pasted);
}

static void build(void)
{
	rig.now_us += 10000;
	gui_build(rig.gui, WIDTH, HEIGHT, rig.now_us);
}

static int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof rig);
	rig.fonts = fonts_create(100, true);
	const struct gui_config config = {.fonts = rig.fonts,
	                                  .kind = WINDOW_PLAIN,
	                                  .scale_percent = 100,
	                                  .draw = draw,
	                                  .copy = copy,
	                                  .paste = paste};
	rig.gui = gui_create(&config);
	gui_attend(rig.gui, true);
	build();
	return rig.gui != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	gui_destroy(rig.gui);
	fonts_destroy(rig.fonts);
	return 0;
}

static void open_page(int page)
{
	rig.page = page;
	build();
}

static void press(enum gui_key key)
{
	gui_press(rig.gui, &(struct gui_press){.key = key});
}

static void repeat(enum gui_key key)
{
	gui_press(rig.gui, &(struct gui_press){.key = key, .is_repeat = true});
}

static void press_with(enum gui_key key, bool has_ctrl, bool has_shift)
{
	gui_press(rig.gui, &(struct gui_press){.key = key, .has_ctrl = has_ctrl, .has_shift = has_shift});
}

static void type(const char *text)
{
	for (; *text != 0; text++)
		gui_type(rig.gui, (char[]){*text, 0});
}

static void an_input_that_is_first_takes_what_is_typed_at_once(void **state)
{
	(void)state;
	type("hello");
	assert_string_equal(rig.first, "hello");
	assert_true(gui_wants(rig.gui).text);
}

/* Trap 3: four quick Backspaces between two frames of the window are four. */
static void no_key_is_lost_however_fast_they_come(void **state)
{
	(void)state;
	type("abcdefgh");
	for (int i = 0; i < 4; i++)
		press(GUI_BACKSPACE);
	type("xy");
	repeat(GUI_BACKSPACE);
	assert_string_equal(rig.first, "abcdx");
}

/* Trap 1: Enter presses buttons, the focused one or the default one. */
static void enter_in_an_input_uses_the_default_button(void **state)
{
	(void)state;
	type("a");
	press(GUI_ENTER);
	assert_int_equal(rig.used[1], 1);
	assert_int_equal(rig.used[0], 0);
}

static void enter_and_space_use_the_focused_button(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		press(GUI_TAB);
	press(GUI_ENTER);
	press(GUI_SPACE);
	assert_int_equal(rig.used[0], 2);
	assert_int_equal(rig.used[1], 0);
}

/* A key that is still held when a page appears must not use what happens to be under it. */
static void a_key_that_repeats_uses_no_button(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++)
		press(GUI_TAB);
	for (int i = 0; i < 10; i++) {
		repeat(GUI_ENTER);
		repeat(GUI_SPACE);
	}
	assert_int_equal(rig.used[1], 0);
	press(GUI_ENTER);
	assert_int_equal(rig.used[1], 1);
}

static void escape_uses_the_button_that_cancels(void **state)
{
	(void)state;
	type("stays");
	press(GUI_ESCAPE);
	assert_int_equal(rig.used[0], 1);
	assert_string_equal(rig.first, "stays"); /* ImGui would take it back */
}

static void escape_that_no_button_wants_is_the_pages(void **state)
{
	(void)state;
	open_page(2);
	press(GUI_ESCAPE);
	assert_int_equal(rig.escapes, 1);
	build();
	assert_int_equal(rig.escapes, 1);
}

/* Trap 2: Tab reaches everything, and goes back with Shift. */
static void tab_goes_round_all_parts(void **state)
{
	(void)state;
	press(GUI_TAB);
	type("two");
	assert_string_equal(rig.second, "two");
	press(GUI_TAB);
	press(GUI_SPACE);
	assert_true(rig.is_on);
	press(GUI_TAB);
	press(GUI_TAB);
	press(GUI_SPACE);
	assert_int_equal(rig.used[1], 1);
	press(GUI_TAB); /* round: the first input */
	type("one");
	assert_string_equal(rig.first, "one");
	press(GUI_BACK_TAB);
	press(GUI_SPACE);
	assert_int_equal(rig.used[1], 2);
}

static void arrows_go_round_too_but_belong_to_the_text_in_an_input(void **state)
{
	(void)state;
	type("ac");
	press(GUI_LEFT);
	type("b");
	assert_string_equal(rig.first, "abc");
	press(GUI_DOWN);
	type("x");
	assert_string_equal(rig.second, "x");
	press(GUI_DOWN);
	press(GUI_DOWN);
	press(GUI_RIGHT);
	press(GUI_ENTER);
	assert_int_equal(rig.used[1], 1);
}

static void what_was_written_is_kept_when_the_focus_comes_back(void **state)
{
	(void)state;
	type("abc");
	press(GUI_TAB);
	press(GUI_BACK_TAB);
	press(GUI_END);
	type("d");
	assert_string_equal(rig.first, "abcd");
}

static void select_all_copy_cut_and_paste_work(void **state)
{
	(void)state;
	type("abc");
	press_with(GUI_A, true, false);
	press_with(GUI_C, true, false);
	assert_string_equal(rig.copied, "abc");
	press_with(GUI_X, true, false);
	assert_string_equal(rig.first, "");
	snprintf(rig.pasted, sizeof rig.pasted, "Your number: 123 456");
	press_with(GUI_V, true, false);
	assert_string_equal(rig.first, "Your number: 123 456");
	press_with(GUI_LEFT, true, true); /* selects the last word */
	press(GUI_DELETE);
	assert_string_equal(rig.first, "Your number: 123 ");
}

/* Trap 4: characters beyond 16 bits, and any other, come through whole. */
static void every_character_comes_through_whole(void **state)
{
	(void)state;
	gui_type(rig.gui, "ß");
	gui_type(rig.gui, "Ж");
	gui_type(rig.gui, "日本");
	gui_type(rig.gui, "\xF0\x9D\x94\xB8"); /* U+1D538 */
	assert_string_equal(rig.first, "ßЖ日本\xF0\x9D\x94\xB8");
	press(GUI_BACKSPACE);
	assert_string_equal(rig.first, "ßЖ日本");
}

/* The space that presses a button also comes as text: it must not end up in the input that opens. */
static void the_space_that_opens_a_page_is_not_typed_into_it(void **state)
{
	(void)state;
	open_page(2);
	press(GUI_SPACE);
	gui_type(rig.gui, " ");
	assert_int_equal(rig.page, 0);
	assert_string_equal(rig.first, "");
	type("a");
	assert_string_equal(rig.first, "a");
}

static void after_enter_opened_a_page_the_first_letter_counts(void **state)
{
	(void)state;
	open_page(2);
	press(GUI_ENTER);
	type("a");
	assert_string_equal(rig.first, "a");
}

/* The notice has the focus first, and neither Enter nor Space nor Escape there agrees to anything. */
static void nothing_but_its_own_button_accepts(void **state)
{
	(void)state;
	memset(rig.notice, 'n', sizeof rig.notice - 1);
	open_page(1);
	press(GUI_ENTER);
	press(GUI_SPACE);
	press(GUI_ESCAPE);
	type("\r\n ");
	assert_int_equal(rig.used[0] + rig.used[1], 0);
	press(GUI_TAB);
	press(GUI_TAB);
	press(GUI_ENTER);
	assert_int_equal(rig.used[1], 1);
}

/* What the frame draws of the page, as one number. */
static uint64_t drawn(void)
{
	uint64_t hash = 1;
	struct mesh mesh;
	for (int i = 0; gui_mesh(rig.gui, i, &mesh); i++) {
		for (size_t k = 0; k < mesh.index_count; k++) {
			const struct mesh_vertex *vertex = &mesh.vertices[mesh.indices[k]];
			hash = (hash ^ (uint64_t)(int64_t)(vertex->y * 16) ^ vertex->argb) * 0x100000001B3u;
		}
	}
	return hash;
}

static void a_long_text_scrolls_by_keys_also_repeated_ones(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rig.notice - 1; i++)
		rig.notice[i] = i % 40 == 39 ? '\n' : (char)('a' + i % 7);
	open_page(1);
	uint64_t top = drawn();
	press(GUI_DOWN);
	uint64_t lower = drawn();
	assert_true(top != lower);
	repeat(GUI_DOWN);
	assert_true(drawn() != lower);
	press(GUI_END);
	uint64_t end = drawn();
	press(GUI_PAGE_DOWN);
	assert_true(drawn() == end);
	press(GUI_HOME);
	assert_true(drawn() == top);
}

/* Finds a place at which pressing and letting go uses this button; false if there is none. */
static bool click_finds(int button)
{
	for (int y = 4; y < HEIGHT; y += 10) {
		for (int x = WIDTH - 4; x > WIDTH / 2; x -= 20) {
			gui_point(rig.gui, x, y);
			gui_button(rig.gui, 1, true);
			gui_button(rig.gui, 1, false);
			if (rig.used[button] > 0)
				return true;
		}
	}
	return false;
}

static void the_pointer_uses_buttons_without_a_motion_before(void **state)
{
	(void)state;
	assert_true(click_finds(0));
	assert_int_equal(rig.used[0], 1);
}

static void letting_go_elsewhere_uses_nothing(void **state)
{
	(void)state;
	for (int y = 4; y < HEIGHT; y += 10) {
		for (int x = WIDTH / 2; x < WIDTH; x += 20) {
			gui_point(rig.gui, x, y);
			gui_button(rig.gui, 1, true);
			gui_point(rig.gui, 2, 2);
			gui_button(rig.gui, 1, false);
		}
	}
	assert_int_equal(rig.used[0] + rig.used[1], 0);
}

/* The pointer can leave a window that nothing captures; then the up comes to another one, or to none. */
static void a_button_that_came_up_elsewhere_is_not_down(void **state)
{
	(void)state;
	assert_true(click_finds(0));
	gui_button(rig.gui, 1, true);
	gui_let_go(rig.gui);
	assert_int_equal(rig.used[0], 1);
	gui_let_go(rig.gui); /* once is enough */
	assert_true(click_finds(1) || rig.used[0] > 1);
}

static void the_same_page_is_drawn_the_same(void **state)
{
	(void)state;
	press(GUI_TAB);
	press(GUI_TAB); /* no caret */
	build();
	uint64_t before = drawn();
	for (int i = 0; i < 5; i++) {
		build();
		assert_true(drawn() == before);
	}
}

static void the_caret_says_when_it_changes_next(void **state)
{
	(void)state;
	int ms = gui_wants(rig.gui).caret_ms;
	assert_true(ms > 0 && ms <= 1200);
	for (int i = 0; i < 2; i++) { /* the reset phase, then shown, then hidden */
		uint64_t before = drawn();
		rig.now_us += (int64_t)(gui_wants(rig.gui).caret_ms - 20) * 1000;
		gui_build(rig.gui, WIDTH, HEIGHT, rig.now_us);
		assert_true(drawn() == before);
		rig.now_us += 30 * 1000;
		gui_build(rig.gui, WIDTH, HEIGHT, rig.now_us);
		assert_true(drawn() != before);
	}
}

static void without_the_keyboard_there_is_no_caret(void **state)
{
	(void)state;
	gui_attend(rig.gui, false);
	build();
	assert_int_equal(gui_wants(rig.gui).caret_ms, -1);
	gui_attend(rig.gui, true);
	build();
	type("a");
	assert_string_equal(rig.first, "a");
}

static void more_than_fits_is_not_taken(void **state)
{
	(void)state;
	for (int i = 0; i < 20; i++)
		type("0123456789");
	assert_int_equal(strlen(rig.first), sizeof rig.first - 1);
}

static void what_others_wrote_becomes_one_harmless_line(void **state)
{
	char name[] = "Eve\n\tverified\x7F by \xC2\x85X\xFF\xF0\x9D", kept[] = "Zoë Ζωή 日本",
		 notice[] = "1\n\t2\r\x1B";
	(void)state;
	ui_clean(name, false);
	assert_string_equal(name, "Eve  verified  by   X   ");
	ui_clean(kept, false);
	assert_string_equal(kept, "Zoë Ζωή 日本");
	ui_clean(notice, true);
	assert_string_equal(notice, "1\n\t2  ");
}

#define GUI_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		GUI_TEST(an_input_that_is_first_takes_what_is_typed_at_once),
		GUI_TEST(no_key_is_lost_however_fast_they_come),
		GUI_TEST(enter_in_an_input_uses_the_default_button),
		GUI_TEST(enter_and_space_use_the_focused_button),
		GUI_TEST(a_key_that_repeats_uses_no_button),
		GUI_TEST(escape_uses_the_button_that_cancels),
		GUI_TEST(escape_that_no_button_wants_is_the_pages),
		GUI_TEST(tab_goes_round_all_parts),
		GUI_TEST(arrows_go_round_too_but_belong_to_the_text_in_an_input),
		GUI_TEST(what_was_written_is_kept_when_the_focus_comes_back),
		GUI_TEST(select_all_copy_cut_and_paste_work),
		GUI_TEST(every_character_comes_through_whole),
		GUI_TEST(the_space_that_opens_a_page_is_not_typed_into_it),
		GUI_TEST(after_enter_opened_a_page_the_first_letter_counts),
		GUI_TEST(nothing_but_its_own_button_accepts),
		GUI_TEST(a_long_text_scrolls_by_keys_also_repeated_ones),
		GUI_TEST(the_pointer_uses_buttons_without_a_motion_before),
		GUI_TEST(letting_go_elsewhere_uses_nothing),
		GUI_TEST(a_button_that_came_up_elsewhere_is_not_down),
		GUI_TEST(the_same_page_is_drawn_the_same),
		GUI_TEST(the_caret_says_when_it_changes_next),
		GUI_TEST(without_the_keyboard_there_is_no_caret),
		GUI_TEST(more_than_fits_is_not_taken),
		cmocka_unit_test(what_others_wrote_becomes_one_harmless_line),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
