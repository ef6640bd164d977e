// Lists: references to a growable array of typed elements.
//
// Representation (value.h): `data` holds `length` slots of the element's type, room for `capacity`;
// `before` slots in front of it belong to the block, too.
// Small lists of known size keep their elements behind the head, in one block; growing moves them
// out. A NULL list is an empty one for everything here that only reads.
//
// Functions that return a list return a new, unshared one whose elements are shared with the
// operands; they may collect. In-place functions take a list that isn't NULL.
//
// `xs = append(xs, v)` is `xs = mochi_list_own(xs, type); *(T *)mochi_list_push(xs, type, sizeof(T)) = v;`
// with `v` computed before, `xs = xs + ys` is mochi_list_extend: amortised O(1) an element unless the list is shared.
// So is what `xs = xs[a:b]`, which is mochi_list_keep, takes away. Emitted code reads elements
// as `((T *)xs->data)[mochi_list_check(i, xs->length, site)]`.

#ifndef MOCHI_VALUES_LIST_H
#define MOCHI_VALUES_LIST_H

#include "platform/compiler.h"
#include "values/value.h"

// ---------------------------------------------------------------- fast paths

// −4 `list index out of range: I (len N)`.
MOCHI_COLD MOCHI_NORETURN void mochi_raise_list_index(int64_t index, uint32_t length, const mochi_site *site);

// The position that `index` names: from the end when negative; raises when there is none. All of it
// is inline, so that the only call is one that never returns: the C compiler then keeps `data` and
// `length` in registers across checks.
static inline uint32_t mochi_list_check(int64_t index, uint32_t length, const mochi_site *site) {
  if (MOCHI_LIKELY((uint64_t)index < length)) {
    return (uint32_t)index;
  }
  uint64_t from_end = (uint64_t)index + length;  // not below `length` for an index beyond the end
  if (MOCHI_UNLIKELY(from_end >= length)) {
    mochi_raise_list_index(index, length, site);
  }
  return (uint32_t)from_end;
}

static inline uint32_t mochi_list_length(const mochi_list *list) {
  return list != NULL ? list->length : 0;
}

// Room for at least one more; out of line.
MOCHI_NOINLINE void mochi_list_grow(mochi_list *list, const mochi_type *element);

// The slot of a new last element, to be filled at once. `size` is `element->size`, as a constant.
static inline void *mochi_list_push(mochi_list *list, const mochi_type *element, uint32_t size) {
  uint32_t length = list->length;
  if (MOCHI_UNLIKELY(length == list->capacity)) {
    mochi_list_grow(list, element);
  }
  list->length = length + 1;
  return (char *)list->data + (size_t)length * size;
}

MOCHI_NOINLINE mochi_list *mochi_list_unshare(const mochi_list *list, const mochi_type *element);

// `list` itself if nobody else refers to it, else a copy with room to grow; never NULL.
static inline mochi_list *mochi_list_own(mochi_list *list, const mochi_type *element) {
  if (MOCHI_LIKELY(list != NULL && list->shared == 0)) {
    return list;
  }
  return mochi_list_unshare(list, element);
}

// `xs = append(xs, f())` takes `list`, the value of xs, before it calls f: to f it is shared, so it stays as it is.
// The result is what it was marked with before.
static inline uint32_t mochi_list_take(mochi_list *list) {
  uint32_t mark = list == NULL ? 0 : list->shared;
  if (list != NULL && mark == 0) {
    list->shared = MOCHI_LIST_TAKEN;
  }
  return mark;
}

// Puts `mark` back; then mochi_list_own.
mochi_list *mochi_list_own_taken(mochi_list *list, uint32_t mark, const mochi_type *element);

// `list[start:end]` (as mochi_list_slice) in the place of `list`: it loses its ends, unless others refer to it. Never NULL.
mochi_list *mochi_list_keep(mochi_list *list, int64_t start, int64_t end, const mochi_type *element);

// `list`, or a copy if others refer to it, with the elements of `more` behind its own; never NULL.
mochi_list *mochi_list_extend(mochi_list *list, const mochi_list *more, const mochi_type *element);

// `list` itself, from now on shared: its reference is being copied to a second place.
static inline mochi_list *mochi_list_share(mochi_list *list) {
  // Lists that are constants are shared from the beginning, and can't be written to.
  if (list != NULL && (list->shared & MOCHI_LIST_SHARED) == 0) {
    list->shared |= MOCHI_LIST_SHARED;
  }
  return list;
}

