/*
 * A name goes through in three steps: read as characters and composed; looked at
 * one by one (judge), which refuses what misleads and leaves out mere signs; and
 * written again, cut at a whole letter.
 *
 * Likeness is told by a skeleton: small letters and digits alone, twins replaced
 * by the Latin letter that they look like.
 */
#include "wire/person_name.h"

#include "wire/plain_text.h"
#include "wire/unicode.h"

#include <stdint.h>
#include <string.h>

enum {
	CHARACTERS_MAX = 256, /* before composing; what is longer is no name */
	MARKS_MAX = 3,        /* on one letter: Hebrew needs them */
};

struct name {
	uint32_t text[CHARACTERS_MAX];
	size_t count;
	uint8_t scripts[4];
	size_t script_count, mark_count;
	bool is_refused;
};

/* --- reading and composing
 * --------------------------------------------------------------------------------------- */

/* 0: malformed, or too much. */
static size_t read_characters(const char *from, uint32_t to[static CHARACTERS_MAX])
{
	struct reader r = reader_over(bytes_of_text(from));
	size_t count = 0;

	while (r.left_bytes > 0) {
		if (count == CHARACTERS_MAX || !plain_text_next(&r, &to[count]))
			return 0;
		count++;
	}
	return count;
}

static size_t read_composed(const char *from, uint32_t to[static 4 * CHARACTERS_MAX])
{
	uint32_t text[CHARACTERS_MAX];

	return unicode_compose(text, read_characters(from, text), to, (size_t)4 * CHARACTERS_MAX);
}

/* --- judging
 * -------------------------------------------------------------------------------------------------------- */

static bool has_script(const struct name *name, uint8_t script)
{
	return memchr(name->scripts, script, name->script_count) != NULL;
}

static void add_script(struct name *name, uint8_t script)
{
	if (script == UNICODE_COMMON || script == UNICODE_INHERITED || has_script(name, script))
		return;
	if (name->script_count == sizeof name->scripts)
		name->is_refused = true;
	else
		name->scripts[name->script_count++] = script;
}

static bool is_mix_of(const struct name *name, const uint8_t *scripts, size_t count)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++)
		known += has_script(name, scripts[i]);
	return known == name->script_count;
}

static bool is_customary(const struct name *name)
{
	static const uint8_t japanese[] = {UNICODE_HAN, UNICODE_HIRAGANA, UNICODE_KATAKANA};
	static const uint8_t korean[] = {UNICODE_HAN, UNICODE_HANGUL};
	static const uint8_t chinese[] = {UNICODE_HAN, UNICODE_BOPOMOFO};

	return name->script_count <= 1 || is_mix_of(name, japanese, sizeof japanese) ||
	       is_mix_of(name, korean, sizeof korean) || is_mix_of(name, chinese, sizeof chinese);
}

static void add(struct name *name, uint32_t character)
{
	if (name->count == CHARACTERS_MAX)
		name->is_refused = true;
	else
		name->text[name->count++] = character;
	name->mark_count = 0;
}

/* A mark needs a letter, and no tower is built of them. */
static void add_mark(struct name *name, uint32_t mark)
{
	uint32_t before = name->count > 0 ? name->text[name->count - 1] : ' ';
	enum unicode_kind kind = unicode_of(before).kind;
	size_t marks = name->mark_count + 1;

	if (mark == before || marks > MARKS_MAX ||
	    (kind != UNICODE_LETTER && kind != UNICODE_MARK && kind != UNICODE_SPACING))
		name->is_refused = true;
	add(name, mark);
	name->mark_count = marks;
}

/* The signs that names are written with; all others are left out. */
static void add_sign(struct name *name, uint32_t sign)
{
	static const uint32_t usual[] = {'\'', '.', ',', '&', '+', '/', '(', ')', '@', '_', 0xB7, 0x30FB};

	if (sign == 0x2018 || sign == 0x2019)
		sign = '\'';
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++) {
		if (usual[i] == sign)
			add(name, sign);
	}
}

static void add_space(struct name *name)
{
	if (name->count > 0 && name->text[name->count - 1] != ' ')
		add(name, ' ');
}

static void judge(struct name *name, uint32_t character)
{
	struct unicode_character about = unicode_of(character);

	switch (about.kind) {
	case UNICODE_LETTER:
	case UNICODE_DIGIT:
		add_script(name, about.script);
		add(name, character);
		break;
	case UNICODE_SPACING:
	case UNICODE_MARK:
		add_script(name, about.script);
		add_mark(name, character);
		break;
	case UNICODE_SPACE:
		add_space(name);
		break;
	case UNICODE_DASH:
		add(name, '-');
		break;
	case UNICODE_SIGN:
		add_sign(name, character);
		break;
	default:
		name->is_refused = true;
	}
}

/* --- writing
 * ----------------------------------------------------------------------------------------------------------
 */

static void write_character(struct writer *to, uint32_t c)
{
	if (c < 0x80) {
		write_u8(to, (uint8_t)c);
	} else if (c < 0x800) {
		write_u16(to, (uint16_t)(0xC080 | c >> 6 << 8 | (c & 0x3F)));
	} else if (c < 0x10000) {
		write_u24(to, 0xE08080 | c >> 12 << 16 | (c >> 6 & 0x3F) << 8 | (c & 0x3F));
	} else {
		write_u32(to,
		          0xF0808080 | c >> 18 << 24 | (c >> 12 & 0x3F) << 16 | (c >> 6 & 0x3F) << 8 | (c & 0x3F));
	}
}

