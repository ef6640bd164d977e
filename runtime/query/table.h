// The hash table of a query: gives equal keys the same number, in order of first appearance.
//
// It holds no keys. Emitted code keeps them in typed lists, one per part of the key, and compares
// them itself: `next` gives the numbers whose keys have the same hash, one after the other, then
// MOCHI_QUERY_NONE. What hangs on a key (accumulators, items, rows) lies in lists by its number, too.
//
//   uint32_t at = hash;
//   while ((number = mochi_query_next(table, hash, &at)) != MOCHI_QUERY_NONE && !(keys[number] == key)) { }
//   if (number == MOCHI_QUERY_NONE) { number = mochi_query_add(table, hash, at); …append the key… }
//
// A table whose only key is an int holds the keys itself: small ones, not below 0, are positions in an
// array; the others are hashed. `find_int` and `add_int` take the place of the loop above.
//
// For joins, a table also chains the rows of a key, in the order in which they are linked.

#ifndef MOCHI_QUERY_TABLE_H
#define MOCHI_QUERY_TABLE_H

#include "platform/compiler.h"
#include "values/hash.h"
#include "values/value.h"

#define MOCHI_QUERY_NONE UINT32_MAX

typedef struct mochi_query_slot {
  uint32_t hash;
  uint32_t entry;  // number + 1; 0: free
} mochi_query_slot;

typedef struct mochi_query_int_slot {
  int64_t key;
  uint64_t entry;  // number + 1; 0: free
} mochi_query_int_slot;

typedef struct mochi_query_table {
  mochi_query_slot *slots;  // at most half of them are taken; NULL when the key is an int
  mochi_query_int_slot *ints;
  uint32_t mask;            // of `slots` or `ints`
  uint32_t count;           // of keys
  uint32_t hashed;          // of these, in `ints`
  uint32_t small;           // length of `numbers`
  uint32_t *numbers;        // number + 1 of the int key at its position; 0: none
  // Of joins: the first and last row of each key, the next row after each row.
  uint32_t *first;
  uint32_t *last;
  uint32_t *following;
  uint32_t rows;            // length of `following`
  uint32_t capacity;        // of `first` and `last`
} mochi_query_table;

// May collect.
mochi_query_table *mochi_query_table_new(void);
// For a join of so many rows.
mochi_query_table *mochi_query_table_of_rows(uint32_t rows);
// Gives its memory back: nothing refers to it any more.
void mochi_query_table_drop(mochi_query_table *table);

static inline uint32_t mochi_query_hash_fold(uint64_t hash) {
  return (uint32_t)(hash >> 32) ^ (uint32_t)hash;
}

static inline uint32_t mochi_query_hash_int(int64_t value) {
  return mochi_query_hash_fold(mochi_hash_int(value));
}

static inline uint32_t mochi_query_hash_string(mochi_string value) {
  return mochi_query_hash_fold(mochi_hash_string(value));
}

// Equal values (==) of any types have equal hashes, but for ints and strings by the functions above.
uint32_t mochi_query_hash_value(const void *value, const mochi_type *type);

// Of a key of several parts.
static inline uint32_t mochi_query_hash_both(uint32_t left, uint32_t right) {
  return mochi_query_hash_fold(((uint64_t)left << 32 | right) * UINT64_C(0x9e3779b97f4a7c15));
}

static inline uint32_t mochi_query_next(const mochi_query_table *table, uint32_t hash, uint32_t *at) {
  for (;;) {
    mochi_query_slot slot = table->slots[*at & table->mask];
    *at += 1;
    if (slot.entry == 0) {
      return MOCHI_QUERY_NONE;
    }
    if (MOCHI_LIKELY(slot.hash == hash)) {
      return slot.entry - 1;
    }
  }
}

// For one int as key; `rows`: of a join, else 0.
mochi_query_table *mochi_query_table_of_ints(uint32_t rows);

// The number of a key, or none.
static inline uint32_t mochi_query_find_int(const mochi_query_table *table, int64_t key) {
  if (MOCHI_LIKELY((uint64_t)key < table->small)) {
    uint32_t entry = table->numbers[key];
    if (MOCHI_LIKELY(entry != 0)) {
      return entry - 1;
    }
  }
  if (table->hashed == 0) {
    return MOCHI_QUERY_NONE;
  }
  for (uint32_t at = mochi_query_hash_int(key);; at++) {
    mochi_query_int_slot slot = table->ints[at & table->mask];
    if (slot.entry == 0) {
      return MOCHI_QUERY_NONE;
    }
    if (MOCHI_LIKELY(slot.key == key)) {
      return (uint32_t)slot.entry - 1;
    }
  }
}

// The number of a new key. May collect.
uint32_t mochi_query_add_int(mochi_query_table *table, int64_t key);

MOCHI_NOINLINE void mochi_query_table_grow(mochi_query_table *table);

// The number of a new key; `at` is where `next` has ended. May collect.
static inline uint32_t mochi_query_add(mochi_query_table *table, uint32_t hash, uint32_t at) {
  uint32_t number = table->count;
  table->slots[(at - 1) & table->mask] = (mochi_query_slot){.hash = hash, .entry = number + 1};
  table->count = number + 1;
  if (MOCHI_UNLIKELY(table->count > table->mask / 2)) {
    mochi_query_table_grow(table);
  }
  return number;
}

// A flag for each of `count` rows, all false. May collect.
mochi_list *mochi_query_flags(uint32_t count);

MOCHI_NOINLINE void mochi_query_chain_grow(mochi_query_table *table);

// Puts a row behind the others of its key. May collect.
static inline void mochi_query_link(mochi_query_table *table, uint32_t number, uint32_t row) {
  table->following[row] = MOCHI_QUERY_NONE;
  if (MOCHI_UNLIKELY(number >= table->capacity)) {
    mochi_query_chain_grow(table);
  }
  if (table->first[number] == MOCHI_QUERY_NONE) {
    table->first[number] = row;
  } else {
    table->following[table->last[number]] = row;
  }
  table->last[number] = row;
}

// The first row of a key, none for none.
static inline uint32_t mochi_query_first(const mochi_query_table *table, uint32_t number) {
  return number == MOCHI_QUERY_NONE ? MOCHI_QUERY_NONE : table->first[number];
}

// The next row of the same key.
static inline uint32_t mochi_query_following(const mochi_query_table *table, uint32_t row) {
  return table->following[row];
}

#endif
