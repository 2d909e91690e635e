#include "support/environment.h"

#include <stdlib.h>

void environment_set(const char *name, const char *value)
{
	if (value != NULL)
		setenv(name, value, 1);
	else
		unsetenv(name);
}
