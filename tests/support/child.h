/*
 * A part of a test in a process of its own: for what ends a process. Implemented
 * in posix/ (fork) and win32/ (the test program once more, with its filter set to
 * the present case). One thread.
 */
#ifndef LOTSE_TESTS_SUPPORT_CHILD_H
#define LOTSE_TESTS_SUPPORT_CHILD_H

/* How a process that runs `run` ends: its exit code, or -1 if the system ended it (a bad access, abort). What
 * it says on standard error is thrown away. `name`: of the case, `__func__`; at most one call of each name
 * and `run`. */
int child_exit(const char *name, int (*run)(void));

#endif
