#include "support/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool folder_make(char *to, size_t room)
{
	const char *base = getenv("TMPDIR");
	snprintf(to, room, "%s/lotse-test.XXXXXX", base != NULL ? base : "/tmp");
	return mkdtemp(to) != NULL;
}

void folder_drop_file(const char *file)
{
	unlink(file);
}

bool folder_remove(const char *path)
{
	return rmdir(path) == 0;
}
