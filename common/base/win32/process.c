#include "base/process.h"

#include "base/log.h"

#include <windows.h>
/* after windows.h */
#include <sddl.h>

/* What others may still do: ask whether it runs and which program it is, wait for its end, end it. The owner
 * too: without his line the system would let him rewrite this list. Those who may debug everything are not
 * kept out. */
static const wchar_t access[] = L"D:P(A;;0x101001;;;OW)(A;;0x101001;;;WD)(A;;0x1FFFFF;;;SY)";

static bool set_access(void)
{
	PSECURITY_DESCRIPTOR list = NULL;
	if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(access, SDDL_REVISION_1, &list, NULL))
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
