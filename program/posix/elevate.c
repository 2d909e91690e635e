#include "program/elevate.h"

bool elevate_is_possible(void)
{
	return false;
}

enum result elevate_start(struct elevate **out, void (*on_change)(void *context), void *context)
{
	(void)on_change, (void)context;
	*out = NULL;
	return RESULT_UNSUPPORTED;
}

void elevate_destroy(struct elevate *elevate)
{
	(void)elevate;
}

enum elevate_phase elevate_phase(struct elevate *elevate)
{
	(void)elevate;
	return ELEVATE_NONE;
}

enum result elevate_result(struct elevate *elevate)
{
	(void)elevate;
	return RESULT_UNSUPPORTED;
}

enum result elevate_give(struct elevate *elevate, const uint8_t *data, size_t size)
{
	(void)elevate, (void)data, (void)size;
	return RESULT_UNSUPPORTED;
}

enum result elevated_take(struct elevated **out, const char *name, uint8_t **data, size_t *size)
{
	(void)out, (void)name, (void)data, (void)size;
	return RESULT_UNSUPPORTED;
}

void elevated_say_back(struct elevated *elevated)
{
	(void)elevated;
}

void elevated_destroy(struct elevated *elevated)
{
	(void)elevated;
}
