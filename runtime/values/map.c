// The hash table of map.h: finding, inserting, removing, growing. Lookups by int and by string are the
// generic one specialised by a constant argument. Order and walking are in map-order.c, sets in set.c.

#include "values/map.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/arithmetic.h"
#include "platform/match.h"
#include "text/format.h"
#include "text/string.h"
#include "values/compare.h"
#include "values/hash.h"
#include "values/map-table.h"

enum {
  SMALL = 8,          // entries without an index
  GROUP_FILL = 10,    // entries per group of 12, at most, on average
  GROUP_BYTES = 64
};

struct mochi_map_group {
  uint8_t control[MOCHI_MATCH_BYTES];  // 0 is free, else 0x80 and 7 bits of the hash
  uint32_t spilled;                    // entries that belong here or before and lie in a later group
  uint32_t positions[MOCHI_MATCH_BYTES];
};

_Static_assert(sizeof(mochi_map_group) == GROUP_BYTES, "a group is a cache line");

// How keys are hashed and compared.
typedef enum key_kind { KEY_INT, KEY_STRING, KEY_TEXT, KEY_OTHER } key_kind;

// A key that is looked up: the field of its kind, and its hash.
typedef struct lookup {
  int64_t integer;
  mochi_string text;  // of KEY_TEXT too
  const void *slot;
  uint32_t hash;
} lookup;

static key_kind kind_of(const mochi_map *map) {
  switch ((mochi_kind)mochi_map_key_type(map->type)->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return KEY_INT;
    case MOCHI_KIND_STRING:
      return KEY_STRING;
    case MOCHI_KIND_ANY:
      return map->type->kind == MOCHI_KIND_MAP ? KEY_TEXT : KEY_OTHER;
    default:
      return KEY_OTHER;
  }
}

static lookup lookup_of(const mochi_map *map, const void *key, key_kind kind) {
  lookup wanted = {.integer = 0, .text = {.words = {0, 0}}, .slot = key, .hash = 0};
  switch (kind) {
    case KEY_INT:
      wanted.integer = *(const int64_t *)key;
      break;
    case KEY_STRING:
      wanted.text = *(const mochi_string *)key;
      break;
    case KEY_TEXT:
      wanted.text = mochi_key_text(key, map->type->key);
      break;
    case KEY_OTHER:
      break;
  }
  return wanted;
}

static inline char *entry_at(const mochi_map *map, uint32_t position) {
  return map->entries + (size_t)position * map->stride;
}

static MOCHI_ALWAYS_INLINE uint32_t hash_of(const mochi_map *map, const lookup *wanted, key_kind kind) {
  uint64_t hash = 0;
  switch (kind) {
    case KEY_INT:
      hash = mochi_hash_int(wanted->integer);
      break;
    case KEY_STRING:
    case KEY_TEXT:
      hash = mochi_hash_string(wanted->text);
      break;
    case KEY_OTHER:
      hash = mochi_hash(wanted->slot, mochi_map_key_type(map->type));
      break;
  }
  return (uint32_t)hash;
}

static bool same_other(const void *left, const void *right, const mochi_type *type) {
  if (type->kind == MOCHI_KIND_FLOAT) {
    double a = *(const double *)left;
    double b = *(const double *)right;
    return a == b || (a != a && b != b);
  }
  return mochi_equal(left, right, type);
}

static MOCHI_ALWAYS_INLINE bool same_key(const mochi_map *map, const char *entry, const lookup *wanted, key_kind kind) {
  switch (kind) {
    case KEY_INT:
      return *(const int64_t *)(const void *)entry == wanted->integer;
    case KEY_STRING:
      return mochi_string_equal(*(const mochi_string *)(const void *)entry, wanted->text);
    case KEY_TEXT:
      return mochi_string_equal(((const mochi_any_key *)(const void *)entry)->text, wanted->text);
    case KEY_OTHER:
      return same_other(entry, wanted->slot, mochi_map_key_type(map->type));
  }
  return false;
}

// The hash of an entry's key, for building an index.
static uint32_t hash_entry(const mochi_map *map, const char *entry, key_kind kind) {
  lookup key = {.integer = 0, .text = {.words = {0, 0}}, .slot = entry, .hash = 0};
  if (kind == KEY_INT) {
    key.integer = *(const int64_t *)(const void *)entry;
  } else if (kind == KEY_STRING) {
    key.text = *(const mochi_string *)(const void *)entry;
  } else if (kind == KEY_TEXT) {
    key.text = ((const mochi_any_key *)(const void *)entry)->text;
  }
  return hash_of(map, &key, kind);
}

