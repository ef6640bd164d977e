// Operations that make maps and sets from others.

#include "values/map-table.h"

mochi_map *mochi_map_merge(const mochi_map *left, const mochi_map *right, const mochi_type *map_type) {
  mochi_map *result = mochi_map_copy(left, map_type);
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, right);
  while (mochi_map_walk_next(&walk)) {
    mochi_copy(mochi_map_slot(result, walk.key), walk.value, map_type->element->size);
  }
  return result;
}

mochi_map *mochi_set_new(const mochi_type *set_type, int64_t capacity) {
  return mochi_map_new(set_type, capacity);
}

static void add_all(mochi_map *set, const mochi_map *others) {
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, others);
  while (mochi_map_walk_next(&walk)) {
    mochi_set_add(set, walk.key);
  }
}

mochi_map *mochi_set_union(const mochi_map *left, const mochi_map *right, const mochi_type *set_type) {
  mochi_map *result = mochi_map_copy(left, set_type);
  add_all(result, right);
  return result;
}

mochi_map *mochi_set_difference(const mochi_map *left, const mochi_map *right, const mochi_type *set_type) {
  mochi_map *result = mochi_set_new(set_type, 0);
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, left);
  while (mochi_map_walk_next(&walk)) {
    if (mochi_map_find(right, walk.key) == NULL) {
      mochi_set_add(result, walk.key);
    }
  }
  return result;
}

mochi_map *mochi_set_with(const mochi_map *set, const void *value, const mochi_type *set_type) {
  mochi_map *result = mochi_map_copy(set, set_type);
  mochi_set_add(result, value);
  return result;
}

mochi_map *mochi_set_without(const mochi_map *set, const void *value, const mochi_type *set_type) {
  mochi_map *result = mochi_map_copy(set, set_type);
  mochi_map_remove(result, value);
  return result;
}
