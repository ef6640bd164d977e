// Making and growing the hash tables of queries; see table.h.

#include "query/table.h"

#include <string.h>

#include "memory/gc.h"
#include "values/compare.h"
#include "values/list.h"

enum { FIRST_SLOTS = 32 };

static mochi_query_slot *new_slots(uint32_t count) {
  size_t size = (size_t)count * sizeof(mochi_query_slot);
  mochi_query_slot *slots = mochi_gc_alloc_atomic(size);
  memset(slots, 0, size);
  return slots;
}

static mochi_query_table *new_table(uint32_t slots) {
  mochi_hash_start();
  mochi_query_table *table = mochi_gc_alloc(sizeof *table);
  table->slots = new_slots(slots);
  table->mask = slots - 1;
  return table;
}

static void add_chains(mochi_query_table *table, uint32_t rows) {
  table->rows = rows;
  table->following = mochi_gc_alloc_atomic((size_t)rows * sizeof *table->following);
}

mochi_query_table *mochi_query_table_new(void) {
  return new_table(FIRST_SLOTS);
}

mochi_query_table *mochi_query_table_of_rows(uint32_t rows) {
  uint32_t slots = FIRST_SLOTS;
  while (slots / 2 <= rows && slots < UINT32_C(1) << 31) {
    slots *= 2;
  }
  mochi_query_table *table = new_table(slots);
  add_chains(table, rows);
  return table;
}

void mochi_query_table_drop(mochi_query_table *table) {
  if (table->slots != NULL) {
    mochi_gc_free(table->slots, ((size_t)table->mask + 1) * sizeof *table->slots);
  }
  if (table->ints != NULL) {
    mochi_gc_free(table->ints, ((size_t)table->mask + 1) * sizeof *table->ints);
  }
  mochi_gc_free(table->numbers, (size_t)table->small * sizeof *table->numbers);
  mochi_gc_free(table->first, (size_t)table->capacity * sizeof *table->first);
  mochi_gc_free(table->last, (size_t)table->capacity * sizeof *table->last);
  mochi_gc_free(table->following, (size_t)table->rows * sizeof *table->following);
  *table = (mochi_query_table){.slots = NULL};
}

MOCHI_NOINLINE void mochi_query_table_grow(mochi_query_table *table) {
  uint32_t old_count = table->mask + 1;
  mochi_query_slot *old = table->slots;
  uint32_t count = old_count * 2;
  mochi_query_slot *slots = new_slots(count);
  uint32_t mask = count - 1;
  for (uint32_t from = 0; from < old_count; from++) {
    if (old[from].entry != 0) {
      uint32_t to = old[from].hash & mask;
      while (slots[to].entry != 0) {
        to = (to + 1) & mask;
      }
      slots[to] = old[from];
    }
  }
  table->slots = slots;
  table->mask = mask;
  mochi_gc_free(old, (size_t)old_count * sizeof *old);
}

static uint32_t *grown(uint32_t *rows, uint32_t old, uint32_t capacity) {
  size_t used = (size_t)old * sizeof *rows;
  return mochi_gc_grow_atomic(rows, used, used, (size_t)capacity * sizeof *rows);
}

MOCHI_NOINLINE void mochi_query_chain_grow(mochi_query_table *table) {
  uint32_t old = table->capacity;
  uint32_t capacity = old == 0 ? FIRST_SLOTS : old * 2;
  table->first = grown(table->first, old, capacity);
  table->last = grown(table->last, old, capacity);
  for (uint32_t at = old; at < capacity; at++) {
    table->first[at] = MOCHI_QUERY_NONE;
  }
  table->capacity = capacity;
}

// ---------------------------------------------------------------- one int as key

mochi_query_table *mochi_query_table_of_ints(uint32_t rows) {
  mochi_hash_start();
  mochi_query_table *table = mochi_gc_alloc(sizeof *table);
  if (rows > 0) {
    add_chains(table, rows);
  }
  return table;
}

// Keys up to eight times their count have a place of their own: that is no more memory than hashing takes.
static bool is_small(const mochi_query_table *table, int64_t key) {
  return key >= 0 && key <= INT32_MAX && (uint64_t)key < (uint64_t)8 * table->count + 1024;
}

static void make_room_for(mochi_query_table *table, uint32_t key) {
  uint32_t old = table->small;
  uint64_t length = old == 0 ? 1024 : old;
  while (length <= key) {
    length *= 2;
  }
  uint32_t small = (uint32_t)length;  // at most 2³¹
  size_t used = (size_t)old * sizeof *table->numbers;
  table->numbers = mochi_gc_grow_atomic(table->numbers, used, used, (size_t)small * sizeof *table->numbers);
  memset(table->numbers + old, 0, (size_t)(small - old) * sizeof *table->numbers);
  table->small = small;
}

static void put_int(mochi_query_int_slot *slots, uint32_t mask, mochi_query_int_slot slot) {
  uint32_t at = mochi_query_hash_int(slot.key) & mask;
  while (slots[at].entry != 0) {
    at = (at + 1) & mask;
  }
  slots[at] = slot;
}

static void grow_ints(mochi_query_table *table) {
  uint32_t old_count = table->ints == NULL ? 0 : table->mask + 1;
  uint32_t count = old_count == 0 ? FIRST_SLOTS : old_count * 2;
  size_t size = (size_t)count * sizeof *table->ints;
  mochi_query_int_slot *slots = mochi_gc_alloc_atomic(size);
  memset(slots, 0, size);
  mochi_query_int_slot *old = table->ints;
  for (uint32_t at = 0; at < old_count; at++) {
    if (old[at].entry != 0) {
      put_int(slots, count - 1, old[at]);
    }
  }
  if (old != NULL) {
    mochi_gc_free(old, (size_t)old_count * sizeof *old);
  }
  table->ints = slots;
  table->mask = count - 1;
}

uint32_t mochi_query_add_int(mochi_query_table *table, int64_t key) {
  uint32_t number = table->count++;
  if (is_small(table, key)) {
    if ((uint64_t)key >= table->small) {
      make_room_for(table, (uint32_t)key);
    }
    table->numbers[key] = number + 1;
    return number;
  }
  if (table->ints == NULL || table->hashed >= (table->mask + 1) / 2) {
    grow_ints(table);
  }
  put_int(table->ints, table->mask, (mochi_query_int_slot){.key = key, .entry = (uint64_t)number + 1});
  table->hashed++;
  return number;
}

// ---------------------------------------------------------------- joins

mochi_list *mochi_query_flags(uint32_t count) {
  mochi_list *flags = mochi_list_sized(&mochi_type_bool, count);
  if (count > 0) {
    memset(flags->data, 0, (size_t)count * sizeof(bool));
  }
  return flags;
}

uint32_t mochi_query_hash_value(const void *value, const mochi_type *type) {
  return mochi_query_hash_fold(mochi_hash(value, type));
}
