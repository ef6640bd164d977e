// The order in which programs see entries: by the text of keys for maps, of insertion for sets. A map
// that isn't known to be sorted is sorted anew by each walk, as positions.

#include <string.h>

#include "memory/gc.h"
#include "text/format.h"
#include "text/string.h"
#include "values/list.h"
#include "values/map-table.h"
#include "values/sort.h"

// ---------------------------------------------------------------- ints by their texts

// The digits of the magnitude, as if there were 19 (`10` and `1` are alike, then the count decides).
static uint64_t padded_digits(int64_t value, uint32_t *digits) {
  uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  uint32_t count = 1;
  for (uint64_t rest = magnitude / 10; rest != 0; rest /= 10) {
    count++;
  }
  *digits = count;
  for (uint32_t at = count; at < 19; at++) {
    magnitude *= 10;
  }
  return magnitude;
}

int32_t mochi_map_int_order(int64_t left, int64_t right) {
  if ((left < 0) != (right < 0)) {
    return left < 0 ? -1 : 1;
  }
  uint32_t left_digits;
  uint32_t right_digits;
  uint64_t left_padded = padded_digits(left, &left_digits);
  uint64_t right_padded = padded_digits(right, &right_digits);
  if (left_padded != right_padded) {
    return left_padded < right_padded ? -1 : 1;
  }
  return (left_digits > right_digits) - (left_digits < right_digits);
}

// ---------------------------------------------------------------- sorting positions

static inline const char *entry_at(const mochi_map *map, uint32_t position) {
  return map->entries + (size_t)position * map->stride;
}

static inline bool is_removed(const mochi_map *map, uint32_t position) {
  return map->removed != NULL && ((map->removed[position / 64] >> (position % 64)) & 1) != 0;
}

static uint32_t collect_ints(const mochi_map *map, mochi_sort_entry *entries, bool negative) {
  uint32_t count = 0;
  for (uint32_t at = 0; at < map->used; at++) {
    int64_t key = *(const int64_t *)(const void *)entry_at(map, at);
    if (!is_removed(map, at) && (key < 0) == negative) {
      uint32_t digits;
      uint64_t padded = padded_digits(key, &digits);
      entries[count++] = (mochi_sort_entry){.key = padded, .position = at, .extra = digits};
    }
  }
  mochi_sort_paired(entries, count);
  return count;
}

static int32_t compare_texts(const void *context, uint32_t left, uint32_t right) {
  const mochi_string *texts = context;
  return mochi_string_compare(texts[left], texts[right]);
}

static void sort_by_text(const mochi_map *map, mochi_sort_entry *entries) {
  const mochi_type *key = mochi_map_key_type(map->type);
  // By position, so that comparisons find them; scanned, since large texts live elsewhere.
  mochi_string *texts = mochi_gc_alloc((size_t)map->used * sizeof *texts);
  uint32_t count = 0;
  for (uint32_t at = 0; at < map->used; at++) {
    if (is_removed(map, at)) {
      continue;
    }
    const char *entry = entry_at(map, at);
    if (key->kind == MOCHI_KIND_STRING) {
      texts[at] = *(const mochi_string *)(const void *)entry;
    } else if (key->kind == MOCHI_KIND_ANY) {
      texts[at] = ((const mochi_any_key *)(const void *)entry)->text;
    } else {
      texts[at] = mochi_key_text(entry, key);
    }
    entries[count++] = (mochi_sort_entry){.key = mochi_sort_key_string(texts[at]), .position = at, .extra = 0};
  }
  mochi_sort_refined(entries, count, compare_texts, texts);
  mochi_gc_free(texts, (size_t)map->used * sizeof *texts);
}

// Positions of the live entries in order, or NULL where the order of entries is it.
static const uint32_t *order_of(const mochi_map *map) {
  if (map->type->kind == MOCHI_KIND_SET || map->sorted || map->count < 2) {
    return NULL;
  }
  mochi_sort_entry *entries = mochi_gc_alloc_atomic((size_t)map->count * sizeof *entries);
  mochi_kind kind = (mochi_kind)mochi_map_key_type(map->type)->kind;
  if (kind == MOCHI_KIND_INT) {
    uint32_t negative = collect_ints(map, entries, true);
    collect_ints(map, entries + negative, false);
  } else {
    sort_by_text(map, entries);
  }
  uint32_t *order = mochi_gc_alloc_atomic((size_t)map->count * sizeof *order);
  for (uint32_t at = 0; at < map->count; at++) {
    order[at] = entries[at].position;
  }
  mochi_gc_free(entries, (size_t)map->count * sizeof *entries);
  return order;
}

// ---------------------------------------------------------------- walking

void mochi_map_walk_unordered(mochi_map_walk *walk, const mochi_map *map) {
  *walk = (mochi_map_walk){.map = map, .order = NULL, .at = 0, .key = NULL, .value = NULL};
}

void mochi_map_walk_begin(mochi_map_walk *walk, const mochi_map *map) {
  mochi_map_walk_unordered(walk, map);
  if (map != NULL) {
    walk->order = order_of(map);
  }
}

bool mochi_map_walk_next(mochi_map_walk *walk) {
  const mochi_map *map = walk->map;
  if (map == NULL) {
    return false;
  }
  uint32_t position;
  if (walk->order != NULL) {
    if (walk->at >= map->count) {
      return false;
    }
    position = walk->order[walk->at++];
  } else {
    while (walk->at < map->used && is_removed(map, walk->at)) {
      walk->at++;
    }
    if (walk->at >= map->used) {
      return false;
    }
    position = walk->at++;
  }
  char *entry = map->entries + (size_t)position * map->stride;
  walk->key = entry;
  walk->value = map->type->kind == MOCHI_KIND_MAP ? entry + map->value_offset : NULL;
  return true;
}

// ---------------------------------------------------------------- lists of keys and values

static mochi_list *list_keys(const mochi_map *map, const mochi_type *key) {
  uint32_t count = mochi_map_length(map);
  mochi_list *keys = mochi_list_sized(key, count);
  size_t size = key->size;
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, map);
  char *slot = keys->data;
  while (mochi_map_walk_next(&walk)) {
    mochi_copy(slot, walk.key, size);
    slot += size;
  }
  return keys;
}

mochi_list *mochi_map_keys(const mochi_map *map, const mochi_type *map_type) {
  return list_keys(map, map_type->key);
}

mochi_list *mochi_set_items(const mochi_map *set, const mochi_type *set_type) {
  return list_keys(set, set_type->element);
}

mochi_list *mochi_map_values(const mochi_map *map, const mochi_type *map_type) {
  const mochi_type *type = map_type->element;
  mochi_list *values = mochi_list_sized(type, mochi_map_length(map));
  size_t size = type->size;
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, map);
  char *slot = values->data;
  while (mochi_map_walk_next(&walk)) {
    mochi_copy(slot, walk.value, size);
    slot += size;
  }
  return values;
}
