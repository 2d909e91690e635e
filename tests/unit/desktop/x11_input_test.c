/*
 * Keys, text, buttons, wheel and movement, through gate and guard into a real X server, as a program there
 * understands them.
 */
#include "support/unit.h"

#include "desktop/hold.h"
#include "support/x11_client.h"
#include "support/x11_server.h"
#include "unit/desktop/nobody.h"
#include "unit/desktop/watched.h"

#include <stdio.h>
#include <xkbcommon/xkbcommon-keysyms.h>

struct fixture {
	struct x11_server server;
	struct x11_client client;
	struct watched watched;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	memset(&fixture, 0, sizeof fixture);
	fixture.server = x11_server_xvfb("800x600x24");
	x11_client_open(&fixture.client, fixture.server.name);
	assert_int_equal(watched_start(&fixture.watched, NULL, fixture.server.name), RESULT_OK);
	watched_open(&fixture.watched);
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	watched_stop(&f->watched);
	x11_client_close(&f->client);
	x11_server_stop(&f->server);
	return 0;
}

/* What the program has got when all is through. */
static void settle(struct fixture *f)
{
	assert_true(watched_settle(&f->watched));
	x11_client_sync(&f->client);
}

static void use_layout(struct fixture *f, const char *layout)
{
	char command[64];
	snprintf(command, sizeof command, "setxkbmap %s", layout);
	assert_int_equal(x11_server_run(&f->server, command), 0);
	/* The guard reads the map as soon as it is told; a step later it has. */
	watched_tap(&f->watched, 0xE0, 0);
	settle(f);
	x11_client_forget(&f->client);
}

static uint32_t symbol_of(struct fixture *f, unsigned usage, unsigned modifiers)
{
	x11_client_forget(&f->client);
	watched_tap(&f->watched, usage, modifiers);
	for (int i = 0; i < HOLD_MODIFIERS; i++) {
		if ((modifiers >> i & 1) != 0)
			assert_int_equal(watched_key(&f->watched, HOLD_MODIFIER_FIRST + (unsigned)i, false, 0),
			                 RESULT_OK);
	}
	settle(f);
	for (int i = 0; i < f->client.count; i++) {
		const struct x11_client_event *event = &f->client.events[i];
		bool is_modifier = event->symbol >= XKB_KEY_Shift_L && event->symbol <= XKB_KEY_Hyper_R;
		if (event->type == XCB_KEY_PRESS && (!is_modifier || modifiers == 0) &&
		    event->symbol != XKB_KEY_ISO_Level3_Shift)
			return event->symbol;
	}
	return 0;
}

