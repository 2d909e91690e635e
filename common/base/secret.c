#include "base/secret.h"

#include "base/process.h"

#include <sodium.h>
#include <string.h>

enum result secret_start(void)
{
	process_hide();
	return sodium_init() < 0 ? RESULT_SYSTEM : RESULT_OK;
}

void *secret_create(size_t size_bytes)
{
	if (sodium_init() <
	    0) /* again, as it costs nothing: a program that forgot secret_start must not abort later */
		return NULL;
	void *secret = sodium_malloc(size_bytes);
	if (secret != NULL)
		memset(secret, 0, size_bytes);
	return secret;
}

void secret_destroy(void *secret)
{
	sodium_free(secret);
}

void secret_wipe(void *memory, size_t size_bytes)
{
	sodium_memzero(memory, size_bytes);
}

bool secret_is_equal(const void *a, const void *b, size_t size_bytes)
{
	return sodium_memcmp(a, b, size_bytes) == 0;
}

void secret_random(void *to, size_t size_bytes)
{
	randombytes_buf(to, size_bytes);
}
