// What is filled in, turned or read at length: inputs (ImGui's, with our focus), switches, text boxes.
#include "ui/inner.hpp"

static void draw_field(struct page *page, const ImRect &place, bool has_focus)
{
	float rounding = scaled(page, look::frame_round);
	page->canvas->AddRectFilled(place.Min, place.Max, look::card, rounding);
	bool is_marked = has_focus && page->has_keyboard;
	page->canvas->AddRect(place.Min, place.Max, is_marked ? look::focus : look::field_border, rounding, 0,
	                      is_marked ? scaled(page, 2) : 1);
}

// How long the caret stays as it is: it is seen for 0.8 s of each 1.2 s.
static int caret_ms_of(const ImGuiInputTextState *state)
{
	float phase = state->CursorAnim;
	if (phase > 0)
		phase = ImFmod(phase, 1.2f);
	float left = phase <= 0.8f ? 0.8f - phase : 1.2f - phase;
	return (int)(left * 1000) + 2;
}

// The ring decides who is active; what ImGui made active by a click moves the ring.
static void sync_activity(struct page *page, ImGuiID id, bool has_focus)
{
	ImGuiContext &g = *GImGui;
	bool is_active = g.ActiveId == id;
	if (is_active && !(has_focus && page->has_keyboard)) {
		ImGui::ClearActiveID();
	} else if (has_focus && page->has_keyboard && !is_active) {
		g.NavActivateInputId = id;
		g.NavActivateFlags |= ImGuiActivateFlags_TryToPreserveState;
	}
}

// The input gets the focus, and all of its text is selected, when `selection` is another one than before.
static void select_anew(struct page *page, const struct ui_input *input, ImGuiID id)
{
	ImGuiStorage *storage = ImGui::GetStateStorage();
	bool is_new = storage->GetInt(id, 0) != input->selection;
	storage->SetInt(id, input->selection);
	if (!is_new)
		return;
	ImGuiContext &g = *GImGui;
	ring_focus(page->ring, id);
	if (g.ActiveId == id)
		ImGui::ClearActiveID();
	g.InputTextState.ID = g.InputTextState.ID == id ? 0 : g.InputTextState.ID; // begins anew, all selected
}

void fields_wipe(void *data, size_t bytes)
{
	volatile unsigned char *at = static_cast<unsigned char *>(data);
	for (size_t i = 0; i < bytes; i++)
		at[i] = 0;
}

// ImGui keeps what is typed: as it is, as it was, and for undoing. When another input has taken its place
// since, that one's own part stays.
void fields_forget(struct page *page)
{
	ImGuiInputTextState *state = &GImGui->InputTextState;
	if (page->secret == 0 || page->has_secret)
		return;
	bool is_taken = state->ID != page->secret && state->ID != 0;
	int kept = is_taken ? state->CurLenW + 1 : 0, kept_a = is_taken ? state->TextA.Size : 0;
	int kept_before = is_taken ? state->InitialTextA.Size : 0;
	fields_wipe(state->TextW.Data + kept, (size_t)(state->TextW.Capacity - kept) * sizeof *state->TextW.Data);
	fields_wipe(state->TextA.Data + kept_a, (size_t)(state->TextA.Capacity - kept_a));
	fields_wipe(state->InitialTextA.Data + kept_before, (size_t)(state->InitialTextA.Capacity - kept_before));
	if (state->Stb.undostate.undo_point == 0)
		fields_wipe(state->Stb.undostate.undo_char, sizeof state->Stb.undostate.undo_char);
	ImVector<ImWchar> *queue = &GImGui->IO.InputQueueCharacters;
	fields_wipe(queue->Data, (size_t)queue->Capacity * sizeof *queue->Data);
	state->ID = is_taken ? state->ID : 0;
	page->secret = 0;
}

static void note_caret(struct page *page, ImGuiID id, const ImRect &place)
{
	ImGuiInputTextState *state = ImGui::GetInputTextState(id);
	if (GImGui->ActiveId != id || state == nullptr)
		return;
	page->wants.text = true;
	page->wants.caret_ms = caret_ms_of(state);
	ImVec2 caret = GImGui->PlatformImePos;
	page->wants.caret = {(int)caret.x, (int)place.Min.y, 1, (int)place.GetHeight()};
}

