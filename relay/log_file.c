#include "relay/log_file.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <unistd.h>

bool log_file_open(const char *path, const char *user)
{
	if (strcmp(path, "stderr") == 0)
		return true;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
	if (fd < 0) {
		log_warn("relay", "the log %s can't be opened: %s", path, strerror(errno));
		return false;
	}
	const struct passwd *who = geteuid() == 0 ? getpwnam(user) : NULL;
	if (who && fchown(fd, who->pw_uid, (gid_t)-1) < 0)
		log_warn("relay", "the log %s stays root's: %s", path, strerror(errno));
	bool is_good = dup2(fd, STDERR_FILENO) >= 0;
	close(fd);
	return is_good;
}
