/*
 * Lotse's own letters are those inside the program, so that it looks the same on every Windows; Windows'
 * fonts are asked for what these have not. Windows knows no way from a character to a font's file, so the
 * ones that every Windows has, each for its scripts, are tried in turn.
 */
#include "ui/font_find.h"

#include "base/win32/wide.h"

#include <windows.h>

#include <stdio.h>

struct known_font {
	const wchar_t *face; /* as GDI calls it */
	const char *file;    /* in Windows' folder of fonts */
	int index;           /* of the face within the file */
};

static const struct known_font known[] = {
	{L"Segoe UI", "segoeui.ttf", 0},          /* also Arabic, Hebrew, Armenian, Georgian */
	{L"Microsoft YaHei", "msyh.ttc", 0},      /* Chinese */
	{L"Microsoft YaHei", "msyh.ttf", 0},      /* the same on Windows 7 */
	{L"Microsoft JhengHei", "msjh.ttc", 0},   /* Chinese as in Taiwan */
	{L"Yu Gothic", "YuGothM.ttc", 0},         /* Japanese */
	{L"Meiryo", "meiryo.ttc", 0},             /* the same on older ones */
	{L"Malgun Gothic", "malgun.ttf", 0},      /* Korean */
	{L"Nirmala UI", "Nirmala.ttf", 0},        /* the scripts of India */
	{L"Leelawadee UI", "LeelawUI.ttf", 0},    /* Thai, Lao, Khmer */
	{L"Ebrima", "ebrima.ttf", 0},             /* Ethiopic and others of Africa */
	{L"Sylfaen", "sylfaen.ttf", 0},           /* Georgian, Armenian */
	{L"Segoe UI Symbol", "seguisym.ttf", 0},  /* signs; from Windows 8 on also faces, as outlines */
	{L"Segoe UI Historic", "seguihis.ttf", 0} /* scripts that nobody writes any more */
};

static bool path_of(const struct known_font *font, struct font_file *out)
{
	wchar_t wide[MAX_PATH];
	char folder[FONT_PATH_BYTES - 64];
	UINT units = GetWindowsDirectoryW(wide, MAX_PATH);
	if (units == 0 || units >= MAX_PATH)
		return false;
	wide_to_text(folder, sizeof folder, wide);
	snprintf(out->path, sizeof out->path, "%s\\Fonts\\%s", folder, font->file);
	out->index = font->index;
	return wide_from_text(wide, MAX_PATH, out->path) && GetFileAttributesW(wide) != INVALID_FILE_ATTRIBUTES;
}

/* GDI would take another font for a face that it does not have: hence the look at the name that it took. */
static bool has_character(HDC screen, const struct known_font *font, wchar_t character)
{
	wchar_t face[LF_FACESIZE] = L"";
	WORD glyph = 0xFFFF;
	HFONT made = CreateFontW(-16, 0, 0, 0, FW_NORMAL, 0, 0, 0, DEFAULT_CHARSET, OUT_TT_ONLY_PRECIS, 0, 0, 0,
	                         font->face);
	if (made == NULL)
		return false;
	HGDIOBJ before = SelectObject(screen, made);
	bool is_it = GetTextFaceW(screen, LF_FACESIZE, face) > 0 && lstrcmpiW(face, font->face) == 0 &&
	             GetGlyphIndicesW(screen, &character, 1, &glyph, GGI_MARK_NONEXISTING_GLYPHS) == 1 &&
	             glyph != 0xFFFF;
	SelectObject(screen, before);
	DeleteObject(made);
	return is_it;
}

enum result font_find_family(bool is_bold, struct font_file *out)
{
	(void)is_bold;
	(void)out;
	return RESULT_UNSUPPORTED; /* the one inside is the same */
}

/* GDI tells nothing about characters beyond 16 bits: they are not looked for. */
enum result font_find_character(uint32_t character, struct font_file *out)
{
	HDC screen = character <= 0xFFFF ? CreateCompatibleDC(NULL) : NULL;
	bool is_found = false;
	for (size_t i = 0; screen != NULL && !is_found && i < sizeof known / sizeof *known; i++)
		is_found = path_of(&known[i], out) && has_character(screen, &known[i], (wchar_t)character);
	if (screen != NULL)
		DeleteDC(screen);
	return is_found ? RESULT_OK : RESULT_UNSUPPORTED;
}

enum result font_map(const char *path, struct bytes *out)
{
	wchar_t wide[WIDE_PATH_MAX];
	LARGE_INTEGER size = {0};
	const void *at = NULL;
	*out = (struct bytes){0};
	if (!wide_from_text(wide, WIDE_PATH_MAX, path))
		return RESULT_DISK;
	HANDLE file =
		CreateFileW(wide, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_DELETE, NULL, OPEN_EXISTING, 0, NULL);
	if (file == INVALID_HANDLE_VALUE)
		return RESULT_DISK;
	HANDLE mapping = NULL;
	if (GetFileSizeEx(file, &size) && size.QuadPart > 0 && size.QuadPart < 256 << 20)
		mapping = CreateFileMappingW(file, NULL, PAGE_READONLY, 0, 0, NULL);
	if (mapping != NULL) {
		at = MapViewOfFile(mapping, FILE_MAP_READ, 0, 0, 0);
		CloseHandle(mapping);
	}
	CloseHandle(file);
	if (at == NULL)
		return RESULT_DISK;
	*out = (struct bytes){at, (size_t)size.QuadPart};
	return RESULT_OK;
}

void font_unmap(struct bytes bytes)
{
	if (bytes.data != NULL)
		UnmapViewOfFile(bytes.data);
}