static void every_key_gives_the_symbol_of_its_place_under_us(void **state)
{
	static const struct {
		unsigned usage;
		uint32_t symbol;
	} keys[] = {
		{0x04, XKB_KEY_a},           {0x05, XKB_KEY_b},           {0x06, XKB_KEY_c},
		{0x07, XKB_KEY_d},           {0x08, XKB_KEY_e},           {0x09, XKB_KEY_f},
		{0x0A, XKB_KEY_g},           {0x0B, XKB_KEY_h},           {0x0C, XKB_KEY_i},
		{0x0D, XKB_KEY_j},           {0x0E, XKB_KEY_k},           {0x0F, XKB_KEY_l},
		{0x10, XKB_KEY_m},           {0x11, XKB_KEY_n},           {0x12, XKB_KEY_o},
		{0x13, XKB_KEY_p},           {0x14, XKB_KEY_q},           {0x15, XKB_KEY_r},
		{0x16, XKB_KEY_s},           {0x17, XKB_KEY_t},           {0x18, XKB_KEY_u},
		{0x19, XKB_KEY_v},           {0x1A, XKB_KEY_w},           {0x1B, XKB_KEY_x},
		{0x1C, XKB_KEY_y},           {0x1D, XKB_KEY_z},           {0x1E, XKB_KEY_1},
		{0x1F, XKB_KEY_2},           {0x20, XKB_KEY_3},           {0x21, XKB_KEY_4},
		{0x22, XKB_KEY_5},           {0x23, XKB_KEY_6},           {0x24, XKB_KEY_7},
		{0x25, XKB_KEY_8},           {0x26, XKB_KEY_9},           {0x27, XKB_KEY_0},
		{0x28, XKB_KEY_Return},      {0x29, XKB_KEY_Escape},      {0x2A, XKB_KEY_BackSpace},
		{0x2B, XKB_KEY_Tab},         {0x2C, XKB_KEY_space},       {0x2D, XKB_KEY_minus},
		{0x2E, XKB_KEY_equal},       {0x2F, XKB_KEY_bracketleft}, {0x30, XKB_KEY_bracketright},
		{0x31, XKB_KEY_backslash},   {0x33, XKB_KEY_semicolon},   {0x34, XKB_KEY_apostrophe},
		{0x35, XKB_KEY_grave},       {0x36, XKB_KEY_comma},       {0x37, XKB_KEY_period},
		{0x38, XKB_KEY_slash},       {0x3A, XKB_KEY_F1},          {0x3B, XKB_KEY_F2},
		{0x3C, XKB_KEY_F3},          {0x3D, XKB_KEY_F4},          {0x3E, XKB_KEY_F5},
		{0x3F, XKB_KEY_F6},          {0x40, XKB_KEY_F7},          {0x41, XKB_KEY_F8},
		{0x42, XKB_KEY_F9},          {0x43, XKB_KEY_F10},         {0x44, XKB_KEY_F11},
		{0x46, XKB_KEY_Print},       {0x47, XKB_KEY_Scroll_Lock}, {0x48, XKB_KEY_Pause},
		{0x49, XKB_KEY_Insert},      {0x4A, XKB_KEY_Home},        {0x4B, XKB_KEY_Prior},
		{0x4C, XKB_KEY_Delete},      {0x4D, XKB_KEY_End},         {0x4E, XKB_KEY_Next},
		{0x4F, XKB_KEY_Right},       {0x50, XKB_KEY_Left},        {0x51, XKB_KEY_Down},
		{0x52, XKB_KEY_Up},          {0x54, XKB_KEY_KP_Divide},   {0x55, XKB_KEY_KP_Multiply},
		{0x56, XKB_KEY_KP_Subtract}, {0x57, XKB_KEY_KP_Add},      {0x58, XKB_KEY_KP_Enter},
		{0x59, XKB_KEY_KP_End},      {0x5A, XKB_KEY_KP_Down},     {0x5B, XKB_KEY_KP_Next},
		{0x5C, XKB_KEY_KP_Left},     {0x5D, XKB_KEY_KP_Begin},    {0x5E, XKB_KEY_KP_Right},
		{0x5F, XKB_KEY_KP_Home},     {0x60, XKB_KEY_KP_Up},       {0x61, XKB_KEY_KP_Prior},
		{0x62, XKB_KEY_KP_Insert},   {0x63, XKB_KEY_KP_Delete},   {0x64, XKB_KEY_less},
		{0x65, XKB_KEY_Menu},        {0xE0, XKB_KEY_Control_L},   {0xE1, XKB_KEY_Shift_L},
		{0xE2, XKB_KEY_Alt_L},       {0xE3, XKB_KEY_Super_L},     {0xE4, XKB_KEY_Control_R},
		{0xE5, XKB_KEY_Shift_R},     {0xE6, XKB_KEY_Alt_R},       {0xE7, XKB_KEY_Super_R},
	};
	struct fixture *f = *state;
	use_layout(f, "us");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		uint32_t symbol = symbol_of(f, keys[i].usage, 0);
		if (symbol != keys[i].symbol)
			fail_msg("usage 0x%02X gave keysym 0x%x, not 0x%x", keys[i].usage, symbol, keys[i].symbol);
	}
	assert_int_equal(symbol_of(f, 0x59, INPUT_NUM_LOCK), XKB_KEY_KP_1);
	assert_int_equal(symbol_of(f, 0x04, INPUT_CAPS_LOCK), XKB_KEY_A);
	assert_int_equal(symbol_of(f, 0x04, INPUT_LEFT_SHIFT), XKB_KEY_A);
	assert_int_equal(symbol_of(f, 0x04, 0), XKB_KEY_a);
}

static void layouts_are_the_customers(void **state)
{
	static const struct {
		const char *layout;
		unsigned usage, modifiers;
		uint32_t symbol;
	} keys[] = {
		{"de", 0x1C, 0, XKB_KEY_z},
		{"de", 0x1D, 0, XKB_KEY_y},
		{"de", 0x2F, 0, XKB_KEY_udiaeresis},
		{"de", 0x34, INPUT_LEFT_SHIFT, XKB_KEY_Adiaeresis},
		{"de", 0x2D, 0, XKB_KEY_ssharp},
		{"de", 0x08, INPUT_RIGHT_ALT, XKB_KEY_EuroSign},
		{"de", 0x24, INPUT_RIGHT_ALT, XKB_KEY_braceleft},
		{"fr", 0x04, 0, XKB_KEY_q},
		{"fr", 0x14, 0, XKB_KEY_a},
		{"fr", 0x1E, INPUT_LEFT_SHIFT, XKB_KEY_1},
		{"fr", 0x1F, 0, XKB_KEY_eacute},
		{"fr", 0x27, INPUT_RIGHT_ALT, XKB_KEY_at},
	};
	struct fixture *f = *state;
	const char *now = "";
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcmp(now, keys[i].layout) != 0)
			use_layout(f, keys[i].layout);
		now = keys[i].layout;
		uint32_t symbol = symbol_of(f, keys[i].usage, keys[i].modifiers);
		if (symbol != keys[i].symbol)
			fail_msg("%s: usage 0x%02X gave keysym 0x%x, not 0x%x", now, keys[i].usage, symbol,
			         keys[i].symbol);
	}
}

