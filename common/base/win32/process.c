#include "base/process.h"

#include "base/log.h"
#include "base/win32/library.h"
#include "base/win32/wide.h"

#include <windows.h>
/* after windows.h */
#include <sddl.h>
#include <shellapi.h>

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

/* Whether a stream leads anywhere: a program with windows that was started by a click has none. */
static bool leads_somewhere(FILE *stream)
{
	int descriptor = _fileno(stream);
	return descriptor >= 0 && _get_osfhandle(descriptor) != -1 && _get_osfhandle(descriptor) != -2;
}

/* Started from a console, it speaks there; into a pipe or a file, it ends lines as our programs do
 * everywhere. */
static void prepare_streams(void)
{
	if (!leads_somewhere(stdout) && !leads_somewhere(stderr) && AttachConsole(ATTACH_PARENT_PROCESS)) {
		SetConsoleOutputCP(CP_UTF8);
		freopen("CONOUT$", "w", stdout);
		freopen("CONOUT$", "w", stderr);
	}
	if (leads_somewhere(stdout))
		_setmode(_fileno(stdout), _O_BINARY);
	if (leads_somewhere(stderr))
		_setmode(_fileno(stderr), _O_BINARY);
}

/* What is loaded from now on comes from the system's own folder: a program that is started from a download
 * folder must not load what somebody has put beside it there. Windows 7 has the call if it was ever updated.
 */
static void load_from_system_alone(void)
{
	typedef BOOL(WINAPI * set_directories)(DWORD);
	enum { SYSTEM32 = 0x800 };
	HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
	set_directories set = (set_directories)(void *)GetProcAddress(kernel, "SetDefaultDllDirectories");
	SetDllDirectoryW(L""); /* not from the current folder, on any Windows */
	if (set != NULL)
		set(SYSTEM32);
}

/* Windows hands main its arguments in a code page that has not all characters. */
enum result process_start(int *argc, char ***argv)
{
	load_from_system_alone();
	library_hold_own_program();
	prepare_streams();
	int count = 0;
	wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &count);
	char **made = wide == NULL ? NULL : calloc((size_t)count + 1, sizeof *made);
	bool is_done = made != NULL;
	for (int i = 0; is_done && i < count; i++) {
		size_t room = wcslen(wide[i]) * 3 + 1;
		made[i] = malloc(room);
		is_done = made[i] != NULL;
		if (is_done)
			wide_to_text(made[i], room, wide[i]);
	}
	LocalFree(wide);
	if (!is_done)
		return RESULT_OUT_OF_MEMORY; /* the program ends: what was made is not freed */
	*argc = count;
	*argv = made;
	return RESULT_OK;
}

bool process_path(char *to, size_t room)
{
	wchar_t wide[WIDE_PATH_MAX];
	DWORD units = GetModuleFileNameW(NULL, wide, WIDE_PATH_MAX);
	if (units == 0 || units >= WIDE_PATH_MAX || (size_t)units * 3 >= room)
		return false;
	wide_to_text(to, room, wide);
	return true;
}

void process_complain(const char *sentence)
{
	wchar_t wide[2048];
	if (leads_somewhere(stderr))
		fprintf(stderr, "%s\n", sentence);
	else if (wide_from_text(wide, sizeof wide / sizeof *wide, sentence))
		MessageBoxW(NULL, wide, L"Lotse", MB_OK | MB_ICONERROR);
}

/* What others may still do: ask whether it runs and which program it is, wait for its end, end it. The owner
 * too: without his line the system would let him rewrite this list. Those who may debug everything are not
 * kept out. */
static const wchar_t kept_access[] = L"D:P(A;;0x101001;;;OW)(A;;0x101001;;;WD)(A;;0x1FFFFF;;;SY)";

static bool set_access(void)
{
	PSECURITY_DESCRIPTOR list = NULL;
	if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(kept_access, SDDL_REVISION_1, &list, NULL))
		return false;
	bool is_set = SetKernelObjectSecurity(GetCurrentProcess(), DACL_SECURITY_INFORMATION, list) != 0;
	LocalFree(list);
	return is_set;
}

/* A report of a crash would hold the heap. Not in every import library; Windows 7 has it. */
static void keep_out_of_reports(void)
{
	typedef HRESULT(WINAPI * wer_set_flags)(DWORD);
	enum { NO_HEAP = 1 };
	HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
	wer_set_flags set_flags = (wer_set_flags)(void *)GetProcAddress(kernel, "WerSetFlags");
	if (set_flags == NULL || set_flags(NO_HEAP) != S_OK)
		log_info("secret", "this system may put memory into its reports of crashes");
}

void process_hide(void)
{
	SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
	keep_out_of_reports();
	if (!set_access())
		log_warn("secret", "this process can't be hidden from others of this user: error %lu",
		         GetLastError());
}