// ---------------------------------------------------------------- the index

static inline uint8_t tag_of(uint32_t hash) {
  return (uint8_t)((hash >> 25) | 0x80);
}

// Groups are tried at odd distances that depend on the tag, so that all are met.
static inline uint32_t step_of(uint32_t hash) {
  return (hash >> 25) * 2 + 1;
}

static void index_insert(mochi_map *map, uint32_t hash, uint32_t position) {
  uint32_t mask = map->groups - 1;
  uint32_t at = hash & mask;
  for (;;) {
    mochi_map_group *group = &map->index[at];
    uint32_t free = mochi_match_bytes(group->control, 0);
    if (MOCHI_LIKELY(free != 0)) {
      uint32_t slot = mochi_count_trailing_zeros(free);
      group->control[slot] = tag_of(hash);
      group->positions[slot] = position;
      return;
    }
    group->spilled++;
    at = (at + step_of(hash)) & mask;
  }
}

// Takes the entry at `position` out of the index.
static void index_remove(mochi_map *map, uint32_t hash, uint32_t position) {
  uint32_t mask = map->groups - 1;
  uint32_t at = hash & mask;
  for (;;) {
    mochi_map_group *group = &map->index[at];
    uint32_t matches = mochi_match_bytes(group->control, tag_of(hash));
    while (matches != 0) {
      uint32_t slot = mochi_count_trailing_zeros(matches);
      if (group->positions[slot] == position) {
        group->control[slot] = 0;
        return;
      }
      matches &= matches - 1;
    }
    group->spilled--;
    at = (at + step_of(hash)) & mask;
  }
}

static void index_allocate(mochi_map *map, uint32_t groups) {
  // Aligned to cache lines within a larger block; the pointer into it keeps it.
  char *block = mochi_gc_alloc_atomic((size_t)groups * GROUP_BYTES + (groups > 1 ? GROUP_BYTES : 0));
  if (groups > 1) {
    block += (GROUP_BYTES - (uintptr_t)block % GROUP_BYTES) % GROUP_BYTES;
  }
  map->index = (mochi_map_group *)(void *)block;
  map->groups = groups;
}

static inline bool is_removed(const mochi_map *map, uint32_t position) {
  return map->removed != NULL && ((map->removed[position / 64] >> (position % 64)) & 1) != 0;
}

// Enters all entries, of which none is removed.
static void index_build(mochi_map *map) {
  memset(map->index, 0, (size_t)map->groups * GROUP_BYTES);
  if (map->hashes != NULL) {
    for (uint32_t at = 0; at < map->used; at++) {
      index_insert(map, map->hashes[at], at);
    }
    return;
  }
  for (uint32_t at = 0; at < map->used; at++) {
    index_insert(map, hash_entry(map, entry_at(map, at), KEY_INT), at);
  }
}

// ---------------------------------------------------------------- finding

enum { ABSENT = UINT32_MAX };

// The position of the entry with that key, or ABSENT. Leaves the key's hash in `wanted` if the map has an index.
static MOCHI_ALWAYS_INLINE uint32_t find_position(const mochi_map *map, lookup *wanted, key_kind kind) {
  if (map->groups == 0) {
    for (uint32_t at = 0; at < map->used; at++) {
      if (same_key(map, entry_at(map, at), wanted, kind)) {
        return at;
      }
    }
    return ABSENT;
  }
  uint32_t hash = hash_of(map, wanted, kind);
  wanted->hash = hash;
  uint8_t tag = tag_of(hash);
  uint32_t mask = map->groups - 1;
  uint32_t at = hash & mask;
  for (;;) {
    const mochi_map_group *group = &map->index[at];
    uint32_t matches = mochi_match_bytes(group->control, tag);
    while (matches != 0) {
      uint32_t position = group->positions[mochi_count_trailing_zeros(matches)];
      if (MOCHI_LIKELY(same_key(map, entry_at(map, position), wanted, kind))) {
        return position;
      }
      matches &= matches - 1;
    }
    if (MOCHI_LIKELY(group->spilled == 0)) {
      return ABSENT;
    }
    at = (at + step_of(hash)) & mask;
  }
}

