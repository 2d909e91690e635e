#include "support/noise.h"

struct noise noise_start(uint64_t seed)
{
	return (struct noise){seed};
}

uint32_t noise_u32(struct noise *noise)
{
	uint64_t z = noise->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (uint32_t)((z ^ (z >> 31)) >> 32);
}

uint32_t noise_below(struct noise *noise, uint32_t limit)
{
	return (uint32_t)((uint64_t)noise_u32(noise) * limit >> 32);
}

void noise_fill(struct noise *noise, void *to, size_t size)
{
	uint8_t *at = to;
	for (size_t i = 0; i < size; i++)
		at[i] = (uint8_t)noise_u32(noise);
}
