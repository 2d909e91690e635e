#include "far_end.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	OUTPUT_BYTES = 256 * 1024,
	PATIENCE_MS = 20000,
	SETTLE_MS = 300,
	ARGUMENTS_MAX = 32,
	PATH_BYTES = 256
};

struct far_end {
	pid_t process;
	int in, out; /* our ends of its input and output */
	char folder[64];
	char output[OUTPUT_BYTES];
	size_t size;
};

static long long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void give_up(const char *what)
{
	fprintf(stderr, "far end: %s\n", what);
	abort();
}

/* Takes in what it has said, waiting at most so long for more. */
static void listen_for(struct far_end *far_end, int timeout_ms)
{
	struct pollfd polled = {.fd = far_end->out, .events = POLLIN};
	while (far_end->size < OUTPUT_BYTES - 1 && poll(&polled, 1, timeout_ms) > 0) {
		ssize_t got = read(far_end->out, far_end->output + far_end->size, OUTPUT_BYTES - 1 - far_end->size);
		if (got <= 0)
			break;
		far_end->size += (size_t)got;
		timeout_ms = 0;
	}
	far_end->output[far_end->size] = 0;
}

/* The next whole line from *at on; NULL if there is none. */
static const char *next_line(const char **at)
{
	const char *line = *at, *end = strchr(line, '\n');
	if (!end)
		return NULL;
	*at = end + 1;
	return line;
}

int far_end_count(struct far_end *far_end, const char *start)
{
	int count = 0;
	listen_for(far_end, 0);
	const char *at = far_end->output;
	for (const char *line; (line = next_line(&at));)
		count += strncmp(line, start, strlen(start)) == 0;
	return count;
}

int far_end_wait(struct far_end *far_end, const char *start, int count)
{
	long long end_ms = now_ms() + PATIENCE_MS;
	while (far_end_count(far_end, start) < count && now_ms() < end_ms)
		listen_for(far_end, 50);
	return far_end_count(far_end, start) >= count;
}

/* In the child: pipes become its input and output. */
static void become(const char *const *arguments, int in, int out)
{
	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	execvp(arguments[0], (char *const *)arguments);
	_exit(127);
}

static struct far_end *start(const char *const *arguments, const char *folder)
{
	int in[2], out[2];
	struct far_end *far_end = calloc(1, sizeof *far_end);
	if (!far_end || pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		give_up("no pipes");
	snprintf(far_end->folder, sizeof far_end->folder, "%s", folder);
	signal(SIGPIPE, SIG_IGN);
	far_end->process = fork();
	if (far_end->process == 0)
		become(arguments, in[0], out[1]);
	close(in[0]);
	close(out[1]);
	far_end->in = in[1];
	far_end->out = out[0];
	if (far_end->process < 0 || !far_end_wait(far_end, "ready", 1))
		give_up(arguments[1]);
	return far_end;
}

static void make_folder(char folder[static 64])
{
	const char *temporary = getenv("TMPDIR");
	snprintf(folder, 64, "%.40s/lotse-far-XXXXXX", temporary ? temporary : "/tmp");
	if (!mkdtemp(folder))
		give_up("no folder");
}

struct far_end *far_end_start(const char *services)
{
	char folder[64], words[1024];
	const char *arguments[ARGUMENTS_MAX] = {"python3", "-u", TEST_SUPPORT "/far_end.py", folder};
	size_t count = 4;
	make_folder(folder);
	snprintf(words, sizeof words, "%s", services);
	for (char *word = strtok(words, " "); word && count < ARGUMENTS_MAX - 1; word = strtok(NULL, " "))
		arguments[count++] = word;
	return start(arguments, folder);
}

struct far_end *far_end_proxy(const char *kind)
{
	char folder[64];
	const char *arguments[] = {"bash", TEST_SUPPORT "/proxy_here", folder, kind, NULL};
	make_folder(folder);
	return start(arguments, folder);
}

uint16_t far_end_port(struct far_end *far_end, const char *service)
{
	size_t size = strlen(service);
	const char *at = far_end->output;
	for (const char *line; (line = next_line(&at));)
		if (strncmp(line, service, size) == 0 && line[size] == ' ')
			return (uint16_t)atoi(line + size + 1);
	give_up(service);
	return 0;
}

const char *far_end_path(const struct far_end *far_end, const char *file)
{
	static char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/%s", far_end->folder, file);
	return path;
}

static int count_lines(const struct far_end *far_end, const char *file, const char *word)
{
	char line[4096];
	int count = 0;
	FILE *from = fopen(far_end_path(far_end, file), "r");
	if (!from)
		return 0;
	while (fgets(line, sizeof line, from))
		count += strstr(line, word) != NULL;
	fclose(from);
	return count;
}

int far_end_file_count(const struct far_end *far_end, const char *file, const char *word)
{
	long long end_ms = now_ms() + PATIENCE_MS;
	while (count_lines(far_end, file, word) == 0 && now_ms() < end_ms)
		poll(NULL, 0, 20);
	poll(NULL, 0, SETTLE_MS);
	return count_lines(far_end, file, word);
}

void far_end_stop(struct far_end *far_end)
{
	if (!far_end)
		return;
	close(far_end->in); /* that it ends by */
	int status;
	long long end_ms = now_ms() + PATIENCE_MS;
	while (waitpid(far_end->process, &status, WNOHANG) == 0) {
		if (now_ms() > end_ms)
			kill(far_end->process, SIGKILL);
		poll(NULL, 0, 10);
	}
	close(far_end->out);
	pid_t remover = fork();
	if (remover == 0) {
		execlp("rm", "rm", "-rf", far_end->folder, (char *)NULL);
		_exit(127);
	}
	waitpid(remover, &status, 0);
	free(far_end);
}
