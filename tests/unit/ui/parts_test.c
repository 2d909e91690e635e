/* Parts of a page, without a window: secrets, choices, what opens, the footer, a strip's rows, a bar over a
 * picture. */
#include "support/unit.h"

#include "support/heap.h"
#include "ui/gui.h"
#include "ui/logo.h"
#include "ui/widgets.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 600, HEIGHT = 300 };

static struct {
	struct fonts *fonts;
	struct gui *gui;
	int64_t now_us;
	void (*draw)(struct page *page);
	char name[64], secret[64], copied[64];
	int selection, chosen, lines, used, below;
	bool is_open, has_more_text, is_long;
} rig;

static void draw(void *context, struct page *page)
{
	(void)context;
	rig.draw(page);
}

static void copy(const char *text)
{
	snprintf(rig.copied, sizeof rig.copied, "%s", text);
}

static void paste(char *to, size_t room)
{
	for (size_t i = 0; i <= 10 && i < room; i++)
		to[i] = i < 10 ? (char)("qzxjvkwybp"[i] - 'a' + 'A') : 0;
}

static void build_at(int width)
{
	rig.now_us += 10000;
	gui_build(rig.gui, width, HEIGHT, rig.now_us);
}

static void open_page(enum window_kind kind, void (*draw_page)(struct page *page))
{
	const struct gui_config config = {
		.fonts = rig.fonts, .kind = kind, .scale_percent = 100, .draw = draw, .copy = copy, .paste = paste};
	gui_destroy(rig.gui);
	rig.draw = draw_page;
	rig.gui = gui_create(&config);
	gui_attend(rig.gui, true);
	build_at(WIDTH);
}

static int set_up(void **state)
{
	(void)state;
	memset(&rig, 0, sizeof rig);
	rig.fonts = fonts_create(100, true);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	gui_destroy(rig.gui);
	fonts_destroy(rig.fonts);
	return 0;
}

static void press(enum gui_key key)
{
	gui_press(rig.gui, &(struct gui_press){.key = key});
}

static void press_ctrl(enum gui_key key)
{
	gui_press(rig.gui, &(struct gui_press){.key = key, .has_ctrl = true});
}

static size_t drawn(void)
{
	struct mesh mesh;
	size_t count = 0;
	for (int i = 0; gui_mesh(rig.gui, i, &mesh); i++)
		count += mesh.index_count;
	return count;
}

/* --- high contrast, the corner, what is picked
 * ------------------------------------------------------------------------------------------- */

static void draw_corner(struct page *page)
{
	const char *const labels[] = {"one", "two"};
	const struct ui_button button = {.id = "button", .label = "button", .is_first = true};
	ui_card_begin(page, "card");
	ui_text(page, UI_BODY, "words");
	ui_card_end(page);
	ui_buttons(page, &button, 1);
	int used = ui_corner(page, labels, 2);
	if (used >= 0)
		rig.used = used;
}

/* How many corners of the meshes have that colour, without alpha. */
static int count_colour(uint32_t rgb)
{
	struct mesh mesh;
	int count = 0;
	for (int i = 0; gui_mesh(rig.gui, i, &mesh); i++) {
		for (uint32_t k = 0; k < mesh.index_count; k++)
			count += (mesh.vertices[mesh.indices[k]].argb & 0xFFFFFF) == rgb;
	}
	return count;
}

static void high_contrast_leaves_no_dark_words_on_its_black_ground(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_corner);
	assert_true(count_colour(0x1B2430) > 0); /* the words */
	assert_int_equal(count_colour(0xFFE600), 0);
	gui_set_contrast(rig.gui, true);
	build_at(WIDTH);
	assert_int_equal(count_colour(0x1B2430), 0);
	assert_int_equal(count_colour(0xFEFEFE), 0); /* no white card */
	assert_true(count_colour(0xFFE600) > 0);     /* the focus */
	gui_set_contrast(rig.gui, false);
	build_at(WIDTH);
	assert_int_equal(count_colour(0xFFE600), 0);
}