static void assert_types(struct fixture *f, const char *text)
{
	x11_client_forget(&f->client);
	watched_type(&f->watched, text);
	settle(f);
	assert_string_equal(f->client.text, text);
}

static void text_arrives_whatever_the_layout(void **state)
{
	static const char *const layouts[] = {"us", "de", "fr"};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
		use_layout(f, layouts[i]);
		assert_types(f, "Hello, World! 42");
		assert_types(f, "{[]}\\|@~#$%&*()");
		assert_types(f, "Äpfel für Ödön, Größe");
		assert_types(f, "10 €, Łódź ł");
		assert_types(f, "Привет");
		assert_types(f, "日本語");
	}
}

static void text_is_not_turned_round_by_caps_lock(void **state)
{
	struct fixture *f = *state;
	use_layout(f, "de");
	assert_int_equal(symbol_of(f, 0x04, INPUT_CAPS_LOCK), XKB_KEY_A);
	assert_types(f, "Aa Üü");
	assert_int_equal(symbol_of(f, 0x04, INPUT_CAPS_LOCK), XKB_KEY_A); /* it is still on */
}

static void text_does_without_the_controllers_modifiers(void **state)
{
	struct fixture *f = *state;
	use_layout(f, "de");
	watched_key(&f->watched, 0xE1, true, INPUT_LEFT_SHIFT);
	watched_type(&f->watched, "a1");
	watched_key(&f->watched, 0x04, true, INPUT_LEFT_SHIFT);
	watched_key(&f->watched, 0x04, false, INPUT_LEFT_SHIFT);
	watched_key(&f->watched, 0xE1, false, 0);
	settle(f);
	assert_string_equal(f->client.text, "a1A");
}

static void lent_keys_are_given_back(void **state)
{
	struct fixture *f = *state;
	use_layout(f, "us");
	assert_types(f, "ł€я");
	int before = x11_server_run(&f->server, "xmodmap -pke | grep -q -i lstroke");
	assert_int_equal(before, 0);
	watched_stop(&f->watched);
	assert_int_not_equal(x11_server_run(&f->server, "xmodmap -pke | grep -q -i lstroke"), 0);
	assert_int_equal(watched_start(&f->watched, NULL, f->server.name), RESULT_OK);
}

static void locks_are_put_back_when_control_ends(void **state)
{
	struct fixture *f = *state;
	use_layout(f, "us");
	assert_int_equal(symbol_of(f, 0x04, INPUT_CAPS_LOCK), XKB_KEY_A);
	assert_int_equal(x11_server_run(&f->server, "xset q | grep -q 'Caps Lock: *on'"), 0);
	watched_stop(&f->watched);
	assert_int_equal(x11_server_run(&f->server, "xset q | grep -q 'Caps Lock: *off'"), 0);
	assert_int_equal(watched_start(&f->watched, NULL, f->server.name), RESULT_OK);
}

static void buttons_wheel_and_movement_arrive_in_place(void **state)
{
	struct fixture *f = *state;
	x11_client_forget(&f->client);
	watched_inject(&f->watched, (struct input_event){.kind = INPUT_MOVE, .x_px = 10, .y_px = 20});
	watched_inject(
		&f->watched,
		(struct input_event){.kind = INPUT_BUTTON, .code = 1, .is_down = true, .x_px = 100, .y_px = 50});
	watched_inject(&f->watched,
	               (struct input_event){.kind = INPUT_BUTTON, .code = 1, .x_px = 120, .y_px = 60});
	settle(f);
	const struct x11_client_event *press = x11_client_first(&f->client, XCB_BUTTON_PRESS);
	const struct x11_client_event *release = x11_client_first(&f->client, XCB_BUTTON_RELEASE);
	assert_non_null(press);
	assert_non_null(release);
	assert_int_equal(press->detail, 1);
	assert_int_equal(press->x, 100);
	assert_int_equal(press->y, 50);
	assert_int_equal(release->x, 120);
	static const struct {
		int16_t x, y;
		uint8_t button;
		int count;
	} turns[] = {{0, 2, 4, 2}, {0, -1, 5, 1}, {-3, 0, 6, 3}, {1, 0, 7, 1}};
	for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
		x11_client_forget(&f->client);
		watched_inject(
			&f->watched,
			(struct input_event){
				.kind = INPUT_WHEEL, .wheel_x = turns[i].x, .wheel_y = turns[i].y, .x_px = 5, .y_px = 5});
		settle(f);
		assert_int_equal(x11_client_count(&f->client, XCB_BUTTON_PRESS), turns[i].count);
		assert_int_equal(x11_client_first(&f->client, XCB_BUTTON_PRESS)->detail, turns[i].button);
	}
}

