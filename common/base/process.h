/* What the system is asked to keep from others about this process. Implemented in posix/ and win32/. */
#ifndef LOTSE_BASE_PROCESS_H
#define LOTSE_BASE_PROCESS_H

/* No core dumps from now on, and no reading of this process's memory by others of the same user, as far as
 * the system knows how; what it refuses is logged. For secret_start. */
void process_hide(void);

#endif
