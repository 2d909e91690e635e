#include "desktop/x11/shm.h"

#include "base/log.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Giving memory over the socket came with version 1.2. */
static bool can_attach(const struct display *display)
{
	if (!display->is_local || !display_has(display, &xcb_shm_id))
		return false;
	xcb_shm_query_version_reply_t *version =
		xcb_shm_query_version_reply(display->connection, xcb_shm_query_version(display->connection), NULL);
	bool can = version != NULL && (version->major_version > 1 || version->minor_version >= 2);
	free(version);
	return can;
}

static enum result attach(struct shm *shm, const struct display *display, int file)
{
	xcb_connection_t *c = display->connection;
	shm->segment = xcb_generate_id(c);
	/* xcb closes the file once it is sent. */
	xcb_void_cookie_t cookie = xcb_shm_attach_fd_checked(c, shm->segment, file, 0);
	xcb_generic_error_t *error = xcb_request_check(c, cookie);
	if (error != NULL || display_state(display) != RESULT_OK) {
		shm->segment = 0;
		free(error);
		return display_state(display) == RESULT_OK ? RESULT_UNSUPPORTED : RESULT_NO_DISPLAY;
	}
	return RESULT_OK;
}

static enum result map(struct shm *shm, const struct display *display, size_t size_bytes)
{
	int file = memfd_create("lotse-screen", MFD_CLOEXEC);
	if (file < 0)
		return RESULT_UNSUPPORTED;
	if (ftruncate(file, (off_t)size_bytes) != 0) {
		close(file);
		return RESULT_UNSUPPORTED;
	}
	void *pixels = mmap(NULL, size_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (pixels == MAP_FAILED) {
		close(file);
		return RESULT_UNSUPPORTED;
	}
	shm->pixels = pixels;
	shm->size_bytes = size_bytes;
	return attach(shm, display, file);
}

enum result shm_open_with(struct shm *shm, const struct display *display, size_t size_bytes)
{
	*shm = (struct shm){0};
	enum result result = can_attach(display) ? map(shm, display, size_bytes) : RESULT_UNSUPPORTED;
	if (result == RESULT_OK)
		return RESULT_OK;
	if (result == RESULT_UNSUPPORTED)
		log_info("desktop", "no shared memory with the display: pixels come over the connection");
	shm_close(shm, display);
	return result;
}

void shm_close(struct shm *shm, const struct display *display)
{
	if (shm->segment != 0)
		xcb_shm_detach(display->connection, shm->segment);
	if (shm->pixels != NULL)
		munmap(shm->pixels, shm->size_bytes);
	*shm = (struct shm){0};
}
