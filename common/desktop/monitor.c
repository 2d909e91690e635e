#include "desktop/monitor.h"

#include <string.h>

struct rect monitor_named(const struct desktop_monitor *list, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].name, name) == 0)
			return list[i].area;
	}
	return (struct rect){0};
}
