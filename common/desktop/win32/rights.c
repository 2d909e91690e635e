#include "desktop/win32/rights.h"

/* The last part of a label's id is the level. */
static bool read_level(HANDLE token, uint32_t *level)
{
	union {
		TOKEN_MANDATORY_LABEL label;
		BYTE room[sizeof(TOKEN_MANDATORY_LABEL) + SECURITY_MAX_SID_SIZE];
	} about;
	DWORD size = 0;
	if (!GetTokenInformation(token, TokenIntegrityLevel, &about, sizeof about, &size))
		return false;
	PSID id = about.label.Label.Sid;
	*level = *GetSidSubAuthority(id, (DWORD)*GetSidSubAuthorityCount(id) - 1);
	return true;
}

static struct rights read_token(HANDLE token)
{
	struct rights rights = {0};
	TOKEN_ELEVATION elevation = {0};
	DWORD size = 0;
	rights.is_known = read_level(token, &rights.level) &&
	                  GetTokenInformation(token, TokenElevation, &elevation, sizeof elevation, &size);
	rights.is_elevated = elevation.TokenIsElevated != 0;
	return rights;
}

struct rights rights_of(DWORD process_id)
{
	struct rights rights = {0};
	HANDLE token = NULL;
	HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, process_id);
	if (process == NULL)
		return rights;
	if (OpenProcessToken(process, TOKEN_QUERY, &token)) {
		rights = read_token(token);
		CloseHandle(token);
	}
	CloseHandle(process);
	return rights;
}

bool rights_are_higher(const struct rights *their, const struct rights *our)
{
	if (!their->is_known || !our->is_known)
		return !their->is_known;
	return their->level > our->level || (their->is_elevated && !our->is_elevated);
}

/* Our own never change. */
static struct rights own_rights(void)
{
	HANDLE token = NULL;
	struct rights rights = {0};
	if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
		rights = read_token(token);
		CloseHandle(token);
	}
	return rights;
}

static bool is_higher(HWND window)
{
	DWORD process_id = 0;
	if (window == NULL || GetWindowThreadProcessId(window, &process_id) == 0 ||
	    process_id == GetCurrentProcessId())
		return false;
	const struct rights their = rights_of(process_id), our = own_rights();
	return rights_are_higher(&their, &our);
}

/* Both look again: a program that ends just now can't be looked at either. */
bool rights_in_front(void)
{
	HWND window = GetForegroundWindow();
	return is_higher(window) && GetForegroundWindow() == window;
}

bool rights_at(int x_px, int y_px)
{
	HWND window = WindowFromPoint((POINT){x_px, y_px});
	return is_higher(window) && WindowFromPoint((POINT){x_px, y_px}) == window;
}
