/* What this computer calls itself and its user, for a PROFILE that the person agreed to send, and what it
 * speaks. Any thread. */
#ifndef LOTSE_BASE_COMPUTER_H
#define LOTSE_BASE_COMPUTER_H

#include <stddef.h>

/* The full name of the user, or the login name; UTF-8, cut at a character. `size` counts the NUL. */
void computer_user_name(char *to, size_t size);

/* The name of the computer, without a domain. */
void computer_name(char *to, size_t size);

/* The language of its menus where the environment does not say it, as "de-DE"; "" if nothing says. */
void computer_language(char *to, size_t size);

/* The folder of the user's own things, with a separator at its end; "" if it is not known or does not fit. */
void computer_home(char *to, size_t size);

#endif
