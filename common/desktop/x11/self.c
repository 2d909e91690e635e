#include "desktop/x11/self.h"

#include <unistd.h>

uint32_t self_process(const struct owner_reader *reader)
{
	/* In a container the server may know it by another number than we do. */
	uint32_t pid = owner_pid(reader, xcb_get_setup(reader->display->connection)->resource_id_base);
	return pid != 0 ? pid : (uint32_t)getpid();
}
