/*
 * Whether what is in front, or under the pointer, has higher rights than this program: Windows then
 * keeps our input from it without a word, and our hooks from its keys. Any thread.
 */
#ifndef LOTSE_DESKTOP_WIN32_RIGHTS_H
#define LOTSE_DESKTOP_WIN32_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

/* before the rest of Windows */
#include <windows.h>

/* How far a process may go; a value. */
struct rights {
	bool is_known;    /* else we were not even let look: it is higher */
	uint32_t level;   /* of Windows' mandatory integrity: 0x2000 medium, 0x3000 high */
	bool is_elevated; /* an administrator who was asked */
};

/* Of a process by its id. */
struct rights rights_of(DWORD process_id);

/* Whether `their` input is out of reach for who has `our` rights. Pure. */
bool rights_are_higher(const struct rights *their, const struct rights *our);

/* Whether the window that has the keyboard now belongs to a process of higher rights than ours. */
bool rights_in_front(void);

/* Whether that of the window at this place of the desktop does. */
bool rights_at(int x_px, int y_px);

#endif
