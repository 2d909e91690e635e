#include "support/x11_server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 24, SKIPPED = 77, NOT_FOUND = 127 };

static void fail(const char *what)
{
	fprintf(stderr, "x11_server: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* In the child: ends with the parent, says nothing. */
static void become_child(const char *display)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (display != NULL)
		setenv("DISPLAY", display, 1);
	else
		unsetenv("DISPLAY");
	int nowhere = open("/dev/null", O_RDWR);
	dup2(nowhere, STDIN_FILENO);
	if (getenv("X11_SERVER_TALKS") == NULL) {
		dup2(nowhere, STDOUT_FILENO);
		dup2(nowhere, STDERR_FILENO);
	}
}

/* The server writes its number once it is ready; it closes the pipe if it can't start. */
static bool read_number(int file, char *name, size_t room)
{
	size_t at = 0;
	name[at++] = ':';
	while (at + 1 < room) {
		ssize_t got = read(file, name + at, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || name[at] == '\n')
			break;
		at++;
	}
	name[at] = 0;
	return at > 1;
}

struct x11_server x11_server_start(const char *program, const char *display, const char *const *arguments)
{
	int ends[2];
	char number[16];
	if (pipe2(ends, O_CLOEXEC) != 0)
		fail("pipe");
	snprintf(number, sizeof number, "%d", ends[1]);
	const char *all[ARGUMENTS_MAX] = {program, "-displayfd", number, "-nolisten", "tcp", "-noreset"};
	for (size_t i = 6; arguments != NULL && *arguments != NULL && i + 1 < ARGUMENTS_MAX; i++)
		all[i] = *arguments++;
	struct x11_server server = {.pid = fork()};
	if (server.pid < 0)
		fail("fork");
	if (server.pid == 0) {
		fcntl(ends[1], F_SETFD, 0);
		become_child(display);
		execvp(program, (char *const *)all);
		_exit(NOT_FOUND);
	}
	close(ends[1]);
	bool has_started = read_number(ends[0], server.name, sizeof server.name);
	close(ends[0]);
	if (has_started)
		return server;
	int status = 0;
	waitpid(server.pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
		fprintf(stderr, "skipped: %s is not installed\n", program);
		exit(SKIPPED);
	}
	fail(program);
	return server;
}

struct x11_server x11_server_xvfb(const char *screen)
{
	const char *arguments[] = {"-screen", "0", screen, NULL};
	return x11_server_start("Xvfb", NULL, arguments);
}

struct x11_server x11_server_xephyr(const struct x11_server *outer, const char *screen)
{
	const char *arguments[] = {"-screen", screen, NULL};
	return x11_server_start("Xephyr", outer->name, arguments);
}

void x11_server_stop(struct x11_server *server)
{
	if (server->pid <= 0)
		return;
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	/* A killed server leaves its lock and socket behind. */
	char path[64];
	snprintf(path, sizeof path, "/tmp/.X%s-lock", server->name + 1);
	unlink(path);
	snprintf(path, sizeof path, "/tmp/.X11-unix/X%s", server->name + 1);
	unlink(path);
	*server = (struct x11_server){0};
}

pid_t x11_server_start_program(const struct x11_server *server, const char *command)
{
	pid_t pid = fork();
	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		setpgid(0, 0);
		become_child(server->name);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(NOT_FOUND);
	}
	setpgid(pid, pid);
	return pid;
}

void x11_server_end_program(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(-pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

int x11_server_run(const struct x11_server *server, const char *command)
{
	pid_t pid = x11_server_start_program(server, command);
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
