#include "support/child.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int child_exit(const char *name, int (*run)(void))
{
	int status;
	pid_t child = fork();
	(void)name;
	if (child == 0) {
		signal(SIGSEGV, SIG_DFL); /* not the test frame's, which would go on with the next test */
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO); /* a sanitizer's report is no news here */
		_exit(run());
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("child_exit");
		abort();
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
