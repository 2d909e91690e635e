/*
 * Memory for keys: guarded pages, kept out of swap and core dumps where the
 * system allows it, wiped at the end. libsodium does the work. Any thread.
 */
#ifndef LOTSE_BASE_SECRET_H
#define LOTSE_BASE_SECRET_H

#include "base/result.h"

#include <stdbool.h>
#include <stddef.h>

/* Once per program, before anything else here: starts libsodium, forbids core dumps and reading this process
 * from others of the same user. RESULT_SYSTEM when there is no randomness to be had: then the program must
 * end. */
enum result secret_start(void);

/* Zeroed memory for one block of secrets; costs whole pages, so one block per owner, not per key. NULL: no
 * memory. */
void *secret_create(size_t size_bytes);

/* Wipes and frees; fine with NULL. */
void secret_destroy(void *secret);

/* Wipes memory that is not of secret_create; never optimised away. */
void secret_wipe(void *memory, size_t size_bytes);

/* Compares without telling by its time where they differ. */
bool secret_is_equal(const void *a, const void *b, size_t size_bytes);

/* Random bytes from the system's generator. */
void secret_random(void *to, size_t size_bytes);

#endif
