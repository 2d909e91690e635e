/*
 * The map is xkbcommon's copy of the server's; from it come, once per map, the tables in struct keymap. The
 * layout in use and the locks change more often and follow XKB's state events.
 */
#include "desktop/x11/keymap.h"

#include "base/log.h"
#include "desktop/x11/keys.h"

#include <stdlib.h>
#include <string.h>
#include <xcb/xkb.h>
#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon-x11.h>

enum { CAPS = XCB_MOD_MASK_LOCK };

static void select_events(const struct display *display)
{
	uint16_t which = XCB_XKB_EVENT_TYPE_NEW_KEYBOARD_NOTIFY | XCB_XKB_EVENT_TYPE_MAP_NOTIFY |
	                 XCB_XKB_EVENT_TYPE_STATE_NOTIFY;
	uint16_t parts = XCB_XKB_MAP_PART_KEY_TYPES | XCB_XKB_MAP_PART_KEY_SYMS | XCB_XKB_MAP_PART_MODIFIER_MAP |
	                 XCB_XKB_MAP_PART_VIRTUAL_MODS | XCB_XKB_MAP_PART_VIRTUAL_MOD_MAP;
	xcb_xkb_select_events(display->connection, XCB_XKB_ID_USE_CORE_KBD, which, 0, which, parts, parts, NULL);
}

static void read_state(struct keymap *keymap, const struct display *display)
{
	xcb_connection_t *c = display->connection;
	xcb_xkb_get_state_reply_t *state =
		xcb_xkb_get_state_reply(c, xcb_xkb_get_state(c, XCB_XKB_ID_USE_CORE_KBD), NULL);
	if (state != NULL) {
		keymap->group = state->group;
		keymap->locked = state->lockedMods;
	}
	free(state);
}

xkb_keysym_t keymap_symbol(const struct keymap *keymap, xkb_keycode_t code)
{
	const xkb_keysym_t *symbols;
	return xkb_keymap_key_get_syms_by_level(keymap->map, code, 0, 0, &symbols) == 1 ? symbols[0]
	                                                                                : XKB_KEY_NoSymbol;
}

/* Keys that may be pressed to reach another level; not those that lock or switch layouts. */
static bool is_level_key(xkb_keysym_t symbol)
{
	return symbol == XKB_KEY_Shift_L || symbol == XKB_KEY_Shift_R || symbol == XKB_KEY_ISO_Level3_Shift ||
	       symbol == XKB_KEY_ISO_Level5_Shift;
}

static void read_modifiers(struct keymap *keymap, const struct display *display)
{
	memset(keymap->modifier_codes, 0, sizeof keymap->modifier_codes);
	keymap->num_lock = 0;
	xcb_connection_t *c = display->connection;
	xcb_get_modifier_mapping_reply_t *mapping =
		xcb_get_modifier_mapping_reply(c, xcb_get_modifier_mapping(c), NULL);
	if (mapping == NULL)
		return;
	const xcb_keycode_t *codes = xcb_get_modifier_mapping_keycodes(mapping);
	int per_modifier = mapping->keycodes_per_modifier;
	for (int i = 0; i < KEYMAP_MODIFIERS * per_modifier; i++) {
		int modifier = i / per_modifier;
		xkb_keysym_t symbol = codes[i] == 0 ? XKB_KEY_NoSymbol : keymap_symbol(keymap, codes[i]);
		if (keymap->modifier_codes[modifier] == 0 && is_level_key(symbol))
			keymap->modifier_codes[modifier] = codes[i];
		if (symbol == XKB_KEY_Num_Lock)
			keymap->num_lock = (uint8_t)(1 << modifier);
	}
	free(mapping);
}

static uint8_t code_of_usage(const struct keymap *keymap, unsigned usage)
{
	const char *name;
	for (unsigned attempt = 0; (name = keys_name(usage, attempt)) != NULL; attempt++) {
		xkb_keycode_t code = xkb_keymap_key_by_name(keymap->map, name);
		if (code != XKB_KEYCODE_INVALID && code < KEYMAP_CODES)
			return (uint8_t)code;
	}
	return 0;
}