static inline void *value_at(const mochi_map *map, uint32_t position) {
  return position == ABSENT ? NULL : entry_at(map, position) + map->value_offset;
}

void *mochi_map_find_int(const mochi_map *map, int64_t key) {
  if (MOCHI_UNLIKELY(map == NULL)) {
    return NULL;
  }
  lookup wanted = {.integer = key, .hash = 0};
  return value_at(map, find_position(map, &wanted, KEY_INT));
}

void *mochi_map_find_string(const mochi_map *map, mochi_string key) {
  if (MOCHI_UNLIKELY(map == NULL)) {
    return NULL;
  }
  lookup wanted = {.text = key, .hash = 0};
  return value_at(map, find_position(map, &wanted, KEY_STRING));
}

static uint32_t find_any_kind(const mochi_map *map, lookup *wanted, key_kind kind) {
  switch (kind) {
    case KEY_INT:
      return find_position(map, wanted, KEY_INT);
    case KEY_STRING:
      return find_position(map, wanted, KEY_STRING);
    case KEY_TEXT:
      return find_position(map, wanted, KEY_TEXT);
    case KEY_OTHER:
      return find_position(map, wanted, KEY_OTHER);
  }
  return ABSENT;
}

void *mochi_map_find(const mochi_map *map, const void *key) {
  if (map == NULL) {
    return NULL;
  }
  key_kind kind = kind_of(map);
  lookup wanted = lookup_of(map, key, kind);
  return value_at(map, find_any_kind(map, &wanted, kind));
}

// ---------------------------------------------------------------- making and growing

static uint32_t alignment_of(uint32_t size) {
  return size >= 8 ? 8 : size >= 4 ? 4 : size >= 2 ? 2 : 1;
}

static uint32_t align_up(uint32_t offset, uint32_t alignment) {
  return (offset + alignment - 1) / alignment * alignment;
}

static bool is_pointer_free(const mochi_map *map) {
  bool key = (mochi_map_key_type(map->type)->flags & MOCHI_TYPE_POINTER_FREE) != 0;
  return key && (map->type->kind == MOCHI_KIND_SET || (map->type->element->flags & MOCHI_TYPE_POINTER_FREE) != 0);
}

// Moves the entries to an array with room for `capacity`.
static void entries_reserve(mochi_map *map, uint32_t capacity) {
  size_t used = (size_t)map->used * map->stride;
  size_t bytes = (size_t)capacity * map->stride;
  size_t old = (size_t)map->capacity * map->stride;
  map->entries = is_pointer_free(map) ? mochi_gc_grow_atomic(map->entries, used, old, bytes) : mochi_gc_grow(map->entries, used, old, bytes);
  if (map->hashes != NULL) {
    size_t each = sizeof *map->hashes;
    map->hashes = mochi_gc_grow_atomic(map->hashes, map->used * each, map->capacity * each, capacity * each);
  }
  map->capacity = capacity;
}

// Makes the index for as many entries as `groups` groups hold.
static void index_start(mochi_map *map, uint32_t groups) {
  key_kind kind = kind_of(map);
  if (kind != KEY_INT) {
    uint32_t *hashes = mochi_gc_alloc_atomic((size_t)groups * GROUP_FILL * sizeof *hashes);
    for (uint32_t at = 0; at < map->used; at++) {
      hashes[at] = hash_entry(map, entry_at(map, at), kind);
    }
    entries_reserve(map, groups * GROUP_FILL);
    map->hashes = hashes;
  } else {
    entries_reserve(map, groups * GROUP_FILL);
  }
  index_allocate(map, groups);
  index_build(map);
}

static void squeeze(mochi_map *map) {
  uint32_t to = 0;
  for (uint32_t from = 0; from < map->used; from++) {
    if (is_removed(map, from)) {
      continue;
    }
    if (from != to) {
      memcpy(entry_at(map, to), entry_at(map, from), map->stride);
      if (map->hashes != NULL) {
        map->hashes[to] = map->hashes[from];
      }
    }
    to++;
  }
  memset(entry_at(map, to), 0, (size_t)(map->used - to) * map->stride);
  map->used = to;
  map->removed = NULL;
}

