/* The first rung: TCP to the relay's raw port, frames as they are. See rung.h. */
#ifndef LOTSE_CARRIER_RAW_H
#define LOTSE_CARRIER_RAW_H

#include "carrier/rung.h"

extern const struct rung raw_rung;

#endif
