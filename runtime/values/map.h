// Maps and sets: one hash table over dense entries.
//
// Entries lie in the order of insertion: a key slot, then a value slot (sets have none). Up to eight
// are searched one by one; more have an index of 64-byte groups, each one cache line: 12 control
// bytes (7 bits of the hash; 0 is free), a count of entries that had to go past the group, and 12
// positions of entries. A lookup compares all control bytes of a group at once (SSE2, NEON, or words)
// and ends at a group that nothing went past, so removal leaves no tombstones in the index. Removed
// entries are marked in a bitmap and squeezed out when room is needed. Hashes of keys that aren't
// ints are kept aside, so that growing hashes nothing again.
//
// Maps iterate, print and serialise in byte order of the text of their keys (1, 10, 2), sets in
// order of insertion; the order never depends on the hash seed. A map whose keys came in order is
// known to be sorted.
//
// A map with `any` keys identifies a key with its text: `1` and `"1"` are one, read back as first
// stored. Its key slot is a mochi_any_key.
//
// A slot pointer is valid until the next insertion into or removal from the same map. NULL is an
// empty map for all functions that only read. A missing value slot is made of zeros (0, "", none).

#ifndef MOCHI_VALUES_MAP_H
#define MOCHI_VALUES_MAP_H

#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_map_group mochi_map_group;

struct mochi_map {
  uint32_t count;         // live entries
  uint32_t used;          // entries, removed ones too
  uint32_t capacity;      // room for entries
  uint32_t groups;        // of the index, a power of two; 0: no index
  uint32_t stride;        // bytes of an entry
  uint32_t value_offset;  // of the value in its entry
  const mochi_type *type; // of the map or set
  char *entries;
  mochi_map_group *index;
  uint32_t *hashes;       // NULL when keys are ints
  uint64_t *removed;      // a bit per entry; NULL when nothing was removed
  bool sorted;            // keys of the entries ascend by text
};

// What a map with `any` keys stores: the mochi_any comes first, so that the slot can be read as one.
typedef struct mochi_any_key {
  mochi_any value;
  mochi_string text;
} mochi_any_key;

// ---------------------------------------------------------------- maps

mochi_map *mochi_map_new(const mochi_type *map_type, int64_t capacity);

static inline uint32_t mochi_map_length(const mochi_map *map) {
  return map != NULL ? map->count : 0;
}

// The value slot of `key` (of a set: its entry), or NULL.
void *mochi_map_find(const mochi_map *map, const void *key);
void *mochi_map_find_int(const mochi_map *map, int64_t key);
void *mochi_map_find_string(const mochi_map *map, mochi_string key);
// The same for a key of any type: by the text of keys, so `"1"` finds 1.
void *mochi_map_find_any(const mochi_map *map, mochi_any key);

// The value slot of `key`, made of zeros if there was none. May collect.
void *mochi_map_slot(mochi_map *map, const void *key);
void *mochi_map_slot_int(mochi_map *map, int64_t key);
void *mochi_map_slot_string(mochi_map *map, mochi_string key);

// Whether there was such a key.
bool mochi_map_remove(mochi_map *map, const void *key);

// Keys and values in order, as lists of the map's key and value type.
mochi_list *mochi_map_keys(const mochi_map *map, const mochi_type *map_type);
mochi_list *mochi_map_values(const mochi_map *map, const mochi_type *map_type);
// A new map; right wins.
mochi_map *mochi_map_merge(const mochi_map *left, const mochi_map *right, const mochi_type *map_type);
mochi_map *mochi_map_copy(const mochi_map *map, const mochi_type *map_type);

// ---------------------------------------------------------------- sets

mochi_map *mochi_set_new(const mochi_type *set_type, int64_t capacity);
// Whether it is new.
bool mochi_set_add(mochi_map *set, const void *value);
mochi_map *mochi_set_union(const mochi_map *left, const mochi_map *right, const mochi_type *set_type);
mochi_map *mochi_set_difference(const mochi_map *left, const mochi_map *right, const mochi_type *set_type);
mochi_map *mochi_set_with(const mochi_map *set, const void *value, const mochi_type *set_type);
mochi_map *mochi_set_without(const mochi_map *set, const void *value, const mochi_type *set_type);
mochi_list *mochi_set_items(const mochi_map *set, const mochi_type *set_type);

// ---------------------------------------------------------------- walking over entries

// In the order that programs see. `key` and `value` are slots (of sets, `value` is NULL). The map
// must not change meanwhile. Beginning may collect.
//
//   mochi_map_walk walk;
//   mochi_map_walk_begin(&walk, map);
//   while (mochi_map_walk_next(&walk)) { … walk.key … walk.value … }
typedef struct mochi_map_walk {
  const mochi_map *map;
  const uint32_t *order;  // NULL: the order of entries
  uint32_t at;
  const void *key;
  void *value;
} mochi_map_walk;

void mochi_map_walk_begin(mochi_map_walk *walk, const mochi_map *map);
// In the order of insertion, whatever programs see.
void mochi_map_walk_unordered(mochi_map_walk *walk, const mochi_map *map);
bool mochi_map_walk_next(mochi_map_walk *walk);

#endif
