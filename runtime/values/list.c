// Lists: making, growing, and what only moves elements. Searching by equality is in list-sets.c,
// sorting in list-sort.c, arithmetic in list-numbers.c.

#include "values/list.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/string.h"

enum {
  INLINE_BYTES = 232,  // elements behind the head, so that the block has at most 256 bytes
  FIRST_BYTES = 64     // of the first array that growing makes
};

static bool is_pointer_free(const mochi_type *element) {
  return (element->flags & MOCHI_TYPE_POINTER_FREE) != 0;
}

MOCHI_COLD MOCHI_NORETURN void mochi_raise_list_index(int64_t index, uint32_t length, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_INDEX, site, "list index out of range: %d (len %d)", index, (int64_t)length);
}

// ---------------------------------------------------------------- making and growing

static void *new_data(const mochi_type *element, uint64_t capacity) {
  if (capacity > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  size_t bytes = (size_t)capacity * element->size;
  return is_pointer_free(element) ? mochi_gc_alloc_atomic(bytes) : mochi_gc_alloc(bytes);
}

mochi_list *mochi_list_new(const mochi_type *element, int64_t capacity) {
  size_t bytes = capacity > 0 && capacity <= INLINE_BYTES ? (size_t)capacity * element->size : 0;
  if (bytes > 0 && bytes <= INLINE_BYTES) {
    mochi_list *list = mochi_gc_alloc(sizeof *list + bytes);
    list->data = list + 1;
    list->capacity = (uint32_t)capacity;
    return list;
  }
  mochi_list *list = mochi_gc_alloc(sizeof *list);
  if (capacity > 0) {
    list->data = new_data(element, (uint64_t)capacity);
    list->capacity = (uint32_t)capacity;
  }
  return list;
}

mochi_list *mochi_list_sized(const mochi_type *element, uint32_t count) {
  mochi_list *list = mochi_list_new(element, count);
  list->length = count;
  return list;
}

mochi_list *mochi_list_from(const mochi_type *element, const void *items, int64_t count) {
  mochi_list *list = mochi_list_sized(element, (uint32_t)count);
  mochi_copy(list->data, items, (size_t)count * element->size);
  return list;
}

// Where the block of `data` begins.
static char *block_of(const mochi_list *list, const mochi_type *element) {
  return list->before == 0 ? list->data : (char *)list->data - (size_t)list->before * element->size;
}

static bool is_behind_head(const mochi_list *list, const mochi_type *element) {
  return block_of(list, element) == (const char *)(list + 1);
}

// Forgets what the slots hold, so that it isn't kept alive.
static void clear(const mochi_list *list, const mochi_type *element, int64_t from, int64_t to) {
  if (!is_pointer_free(element) && to > from) {
    memset((char *)list->data + (size_t)from * element->size, 0, (size_t)(to - from) * element->size);
  }
}

// Moves the elements to the beginning of their block. False when that costs more than taking elements away
// from the front has saved: the room is the greater part of what is used.
static bool slide(mochi_list *list, const mochi_type *element) {
  bool pays = list->before >= list->length;
  uint32_t before = list->before;
  if (before > 0) {
    char *block = block_of(list, element);
    memmove(block, list->data, (size_t)list->length * element->size);
    list->data = block;
    list->capacity += before;
    list->before = 0;
    clear(list, element, list->length > before ? list->length : before, (int64_t)list->length + before);
  }
  return before > 0 && pays;
}

// At least `wanted` slots: doubling while small, then by half.
static void reserve(mochi_list *list, const mochi_type *element, uint64_t wanted) {
  if (slide(list, element) && wanted <= list->capacity) {
    return;
  }
  uint64_t capacity = list->capacity;
  capacity += capacity < 4096 ? capacity : capacity / 2;
  uint64_t least = element->size == 0 ? FIRST_BYTES : FIRST_BYTES / element->size;
  if (capacity < least) {
    capacity = least;
  }
  if (capacity < wanted) {
    capacity = wanted;
  }
  if (capacity > UINT32_MAX) {
    capacity = UINT32_MAX;
  }
  if (wanted > capacity) {
    mochi_raise_out_of_memory();
  }
  size_t used = (size_t)list->length * element->size;
  size_t bytes = (size_t)capacity * element->size;
  if (list->data == NULL || is_behind_head(list, element)) {
    void *data = new_data(element, capacity);
    mochi_copy(data, list->data, used);
    list->data = data;
  } else {
    size_t old = (size_t)list->capacity * element->size;
    list->data = is_pointer_free(element) ? mochi_gc_grow_atomic(list->data, used, old, bytes) : mochi_gc_grow(list->data, used, old, bytes);
  }
  list->capacity = (uint32_t)capacity;
}

void mochi_list_drop(mochi_list *list, const mochi_type *element) {
  if (!is_behind_head(list, element)) {
    mochi_gc_free(block_of(list, element), ((size_t)list->before + list->capacity) * element->size);
  }
  *list = (mochi_list){0};
}

MOCHI_NOINLINE void mochi_list_grow(mochi_list *list, const mochi_type *element) {
  reserve(list, element, (uint64_t)list->length + 1);
}

static void share_range(const mochi_list *list, uint32_t start, uint32_t count) {
  mochi_list *const *elements = list->data;
  for (uint32_t at = start; at < start + count; at++) {
    mochi_list_share(elements[at]);
  }
}

mochi_list *mochi_list_share_elements(mochi_list *list) {
  share_range(list, 0, list->length);
  return list;
}

static bool holds_lists(const mochi_type *element) {
  return element->kind == MOCHI_KIND_LIST || (element->kind == MOCHI_KIND_OPTION && element->element->kind == MOCHI_KIND_LIST);
}

mochi_list *mochi_list_share_lists(mochi_list *list, const mochi_type *element) {
  return holds_lists(element) ? mochi_list_share_elements(list) : list;
}

MOCHI_NOINLINE mochi_list *mochi_list_unshare(const mochi_list *list, const mochi_type *element) {
  uint32_t length = mochi_list_length(list);
  int64_t room = (int64_t)length + length / 2 + 4;
  mochi_list *copy = mochi_list_new(element, room > UINT32_MAX ? UINT32_MAX : room);
  if (length > 0) {
    memcpy(copy->data, list->data, (size_t)length * element->size);
  }
  copy->length = length;
  return mochi_list_share_lists(copy, element);
}

mochi_list *mochi_list_own_taken(mochi_list *list, uint32_t mark, const mochi_type *element) {
  if (list != NULL && mark == 0) {
    list->shared &= ~(uint32_t)MOCHI_LIST_TAKEN;
  }
  return mochi_list_own(list, element);
}

mochi_list *mochi_list_extend(mochi_list *list, const mochi_list *more, const mochi_type *element) {
  uint32_t count = mochi_list_length(more);
  mochi_list *owned = mochi_list_own(list, element);
  uint64_t wanted = (uint64_t)owned->length + count;
  if (wanted > owned->capacity) {
    reserve(owned, element, wanted);
  }
  if (count > 0) {
    // `more` may be the list itself, whose elements have moved by now.
    memcpy((char *)owned->data + (size_t)owned->length * element->size, more->data, (size_t)count * element->size);
    if (holds_lists(element)) {
      share_range(owned, owned->length, count);
    }
    owned->length += count;
  }
  return owned;
}

mochi_list *mochi_list_range(int64_t start, int64_t end, int64_t step, const mochi_site *site) {
  if (step == 0) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "range step must not be 0", site);
  }
  uint64_t distance = 0;
  uint64_t stride = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
  if (step > 0 && end > start) {
    distance = (uint64_t)end - (uint64_t)start;
  } else if (step < 0 && start > end) {
    distance = (uint64_t)start - (uint64_t)end;
  }
  uint64_t count = distance / stride + (distance % stride != 0);
  if (count > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  mochi_list *list = mochi_list_sized(&mochi_type_int, (uint32_t)count);
  int64_t *items = list->data;
  uint64_t value = (uint64_t)start;
  for (uint64_t at = 0; at < count; at++) {
    items[at] = (int64_t)value;
    value += (uint64_t)step;
  }
  return list;
}