static bool edit(struct page *page, const struct ui_input *input, ImGuiID id, const ImRect &place, char *text,
                 size_t room)
{
	enum font_style style = input->is_large ? FONT_HEADING : FONT_BODY;
	float padding_x = scaled(page, 12), padding_y = (place.GetHeight() - page->styles[style]->FontSize) / 2;
	ImGui::PushFont(page->styles[style]);
	ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(padding_x, padding_y));
	ImGui::SetCursorScreenPos(place.Min);
	ImGui::SetNextItemWidth(place.GetWidth());
	const char *hint = input->hint != nullptr ? input->hint : "";
	ImGuiInputTextFlags flags = input->is_secret ? ImGuiInputTextFlags_Password : 0;
	bool has_changed = ImGui::InputTextWithHint("##field", hint, text, room, flags);
	if (input->is_secret && GImGui->ActiveId == id) {
		page->secret = id;
		page->has_secret = true;
	}
	bool is_hovered = ImGui::IsItemHovered();
	page->wants.beam = page->wants.beam || is_hovered;
	if (ImGui::IsItemActivated() && is_hovered && ImGui::IsMouseDown(0))
		ring_focus(page->ring, id);
	ImGui::PopStyleVar();
	ImGui::PopFont();
	return has_changed;
}

extern "C" bool ui_input(struct page *page, const struct ui_input *input, char *text, size_t room)
{
	if (input->label != nullptr) {
		page->y += page->is_first_part ? 0 : page_gap(page);
		ui_text(page, UI_MUTED, input->label);
	}
	float height = input->is_large ? scaled(page, 54) : page_button_height(page) + scaled(page, 4);
	ImVec2 at = page_place(page, height, input->label != nullptr ? scaled(page, 6) : page_gap(page));
	ImRect place(at.x, at.y, at.x + page->width, at.y + height);
	fonts_need(page->fonts, text);
	if (input->is_disabled) {
		draw_field(page, place, false);
		page_write_cut(page, input->is_large ? FONT_HEADING : FONT_BODY,
		               ImVec2(at.x + scaled(page, 12), at.y + height / 4), look::disabled_text, text,
		               page->width - scaled(page, 24));
		return false;
	}
	ImGui::PushID(input->id);
	ImGuiID id = ImGui::GetID("##field");
	select_anew(page, input, id);
	bool has_focus = page_join_ring(page, id, place, input->is_first);
	draw_field(page, place, has_focus);
	sync_activity(page, id, has_focus);
	bool has_changed = edit(page, input, id, place, text, room);
	note_caret(page, id, place);
	ImGui::PopID();
	return has_changed;
}

static void scroll_by_key(struct page *page, float line, float seen)
{
	float y = ImGui::GetScrollY();
	if (page_take_key(page, GUI_DOWN, true))
		ImGui::SetScrollY(y + 3 * line);
	else if (page_take_key(page, GUI_UP, true))
		ImGui::SetScrollY(y > 3 * line ? y - 3 * line : 0);
	else if (page_take_key(page, GUI_PAGE_DOWN, true) || page_take_key(page, GUI_SPACE, true))
		ImGui::SetScrollY(y + seen - line);
	else if (page_take_key(page, GUI_PAGE_UP, true))
		ImGui::SetScrollY(y > seen - line ? y - seen + line : 0);
	else if (page_take_key(page, GUI_HOME, false))
		ImGui::SetScrollY(0);
	else if (page_take_key(page, GUI_END, false))
		ImGui::SetScrollY(ImGui::GetScrollMaxY());
}

extern "C" void ui_text_box(struct page *page, const char *id, const char *text, int height, bool is_first)
{
	float high = scaled(page, height);
	ImVec2 at = page_place(page, high, page_gap(page));
	ImRect place(at.x, at.y, at.x + page->width, at.y + high);
	ImGuiID own = ImGui::GetID(id);
	bool has_focus = page_join_ring(page, own, place, is_first);
	draw_field(page, place, has_focus);
	fonts_need(page->fonts, text);

	float padding = scaled(page, 14), edge = scaled(page, 3);
	ImGui::SetCursorScreenPos(ImVec2(place.Min.x + padding, place.Min.y + edge));
	ImGui::PushFont(page->styles[FONT_BODY]);
	ImGui::BeginChild(own, ImVec2(page->width - padding - edge, high - 2 * edge), false,
	                  ImGuiWindowFlags_NoNav);
	if (has_focus) {
		page->next_takes_arrows = true;
		scroll_by_key(page, page->styles[FONT_BODY]->FontSize, high);
	}
	if (ImGui::IsWindowHovered() && ImGui::IsMouseClicked(0))
		ring_focus(page->ring, own);
	ImGui::Dummy(ImVec2(1, padding - edge));
	ImVec2 start = ImGui::GetCursorScreenPos();
	float wrap = ImGui::GetContentRegionAvail().x - padding / 2;
	page_write(page, FONT_BODY, start, look::text, text, wrap);
	ImGui::Dummy(ImVec2(1, page_measure(page, FONT_BODY, text, wrap).y + padding - edge));
	ImGui::EndChild();
	ImGui::PopFont();
}
