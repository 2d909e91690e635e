/*
 * What remote input may reach, by what is shared and whose the windows are at
 * this moment: never this program's own; of one monitor nothing outside it; of
 * chosen applications their windows alone, and none of the system's own key
 * combinations. Releases always pass. Thread: guard; bounds_choose any.
 */
#ifndef LOTSE_DESKTOP_BOUNDS_H
#define LOTSE_DESKTOP_BOUNDS_H

#include "base/input_event.h"
#include "base/result.h"
#include "desktop/share.h"

#include <stdbool.h>

struct bounds; /* opaque, heap */
struct windows_backend;

/* Everything is shared; windows are asked about on the display (NULL: the present one) from the first
 * question on. NULL: no memory. */
struct bounds *bounds_create(const struct windows_backend *backend, const char *display_name);

/* Fine with NULL. */
void bounds_destroy(struct bounds *bounds);

/* What is shared from now on. RESULT_BAD_ARGUMENT. Any thread. */
enum result bounds_choose(struct bounds *bounds, const struct share_choice *choice);

/* Whether one step (steps.h) may be done now, with these modifiers (bits of enum input_modifier) down. Its
 * place becomes one of the screen. May wait for the display. */
bool bounds_let(struct bounds *bounds, struct input_event *step, uint16_t modifiers);

/* Whether a key pressed with these modifiers means something to the system itself, whatever window has the
 * focus. Pure. */
bool bounds_is_systems(unsigned usage, uint16_t modifiers);

#endif
