/*
 * X servers of the tests' own: Xvfb, and Xephyr inside it (where XTEST outside is a hand and inside it is a
 * program). They end with the test, however it ends. One thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_X11_SERVER_H
#define LOTSE_TESTS_SUPPORT_X11_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

struct x11_server {
	pid_t pid;
	char name[16]; /* ":7" */
};

/* Starts `program` with further arguments (NULL-terminated; may be NULL) on a free display number; `display`
 * is the DISPLAY that it gets itself (or NULL). Ends the test program with 77 (skipped) if the program is not
 * installed, and with 1 if it does not start. */
struct x11_server x11_server_start(const char *program, const char *display, const char *const *arguments);

/* Xvfb with one screen, "1280x800x24". */
struct x11_server x11_server_xvfb(const char *screen);

/* Xephyr in the middle of nowhere of `outer`, "800x600". */
struct x11_server x11_server_xephyr(const struct x11_server *outer, const char *screen);

/* Ends it at once; fine on zeroed memory and twice. */
void x11_server_stop(struct x11_server *server);

/* Runs a shell command with that DISPLAY and waits for it; returns its exit code. */
int x11_server_run(const struct x11_server *server, const char *command);

/* Starts a shell command with that DISPLAY; end it with x11_server_end_program. */
pid_t x11_server_start_program(const struct x11_server *server, const char *command);

/* Ends it and what it started, and waits for it. */
void x11_server_end_program(pid_t pid);

#endif
