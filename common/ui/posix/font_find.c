#include "ui/font_find.h"

#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only outlines can be drawn: no bitmaps, no colour. */
static bool is_drawable(FcPattern *font)
{
	FcBool is_outline = FcFalse, is_colour = FcFalse;
	FcPatternGetBool(font, FC_OUTLINE, 0, &is_outline);
	FcPatternGetBool(font, FC_COLOR, 0, &is_colour);
	return is_outline && !is_colour;
}

static enum result file_of(FcPattern *font, struct font_file *out)
{
	FcChar8 *path = NULL;
	int index = 0;
	if (!is_drawable(font) || FcPatternGetString(font, FC_FILE, 0, &path) != FcResultMatch)
		return RESULT_UNSUPPORTED;
	FcPatternGetInteger(font, FC_INDEX, 0, &index);
	int length = snprintf(out->path, sizeof out->path, "%s", (const char *)path);
	out->index = index & 0xFFFF; /* above it: a named instance, which is not drawn by it */
	return length > 0 && length < (int)sizeof out->path ? RESULT_OK : RESULT_UNSUPPORTED;
}

static FcPattern *match(FcPattern *wanted)
{
	if (wanted == NULL)
		return NULL;
	FcResult how;
	FcConfigSubstitute(NULL, wanted, FcMatchPattern);
	FcDefaultSubstitute(wanted);
	FcPattern *font = FcFontMatch(NULL, wanted, &how);
	FcPatternDestroy(wanted);
	return font;
}

enum result font_find_family(bool is_bold, struct font_file *out)
{
	const char *family = "DejaVu Sans";
	FcPattern *font = match(FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger,
	                                       is_bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR, FC_SLANT,
	                                       FcTypeInteger, FC_SLANT_ROMAN, NULL));
	if (font == NULL)
		return RESULT_UNSUPPORTED;
	FcChar8 *found = NULL;
	int weight = 0;
	FcPatternGetString(font, FC_FAMILY, 0, &found);
	FcPatternGetInteger(font, FC_WEIGHT, 0, &weight);
	bool is_it =
		found != NULL && strcmp((const char *)found, family) == 0 && (weight >= FC_WEIGHT_BOLD) == is_bold;
	enum result result = is_it ? file_of(font, out) : RESULT_UNSUPPORTED;
	FcPatternDestroy(font);
	return result;
}

enum result font_find_character(uint32_t character, struct font_file *out)
{
	FcCharSet *set = FcCharSetCreate();
	if (set == NULL)
		return RESULT_UNSUPPORTED;
	FcCharSetAddChar(set, character);
	FcPattern *font =
		match(FcPatternBuild(NULL, FC_FAMILY, FcTypeString, "sans-serif", FC_CHARSET, FcTypeCharSet, set,
	                         FC_OUTLINE, FcTypeBool, FcTrue, FC_COLOR, FcTypeBool, FcFalse, NULL));
	FcCharSetDestroy(set);
	if (font == NULL)
		return RESULT_UNSUPPORTED;
	FcCharSet *has = NULL; /* the nearest match may lack the very character */
	bool is_it =
		FcPatternGetCharSet(font, FC_CHARSET, 0, &has) == FcResultMatch && FcCharSetHasChar(has, character);
	enum result result = is_it ? file_of(font, out) : RESULT_UNSUPPORTED;
	FcPatternDestroy(font);
	return result;
}

enum result font_map(const char *path, struct bytes *out)
{
	*out = (struct bytes){0};
	int file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return RESULT_DISK;
	struct stat info;
	void *at = MAP_FAILED;
	if (fstat(file, &info) == 0 && info.st_size > 0 && info.st_size < 256 << 20)
		at = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
	close(file);
	if (at == MAP_FAILED)
		return RESULT_DISK;
	*out = (struct bytes){at, (size_t)info.st_size};
	return RESULT_OK;
}

void font_unmap(struct bytes bytes)
{
	if (bytes.data != NULL)
		munmap((void *)bytes.data, bytes.size);
}
