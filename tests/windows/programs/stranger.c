/*
 * stranger NAME: connects to the pipe in which a session is handed over, as another program of the same user
 * could that has read the name from a command line, and prints what it gets: "connected", then "N bytes". A
 * program of the tests, built by tests/windows/lib.sh. Exit 0 if it could connect.
 */
#include <windows.h>

#include <stdio.h>

int main(int count, char **words)
{
	char path[200], got[4096];
	DWORD all = 0, size = 0;
	if (count != 2)
		return 2;
	snprintf(path, sizeof path, "\\\\.\\pipe\\lotse-%s", words[1]);
	HANDLE pipe = CreateFileA(path, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
	if (pipe == INVALID_HANDLE_VALUE) {
		printf("not connected: %lu\n", GetLastError());
		return 1;
	}
	puts("connected");
	fflush(stdout);
	while (ReadFile(pipe, got, sizeof got, &size, NULL) && size > 0)
		all += size;
	printf("%lu bytes\n", all);
	return 0;
}