// Makes room for one more entry.
static MOCHI_NOINLINE void map_grow(mochi_map *map) {
  if (map->groups == 0) {
    if (map->capacity < SMALL) {
      entries_reserve(map, map->capacity == 0 ? SMALL / 2 : SMALL);
    } else {
      index_start(map, 2);
    }
    return;
  }
  bool many_removed = map->used - map->count >= map->used / 4;
  if (map->removed != NULL) {
    squeeze(map);
  }
  if (!many_removed) {
    if (map->groups > UINT32_MAX / (2 * GROUP_FILL)) {
      mochi_raise_out_of_memory();
    }
    index_allocate(map, map->groups * 2);
    entries_reserve(map, map->groups * GROUP_FILL);
  }
  index_build(map);
}

mochi_map *mochi_map_new(const mochi_type *map_type, int64_t capacity) {
  mochi_hash_start();
  mochi_map *map = mochi_gc_alloc(sizeof *map);
  map->type = map_type;
  map->sorted = true;
  uint32_t value_size = map_type->kind == MOCHI_KIND_MAP ? map_type->element->size : 0;
  uint32_t key_size = kind_of(map) == KEY_TEXT ? (uint32_t)sizeof(mochi_any_key) : mochi_map_key_type(map_type)->size;
  uint32_t alignment = alignment_of(key_size > value_size ? key_size : value_size);
  map->value_offset = align_up(key_size, alignment_of(value_size));
  map->stride = align_up(map->value_offset + value_size, alignment);
  if (capacity > SMALL) {
    uint32_t groups = 2;
    while (groups < UINT32_MAX / (2 * GROUP_FILL) && (int64_t)groups * GROUP_FILL < capacity) {
      groups *= 2;
    }
    index_start(map, groups);
  } else if (capacity > 0) {
    entries_reserve(map, (uint32_t)capacity);
  }
  return map;
}

mochi_map *mochi_map_copy(const mochi_map *map, const mochi_type *map_type) {
  mochi_map *copy = mochi_map_new(map_type, mochi_map_length(map));
  if (map == NULL || map->count == 0) {
    return copy;
  }
  copy->sorted = map->sorted;
  for (uint32_t at = 0; at < map->used; at++) {
    if (!is_removed(map, at)) {
      memcpy(entry_at(copy, copy->used), entry_at(map, at), map->stride);
      if (copy->hashes != NULL) {
        copy->hashes[copy->used] = map->hashes != NULL ? map->hashes[at] : hash_entry(map, entry_at(map, at), kind_of(map));
      }
      copy->used++;
    }
  }
  copy->count = copy->used;
  if (copy->groups != 0) {
    index_build(copy);
  }
  return copy;
}

// ---------------------------------------------------------------- inserting

// Whether a new last key keeps the entries in order.
static bool stays_sorted(const mochi_map *map, const lookup *wanted, key_kind kind) {
  if (map->count == 0) {
    return true;
  }
  const char *last = entry_at(map, map->used - 1);
  switch (kind) {
    case KEY_INT:
      if (mochi_map_key_type(map->type)->kind == MOCHI_KIND_DURATION) {
        return false;
      }
      return mochi_map_int_order(*(const int64_t *)(const void *)last, wanted->integer) < 0;
    case KEY_STRING:
      return mochi_string_compare(*(const mochi_string *)(const void *)last, wanted->text) < 0;
    case KEY_TEXT:
      return mochi_string_compare(((const mochi_any_key *)(const void *)last)->text, wanted->text) < 0;
    case KEY_OTHER:
      return false;
  }
  return false;
}

