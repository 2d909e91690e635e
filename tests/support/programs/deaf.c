/*
 * Linked into robot-deaf with -Wl,--wrap: a sharer whose gate does not close and who lets any input count, as
 * if F12 had been forgotten. The control of the test about F12.
 */
#include "desktop/gate.h"
#include "session/grant.h"

/* --wrap has calls of gate_close and grant_allows come here. */
void __wrap_gate_close(struct gate *gate);
bool __wrap_grant_allows(const struct grant *grant, uint32_t generation);

void __wrap_gate_close(struct gate *gate)
{
	(void)gate;
}

bool __wrap_grant_allows(const struct grant *grant, uint32_t generation)
{
	(void)grant;
	(void)generation;
	return true;
}
