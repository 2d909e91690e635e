/* The environment of this process, changed. Implemented in posix/ and win32/. */
#ifndef LOTSE_TESTS_SUPPORT_ENVIRONMENT_H
#define LOTSE_TESTS_SUPPORT_ENVIRONMENT_H

/* NULL takes it away. */
void environment_set(const char *name, const char *value);

#endif