// A new entry for a key that isn't there; its value is zeros.
static MOCHI_ALWAYS_INLINE char *insert(mochi_map *map, lookup *wanted, key_kind kind) {
  if (map->sorted) {
    map->sorted = stays_sorted(map, wanted, kind);
  }
  if (MOCHI_UNLIKELY(map->used == map->capacity)) {
    bool had_index = map->groups != 0;
    map_grow(map);
    if (!had_index && map->groups != 0) {
      wanted->hash = hash_of(map, wanted, kind);
    }
  }
  uint32_t position = map->used++;
  map->count++;
  if (map->groups != 0) {
    if (kind != KEY_INT) {
      map->hashes[position] = wanted->hash;
    }
    index_insert(map, wanted->hash, position);
  }
  char *entry = entry_at(map, position);
  switch (kind) {
    case KEY_INT:
      *(int64_t *)(void *)entry = wanted->integer;
      break;
    case KEY_STRING:
      *(mochi_string *)(void *)entry = wanted->text;
      break;
    case KEY_TEXT:
      *(mochi_any_key *)(void *)entry = (mochi_any_key){.value = *(const mochi_any *)wanted->slot, .text = wanted->text};
      break;
    case KEY_OTHER:
      mochi_copy(entry, wanted->slot, mochi_map_key_type(map->type)->size);
      break;
  }
  memset(entry + map->value_offset, 0, map->stride - map->value_offset);
  if (MOCHI_UNLIKELY(map->type->kind == MOCHI_KIND_MAP && mochi_map_zero_is_not_zeros(map->type->element))) {
    mochi_map_zero(entry + map->value_offset, map->type->element);
  }
  return entry;
}

static MOCHI_ALWAYS_INLINE void *slot_of(mochi_map *map, lookup *wanted, key_kind kind) {
  uint32_t position = find_position(map, wanted, kind);
  if (position != ABSENT) {
    return value_at(map, position);
  }
  return insert(map, wanted, kind) + map->value_offset;
}

void *mochi_map_slot_int(mochi_map *map, int64_t key) {
  lookup wanted = {.integer = key, .hash = 0};
  return slot_of(map, &wanted, KEY_INT);
}

void *mochi_map_slot_string(mochi_map *map, mochi_string key) {
  lookup wanted = {.text = key, .hash = 0};
  return slot_of(map, &wanted, KEY_STRING);
}

void *mochi_map_slot(mochi_map *map, const void *key) {
  key_kind kind = kind_of(map);
  lookup wanted = lookup_of(map, key, kind);
  switch (kind) {
    case KEY_INT:
      return slot_of(map, &wanted, KEY_INT);
    case KEY_STRING:
      return slot_of(map, &wanted, KEY_STRING);
    case KEY_TEXT:
      return slot_of(map, &wanted, KEY_TEXT);
    case KEY_OTHER:
      return slot_of(map, &wanted, KEY_OTHER);
  }
  return NULL;
}

bool mochi_set_add(mochi_map *set, const void *value) {
  uint32_t before = set->count;
  mochi_map_slot(set, value);
  return set->count != before;
}

// ---------------------------------------------------------------- removing

bool mochi_map_remove(mochi_map *map, const void *key) {
  if (map == NULL) {
    return false;
  }
  key_kind kind = kind_of(map);
  lookup wanted = lookup_of(map, key, kind);
  uint32_t position = find_any_kind(map, &wanted, kind);
  if (position == ABSENT) {
    return false;
  }
  map->count--;
  char *entry = entry_at(map, position);
  if (map->groups == 0) {
    memmove(entry, entry + map->stride, (size_t)(map->used - 1 - position) * map->stride);
    map->used--;
    memset(entry_at(map, map->used), 0, map->stride);
    return true;
  }
  index_remove(map, wanted.hash, position);
  memset(entry, 0, map->stride);
  if (map->count == 0) {
    map->used = 0;
    map->removed = NULL;
    map->sorted = true;
  } else if (position == map->used - 1) {
    // So that the last entry is always a live one.
    do {
      map->used--;
      if (map->removed != NULL) {
        map->removed[map->used / 64] &= ~(UINT64_C(1) << (map->used % 64));
      }
    } while (is_removed(map, map->used - 1));
  } else {
    if (map->removed == NULL) {
      size_t bytes = ((size_t)map->capacity + 63) / 64 * sizeof *map->removed;
      map->removed = mochi_gc_alloc_atomic(bytes);
      memset(map->removed, 0, bytes);
    }
    map->removed[position / 64] |= UINT64_C(1) << (position % 64);
  }
  return true;
}

// ---------------------------------------------------------------- linking

// Printing, comparing and `any` refer to these weakly, so that they don't link tables into programs
// without any. A program that makes a map links them by this list; the linker then drops what
// nobody calls.
extern void (*const mochi_map_links[])(void);
void (*const mochi_map_links[])(void) = {
    (void (*)(void))mochi_map_walk_begin,
    (void (*)(void))mochi_map_find_any,
    (void (*)(void))mochi_map_merge,
};