// ---------------------------------------------------------------- new lists from old ones

mochi_list *mochi_list_append(const mochi_list *list, const void *value, const mochi_type *element) {
  uint32_t length = mochi_list_length(list);
  if (length == UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  mochi_list *result = mochi_list_sized(element, length + 1);
  size_t bytes = (size_t)length * element->size;
  if (length > 0) {
    memcpy(result->data, list->data, bytes);
  }
  mochi_copy((char *)result->data + bytes, value, element->size);
  return result;
}

mochi_list *mochi_list_concat(const mochi_list *left, const mochi_list *right, const mochi_type *element) {
  uint32_t left_length = mochi_list_length(left);
  uint32_t right_length = mochi_list_length(right);
  if ((uint64_t)left_length + right_length > UINT32_MAX) {
    mochi_raise_out_of_memory();
  }
  mochi_list *result = mochi_list_sized(element, left_length + right_length);
  size_t bytes = (size_t)left_length * element->size;
  if (left_length > 0) {
    memcpy(result->data, left->data, bytes);
  }
  if (right_length > 0) {
    memcpy((char *)result->data + bytes, right->data, (size_t)right_length * element->size);
  }
  return result;
}

// A bound of a slice as a position: from the end when negative, clamped to 0 … length.
static int64_t clamp(int64_t bound, int64_t length) {
  if (bound < 0) {
    bound += length;
    return bound < 0 ? 0 : bound;
  }
  return bound > length ? length : bound;
}

mochi_list *mochi_list_slice(const mochi_list *list, int64_t start, int64_t end, const mochi_type *element) {
  int64_t length = mochi_list_length(list);
  int64_t from = clamp(start, length);
  int64_t to = clamp(end, length);
  if (from >= to) {
    return mochi_list_new(element, 0);
  }
  return mochi_list_from(element, (const char *)list->data + (size_t)from * element->size, to - from);
}

mochi_list *mochi_list_keep(mochi_list *list, int64_t start, int64_t end, const mochi_type *element) {
  if (list == NULL || list->shared != 0) {
    return mochi_list_share_lists(mochi_list_slice(list, start, end, element), element);
  }
  int64_t length = list->length;
  int64_t from = clamp(start, length);
  int64_t to = clamp(end, length);
  uint64_t room = (uint64_t)list->before + list->capacity;
  if (from >= to) {
    clear(list, element, 0, length);
    list->data = block_of(list, element);
    list->capacity = (uint32_t)room;
    list->before = 0;
    list->length = 0;
    return list;
  }
  uint32_t count = (uint32_t)(to - from);
  if (count < room / 8 && room * element->size > MOCHI_GC_LARGE) {
    // The memory that it doesn't need any more is worth a copy.
    mochi_list *kept = mochi_list_slice(list, start, end, element);
    mochi_list_drop(list, element);
    return kept;
  }
  clear(list, element, 0, from);
  clear(list, element, to, length);
  list->data = (char *)list->data + (size_t)from * element->size;
  list->capacity -= (uint32_t)from;
  list->before += (uint32_t)from;
  list->length = count;
  return list;
}

mochi_list *mochi_list_slice_step(const mochi_list *list, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_type *element, const mochi_site *site) {
  if (step == 0) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "slice step must not be 0", site);
  }
  int64_t length = mochi_list_length(list);
  bool has_start = (given & MOCHI_SLICE_START) != 0;
  bool has_end = (given & MOCHI_SLICE_END) != 0;
  if (step == 1) {
    return mochi_list_slice(list, has_start ? start : 0, has_end ? end : INT64_MAX, element);
  }
  // Downwards, positions run from length − 1 to 0 and the bound that is never reached is −1.
  int64_t from;
  int64_t to;
  if (step > 0) {
    from = has_start ? clamp(start, length) : 0;
    to = has_end ? clamp(end, length) : length;
  } else {
    from = length - 1;
    if (has_start) {
      from = start < 0 ? start + length : start;
      from = from < -1 ? -1 : from >= length ? length - 1 : from;
    }
    to = -1;
    if (has_end) {
      to = end < 0 ? end + length : end;
      to = to < -1 ? -1 : to >= length ? length - 1 : to;
    }
  }
  uint64_t distance = 0;
  uint64_t stride = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
  if (step > 0 && to > from) {
    distance = (uint64_t)(to - from);
  } else if (step < 0 && from > to) {
    distance = (uint64_t)(from - to);
  }
  uint64_t count = distance / stride + (distance % stride != 0);
  mochi_list *result = mochi_list_sized(element, (uint32_t)count);
  uint64_t position = (uint64_t)from;
  for (uint64_t at = 0; at < count; at++) {
    mochi_copy((char *)result->data + (size_t)at * element->size, (const char *)list->data + (size_t)position * element->size, element->size);
    position += (uint64_t)step;
  }
  return result;
}

