// An event becomes state of ImGui's io, then frames are built: one in which the event counts, and more until
// nothing asks for another. The page's ring of parts, not ImGui's navigation, has the keyboard; of the keys
// ImGui sees those alone that edit text in an input.
#include "ui/inner.hpp"

#include <stdlib.h>

namespace
{
constexpr int SETTLE_FRAMES_MAX = 6;
constexpr int PASTE_BYTES = 4096;     // a number with a letter around it fits
constexpr float FRAME_STEP_S = 1e-5f; // of frames in which no time has passed: ImGui wants more than none
} // namespace

struct gui {
	struct gui_config config;
	ImGuiContext *context;
	struct ring ring;
	struct page page;
	struct gui_press press; // for the next frame
	int width_px, height_px;
	int64_t now_us, built_us;
	bool took_press; // somebody used the press of the last frame
	bool has_contrast;
	bool mutes_text; // a button has used the space that SDL is going to send as text too
	bool wants_more; // another frame, because the last one changed what the next one shows
	uint64_t frames;
	char pasted[PASTE_BYTES];
};

static int imgui_key_of(enum gui_key key)
{
	switch (key) {
	case GUI_LEFT:
		return ImGuiKey_LeftArrow;
	case GUI_RIGHT:
		return ImGuiKey_RightArrow;
	case GUI_HOME:
		return ImGuiKey_Home;
	case GUI_END:
		return ImGuiKey_End;
	case GUI_BACKSPACE:
		return ImGuiKey_Backspace;
	case GUI_DELETE:
		return ImGuiKey_Delete;
	case GUI_A:
		return ImGuiKey_A;
	case GUI_C:
		return ImGuiKey_C;
	case GUI_V:
		return ImGuiKey_V;
	case GUI_X:
		return ImGuiKey_X;
	case GUI_Y:
		return ImGuiKey_Y;
	case GUI_Z:
		return ImGuiKey_Z;
	default:
		return -1;
	}
}

static void copy_text(void *gui, const char *text)
{
	const struct gui_config *config = &static_cast<struct gui *>(gui)->config;
	if (config->copy != nullptr)
		config->copy(text);
}

// ImGui wants the text to stay until it asks again.
static const char *paste_text(void *context)
{
	struct gui *gui = static_cast<struct gui *>(context);
	gui->pasted[0] = 0;
	if (gui->config.paste != nullptr)
		gui->config.paste(gui->pasted, sizeof gui->pasted);
	return gui->pasted;
}

static void set_up_io(struct gui *gui)
{
	ImGuiIO &io = ImGui::GetIO();
	io.IniFilename = nullptr;
	io.LogFilename = nullptr;
	io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
	io.KeyRepeatDelay = 1e9f; // repeats come as presses
	io.ConfigWindowsMoveFromTitleBarOnly = true;
	io.SetClipboardTextFn = copy_text;
	io.GetClipboardTextFn = paste_text;
	io.ClipboardUserData = gui;
	for (int key = 0; key < ImGuiKey_COUNT; key++)
		io.KeyMap[key] = -1;
	for (int key = 1; key < GUI_KEY_COUNT; key++) {
		if (imgui_key_of((enum gui_key)key) >= 0)
			io.KeyMap[imgui_key_of((enum gui_key)key)] = key;
	}
}

static void set_up_style(int scale_percent)
{
	ImGuiStyle &style = ImGui::GetStyle();
	style.AntiAliasedLinesUseTex = false;
	style.WindowPadding = ImVec2(0, 0);
	style.WindowBorderSize = style.FrameBorderSize = style.ChildBorderSize = 0;
	style.WindowRounding = 0;
	style.FrameRounding = look::frame_round;
	style.ScrollbarSize = 10;
	style.ScrollbarRounding = 5;
	style.ItemSpacing = ImVec2(0, 0);
	style.Colors[ImGuiCol_Text] = ImGui::ColorConvertU32ToFloat4(look::text);
	style.Colors[ImGuiCol_TextDisabled] = ImGui::ColorConvertU32ToFloat4(look::muted);
	style.Colors[ImGuiCol_TextSelectedBg] = ImGui::ColorConvertU32ToFloat4(look::selection);
	style.Colors[ImGuiCol_FrameBg] = style.Colors[ImGuiCol_FrameBgHovered] =
		style.Colors[ImGuiCol_FrameBgActive] = ImVec4(0, 0, 0, 0);
	style.Colors[ImGuiCol_ScrollbarBg] = ImVec4(0, 0, 0, 0);
	style.Colors[ImGuiCol_ScrollbarGrab] = ImGui::ColorConvertU32ToFloat4(look::scroll);
	style.Colors[ImGuiCol_ScrollbarGrabHovered] = style.Colors[ImGuiCol_ScrollbarGrabActive] =
		ImGui::ColorConvertU32ToFloat4(look::muted);
	style.ScaleAllSizes((float)scale_percent / 100);
}