static void places_outside_are_clamped(void **state)
{
	struct fixture *f = *state;
	watched_inject(&f->watched, (struct input_event){.kind = INPUT_MOVE, .x_px = 30, .y_px = 30});
	settle(f);
	x11_client_forget(&f->client);
	watched_inject(&f->watched, (struct input_event){.kind = INPUT_MOVE, .x_px = -500, .y_px = 32000});
	settle(f);
	const struct x11_client_event *moved = x11_client_first(&f->client, XCB_MOTION_NOTIFY);
	assert_non_null(moved);
	assert_int_equal(moved->x, 0);
	assert_int_equal(moved->y, 599);
}

static void keys_are_found_on_another_set_of_keycodes(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(
		x11_server_run(&f->server, "setxkbmap -keycodes xfree86 -print | xkbcomp -w 0 - $DISPLAY"), 0);
	watched_tap(&f->watched, 0xE0, 0);
	settle(f);
	assert_int_equal(symbol_of(f, 0x52, 0), XKB_KEY_Up);
	assert_int_equal(f->client.events[0].detail, 98); /* 111 on evdev's */
	assert_int_equal(symbol_of(f, 0x58, 0), XKB_KEY_KP_Enter);
	assert_int_equal(x11_server_run(&f->server, "setxkbmap -keycodes evdev -print | xkbcomp -w 0 - $DISPLAY"),
	                 0);
}

static void a_real_terminal_gets_what_is_typed(void **state)
{
	struct fixture *f = *state;
	use_layout(f, "de");
	x11_client_close(&f->client); /* the focus goes to the pointer's window */
	char command[256];
	snprintf(command, sizeof command,
	         "rm -f /tmp/lotse-typed%s; exec xterm -u8 -geometry 80x24+0+0 -e "
	         "sh -c 'printf ready >/tmp/lotse-ready%s; cat >/tmp/lotse-typed%s'",
	         f->server.name, f->server.name, f->server.name);
	pid_t xterm = x11_server_start_program(&f->server, command);
	snprintf(command, sizeof command,
	         "i=0; while [ $i -lt 100 ] && ! [ -s /tmp/lotse-ready%s ]; do sleep 0.1; i=$((i+1)); done",
	         f->server.name);
	assert_int_equal(x11_server_run(&f->server, command), 0);
	watched_inject(&f->watched, (struct input_event){.kind = INPUT_MOVE, .x_px = 200, .y_px = 100});
	watched_type(&f->watched, "Grüße 5 €");
	watched_tap(&f->watched, 0x28, 0);
	assert_true(watched_settle(&f->watched));
	snprintf(command, sizeof command,
	         "i=0; while [ $i -lt 100 ]; do grep -q '^Grüße 5 €$' /tmp/lotse-typed%s && break; sleep 0.1; "
	         "i=$((i+1)); "
	         "done; grep -q '^Grüße 5 €$' /tmp/lotse-typed%s",
	         f->server.name, f->server.name);
	int found = x11_server_run(&f->server, command);
	x11_server_end_program(xterm);
	snprintf(command, sizeof command, "rm -f /tmp/lotse-typed%s /tmp/lotse-ready%s", f->server.name,
	         f->server.name);
	x11_server_run(&f->server, command);
	assert_int_equal(found, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_key_gives_the_symbol_of_its_place_under_us, set_up, tear_down),
		cmocka_unit_test_setup_teardown(layouts_are_the_customers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(text_arrives_whatever_the_layout, set_up, tear_down),
		cmocka_unit_test_setup_teardown(text_is_not_turned_round_by_caps_lock, set_up, tear_down),
		cmocka_unit_test_setup_teardown(text_does_without_the_controllers_modifiers, set_up, tear_down),
		cmocka_unit_test_setup_teardown(lent_keys_are_given_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(locks_are_put_back_when_control_ends, set_up, tear_down),
		cmocka_unit_test_setup_teardown(buttons_wheel_and_movement_arrive_in_place, set_up, tear_down),
		cmocka_unit_test_setup_teardown(places_outside_are_clamped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(keys_are_found_on_another_set_of_keycodes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_real_terminal_gets_what_is_typed, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("x11_input", tests, NULL, NULL);
}