static bool gives(const struct keymap *keymap, xkb_keycode_t code, xkb_keysym_t wanted)
{
	xkb_layout_index_t layouts = xkb_keymap_num_layouts_for_key(keymap->map, code);
	for (xkb_layout_index_t layout = 0; layout < layouts; layout++) {
		xkb_level_index_t levels = xkb_keymap_num_levels_for_key(keymap->map, code, layout);
		for (xkb_level_index_t level = 0; level < levels; level++) {
			const xkb_keysym_t *symbols;
			int count = xkb_keymap_key_get_syms_by_level(keymap->map, code, layout, level, &symbols);
			for (int i = 0; i < count; i++) {
				if (symbols[i] == wanted)
					return true;
			}
		}
	}
	return false;
}

/* Also the key where F12 is by right: whoever has given it another meaning still finds it by its label. */
static void read_f12(struct keymap *keymap)
{
	for (unsigned code = 0; code < KEYMAP_CODES; code++)
		keymap->is_f12[code] = gives(keymap, code, XKB_KEY_F12);
	keymap->is_f12[code_of_usage(keymap, INPUT_KEY_F12)] = true;
	keymap->is_f12[0] = false;
}

static enum result read_map(struct keymap *keymap, const struct display *display)
{
	xcb_connection_t *c = display->connection;
	int32_t device = xkb_x11_get_core_keyboard_device_id(c);
	struct xkb_keymap *map =
		device < 0 ? NULL
				   : xkb_x11_keymap_new_from_device(keymap->context, c, device, XKB_KEYMAP_COMPILE_NO_FLAGS);
	if (map == NULL)
		return display_state(display) == RESULT_OK ? RESULT_UNSUPPORTED : RESULT_NO_DISPLAY;
	xkb_keymap_unref(keymap->map);
	keymap->map = map;
	for (unsigned usage = 0; usage <= INPUT_KEY_MAX; usage++)
		keymap->codes[usage] = code_of_usage(keymap, usage);
	read_modifiers(keymap, display);
	read_f12(keymap);
	read_state(keymap, display);
	return RESULT_OK;
}

enum result keymap_open(struct keymap *keymap, const struct display *display)
{
	*keymap = (struct keymap){0};
	if (xkb_x11_setup_xkb_extension(display->connection, XKB_X11_MIN_MAJOR_XKB_VERSION,
	                                XKB_X11_MIN_MINOR_XKB_VERSION, XKB_X11_SETUP_XKB_EXTENSION_NO_FLAGS, NULL,
	                                NULL, &keymap->first_event, NULL) == 0)
		return RESULT_UNSUPPORTED;
	keymap->context = xkb_context_new(XKB_CONTEXT_NO_DEFAULT_INCLUDES | XKB_CONTEXT_NO_ENVIRONMENT_NAMES);
	if (keymap->context == NULL)
		return RESULT_OUT_OF_MEMORY;
	select_events(display);
	enum result result = read_map(keymap, display);
	if (result != RESULT_OK)
		keymap_close(keymap);
	return result;
}

void keymap_close(struct keymap *keymap)
{
	xkb_keymap_unref(keymap->map);
	xkb_context_unref(keymap->context);
	*keymap = (struct keymap){0};
}

bool keymap_event(struct keymap *keymap, const xcb_generic_event_t *event)
{
	if ((event->response_type & 0x7F) != keymap->first_event)
		return false;
	uint8_t type = event->pad0; /* XKB has one event code; which of its events it is comes second */
	if (type == XCB_XKB_STATE_NOTIFY) {
		const xcb_xkb_state_notify_event_t *state = (const void *)event;
		keymap->group = state->group;
		keymap->locked = state->lockedMods;
	} else {
		keymap->is_stale = true;
	}
	return true;
}