static void the_corner_is_last_in_the_ring(void **state)
{
	(void)state;
	rig.used = -1;
	open_page(WINDOW_PLAIN, draw_corner);
	press(GUI_ENTER); /* the button */
	assert_int_equal(rig.used, -1);
	press(GUI_TAB);
	press(GUI_SPACE);
	assert_int_equal(rig.used, 0);
	press(GUI_TAB);
	press(GUI_ENTER);
	assert_int_equal(rig.used, 1);
}

static void draw_pick(struct page *page)
{
	static struct logo *picture;
	static const uint8_t rgba[2 * 1 * 4] = {255, 0, 0, 255, 0, 0, 255, 255};
	if (picture == NULL)
		assert_int_equal(logo_create(&picture, rgba, 2, 1), RESULT_OK);
	ui_pick(page, "a", picture, "Program", "its window", &rig.is_open);
	ui_pick(page, "b", NULL, "Program without a picture", NULL, &rig.has_more_text);
}

static void what_is_picked_shows_its_picture_and_is_turned_like_a_switch(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_pick);
	assert_true(count_colour(0xFF0000) > 0 && count_colour(0x0000FF) > 0);
	press(GUI_TAB);
	press(GUI_SPACE);
	assert_true(rig.is_open);
	press(GUI_TAB);
	press(GUI_ENTER);
	assert_true(rig.has_more_text);
	press(GUI_BACK_TAB);
	press(GUI_SPACE);
	assert_false(rig.is_open);
}

/* --- secrets, and typing anew
 * --------------------------------------------------------------------------------------- */

static void draw_login(struct page *page)
{
	const struct ui_input name = {.id = "name", .selection = rig.selection},
						  secret = {.id = "secret", .is_secret = true, .is_first = true};
	ui_input(page, &name, rig.name, sizeof rig.name);
	ui_input(page, &secret, rig.secret, sizeof rig.secret);
}

static void draw_nothing(struct page *page)
{
	ui_text(page, UI_BODY, "nothing");
}

static void a_secret_is_typed_but_never_copied(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_login);
	gui_type(rig.gui, "hush");
	assert_string_equal(rig.secret, "hush");
	press_ctrl(GUI_A);
	press_ctrl(GUI_C);
	press_ctrl(GUI_X);
	assert_string_equal(rig.copied, "");
}

/* The ui keeps what is typed as 32-bit characters; "so" comes out of letters that the test's own data has
 * not. */
static bool is_in_memory(const char *text)
{
	uint32_t wide[16];
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++)
		wide[i] = (uint32_t)text[i];
	return heap_has(wide, length * sizeof *wide) || heap_has(text, length);
}

static void type_secret(void)
{
	for (int i = 0; i < 10; i++)
		gui_type(rig.gui, (char[]){(char)("qzxjvkwybp"[i] - 'a' + 'A'), 0});
}

static void a_secret_leaves_no_trace_once_its_page_is_gone(void **state)
{
	(void)state;
	if (!heap_can_be_read())
		skip();
	open_page(WINDOW_PLAIN, draw_login);
	type_secret();
	assert_true(is_in_memory("QZXJVKWYBP"));
	memset(rig.secret, 0, sizeof rig.secret); /* the program's own copy is the program's */
	rig.draw = draw_nothing;
	build_at(WIDTH);
	assert_false(is_in_memory("QZXJVKWYBP"));
	assert_false(is_in_memory("ZXJVK"));
}

static void a_pasted_secret_leaves_no_trace_either(void **state)
{
	(void)state;
	if (!heap_can_be_read())
		skip();
	open_page(WINDOW_PLAIN, draw_login);
	press_ctrl(GUI_V);
	assert_string_equal(rig.secret, "QZXJVKWYBP");
	memset(rig.secret, 0, sizeof rig.secret);
	rig.draw = draw_nothing;
	build_at(WIDTH);
	assert_false(is_in_memory("ZXJVK"));
}

static void a_secret_leaves_no_trace_once_something_else_is_typed(void **state)
{
	(void)state;
	if (!heap_can_be_read())
		skip();
	open_page(WINDOW_PLAIN, draw_login);
	type_secret();
	press(GUI_BACK_TAB);
	gui_type(rig.gui, "m");
	gui_type(rig.gui, "e");
	assert_string_equal(rig.name, "me");
	assert_string_equal(rig.secret, "QZXJVKWYBP"); /* it is still the page's */
	memset(rig.secret, 0, sizeof rig.secret);
	assert_false(is_in_memory("ZXJVK"));
}

