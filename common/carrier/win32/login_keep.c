/* Windows' Credential Manager, where the person finds it as "Lotse: host:port" and can take it away. */
#include "carrier/login_keep.h"

#include "base/win32/wide.h"

#include <windows.h>
/* after windows.h */
#include <wincred.h>

#include <stdio.h>
#include <string.h>

enum { TARGET_UNITS = WAYS_PROXY_BYTES + 16 };

static bool write_target(wchar_t to[static TARGET_UNITS], const char *proxy)
{
	char text[TARGET_UNITS];
	snprintf(text, sizeof text, "Lotse: %s", proxy);
	return wide_from_text(to, TARGET_UNITS, text);
}

static bool take(const CREDENTIALW *stored, struct login *out)
{
	if (stored->UserName == NULL || stored->CredentialBlobSize >= WAYS_SECRET_BYTES)
		return false;
	wide_to_text(out->name, sizeof out->name, stored->UserName);
	memcpy(out->password, stored->CredentialBlob, stored->CredentialBlobSize);
	out->password[stored->CredentialBlobSize] = 0;
	return out->name[0] != 0;
}

enum result login_keep_find(const char *proxy, struct login *out)
{
	wchar_t target[TARGET_UNITS];
	CREDENTIALW *stored = NULL;
	if (!write_target(target, proxy))
		return RESULT_NEED_MORE;
	if (!CredReadW(target, CRED_TYPE_GENERIC, 0, &stored))
		return GetLastError() == ERROR_NOT_FOUND ? RESULT_NEED_MORE : RESULT_UNSUPPORTED;
	bool has_found = take(stored, out);
	SecureZeroMemory(stored->CredentialBlob, stored->CredentialBlobSize);
	CredFree(stored);
	return has_found ? RESULT_OK : RESULT_NEED_MORE;
}

enum result login_keep_put(const char *proxy, const struct login *login)
{
	wchar_t target[TARGET_UNITS], name[WAYS_SECRET_BYTES];
	CREDENTIALW stored = {.Type = CRED_TYPE_GENERIC, .Persist = CRED_PERSIST_LOCAL_MACHINE};
	if (!write_target(target, proxy) || !wide_from_text(name, WAYS_SECRET_BYTES, login->name))
		return RESULT_REFUSED;
	stored.TargetName = target;
	stored.UserName = name;
	stored.CredentialBlob = (BYTE *)login->password;
	stored.CredentialBlobSize = (DWORD)strlen(login->password);
	if (CredWriteW(&stored, 0))
		return RESULT_OK;
	return GetLastError() == ERROR_NO_SUCH_LOGON_SESSION ? RESULT_UNSUPPORTED : RESULT_REFUSED;
}

void login_keep_remove(const char *proxy)
{
	wchar_t target[TARGET_UNITS];
	if (write_target(target, proxy))
		CredDeleteW(target, CRED_TYPE_GENERIC, 0);
}
