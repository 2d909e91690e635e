// A first set of characters is baked at the start (Latin, Greek, Cyrillic). Others are noted by fonts_need in
// `asked` and baked together by fonts_update, from DejaVu itself or from whatever font of the system has
// them. What nobody has stays in `asked`, so that it is looked for once.
#include "ui/fonts.h"

extern "C" {
#include "base/log.h"
#include "ui/embedded.h"
#include "ui/font_find.h"
}

#include <imgui.h>
#include <imgui_internal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

namespace
{

constexpr int FILES_MAX = 16;   // fonts for further characters
constexpr int ASKED_MAX = 6000; // further characters in one run
constexpr ImWchar LAST_BAKED = 0x52F;

const ImWchar base_ranges[] = {0x20,   0x7E,   0xA0,   0x24F,  0x2C6,  0x2DD,  0x370,  0x52F,  0x2010, 0x2027,
                               0x2030, 0x203A, 0x20AC, 0x20AC, 0x2122, 0x2122, 0x2190, 0x2193, 0x2212, 0x2212,
                               0x25CF, 0x25CF, 0x2713, 0x2713, 0x2717, 0x2717, 0xFFFD, 0xFFFD, 0};
const ImWchar number_ranges[] = {0x20, 0x39, 0};
const float sizes[FONT_STYLE_COUNT] = {14, 17, 17, 24, 46};

struct source { // a font's bytes
	struct bytes bytes;
	bool is_mapped;
	int index;
};

struct further { // characters that come from one file
	struct font_file file;
	struct source source;
	ImVector<ImWchar> characters;
	ImVector<ImWchar> ranges; // of `characters`, as the atlas wants them
};

} // namespace

struct fonts {
	ImFontAtlas atlas;
	struct source regular, bold;
	struct further further[FILES_MAX];
	int further_count;
	ImVector<ImWchar> asked; // sorted; all that was ever needed beyond the first set
	ImVector<ImWchar> fresh; // not looked for yet
	int scale_percent;
	bool only_embedded;
	uint32_t generation;
};

static struct source source_of_family(bool is_bold, bool only_embedded)
{
	struct source source = {};
	struct font_file file;
	if (!only_embedded && font_find_family(is_bold, &file) == RESULT_OK &&
	    font_map(file.path, &source.bytes) == RESULT_OK) {
		source.is_mapped = true;
		source.index = file.index;
	} else if (is_bold) {
		source.bytes = {embedded_bold, embedded_bold_bytes};
	} else {
		source.bytes = {embedded_regular, embedded_regular_bytes};
	}
	return source;
}

// The atlas copies what it does not own, and frees what it owns: it is told first this and then that.
static void add_to_atlas(struct fonts *fonts, const struct source &source, int style, const ImWchar *ranges,
                         bool is_more)
{
	ImFontConfig config;
	config.OversampleH = config.OversampleV = 1;
	config.PixelSnapH = true;
	config.MergeMode = is_more;
	config.FontNo = source.index;
	config.FontDataOwnedByAtlas = true;
	float size = roundf(sizes[style] * (float)fonts->scale_percent / 100);
	fonts->atlas.AddFontFromMemoryTTF((void *)source.bytes.data, (int)source.bytes.size, size, &config,
	                                  ranges);
	fonts->atlas.ConfigData.back().FontDataOwnedByAtlas = false;
}

static bool bake(struct fonts *fonts)
{
	fonts->atlas.Clear();
	for (int style = 0; style < FONT_STYLE_COUNT; style++) {
		const struct source &own = style == FONT_STRONG ? fonts->bold : fonts->regular;
		add_to_atlas(fonts, own, style, style == FONT_NUMBER ? number_ranges : base_ranges, false);
		for (int i = 0; i < fonts->further_count && style != FONT_NUMBER; i++) {
			const struct further &further = fonts->further[i];
			add_to_atlas(fonts, further.source.bytes.data ? further.source : own, style, further.ranges.Data,
			             true);
		}
	}
	fonts->generation++;
	return fonts->atlas.Build();
}

