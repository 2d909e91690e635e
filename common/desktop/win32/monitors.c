#include "desktop/win32/monitors.h"

#include "base/win32/wide.h"

#include <stdio.h>
#include <windows.h>

struct gathering {
	struct rect around;
	struct desktop_monitor *to;
	size_t count, room;
};

struct rect monitors_around(void)
{
	return (struct rect){GetSystemMetrics(SM_XVIRTUALSCREEN), GetSystemMetrics(SM_YVIRTUALSCREEN),
	                     GetSystemMetrics(SM_CXVIRTUALSCREEN), GetSystemMetrics(SM_CYVIRTUALSCREEN)};
}

static BOOL CALLBACK gather(HMONITOR handle, HDC ignored, RECT *also_ignored, LPARAM context)
{
	struct gathering *all = (struct gathering *)context;
	MONITORINFOEXW info = {.cbSize = sizeof info};
	(void)ignored;
	(void)also_ignored;
	if (all->count == all->room || !GetMonitorInfoW(handle, (MONITORINFO *)&info))
		return all->count < all->room;
	struct desktop_monitor *monitor = &all->to[all->count++];
	const RECT *at = &info.rcMonitor;
	*monitor = (struct desktop_monitor){
		.area = {at->left - all->around.x, at->top - all->around.y, at->right - at->left,
	             at->bottom - at->top},
		.is_primary = (info.dwFlags & MONITORINFOF_PRIMARY) != 0,
	};
	wide_to_text(monitor->name, sizeof monitor->name, info.szDevice);
	return TRUE;
}

size_t monitors_read(struct rect around, struct desktop_monitor *to, size_t room)
{
	struct gathering all = {.around = around, .to = to, .room = room};
	EnumDisplayMonitors(NULL, NULL, gather, (LPARAM)&all);
	if (all.count == 0 && room > 0)
		to[all.count++] = (struct desktop_monitor){
			.name = "screen", .area = {0, 0, around.width, around.height}, .is_primary = true};
	return all.count;
}
