// Sorting lists: elements or their keys become numbers (sort.h), which decide alone for ints, floats,
// bools and durations, and are refined by comparing for strings and everything else.

#include "values/list.h"

#include <string.h>

#include "memory/gc.h"
#include "text/string.h"
#include "values/compare.h"
#include "values/sort.h"

typedef struct sorted_keys {
  const char *data;
  const mochi_type *type;
} sorted_keys;

static int32_t compare_strings(const void *context, uint32_t left, uint32_t right) {
  const mochi_string *strings = (const void *)((const sorted_keys *)context)->data;
  return mochi_string_compare(strings[left], strings[right]);
}

static int32_t compare_values(const void *context, uint32_t left, uint32_t right) {
  const sorted_keys *keys = context;
  size_t size = keys->type->size;
  return mochi_compare(keys->data + left * size, keys->data + right * size, keys->type);
}

// Entries of the keys in ascending order.
static mochi_sort_entry *sort_entries(const void *data, uint32_t count, const mochi_type *type) {
  mochi_sort_entry *entries = mochi_gc_alloc_atomic((size_t)count * sizeof *entries);
  for (uint32_t at = 0; at < count; at++) {
    entries[at] = (mochi_sort_entry){.key = 0, .position = at, .extra = 0};
  }
  sorted_keys keys = {.data = data, .type = type};
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      for (uint32_t at = 0; at < count; at++) {
        entries[at].key = mochi_sort_key_int(((const int64_t *)data)[at]);
      }
      mochi_sort_exact(entries, count);
      break;
    case MOCHI_KIND_FLOAT:
      for (uint32_t at = 0; at < count; at++) {
        entries[at].key = mochi_sort_key_float(((const double *)data)[at]);
      }
      mochi_sort_exact(entries, count);
      break;
    case MOCHI_KIND_BOOL:
      for (uint32_t at = 0; at < count; at++) {
        entries[at].key = ((const bool *)data)[at];
      }
      mochi_sort_exact(entries, count);
      break;
    case MOCHI_KIND_STRING:
      for (uint32_t at = 0; at < count; at++) {
        entries[at].key = mochi_sort_key_string(((const mochi_string *)data)[at]);
      }
      mochi_sort_refined(entries, count, compare_strings, &keys);
      break;
    default:
      mochi_sort_refined(entries, count, compare_values, &keys);
      break;
  }
  return entries;
}

static uint32_t *positions_of(uint32_t count) {
  return mochi_gc_alloc_atomic((size_t)count * sizeof(uint32_t));
}

// Ints that lie close together are packed with their positions, in place: half the memory and the
// moves of entries. NULL, with the keys as they were, when they don't fit.
static uint32_t *sort_packed(int64_t *keys, uint32_t count) {
  int64_t least = keys[0];
  int64_t most = keys[0];
  for (uint32_t at = 1; at < count; at++) {
    least = keys[at] < least ? keys[at] : least;
    most = keys[at] > most ? keys[at] : most;
  }
  uint32_t bits = 1;
  while (count > UINT64_C(1) << bits) {
    bits++;
  }
  if (((uint64_t)most - (uint64_t)least) >> (64 - bits) != 0) {
    return NULL;
  }
  uint64_t *numbers = (uint64_t *)keys;  // int64_t and uint64_t may alias
  for (uint32_t at = 0; at < count; at++) {
    numbers[at] = (numbers[at] - (uint64_t)least) << bits | at;
  }
  mochi_sort_packed(numbers, count, bits);
  uint32_t *positions = positions_of(count);
  for (uint32_t at = 0; at < count; at++) {
    positions[at] = (uint32_t)(numbers[at] & ((UINT64_C(1) << bits) - 1));
  }
  return positions;
}

// Positions of the keys in ascending order.
static uint32_t *sort_positions(const void *data, uint32_t count, const mochi_type *type) {
  mochi_sort_entry *entries = sort_entries(data, count, type);
  uint32_t *positions = positions_of(count);
  for (uint32_t at = 0; at < count; at++) {
    positions[at] = entries[at].position;
  }
  mochi_gc_free(entries, (size_t)count * sizeof *entries);
  return positions;
}

// Frees `positions`.
static mochi_list *permute(const mochi_list *list, uint32_t *positions, const mochi_type *element) {
  uint32_t count = list->length;
  mochi_list *result = mochi_list_sized(element, count);
  size_t size = element->size;
  const char *from = list->data;
  char *to = result->data;
  if (size == 16) {
    for (uint32_t at = 0; at < count; at++) {
      memcpy(to + (size_t)at * 16, from + (size_t)positions[at] * 16, 16);
    }
  } else if (size == 8) {
    for (uint32_t at = 0; at < count; at++) {
      memcpy(to + (size_t)at * 8, from + (size_t)positions[at] * 8, 8);
    }
  } else {
    for (uint32_t at = 0; at < count; at++) {
      mochi_copy(to + at * size, from + positions[at] * size, size);
    }
  }
  mochi_gc_free(positions, (size_t)count * sizeof *positions);
  return result;
}

static mochi_list *sort_ints(const mochi_list *list, const mochi_type *element) {
  mochi_list *result = mochi_list_from(element, list->data, list->length);
  // int64_t and uint64_t may alias.
  uint64_t *numbers = result->data;
  for (uint32_t at = 0; at < result->length; at++) {
    numbers[at] ^= UINT64_C(1) << 63;
  }
  mochi_sort_numbers(numbers, result->length);
  for (uint32_t at = 0; at < result->length; at++) {
    numbers[at] ^= UINT64_C(1) << 63;
  }
  return result;
}

mochi_list *mochi_list_sort(const mochi_list *list, const mochi_type *element) {
  if (mochi_list_length(list) == 0) {
    return mochi_list_new(element, 0);
  }
  if (element->kind == MOCHI_KIND_INT || element->kind == MOCHI_KIND_DURATION) {
    return sort_ints(list, element);
  }
  return permute(list, sort_positions(list->data, list->length, element), element);
}

mochi_list *mochi_list_sort_by(const mochi_list *list, mochi_list *keys, const mochi_type *element, const mochi_type *key) {
  uint32_t count = mochi_list_length(list);
  if (count == 0) {
    return mochi_list_new(element, 0);
  }
  uint32_t *positions = key->kind == MOCHI_KIND_INT || key->kind == MOCHI_KIND_DURATION ? sort_packed(keys->data, count) : NULL;
  if (positions == NULL) {
    positions = sort_positions(keys->data, count, key);
  }
  mochi_list_drop(keys, key);
  return permute(list, positions, element);
}
