// Computing strata: what queries call before they read a relation.

#ifndef MOCHI_LOGIC_EVALUATE_H
#define MOCHI_LOGIC_EVALUATE_H

#include "logic/table.h"

// Computes the stratum and what it needs, unless that was done.
void mochi_logic_compute(const mochi_logic_plan *plan, uint32_t stratum);

#endif
