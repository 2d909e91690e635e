/*
 * Who, what, a number with its unit: log_info("carrier", "raw 10.0.0.2:5000: connected, %d ms", ms).
 * Never anything of a customer's screen, keys, digits or files. Goes to standard
 * error (the relay) or nowhere until log_to is called. Any thread.
 */
#ifndef LOTSE_BASE_LOG_H
#define LOTSE_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_NONE, LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Lines up to `level` go to standard error from now on. */
void log_start(enum log_level level);

void log_error(const char *area, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* Something is lost. */
void log_warn(const char *area, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* Something is odd. */
void log_info(const char *area, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* Something happened. */
void log_debug(const char *area, const char *format, ...)
	__attribute__((format(printf, 2, 3))); /* For us alone. */

#endif