// A list of lists (or of options of lists) whose elements were copied from another: both see them.
mochi_list *mochi_list_share_elements(mochi_list *list);
// The same where the kind of the elements is known at run time only: others need nothing.
mochi_list *mochi_list_share_lists(mochi_list *list, const mochi_type *element);

// Gives back the elements of a list that nobody else refers to; it is empty then.
void mochi_list_drop(mochi_list *list, const mochi_type *element);

// ---------------------------------------------------------------- making

// Empty, with room for `capacity` elements.
mochi_list *mochi_list_new(const mochi_type *element, int64_t capacity);
// `count` elements, copied from `items`.
mochi_list *mochi_list_from(const mochi_type *element, const void *items, int64_t count);
// `count` elements whose slots are zero, or unspecified when they hold no pointers: to be filled.
mochi_list *mochi_list_sized(const mochi_type *element, uint32_t count);
// start, start + step, … before end; −3 when step is 0.
mochi_list *mochi_list_range(int64_t start, int64_t end, int64_t step, const mochi_site *site);

// ---------------------------------------------------------------- new lists from old ones

mochi_list *mochi_list_append(const mochi_list *list, const void *value, const mochi_type *element);
mochi_list *mochi_list_concat(const mochi_list *left, const mochi_list *right, const mochi_type *element);
// Bounds from the end when negative, clamped; empty when they cross.
mochi_list *mochi_list_slice(const mochi_list *list, int64_t start, int64_t end, const mochi_type *element);
// `given` is a sum of MOCHI_SLICE_START and MOCHI_SLICE_END (text/string.h); −3 when step is 0.
mochi_list *mochi_list_slice_step(const mochi_list *list, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_type *element, const mochi_site *site);
mochi_list *mochi_list_reverse(const mochi_list *list, const mochi_type *element);
// First occurrences.
mochi_list *mochi_list_distinct(const mochi_list *list, const mochi_type *element);
// First occurrences of left, then of right.
mochi_list *mochi_list_union(const mochi_list *left, const mochi_list *right, const mochi_type *element);
// What is in left and not in right; duplicates stay.
mochi_list *mochi_list_except(const mochi_list *left, const mochi_list *right, const mochi_type *element);
// What is in both, once each, in the order of right.
mochi_list *mochi_list_intersect(const mochi_list *left, const mochi_list *right, const mochi_type *element);
// Ascending by mochi_compare, stable.
mochi_list *mochi_list_sort(const mochi_list *list, const mochi_type *element);
// The elements in the order of their keys: keys[i] belongs to list[i]; stable. `key` describes an
// element of `keys`, a list that was made for this and is empty afterwards.
mochi_list *mochi_list_sort_by(const mochi_list *list, mochi_list *keys, const mochi_type *element, const mochi_type *key);

// ---------------------------------------------------------------- in place

// Moves the last element to `result`; −4 when there is none (NULL too).
void mochi_list_pop(mochi_list *list, void *result, const mochi_type *element, const mochi_site *site);
// Before position `index`, 0 to length, from the end when negative; else −4.
void mochi_list_insert(mochi_list *list, int64_t index, const void *value, const mochi_type *element, const mochi_site *site);
// Moves the element at `index` to `result`; −4 when there is none.
void mochi_list_remove_at(mochi_list *list, int64_t index, void *result, const mochi_type *element, const mochi_site *site);

// ---------------------------------------------------------------- reading

// First position of an equal element, or −1.
int64_t mochi_list_index_of(const mochi_list *list, const void *value, const mochi_type *element);
// −6 when it doesn't fit.
int64_t mochi_list_sum_int(const mochi_list *list, const mochi_site *site);
double mochi_list_sum_float(const mochi_list *list);
// Of list<any>: an int if all are, else a float (or an exact number); nil is skipped, others are −3.
mochi_any mochi_list_sum_any(const mochi_list *list, const mochi_site *site);
// Of any other numbers (bigint, bigrat, duration, options of numbers); zero of its kind when empty.
mochi_any mochi_list_sum(const mochi_list *list, const mochi_type *element, const mochi_site *site);
// 0.0 when empty.
double mochi_list_average_int(const mochi_list *list);
double mochi_list_average_float(const mochi_list *list);
double mochi_list_average(const mochi_list *list, const mochi_type *element, const mochi_site *site);
// The smallest or largest element (the first of equal ones), nil skipped, to `result`, a slot of
// `element` or, if that is an option, of what is in it. False, with zeros (0, 0.0, ""), when there
// is none. Of list<any>: numbers only, else −3, a float if one of them is; NULL there is the int 0.
bool mochi_list_extreme(const mochi_list *list, const mochi_type *element, bool largest, void *result, const mochi_site *site);

#endif
