// Relations while they grow and when they are complete: rows, the set of what is in them, indexes.
//
// Rows lie in the order of insertion: base facts, then what rules derived. Rows below `seen` are
// visible to rules; those from `old` to `seen` are the delta of the round. The set is a bitmap over
// all possible tuples when that is small enough (one bit test a tuple), else a hash table of packed
// pairs, or of row numbers.
//
// An index finds rows by some columns. Its bucket is the id itself for one column, else a hash (then
// keys have to be compared). While the relation grows, rows of a bucket are chained, newest first;
// when it is complete they are copied side by side in the order of their buckets.

#ifndef MOCHI_LOGIC_TABLE_H
#define MOCHI_LOGIC_TABLE_H

#include "logic/logic.h"

typedef struct mochi_logic_buckets {
  uint32_t count;     // of buckets: the domain, or a power of two
  uint32_t chained;   // rows that are in chains
  uint32_t capacity;  // of `next`
  bool exact;         // the bucket is the key
  uint32_t *head;     // growing: bucket → row + 1, 0 for none
  uint32_t *next;     // growing: row → an older row + 1 of the same bucket
  uint32_t *start;    // complete: bucket → first of `sorted`; one more than there are buckets
  uint32_t *sorted;   // complete: the rows, by bucket
} mochi_logic_buckets;

typedef enum mochi_logic_set { MOCHI_LOGIC_BITMAP, MOCHI_LOGIC_PAIRS, MOCHI_LOGIC_ROWS } mochi_logic_set;

typedef struct mochi_logic_table {
  const mochi_logic_relation *relation;
  uint32_t arity;
  uint32_t domain;
  uint32_t count;
  uint32_t capacity;
  uint32_t old;
  uint32_t seen;
  uint32_t *rows;
  mochi_logic_set set;
  bool complete;
  uint64_t *words;     // BITMAP: bits; PAIRS: tuples, all ones for a free slot
  uint32_t *numbers;   // ROWS: row + 1, 0 for a free slot
  size_t mask;         // slots − 1
  mochi_logic_buckets *buckets;  // by index
} mochi_logic_table;

void mochi_logic_table_open(mochi_logic_table *table, const mochi_logic_relation *relation, uint32_t domain);
void mochi_logic_table_grow_rows(mochi_logic_table *table);
void mochi_logic_table_insert_hashed(mochi_logic_table *table, const uint32_t *tuple);
bool mochi_logic_table_has_hashed(const mochi_logic_table *table, const uint32_t *tuple);
// Makes an index ready for probes: of all visible rows.
void mochi_logic_table_prepare(mochi_logic_table *table, uint32_t index);
// No row will be added: frees what only growing needs.
void mochi_logic_table_complete(mochi_logic_table *table);

// Zeroed memory outside the collector, never NULL.
void *mochi_logic_zeroed(size_t count, size_t size);

static inline uint32_t mochi_logic_mix(uint32_t hash, uint32_t id) {
  uint64_t mixed = ((uint64_t)hash ^ id) * UINT64_C(0x9e3779b97f4a7c15);
  return (uint32_t)(mixed >> 32) ^ (uint32_t)mixed;
}

static inline void mochi_logic_table_add_row(mochi_logic_table *table, const uint32_t *tuple) {
  if (MOCHI_UNLIKELY(table->count == table->capacity)) {
    mochi_logic_table_grow_rows(table);
  }
  uint32_t *row = table->rows + (size_t)table->count * table->arity;
  for (uint32_t column = 0; column < table->arity; column++) {
    row[column] = tuple[column];
  }
  table->count++;
}

static inline size_t mochi_logic_table_bit(const mochi_logic_table *table, const uint32_t *tuple) {
  size_t bit = 0;
  for (uint32_t column = 0; column < table->arity; column++) {
    bit = bit * table->domain + tuple[column];
  }
  return bit;
}

static inline void mochi_logic_table_insert(mochi_logic_table *table, const uint32_t *tuple) {
  if (MOCHI_LIKELY(table->set == MOCHI_LOGIC_BITMAP)) {
    size_t bit = mochi_logic_table_bit(table, tuple);
    uint64_t flag = UINT64_C(1) << (bit & 63);
    if ((table->words[bit >> 6] & flag) == 0) {
      table->words[bit >> 6] |= flag;
      mochi_logic_table_add_row(table, tuple);
    }
  } else {
    mochi_logic_table_insert_hashed(table, tuple);
  }
}

static inline bool mochi_logic_table_has(const mochi_logic_table *table, const uint32_t *tuple) {
  if (MOCHI_LIKELY(table->set == MOCHI_LOGIC_BITMAP)) {
    size_t bit = mochi_logic_table_bit(table, tuple);
    return (table->words[bit >> 6] >> (bit & 63) & 1) != 0;
  }
  return mochi_logic_table_has_hashed(table, tuple);
}

#endif
