// What asks whether a list has an equal element: indexOf, distinct, union, except, intersect. Ints and
// strings are compared directly, others by descriptor; large operands are hashed.

#include "values/list.h"

#include "memory/gc.h"
#include "text/string.h"
#include "values/compare.h"
#include "values/hash.h"

static inline bool equal_elements(const void *left, const void *right, const mochi_type *element) {
  switch ((mochi_kind)element->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return *(const int64_t *)left == *(const int64_t *)right;
    case MOCHI_KIND_STRING:
      return mochi_string_equal(*(const mochi_string *)left, *(const mochi_string *)right);
    default:
      return mochi_equal(left, right, element);
  }
}

static inline uint64_t hash_element(const void *value, const mochi_type *element) {
  switch ((mochi_kind)element->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return mochi_hash_int(*(const int64_t *)value);
    case MOCHI_KIND_STRING:
      return mochi_hash_string(*(const mochi_string *)value);
    default:
      return mochi_hash(value, element);
  }
}

int64_t mochi_list_index_of(const mochi_list *list, const void *value, const mochi_type *element) {
  uint32_t length = mochi_list_length(list);
  if (element->kind == MOCHI_KIND_INT) {
    int64_t wanted = *(const int64_t *)value;
    for (uint32_t at = 0; at < length; at++) {
      if (((const int64_t *)list->data)[at] == wanted) {
        return at;
      }
    }
    return -1;
  }
  for (uint32_t at = 0; at < length; at++) {
    if (equal_elements((const char *)list->data + (size_t)at * element->size, value, element)) {
      return at;
    }
  }
  return -1;
}

// Elements that were met: pointers to their slots, hashed, open addressing at half load at most.
// The slots belong to lists that outlive the table, so it needn't be scanned.
typedef struct seen {
  const mochi_type *element;
  const void **slots;
  uint32_t *hashes;
  uint64_t mask;
} seen;

static seen new_seen(const mochi_type *element, uint64_t most) {
  mochi_hash_start();
  uint64_t size = 8;
  while (size < most * 2) {
    size *= 2;
  }
  seen table = {.element = element, .mask = size - 1};
  table.slots = mochi_gc_alloc((size_t)size * sizeof *table.slots);
  table.hashes = mochi_gc_alloc_atomic((size_t)size * sizeof *table.hashes);
  return table;
}

// Whether an equal element was there; if not and `insert` is given, it is now.
static bool meet(seen *table, const void *slot, bool insert) {
  uint64_t hash = hash_element(slot, table->element);
  uint32_t tag = (uint32_t)(hash >> 32);
  uint64_t at = hash & table->mask;
  while (table->slots[at] != NULL) {
    if (table->hashes[at] == tag && equal_elements(table->slots[at], slot, table->element)) {
      return true;
    }
    at = (at + 1) & table->mask;
  }
  if (insert) {
    table->slots[at] = slot;
    table->hashes[at] = tag;
  }
  return false;
}

static void meet_all(seen *table, const mochi_list *list) {
  uint32_t length = mochi_list_length(list);
  for (uint32_t at = 0; at < length; at++) {
    meet(table, (const char *)list->data + (size_t)at * table->element->size, true);
  }
}

// Appends the elements of `list` that `table` doesn't have yet.
static void push_new(mochi_list *result, seen *table, const mochi_list *list) {
  const mochi_type *element = table->element;
  uint32_t length = mochi_list_length(list);
  for (uint32_t at = 0; at < length; at++) {
    const void *slot = (const char *)list->data + (size_t)at * element->size;
    if (!meet(table, slot, true)) {
      mochi_copy(mochi_list_push(result, element, element->size), slot, element->size);
    }
  }
}

mochi_list *mochi_list_distinct(const mochi_list *list, const mochi_type *element) {
  seen table = new_seen(element, mochi_list_length(list));
  mochi_list *result = mochi_list_new(element, 0);
  push_new(result, &table, list);
  return result;
}

mochi_list *mochi_list_union(const mochi_list *left, const mochi_list *right, const mochi_type *element) {
  seen table = new_seen(element, (uint64_t)mochi_list_length(left) + mochi_list_length(right));
  mochi_list *result = mochi_list_new(element, mochi_list_length(left));
  push_new(result, &table, left);
  push_new(result, &table, right);
  return result;
}

mochi_list *mochi_list_except(const mochi_list *left, const mochi_list *right, const mochi_type *element) {
  seen table = new_seen(element, mochi_list_length(right));
  meet_all(&table, right);
  mochi_list *result = mochi_list_new(element, 0);
  uint32_t length = mochi_list_length(left);
  for (uint32_t at = 0; at < length; at++) {
    const void *slot = (const char *)left->data + (size_t)at * element->size;
    if (!meet(&table, slot, false)) {
      mochi_copy(mochi_list_push(result, element, element->size), slot, element->size);
    }
  }
  return result;
}

mochi_list *mochi_list_intersect(const mochi_list *left, const mochi_list *right, const mochi_type *element) {
  seen wanted = new_seen(element, mochi_list_length(left));
  meet_all(&wanted, left);
  seen taken = new_seen(element, mochi_list_length(right));
  mochi_list *result = mochi_list_new(element, 0);
  uint32_t length = mochi_list_length(right);
  for (uint32_t at = 0; at < length; at++) {
    const void *slot = (const char *)right->data + (size_t)at * element->size;
    if (meet(&wanted, slot, false) && !meet(&taken, slot, true)) {
      mochi_copy(mochi_list_push(result, element, element->size), slot, element->size);
    }
  }
  return result;
}