bool keymap_refresh(struct keymap *keymap, const struct display *display)
{
	if (!keymap->is_stale)
		return false;
	keymap->is_stale = false;
	if (read_map(keymap, display) != RESULT_OK)
		log_warn("desktop", "the keyboard's map could not be read");
	return true;
}

/* How many keys must be held for `mask`; -1: it can't be reached by holding keys. */
static int keys_for(const struct keymap *keymap, xkb_mod_mask_t mask)
{
	int count = 0;
	for (unsigned i = 0; i < 32; i++) {
		if ((mask >> i & 1) == 0)
			continue;
		if (i >= KEYMAP_MODIFIERS || keymap->modifier_codes[i] == 0)
			return -1;
		count++;
	}
	return count;
}

/* The fewest modifiers that choose this level of a key; returns how many, -1: none do. */
static int reach_level(const struct keymap *keymap, xkb_keycode_t code, xkb_layout_index_t layout,
                       xkb_level_index_t level, uint8_t *modifiers)
{
	xkb_mod_mask_t masks[32];
	size_t count = xkb_keymap_key_get_mods_for_level(keymap->map, code, layout, level, masks, 32);
	int best = -1;
	for (size_t i = 0; i < count; i++) {
		int keys = keys_for(keymap, masks[i]);
		if (keys < 0 || (best >= 0 && keys >= best))
			continue;
		best = keys;
		*modifiers = (uint8_t)masks[i];
	}
	return best;
}

static bool is_character(xkb_keysym_t symbol, uint32_t character)
{
	bool is_keypad =
		symbol >= XKB_KEY_KP_Space && symbol <= XKB_KEY_KP_Equal; /* what it gives depends on a lock */
	return !is_keypad && xkb_keysym_to_utf32(symbol) == character;
}

/* Looks at all levels of one key; returns how many modifiers the best needs, -1: it does not give the
 * character. */
static int find_on_key(const struct keymap *keymap, xkb_keycode_t code, uint32_t character,
                       uint8_t *modifiers)
{
	int best = -1;
	xkb_layout_index_t layouts = xkb_keymap_num_layouts_for_key(keymap->map, code);
	if (layouts == 0)
		return -1;
	xkb_layout_index_t layout = keymap->group < layouts ? keymap->group : 0;
	xkb_level_index_t levels = xkb_keymap_num_levels_for_key(keymap->map, code, layout);
	for (xkb_level_index_t level = 0; level < levels; level++) {
		const xkb_keysym_t *symbols;
		uint8_t needed;
		if (xkb_keymap_key_get_syms_by_level(keymap->map, code, layout, level, &symbols) != 1 ||
		    !is_character(symbols[0], character))
			continue;
		int keys = reach_level(keymap, code, layout, level, &needed);
		if (keys < 0 || (best >= 0 && keys >= best))
			continue;
		best = keys;
		*modifiers = needed;
	}
	return best;
}

bool keymap_find(const struct keymap *keymap, uint32_t character, struct keymap_stroke *out)
{
	int best = -1;
	xkb_keycode_t last = xkb_keymap_max_keycode(keymap->map);
	for (xkb_keycode_t code = xkb_keymap_min_keycode(keymap->map); code <= last && code < KEYMAP_CODES;
	     code++) {
		uint8_t modifiers;
		int keys = find_on_key(keymap, code, character, &modifiers);
		if (keys < 0 || (best >= 0 && keys >= best))
			continue;
		best = keys;
		*out = (struct keymap_stroke){.code = (uint8_t)code, .modifiers = modifiers};
	}
	return best >= 0;
}

uint8_t keymap_spare(const struct keymap *keymap, unsigned from)
{
	xkb_keycode_t first = xkb_keymap_min_keycode(keymap->map), last = xkb_keymap_max_keycode(keymap->map);
	for (xkb_keycode_t code = from < first ? first : from; code <= last && code < KEYMAP_CODES; code++) {
		if (xkb_keymap_num_layouts_for_key(keymap->map, code) == 0)
			return (uint8_t)code;
	}
	return 0;
}
