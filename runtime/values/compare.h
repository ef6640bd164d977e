// Equality, order, hash and truth of any two values, by their descriptors.
//
// All four look through options, unions and `any`, so a value is the same wherever it is stored.
//
//   ==     numbers across kinds exactly (1 == 1.0 == 1n); strings by bytes; lists element by element;
//          maps, records and sets whatever their order; structs by name and fields; a struct never
//          equals a map; nil only nil; functions nothing, not even themselves; a channel itself;
//          durations only durations.
//   order  bool < number < duration < string < list < set < map < struct < function < nil; NaN after
//          other numbers and equal to itself; lists, and entries of maps by key, lexicographically.
//   hash   equal values have equal hashes.
//
// Values may contain themselves: from depth 64 on, pairs under comparison are remembered and taken
// as equal when met again. Nothing here raises; deep or cyclic comparisons may collect.

#ifndef MOCHI_VALUES_COMPARE_H
#define MOCHI_VALUES_COMPARE_H

#include "values/value.h"

bool mochi_equal(const void *left, const void *right, const mochi_type *type);
// The same for slots of two types.
bool mochi_equal_across(const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type);
int32_t mochi_compare(const void *left, const void *right, const mochi_type *type);
int32_t mochi_compare_across(const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type);
uint64_t mochi_hash(const void *value, const mochi_type *type);
// False: false, zero, nil, functions, whatever is empty.
bool mochi_truthy(const void *value, const mochi_type *type);

// Exact order of two numbers (int, float, bigint, bigrat): −1, 0, 1; 2 when a NaN is among them.
int32_t mochi_compare_numbers(mochi_any left, mochi_any right);
// int, float, bigint, bigrat.
bool mochi_is_number(mochi_any value);

// What a slot holds once options, unions and `any` are looked through. The type is NULL for nil, and
// a variant's own for unions. Never boxes: strings are referred to where they are, so the result
// lives as long as the slot.
mochi_any mochi_peek(const void *slot, const mochi_type *type);

// Where the payload of a peeked value lies, as a slot of its type.
static inline const void *mochi_any_slot(const mochi_any *value) {
  return value->type->kind == MOCHI_KIND_STRING ? (const void *)value->as.string : (const void *)&value->as;
}

#endif
