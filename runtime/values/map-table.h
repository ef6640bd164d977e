// What the files of the hash table share (map.c, map-order.c, set.c): nothing for others.

#ifndef MOCHI_VALUES_MAP_TABLE_H
#define MOCHI_VALUES_MAP_TABLE_H

#include "values/map.h"

// The type of a map's keys or a set's elements.
static inline const mochi_type *mochi_map_key_type(const mochi_type *type) {
  return type->kind == MOCHI_KIND_SET ? type->element : type->key;
}

// Orders ints by their texts: 1, 10, 2; −1 before 0.
int32_t mochi_map_int_order(int64_t left, int64_t right);

// `string?` is the only slot whose none isn't made of zeros.
static inline bool mochi_map_zero_is_not_zeros(const mochi_type *type) {
  return type->kind == MOCHI_KIND_OPTION && type->element->kind == MOCHI_KIND_STRING;
}

static inline void mochi_map_zero(void *slot, const mochi_type *type) {
  (void)type;
  ((mochi_string *)slot)->small.tag = MOCHI_STRING_NONE;
}

#endif
