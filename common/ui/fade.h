/*
 * A picture that is no longer live: without colour and paler, so that nobody takes it for the present. Pure.
 */
#ifndef LOTSE_UI_FADE_H
#define LOTSE_UI_FADE_H

#include "base/image.h"

/* Fades `rect` of `image`, clipped. What is drawn there is faded once for each call. */
void fade_apply(struct image *image, struct rect rect);

#endif