static void a_changed_selection_takes_the_focus_and_is_typed_over(void **state)
{
	(void)state;
	snprintf(rig.name, sizeof rig.name, "wrong");
	open_page(WINDOW_PLAIN, draw_login);
	rig.selection = 1;
	build_at(WIDTH);
	gui_type(rig.gui, "r");
	gui_type(rig.gui, "i");
	assert_string_equal(rig.name, "ri");
	rig.selection = 2; /* again, while it has the focus */
	build_at(WIDTH);
	gui_type(rig.gui, "x");
	assert_string_equal(rig.name, "x");
}

/* --- choices
 * ------------------------------------------------------------------------------------------------------ */

static void draw_choice(struct page *page)
{
	static const char *const labels[] = {"one", "two", "three"};
	ui_choice(page, "which", labels, 3, &rig.chosen);
	if (ui_more(page, "more", "More", &rig.is_open))
		ui_text(page, UI_BODY, "what is below");
}

static void one_of_several_is_chosen_by_keys(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_choice);
	press(GUI_TAB);
	press(GUI_DOWN);
	assert_int_equal(rig.chosen, 0); /* going there is not choosing */
	press(GUI_SPACE);
	assert_int_equal(rig.chosen, 1);
	press(GUI_DOWN);
	press(GUI_ENTER);
	assert_int_equal(rig.chosen, 2);
	press(GUI_ENTER);
	assert_int_equal(rig.chosen, 2);
}

static void one_of_several_is_chosen_by_a_click(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_choice);
	gui_point(rig.gui, 80, 70); /* the second line */
	gui_button(rig.gui, 1, true);
	gui_button(rig.gui, 1, false);
	assert_int_equal(rig.chosen, 1);
}

static void more_opens_and_closes(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_choice);
	size_t closed = drawn();
	press(GUI_BACK_TAB);
	press(GUI_ENTER);
	assert_true(rig.is_open);
	assert_true(drawn() > closed);
	press(GUI_SPACE);
	assert_false(rig.is_open);
}

/* --- the footer
 * --------------------------------------------------------------------------------------------------- */

static void draw_long(struct page *page)
{
	const struct ui_button end = {.id = "end", .label = "End"};
	for (int i = 0; i < rig.lines; i++) {
		char id[16];
		snprintf(id, sizeof id, "%d", i);
		const struct ui_button line = {.id = id, .label = "A line"};
		if (ui_button_wide(page, &line))
			rig.below++;
	}
	if (ui_footer(page, UI_CALM, "at the end", &end, 1) == 0)
		rig.used++;
}

static void click(int x, int y)
{
	gui_point(rig.gui, x, y);
	gui_button(rig.gui, 1, true);
	gui_button(rig.gui, 1, false);
}

/* However long the page is: at the same place, and what is under it is not meant. */
static void a_footer_stays_in_sight(void **state)
{
	(void)state;
	open_page(WINDOW_PLAIN, draw_long);
	for (rig.lines = 1; rig.lines < 30; rig.lines += 7) {
		rig.used = rig.below = 0;
		build_at(WIDTH);
		click(WIDTH - 60, HEIGHT - 32);
		assert_int_equal(rig.used, 1);
		click(100, HEIGHT - 32);
		assert_int_equal(rig.below, 0);
	}
	click(100, 60);
	assert_int_equal(rig.below, 1);
}

static void tab_reaches_what_is_behind_the_footer(void **state)
{
	(void)state;
	rig.lines = 12;
	open_page(WINDOW_PLAIN, draw_long);
	for (int i = 0; i < rig.lines; i++) {
		press(GUI_TAB);
		press(GUI_ENTER);
	}
	assert_int_equal(rig.below, rig.lines);
	press(GUI_TAB);
	press(GUI_ENTER);
	assert_int_equal(rig.used, 1);
}

