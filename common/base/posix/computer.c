#include "base/computer.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Copies up to `until`, and no half of a UTF-8 character. */
static void copy_text(char *to, size_t size, const char *from, const char *until)
{
	size_t length = strcspn(from, until);

	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)from[length] & 0xC0) == 0x80)
			length--;
	}
	memcpy(to, from, length);
	to[length] = '\0';
}

void computer_user_name(char *to, size_t size)
{
	const struct passwd *user = getpwuid(getuid());

	to[0] = '\0';
	if (user == NULL)
		return;
	copy_text(to, size, user->pw_gecos != NULL ? user->pw_gecos : "", ",");
	if (to[0] == '\0')
		copy_text(to, size, user->pw_name, "");
}

void computer_name(char *to, size_t size)
{
	char name[256] = "";

	if (gethostname(name, sizeof name - 1) != 0)
		name[0] = '\0';
	copy_text(to, size, name, ".");
}

void computer_language(char *to, size_t size)
{
	(void)size;
	to[0] = '\0'; /* here the environment says it, or nobody */
}

void computer_home(char *to, size_t size)
{
	const char *home = getenv("HOME");

	if (home == NULL || home[0] != '/' || (size_t)snprintf(to, size, "%s/", home) >= size)
		to[0] = '\0';
}
