#include "support/environment.h"

#include <stdlib.h>

/* An empty value is none to this system. */
void environment_set(const char *name, const char *value)
{
	_putenv_s(name, value != NULL ? value : "");
}