extern "C" struct gui *gui_create(const struct gui_config *config)
{
	struct gui *gui = static_cast<struct gui *>(calloc(1, sizeof *gui));
	if (gui == nullptr)
		return nullptr;
	gui->config = *config;
	gui->context = ImGui::CreateContext(static_cast<ImFontAtlas *>(fonts_atlas(config->fonts)));
	ImGui::SetCurrentContext(gui->context);
	set_up_io(gui);
	set_up_style(config->scale_percent);
	gui->page.gui = gui;
	gui->page.fonts = config->fonts;
	gui->page.ring = &gui->ring;
	gui->page.scale_percent = config->scale_percent;
	gui->page.shows_focus = true;
	gui->page.wants.caret_ms = -1;
	return gui;
}

extern "C" void gui_destroy(struct gui *gui)
{
	if (gui == nullptr)
		return;
	ImGui::DestroyContext(gui->context);
	free(gui);
}

// Tab, and arrows where nothing else wants them, move the focus before the frame is built.
static void move_focus(struct gui *gui)
{
	struct page *page = &gui->page;
	bool is_text = page->wants.text, is_list = page->focus_takes_arrows;
	int by = 0;
	switch (gui->press.key) {
	case GUI_TAB:
		by = 1;
		break;
	case GUI_BACK_TAB:
		by = -1;
		break;
	case GUI_DOWN:
	case GUI_UP:
		by = is_list ? 0 : gui->press.key == GUI_DOWN ? 1 : -1;
		break;
	case GUI_RIGHT:
	case GUI_LEFT:
		by = is_text ? 0 : gui->press.key == GUI_RIGHT ? 1 : -1;
		break;
	default:
		break;
	}
	if (by == 0)
		return;
	ring_step(&gui->ring, by);
	page->shows_focus = true;
	gui->press.key = GUI_NO_KEY;
}

static void feed_io(struct gui *gui)
{
	ImGuiIO &io = ImGui::GetIO();
	io.DisplaySize = ImVec2((float)gui->width_px, (float)gui->height_px);
	float passed_s = (float)(gui->now_us - gui->built_us) / 1e6f;
	io.DeltaTime = gui->built_us != 0 && passed_s > FRAME_STEP_S ? passed_s : FRAME_STEP_S;
	gui->built_us = gui->now_us;
	io.ConfigInputTextCursorBlink = gui->page.has_keyboard;
	for (int key = 0; key < GUI_KEY_COUNT; key++)
		io.KeysDown[key] = false;
	if (gui->press.key != GUI_NO_KEY)
		io.KeysDown[gui->press.key] = true;
	io.KeyCtrl = gui->press.has_ctrl;
	io.KeyShift = gui->press.has_shift;
}

static void build_frame(struct gui *gui)
{
	ImGui::SetCurrentContext(gui->context);
	struct page *page = &gui->page;
	move_focus(gui);
	feed_io(gui);
	page->press = gui->press;
	gui->press = {};
	page->wants = {};
	page->wants.caret_ms = -1;
	ring_begin(&gui->ring);
	ImGui::NewFrame();
	page_start(page, gui->config.kind, ImGui::GetIO().DisplaySize);
	bool had_press = page->press.key != GUI_NO_KEY;
	gui->config.draw(gui->config.context, page);
	gui->took_press = had_press && page->press.key == GUI_NO_KEY;
	page_finish(page, gui->config.kind);
	if (gui->pasted[0] != 0) // it may have been a secret
		fields_wipe(gui->pasted, sizeof gui->pasted);
	bool has_new_focus = ring_end(&gui->ring);
	ImGui::Render();
	if (gui->has_contrast)
		contrast_apply(ImGui::GetDrawData());
	gui->wants_more = had_press || has_new_focus || gui->ring.has_moved;
	gui->ring.has_moved =
		gui->ring.has_moved && has_new_focus; // it was scrolled to, unless it is not built yet
	gui->frames++;
	page->wants.frames = gui->frames;
}