extern "C" struct fonts *fonts_create(int scale_percent, bool only_embedded)
{
	void *memory = calloc(1, sizeof(struct fonts));
	if (memory == nullptr)
		return nullptr;
	struct fonts *fonts = IM_PLACEMENT_NEW(memory) struct fonts();
	fonts->scale_percent = scale_percent;
	fonts->only_embedded = only_embedded;
	fonts->atlas.Flags = ImFontAtlasFlags_NoMouseCursors | ImFontAtlasFlags_NoBakedLines;
	fonts->regular = source_of_family(false, only_embedded);
	fonts->bold = source_of_family(true, only_embedded);
	if (!bake(fonts)) {
		log_warn("ui", "the system's fonts can't be used; those inside the program are");
		fonts->regular = {{embedded_regular, embedded_regular_bytes}, false, 0};
		fonts->bold = {{embedded_bold, embedded_bold_bytes}, false, 0};
		bake(fonts);
	}
	return fonts;
}

static void release(struct source *source)
{
	if (source->is_mapped)
		font_unmap(source->bytes);
	*source = {};
}

extern "C" void fonts_destroy(struct fonts *fonts)
{
	if (fonts == nullptr)
		return;
	fonts->atlas.Clear();
	for (int i = 0; i < fonts->further_count; i++)
		release(&fonts->further[i].source);
	release(&fonts->regular);
	release(&fonts->bold);
	fonts->~fonts();
	free(fonts);
}

// The place of `character` in the sorted list, or where it would be.
static int place_of(const ImVector<ImWchar> &sorted, ImWchar character)
{
	int low = 0, high = sorted.Size;
	while (low < high) {
		int middle = (low + high) / 2;
		if (sorted[middle] < character)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_in_first_set(ImWchar character)
{
	for (const ImWchar *range = base_ranges; range[0] != 0; range += 2) {
		if (character >= range[0] && character <= range[1])
			return true;
	}
	return false;
}

extern "C" void fonts_need(struct fonts *fonts, const char *text)
{
	const char *end =
		text != nullptr ? text + strlen(text) : nullptr; // without it ImGui reads behind a cut character
	while (text != end) {
		unsigned int character = 0;
		text += ImTextCharFromUtf8(&character, text, end);
		if (character <= LAST_BAKED || is_in_first_set(character) || fonts->asked.Size >= ASKED_MAX)
			continue;
		int place = place_of(fonts->asked, character);
		if (place < fonts->asked.Size && fonts->asked[place] == character)
			continue;
		fonts->asked.insert(fonts->asked.Data + place, character);
		fonts->fresh.push_back(character);
	}
}

static struct further *further_of(struct fonts *fonts, const struct font_file *file)
{
	for (int i = 0; i < fonts->further_count; i++) {
		struct further *further = &fonts->further[i];
		if (further->file.index == file->index && strcmp(further->file.path, file->path) == 0)
			return further;
	}
	if (fonts->further_count == FILES_MAX)
		return nullptr;
	struct further *further = &fonts->further[fonts->further_count];
	further->characters.clear();
	further->file = *file;
	if (font_map(file->path, &further->source.bytes) != RESULT_OK)
		return nullptr;
	further->source.is_mapped = true;
	further->source.index = file->index;
	fonts->further_count++;
	return further;
}

static void rebuild_ranges(struct further *further)
{
	ImVector<ImWchar> &ranges = further->ranges;
	ranges.clear();
	for (ImWchar character : further->characters) {
		ranges.push_back(character);
		ranges.push_back(character);
	}
	ranges.push_back(0);
}

extern "C" bool fonts_update(struct fonts *fonts)
{
	int found = 0;
	for (ImWchar character : fonts->fresh) {
		struct font_file file;
		if (fonts->only_embedded || font_find_character(character, &file) != RESULT_OK)
			continue;
		struct further *further = further_of(fonts, &file);
		if (further == nullptr)
			continue;
		further->characters.push_back(character);
		found++;
	}
	fonts->fresh.clear();
	if (found == 0)
		return false;
	for (int i = 0; i < fonts->further_count; i++)
		rebuild_ranges(&fonts->further[i]);
	if (!bake(fonts)) {
		log_warn("ui", "fonts for %d further characters can't be used", found);
		for (int i = 0; i < fonts->further_count; i++)
			release(&fonts->further[i].source);
		fonts->further_count = 0;
		bake(fonts);
	}
	return true;
}

extern "C" struct mesh_texture fonts_texture(const struct fonts *fonts)
{
	const ImFontAtlas &atlas = fonts->atlas;
	return {atlas.TexPixelsAlpha8, atlas.TexWidth, atlas.TexHeight, fonts->generation};
}

extern "C" void *fonts_atlas(const struct fonts *fonts)
{
	return (void *)&fonts->atlas;
}
