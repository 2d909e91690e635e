#include "base/process.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void process_hide(void)
{
	struct rlimit none = {0, 0};
	if (setrlimit(RLIMIT_CORE, &none) != 0)
		log_warn("secret", "core dumps can't be forbidden: %s", strerror(errno));
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		log_warn("secret", "this process can't be hidden from debuggers: %s", strerror(errno));
}