static size_t utf8_bytes(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

static bool is_behind_letter(uint32_t character)
{
	enum unicode_kind kind = unicode_of(character).kind;

	return kind == UNICODE_MARK || kind == UNICODE_SPACING;
}

/* How many of the characters there is room for, with no letter cut from its marks and no space at the end. */
static size_t fitting(const struct name *name, size_t room_bytes)
{
	size_t count = 0;

	for (size_t bytes = 0; count < name->count && count < PERSON_NAME_CHARACTERS_MAX; count++) {
		bytes += utf8_bytes(name->text[count]);
		if (bytes > room_bytes)
			break;
	}
	if (count < name->count) {
		while (count > 0 && is_behind_letter(name->text[count]))
			count--;
	}
	while (count > 0 && name->text[count - 1] == ' ')
		count--;
	return count;
}

/* Of what there is room for. */
static bool has_letter(const struct name *name, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		enum unicode_kind kind = unicode_of(name->text[i]).kind;
		if (kind == UNICODE_LETTER || kind == UNICODE_DIGIT)
			return true;
	}
	return false;
}

bool person_name_clean(char *to, size_t room, const char *from)
{
	uint32_t text[4 * CHARACTERS_MAX];
	size_t count = read_composed(from, text);
	struct name name = {0};

	to[0] = '\0';
	for (size_t i = 0; i < count && !name.is_refused; i++)
		judge(&name, text[i]);
	size_t fits = fitting(&name, room - 1);
	if (name.is_refused || !has_letter(&name, fits) || !is_customary(&name))
		return false;
	struct writer w = writer_into((uint8_t *)to, room);
	for (size_t i = 0; i < fits; i++)
		write_character(&w, name.text[i]);
	write_u8(&w, 0);
	return true;
}

bool person_name_is_clean(const char *name)
{
	char clean[PERSON_NAME_BYTES];

	return person_name_clean(clean, sizeof clean, name) && strcmp(clean, name) == 0;
}

/* --- likeness
 * ----------------------------------------------------------------------------------------------------- */

/* What looks like a small Latin letter, in small letters. */
static uint32_t untwin(uint32_t c)
{
	static const struct {
		uint16_t twin;
		char letter;
	} twins[] = {
		{'0', 'o'},   {'1', 'l'},   {'i', 'l'},   {'j', 'l'},   {0x131, 'l'}, {0x3B1, 'a'}, {0x3B9, 'l'},
		{0x3BA, 'k'}, {0x3BD, 'v'}, {0x3BF, 'o'}, {0x3C1, 'p'}, {0x3C5, 'u'}, {0x3C4, 't'}, {0x3C7, 'x'},
		{0x3B5, 'e'}, {0x3B2, 'b'}, {0x3B7, 'n'}, {0x3BC, 'm'}, {0x3B6, 'z'}, {0x430, 'a'}, {0x432, 'b'},
		{0x435, 'e'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'},
		{0x442, 't'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'l'}, {0x458, 'l'}, {0x501, 'd'},
		{0x51B, 'q'}, {0x51D, 'w'}, {0x4CF, 'l'},
	};
	for (size_t i = 0; i < sizeof twins / sizeof *twins; i++) {
		if (twins[i].twin == c)
			return (uint32_t)twins[i].letter;
	}
	return c;
}

/* Small letters of Latin, Greek and Cyrillic, as far as twins of Latin go. */
static uint32_t small(uint32_t c)
{
	if ((c >= 'A' && c <= 'Z') || (c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F) ||
	    (c >= 0xC0 && c <= 0xDE && c != 0xD7))
		return c + 32;
	if (c >= 0x400 && c <= 0x40F)
		return c + 80;
	if ((c >= 0x100 && c <= 0x137) || (c >= 0x500 && c <= 0x52F))
		return c | 1;
	return c == 0x4C0 ? 0x4CF : c;
}

static size_t skeleton(const char *name, uint32_t to[static CHARACTERS_MAX])
{
	uint32_t text[4 * CHARACTERS_MAX];
	size_t count = read_composed(name, text), used = 0;

	for (size_t i = 0; i < count && used < CHARACTERS_MAX; i++) {
		enum unicode_kind kind = unicode_of(text[i]).kind;
		if (kind == UNICODE_LETTER || kind == UNICODE_DIGIT)
			to[used++] = untwin(small(text[i]));
	}
	return used;
}

bool person_name_is_like(const char *one, const char *other)
{
	uint32_t a[CHARACTERS_MAX], b[CHARACTERS_MAX];
	size_t count = skeleton(one, a);

	return count > 0 && skeleton(other, b) == count && memcmp(a, b, count * sizeof *a) == 0;
}

bool person_name_is_reserved(const char *name)
{
	static const char *const reserved[] = {
		"Lotse",    "Lotse relay",  "relay", "Lotse Relais", "Relais",    "Lotse server", "server",
		"customer", "the customer", "Kunde", "Kundin",       "der Kunde", "die Kundin",   "you",
		"Sie",      "me",           "ich",   "verified",     "geprüft",   "system",       "administrator",
	};
	for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
		if (person_name_is_like(name, reserved[i]))
			return true;
	}
	return false;
}