mochi_list *mochi_list_reverse(const mochi_list *list, const mochi_type *element) {
  uint32_t length = mochi_list_length(list);
  mochi_list *result = mochi_list_sized(element, length);
  size_t size = element->size;
  for (uint32_t at = 0; at < length; at++) {
    mochi_copy((char *)result->data + (size_t)at * size, (const char *)list->data + (size_t)(length - 1 - at) * size, size);
  }
  return result;
}

// ---------------------------------------------------------------- in place

void mochi_list_pop(mochi_list *list, void *result, const mochi_type *element, const mochi_site *site) {
  if (mochi_list_length(list) == 0) {
    mochi_raise_text(MOCHI_ERROR_INDEX, "pop from an empty list", site);
  }
  list->length--;
  char *slot = (char *)list->data + (size_t)list->length * element->size;
  mochi_copy(result, slot, element->size);
  if (!is_pointer_free(element)) {
    memset(slot, 0, element->size);
  }
}

void mochi_list_insert(mochi_list *list, int64_t index, const void *value, const mochi_type *element, const mochi_site *site) {
  int64_t length = list->length;
  int64_t position = index < 0 ? index + length : index;
  if (position < 0 || position > length) {
    mochi_raise_list_index(index, list->length, site);
  }
  if (list->length == list->capacity) {
    mochi_list_grow(list, element);
  }
  size_t size = element->size;
  char *slot = (char *)list->data + (size_t)position * size;
  memmove(slot + size, slot, (size_t)(length - position) * size);
  mochi_copy(slot, value, size);
  list->length++;
}

void mochi_list_remove_at(mochi_list *list, int64_t index, void *result, const mochi_type *element, const mochi_site *site) {
  uint32_t position = mochi_list_check(index, mochi_list_length(list), site);
  size_t size = element->size;
  char *slot = (char *)list->data + (size_t)position * size;
  mochi_copy(result, slot, size);
  memmove(slot, slot + size, (size_t)(list->length - 1 - position) * size);
  list->length--;
  if (!is_pointer_free(element)) {
    memset((char *)list->data + (size_t)list->length * size, 0, size);
  }
}
