// Rows, sets and indexes of relations; logic/table.h has the representation.

#include "logic/table.h"

#include <stdlib.h>

#include "errors/raise.h"

// Bitmaps of up to 32 MB; pages that no tuple touches cost nothing.
static const uint64_t bitmap_limit = UINT64_C(1) << 28;
static const uint64_t free_pair = UINT64_MAX;

void *mochi_logic_zeroed(size_t count, size_t size) {
  void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
  if (memory == NULL) {
    mochi_raise_out_of_memory();
  }
  return memory;
}

static void *grown(void *memory, size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) {
    mochi_raise_out_of_memory();
  }
  void *larger = realloc(memory, count * size > 0 ? count * size : 1);
  if (larger == NULL) {
    mochi_raise_out_of_memory();
  }
  return larger;
}

// ---------------------------------------------------------------- rows and sets

static bool fits_bitmap(uint32_t arity, uint32_t domain) {
  uint64_t bits = 1;
  for (uint32_t column = 0; column < arity; column++) {
    bits *= domain;
    if (bits > bitmap_limit) {
      return false;
    }
  }
  return true;
}

static uint64_t *free_pairs(size_t slots) {
  uint64_t *words = (uint64_t *)grown(NULL, slots, sizeof(uint64_t));
  for (size_t slot = 0; slot < slots; slot++) {
    words[slot] = free_pair;
  }
  return words;
}

void mochi_logic_table_open(mochi_logic_table *table, const mochi_logic_relation *relation, uint32_t domain) {
  *table = (mochi_logic_table){.relation = relation, .arity = relation->arity, .domain = domain};
  if (fits_bitmap(relation->arity, domain)) {
    uint64_t bits = 1;
    for (uint32_t column = 0; column < relation->arity; column++) {
      bits *= domain;
    }
    table->set = MOCHI_LOGIC_BITMAP;
    table->words = (uint64_t *)mochi_logic_zeroed((size_t)(bits / 64) + 1, sizeof(uint64_t));
  } else {
    table->mask = 63;
    if (relation->arity <= 2) {
      table->set = MOCHI_LOGIC_PAIRS;
      table->words = free_pairs(table->mask + 1);
    } else {
      table->set = MOCHI_LOGIC_ROWS;
      table->numbers = (uint32_t *)mochi_logic_zeroed(table->mask + 1, sizeof(uint32_t));
    }
  }
  table->buckets = (mochi_logic_buckets *)mochi_logic_zeroed(relation->indexes, sizeof(mochi_logic_buckets));
  for (uint32_t row = 0; row < relation->facts; row++) {
    mochi_logic_table_insert(table, relation->fact + (size_t)row * relation->arity);
  }
}

void mochi_logic_table_grow_rows(mochi_logic_table *table) {
  if (table->capacity > UINT32_MAX / 2) {
    mochi_raise_out_of_memory();
  }
  table->capacity = table->capacity == 0 ? 16 : table->capacity * 2;
  table->rows = (uint32_t *)grown(table->rows, table->capacity, sizeof(uint32_t) * table->arity);
}

// `tuple` of one or two ids in a word; never all ones, since ids are below the domain.
static uint64_t pair_of(const mochi_logic_table *table, const uint32_t *tuple) {
  return table->arity == 2 ? (uint64_t)tuple[0] << 32 | tuple[1] : tuple[0];
}

static size_t pair_slot(const mochi_logic_table *table, uint64_t pair) {
  size_t slot = mochi_logic_mix((uint32_t)(pair >> 32), 0) ^ mochi_logic_mix((uint32_t)pair, 0x5bd1e995);
  for (slot &= table->mask; table->words[slot] != free_pair && table->words[slot] != pair;) {
    slot = (slot + 1) & table->mask;
  }
  return slot;
}

static bool equal_rows(const uint32_t *left, const uint32_t *right, uint32_t arity) {
  for (uint32_t column = 0; column < arity; column++) {
    if (left[column] != right[column]) {
      return false;
    }
  }
  return true;
}

static size_t row_slot(const mochi_logic_table *table, const uint32_t *tuple) {
  uint32_t hash = 0;
  for (uint32_t column = 0; column < table->arity; column++) {
    hash = mochi_logic_mix(hash, tuple[column]);
  }
  size_t slot = hash & table->mask;
  while (table->numbers[slot] != 0 && !equal_rows(table->rows + (size_t)(table->numbers[slot] - 1) * table->arity, tuple, table->arity)) {
    slot = (slot + 1) & table->mask;
  }
  return slot;
}

// Twice the slots, when more than half are taken.
static void grow_set(mochi_logic_table *table) {
  if (table->count <= table->mask / 2) {
    return;
  }
  size_t slots = (table->mask + 1) * 2;
  table->mask = slots - 1;
  if (table->set == MOCHI_LOGIC_PAIRS) {
    free(table->words);
    table->words = free_pairs(slots);
  } else {
    free(table->numbers);
    table->numbers = (uint32_t *)mochi_logic_zeroed(slots, sizeof(uint32_t));
  }
  for (uint32_t row = 0; row < table->count; row++) {
    const uint32_t *tuple = table->rows + (size_t)row * table->arity;
    if (table->set == MOCHI_LOGIC_PAIRS) {
      uint64_t pair = pair_of(table, tuple);
      table->words[pair_slot(table, pair)] = pair;
    } else {
      table->numbers[row_slot(table, tuple)] = row + 1;
    }
  }
}