// Frames until nothing of the last event is left to show; what takes one frame more is what ImGui finds out
// at the end of a frame (sizes, an input that got the keyboard).
static void settle(struct gui *gui)
{
	int more = 2;
	for (int i = 0; i < SETTLE_FRAMES_MAX && more > 0; i++) {
		build_frame(gui);
		more = gui->wants_more ? 2 : more - 1;
	}
}

extern "C" void gui_set_room(struct gui *gui, int width_px)
{
	gui->page.room_px = width_px;
}

extern "C" void gui_set_contrast(struct gui *gui, bool is_high)
{
	gui->has_contrast = is_high;
}

extern "C" void gui_build(struct gui *gui, int width_px, int height_px, int64_t now_us)
{
	gui->width_px = width_px;
	gui->height_px = height_px;
	gui->now_us = now_us;
	build_frame(gui);
	settle(gui);
	if (fonts_update(gui->config.fonts))
		settle(gui);
}

extern "C" void gui_press(struct gui *gui, const struct gui_press *press)
{
	gui->mutes_text = false;
	if (press->key == GUI_NO_KEY)
		return;
	if (press->key == GUI_TAB || press->key == GUI_BACK_TAB)
		gui->page.is_bar_wanted = true;
	gui->press = *press;
	build_frame(gui);
	bool was_used = gui->took_press;
	settle(gui);
	gui->mutes_text = was_used && press->key == GUI_SPACE;
}

extern "C" void gui_type(struct gui *gui, const char *text)
{
	bool is_muted = gui->mutes_text || !gui->page.wants.text;
	gui->mutes_text = false;
	if (is_muted)
		return;
	ImGui::SetCurrentContext(gui->context);
	ImGui::GetIO().AddInputCharactersUTF8(text);
	build_frame(gui);
}

extern "C" void gui_point(struct gui *gui, int x_px, int y_px)
{
	ImGui::SetCurrentContext(gui->context);
	ImGui::GetIO().MousePos = ImVec2((float)x_px, (float)y_px);
}

extern "C" void gui_leave(struct gui *gui)
{
	ImGui::SetCurrentContext(gui->context);
	ImGui::GetIO().MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
}

extern "C" void gui_button(struct gui *gui, int button, bool is_down)
{
	if (button != 1)
		return;
	build_frame(gui); // what the pointer is on
	ImGui::SetCurrentContext(gui->context);
	ImGui::GetIO().MouseDown[0] = is_down;
	gui->page.shows_focus = gui->page.shows_focus && !is_down;
	build_frame(gui);
	settle(gui);
}

extern "C" void gui_let_go(struct gui *gui)
{
	ImGui::SetCurrentContext(gui->context);
	if (!ImGui::GetIO().MouseDown[0])
		return;
	gui_leave(gui);
	gui_button(gui, 1, false);
}

extern "C" void gui_wheel(struct gui *gui, float x, float y)
{
	ImGui::SetCurrentContext(gui->context);
	ImGui::GetIO().MouseWheel += y;
	ImGui::GetIO().MouseWheelH -= x;
}

extern "C" void gui_attend(struct gui *gui, bool has_keyboard)
{
	gui->page.has_keyboard = has_keyboard;
}

extern "C" bool gui_mesh(struct gui *gui, int index, struct mesh *out)
{
	ImGui::SetCurrentContext(gui->context);
	ImDrawData *data = ImGui::GetDrawData();
	if (data == nullptr)
		return false;
	static_assert(sizeof(struct mesh_vertex) == sizeof(ImDrawVert), "the same bytes");
	static_assert(sizeof(ImDrawIdx) == sizeof(uint16_t), "the same indices");
	for (int i = 0; i < data->CmdListsCount; i++) {
		const ImDrawList *list = data->CmdLists[i];
		if (index >= list->CmdBuffer.Size) {
			index -= list->CmdBuffer.Size;
			continue;
		}
		const ImDrawCmd &command = list->CmdBuffer[index];
		out->vertices = (const struct mesh_vertex *)(list->VtxBuffer.Data + command.VtxOffset);
		out->indices = list->IdxBuffer.Data + command.IdxOffset;
		out->index_count = command.ElemCount;
		int left = (int)command.ClipRect.x, top = (int)command.ClipRect.y;
		out->clip = {left, top, (int)command.ClipRect.z - left, (int)command.ClipRect.w - top};
		return true;
	}
	return false;
}

extern "C" struct gui_wants gui_wants(const struct gui *gui)
{
	return gui->page.wants;
}
