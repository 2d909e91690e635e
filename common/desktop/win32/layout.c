/*
 * Windows names a layout by a language's number, X by a country's letters: the usual layout of a language has
 * the letters here, so that two computers of different systems can have the same one. Any other keeps
 * Windows' number, and is then different from all.
 */
#include "desktop/win32/layout_usual.h"

#include <stdio.h>
#include <string.h>
#include <windows.h>

static const struct {
	uint16_t language;
	char name[8];
} usual[] = {
	{0x0407, "de"}, {0x0C07, "at"}, {0x0807, "ch"}, {0x0409, "us"}, {0x0809, "gb"}, {0x040C, "fr"},
	{0x080C, "be"}, {0x0410, "it"}, {0x040A, "es"}, {0x0C0A, "es"}, {0x0413, "nl"}, {0x0415, "pl"},
	{0x0406, "dk"}, {0x041D, "se"}, {0x0414, "no"}, {0x040B, "fi"}, {0x0816, "pt"}, {0x0416, "br"},
	{0x0405, "cz"}, {0x040E, "hu"}, {0x0419, "ru"}, {0x0422, "ua"}, {0x041F, "tr"}, {0x0408, "gr"},
};

void layout_usual_name(uint16_t language, uint16_t kind, char to[static LAYOUT_NAME_BYTES])
{
	snprintf(to, LAYOUT_NAME_BYTES, "windows %04x%04x", kind, language);
	for (unsigned i = 0; kind == language && i < sizeof usual / sizeof *usual; i++) {
		if (usual[i].language == language)
			snprintf(to, LAYOUT_NAME_BYTES, "%s", usual[i].name);
	}
}

void layout_name(const char *display, char to[static LAYOUT_NAME_BYTES])
{
	(void)display;
	/* Each thread of Windows has a layout of its own; what counts is the one that people type in. */
	HKL layout = GetKeyboardLayout(GetWindowThreadProcessId(GetForegroundWindow(), NULL));
	layout_usual_name(LOWORD((uintptr_t)layout), HIWORD((uintptr_t)layout), to);
}
