// The explicit `e as T` (core §5.12, decisions §4): wider than the checked cast of any.h.
//
//   int       float (truncated, −6 when it doesn't fit), a decimal string, bigint and bigrat (−6), nil → 0
//   float     every number, nil → 0.0
//   bigint    int, float (truncated), bigrat (truncated), a decimal string, nil → 0
//   bigrat    int, float (its exact value), bigint, a string "1/3", nil → 0
//   list, set, map   element by element, into a new container
//   struct    from a struct, record or map with all its fields: `missing field y for S`
//   option    nil → none
//   others    only the same kind
// What fails is −3 `cannot cast "x" to int`, with the reference's names of kinds.

#ifndef MOCHI_VALUES_CAST_H
#define MOCHI_VALUES_CAST_H

#include "values/value.h"

void mochi_cast(mochi_any value, void *result, const mochi_type *type, const mochi_site *site);

#endif
