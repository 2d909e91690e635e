/* keep_login PROXY NAME PASSWORD: puts it where the client keeps a proxy's login
 * (common/carrier/win32/login_keep.c), as if a person had typed it there; without a name, takes it away. */
#include <windows.h>
/* after windows.h */
#include <wincred.h>

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	wchar_t target[200], name[100];
	CREDENTIALW login = {
		.Type = CRED_TYPE_GENERIC, .Persist = CRED_PERSIST_LOCAL_MACHINE, .TargetName = target};
	if (argc < 2)
		return 2;
	swprintf(target, 200, L"Lotse: %hs", argv[1]);
	if (argc < 4)
		return !CredDeleteW(target, CRED_TYPE_GENERIC, 0);
	swprintf(name, 100, L"%hs", argv[2]);
	login.UserName = name;
	login.CredentialBlob = (BYTE *)argv[3];
	login.CredentialBlobSize = (DWORD)strlen(argv[3]);
	return !CredWriteW(&login, 0);
}
