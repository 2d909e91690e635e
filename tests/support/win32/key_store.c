#include "support/key_store.h"

int key_store_need(char **arguments)
{
	(void)arguments;
	return 0;
}
