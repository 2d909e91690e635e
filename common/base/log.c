#include "base/log.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

enum { LOG_LINE_BYTES_MAX = 1024 };

/* The one mutable global beside main's: set at start, read by all threads. */
static atomic_int level_now = LOG_NONE;

void log_start(enum log_level level)
{
	atomic_store(&level_now, (int)level);
}

/* One line is one write, so lines of several threads don't mix. What can't be written is lost: a full disk
 * must not stop a session. */
static void log_line(enum log_level level, const char *area, const char *format, va_list arguments)
{
	static const char *const names[] = {"", "error", "warn", "info", "debug"};
	if ((int)level > atomic_load_explicit(&level_now, memory_order_relaxed))
		return;
	char line[LOG_LINE_BYTES_MAX];
	int s = (int)(clock_wall_s() % 86400);
	int size = snprintf(line, sizeof line, "%02d:%02d:%02d %-5s %s: ", s / 3600, s / 60 % 60, s % 60,
	                    names[level], area);
	if (size < 0 || size >= (int)sizeof line)
		return;
	vsnprintf(line + size, sizeof line - (size_t)size, format, arguments);
	for (char *at = line; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ')
			*at = ' '; /* nobody outside may start a line of ours */
	}
	fprintf(stderr, "%s\n", line);
}

void log_error(const char *area, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(LOG_ERROR, area, format, arguments);
	va_end(arguments);
}

void log_warn(const char *area, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(LOG_WARN, area, format, arguments);
	va_end(arguments);
}

void log_info(const char *area, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(LOG_INFO, area, format, arguments);
	va_end(arguments);
}

void log_debug(const char *area, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	log_line(LOG_DEBUG, area, format, arguments);
	va_end(arguments);
}
