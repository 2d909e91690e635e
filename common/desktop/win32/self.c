#include "desktop/win32/self.h"

DWORD self_process(void)
{
	return GetCurrentProcessId();
}