void mochi_logic_table_insert_hashed(mochi_logic_table *table, const uint32_t *tuple) {
  if (table->set == MOCHI_LOGIC_PAIRS) {
    uint64_t pair = pair_of(table, tuple);
    size_t slot = pair_slot(table, pair);
    if (table->words[slot] == pair) {
      return;
    }
    table->words[slot] = pair;
    mochi_logic_table_add_row(table, tuple);
  } else {
    size_t slot = row_slot(table, tuple);
    if (table->numbers[slot] != 0) {
      return;
    }
    mochi_logic_table_add_row(table, tuple);
    table->numbers[slot] = table->count;
  }
  grow_set(table);
}

bool mochi_logic_table_has_hashed(const mochi_logic_table *table, const uint32_t *tuple) {
  if (table->set == MOCHI_LOGIC_PAIRS) {
    uint64_t pair = pair_of(table, tuple);
    return table->words[pair_slot(table, pair)] == pair;
  }
  return table->numbers[row_slot(table, tuple)] != 0;
}

// ---------------------------------------------------------------- indexes

static uint32_t bucket_of(const mochi_logic_buckets *buckets, const mochi_logic_index *index, const uint32_t *row) {
  if (buckets->exact) {
    return row[index->column[0]];
  }
  uint32_t hash = 0;
  for (uint32_t at = 0; at < index->columns; at++) {
    hash = mochi_logic_mix(hash, row[index->column[at]]);
  }
  return hash & (buckets->count - 1);
}

static uint32_t bucket_count(const mochi_logic_table *table, const mochi_logic_index *index) {
  if (index->columns == 1) {
    return table->domain;
  }
  uint32_t count = 16;
  while (count < table->seen && count < UINT32_C(1) << 31) {
    count *= 2;
  }
  return count;
}

static void chain_rows(mochi_logic_table *table, mochi_logic_buckets *buckets, const mochi_logic_index *index) {
  if (buckets->head == NULL || (!buckets->exact && buckets->count < table->seen)) {
    free(buckets->head);
    buckets->exact = index->columns == 1;
    buckets->count = bucket_count(table, index);
    buckets->head = (uint32_t *)mochi_logic_zeroed(buckets->count, sizeof(uint32_t));
    buckets->chained = 0;
  }
  if (buckets->capacity < table->seen) {
    buckets->capacity = table->capacity;
    buckets->next = (uint32_t *)grown(buckets->next, buckets->capacity, sizeof(uint32_t));
  }
  for (uint32_t row = buckets->chained; row < table->seen; row++) {
    uint32_t bucket = bucket_of(buckets, index, table->rows + (size_t)row * table->arity);
    buckets->next[row] = buckets->head[bucket];
    buckets->head[bucket] = row + 1;
  }
  buckets->chained = table->seen;
}

static void sort_rows(mochi_logic_table *table, mochi_logic_buckets *buckets, const mochi_logic_index *index) {
  uint32_t arity = table->arity;
  buckets->exact = index->columns == 1;
  buckets->count = bucket_count(table, index);
  uint32_t *start = (uint32_t *)mochi_logic_zeroed((size_t)buckets->count + 1, sizeof(uint32_t));
  uint32_t *sorted = (uint32_t *)grown(NULL, table->count, sizeof(uint32_t) * arity);
  for (uint32_t row = 0; row < table->count; row++) {
    start[bucket_of(buckets, index, table->rows + (size_t)row * arity)]++;
  }
  uint32_t sum = 0;
  for (uint32_t bucket = 0; bucket <= buckets->count; bucket++) {
    sum += start[bucket];
    start[bucket] = sum;  // the end, which filling from behind turns into the start
  }
  for (uint32_t row = table->count; row-- > 0;) {
    const uint32_t *from = table->rows + (size_t)row * arity;
    uint32_t *to = sorted + (size_t)--start[bucket_of(buckets, index, from)] * arity;
    for (uint32_t column = 0; column < arity; column++) {
      to[column] = from[column];
    }
  }
  buckets->start = start;
  buckets->sorted = sorted;
}

void mochi_logic_table_prepare(mochi_logic_table *table, uint32_t index) {
  mochi_logic_buckets *buckets = &table->buckets[index];
  if (!table->complete) {
    chain_rows(table, buckets, &table->relation->index[index]);
  } else if (buckets->start == NULL) {
    sort_rows(table, buckets, &table->relation->index[index]);
  }
}

void mochi_logic_table_complete(mochi_logic_table *table) {
  table->complete = true;
  table->old = 0;
  table->seen = table->count;
  for (uint32_t index = 0; index < table->relation->indexes; index++) {
    free(table->buckets[index].head);
    free(table->buckets[index].next);
    table->buckets[index] = (mochi_logic_buckets){.count = 0};
  }
}