/* --- bars
 * ---------------------------------------------------------------------------------------------------------
 */

static void draw_bar(struct page *page)
{
	const struct ui_button buttons[] = {{.id = "a", .label = "Stop"}};
	ui_bar_begin(page, "bar", false);
	ui_status(page, UI_BAD, "Somebody sees your screen");
	if (rig.has_more_text)
		ui_status(page, UI_WARN, "Somebody with a long name controls");
	ui_text(page, UI_STRONG, "F12 ends control");
	if (ui_buttons(page, buttons, 1) == 0)
		rig.used++;
	ui_bar_end(page);
}

static void a_strip_has_as_many_rows_as_it_needs(void **state)
{
	(void)state;
	rig.has_more_text = true;
	open_page(WINDOW_STRIP, draw_bar);
	struct gui_wants wide = gui_wants(rig.gui), narrow;
	assert_int_equal(wide.height_px, 48);
	for (int room = wide.width_px; room > 330; room -= 37) {
		gui_set_room(rig.gui, room);
		build_at(room);
		narrow = gui_wants(rig.gui);
		assert_true(narrow.width_px <= room);
		assert_true(narrow.height_px >= wide.height_px);
		rig.used = 0;
		press(GUI_TAB); /* the way to stop is always there */
		press(GUI_ENTER);
		assert_int_equal(rig.used, 1);
	}
	assert_int_equal(narrow.height_px, 48 + 2 * 30);
	gui_set_room(rig.gui, 200); /* nobody has so little: cut, but there */
	build_at(200);
	assert_true(gui_wants(rig.gui).width_px > 0);
}

static void words_over_a_picture_end_before_its_buttons(void **state)
{
	(void)state;
	open_page(WINDOW_PICTURE, draw_bar);
	build_at(1200);
	size_t all = drawn();
	build_at(330);
	assert_true(drawn() < all);
	assert_int_equal(gui_wants(rig.gui).height_px, 48);
}

static void draw_plate(struct page *page)
{
	const struct ui_button end = {.id = "end", .label = "End"};
	ui_plate_begin(page, "plate");
	ui_text(page, UI_BODY, "The line is lost");
	if (ui_buttons(page, &end, 1) == 0)
		rig.used++;
	ui_plate_end(page);
}

static void a_plate_lies_in_the_middle(void **state)
{
	(void)state;
	open_page(WINDOW_PICTURE, draw_plate);
	struct rect plate = gui_wants(rig.gui).plate;
	int beside = WIDTH - 2 * plate.x - plate.width, above = HEIGHT - 2 * plate.y - plate.height;
	assert_true(beside >= -1 && beside <= 1 && above >= -1 && above <= 1);
	click(plate.x + plate.width - 60, plate.y + plate.height - 38);
	assert_int_equal(rig.used, 1);
	build_at(200); /* narrower than it wants to be */
	assert_true(gui_wants(rig.gui).plate.width < 200);
}

#define PARTS_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PARTS_TEST(what_is_picked_shows_its_picture_and_is_turned_like_a_switch),
		PARTS_TEST(the_corner_is_last_in_the_ring),
		PARTS_TEST(high_contrast_leaves_no_dark_words_on_its_black_ground),
		PARTS_TEST(a_secret_is_typed_but_never_copied),
		PARTS_TEST(a_secret_leaves_no_trace_once_its_page_is_gone),
		PARTS_TEST(a_pasted_secret_leaves_no_trace_either),
		PARTS_TEST(a_secret_leaves_no_trace_once_something_else_is_typed),
		PARTS_TEST(a_changed_selection_takes_the_focus_and_is_typed_over),
		PARTS_TEST(one_of_several_is_chosen_by_keys),
		PARTS_TEST(one_of_several_is_chosen_by_a_click),
		PARTS_TEST(more_opens_and_closes),
		PARTS_TEST(a_footer_stays_in_sight),
		PARTS_TEST(tab_reaches_what_is_behind_the_footer),
		PARTS_TEST(a_strip_has_as_many_rows_as_it_needs),
		PARTS_TEST(words_over_a_picture_end_before_its_buttons),
		PARTS_TEST(a_plate_lies_in_the_middle),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
