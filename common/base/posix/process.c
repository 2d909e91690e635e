#include "base/process.h"

#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

enum result process_start(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	return RESULT_OK; /* all is as it should be */
}

bool process_path(char *to, size_t room)
{
	ssize_t size = readlink("/proc/self/exe", to, room);
	if (size < 0 || (size_t)size >= room)
		return false;
	to[size] = '\0';
	return true;
}

void process_complain(const char *sentence)
{
	fprintf(stderr, "%s\n", sentence);
}

void process_hide(void)
{
	struct rlimit none = {0, 0};
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		log_warn("secret", "core dumps can't be forbidden: %s", strerror(errno));
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		log_warn("secret", "this process can't be hidden from debuggers: %s", strerror(errno));
}
