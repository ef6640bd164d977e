// Sorting by columns, whole or only the first rows; see order.h.

#include "query/order.h"

#include "memory/gc.h"
#include "text/string.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/sort.h"

typedef struct column {
  struct column *next;
  mochi_list *keys;
  const mochi_type *type;
  bool descending;
} column;

struct mochi_query_order {
  column *first;
  column *last;
};

static void add_column(mochi_query_order *order, mochi_list *keys, const mochi_type *type, bool descending) {
  column *added = mochi_gc_alloc(sizeof *added);
  *added = (column){.next = NULL, .keys = keys, .type = type, .descending = descending};
  if (order->first == NULL) {
    order->first = added;
  } else {
    order->last->next = added;
  }
  order->last = added;
}

// ---------------------------------------------------------------- comparing rows

// Of kinds that may hold nil: nil is last whatever the direction.
static int32_t compare_nullable(const column *by, const void *left, const void *right) {
  bool left_nil = mochi_peek(left, by->type).type == NULL;
  bool right_nil = mochi_peek(right, by->type).type == NULL;
  if (left_nil || right_nil) {
    return left_nil - right_nil;
  }
  int32_t result = mochi_compare(left, right, by->type);
  return by->descending ? -result : result;
}

static int32_t compare_column(const column *by, uint32_t left, uint32_t right) {
  const void *data = by->keys->data;
  int32_t result;
  switch ((mochi_kind)by->type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION: {
      const int64_t *values = data;
      result = (values[left] > values[right]) - (values[left] < values[right]);
      break;
    }
    case MOCHI_KIND_FLOAT: {
      const double *values = data;
      int64_t a = mochi_query_rank_float(values[left], false);
      int64_t b = mochi_query_rank_float(values[right], false);
      result = (a > b) - (a < b);
      break;
    }
    case MOCHI_KIND_STRING:
      result = mochi_string_compare(((const mochi_string *)data)[left], ((const mochi_string *)data)[right]);
      break;
    default: {
      size_t size = by->type->size;
      return compare_nullable(by, (const char *)data + left * size, (const char *)data + right * size);
    }
  }
  return by->descending ? -result : result;
}

static int32_t compare_rows(const void *context, uint32_t left, uint32_t right) {
  for (const column *by = context; by != NULL; by = by->next) {
    int32_t result = compare_column(by, left, right);
    if (result != 0) {
      return result;
    }
  }
  return 0;
}

int64_t mochi_query_rank_string(mochi_string value, bool descending) {
  return mochi_query_rank_int((int64_t)(mochi_sort_key_string(value) ^ (UINT64_C(1) << 63)), descending);
}

// The rank of a row by one column; 0 where it says nothing.
static int64_t rank_of(const column *by, uint32_t row) {
  const void *data = by->keys->data;
  switch ((mochi_kind)by->type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return mochi_query_rank_int(((const int64_t *)data)[row], by->descending);
    case MOCHI_KIND_FLOAT:
      return mochi_query_rank_float(((const double *)data)[row], by->descending);
    case MOCHI_KIND_STRING:
      return mochi_query_rank_string(((const mochi_string *)data)[row], by->descending);
    default:
      return 0;
  }
}

static bool decides_alone(const column *by) {
  return by->next == NULL && (by->type->kind == MOCHI_KIND_INT || by->type->kind == MOCHI_KIND_DURATION || by->type->kind == MOCHI_KIND_FLOAT);
}

// The rows at these positions.
static mochi_list *rows_at(const mochi_list *rows, const mochi_sort_entry *entries, uint32_t count, const mochi_type *element) {
  mochi_list *result = mochi_list_sized(element, count);
  size_t size = element->size;
  for (uint32_t at = 0; at < count; at++) {
    mochi_copy((char *)result->data + at * size, (const char *)rows->data + entries[at].position * size, size);
  }
  return result;
}

static mochi_list *sorted_by_columns(const column *columns, const mochi_list *rows, uint32_t count, const mochi_type *element) {
  size_t size = (size_t)count * sizeof(mochi_sort_entry);
  mochi_sort_entry *entries = mochi_gc_alloc_atomic(size);
  for (uint32_t at = 0; at < count; at++) {
    entries[at] = (mochi_sort_entry){.key = mochi_sort_key_int(rank_of(columns, at)), .position = at, .extra = 0};
  }
  if (decides_alone(columns)) {
    mochi_sort_exact(entries, count);
  } else {
    mochi_sort_refined(entries, count, compare_rows, columns);
  }
  mochi_list *result = rows_at(rows, entries, count, element);
  mochi_gc_free(entries, size);
  return result;
}

// ---------------------------------------------------------------- all rows

mochi_query_order *mochi_query_order_new(void) {
  return mochi_gc_alloc(sizeof(mochi_query_order));
}

void mochi_query_order_by(mochi_query_order *order, mochi_list *keys, const mochi_type *type, bool descending) {
  add_column(order, keys, type, descending);
}

mochi_list *mochi_query_sorted(mochi_query_order *order, mochi_list *rows, const mochi_type *element) {
  const column *columns = order->first;
  uint32_t count = mochi_list_length(rows);
  if (columns->next == NULL && (columns->type->kind == MOCHI_KIND_INT || columns->type->kind == MOCHI_KIND_DURATION)) {
    int64_t *keys = columns->keys->data;
    for (uint32_t at = 0; columns->descending && at < count; at++) {
      keys[at] = ~keys[at];
    }
    return mochi_list_sort_by(rows, columns->keys, element, columns->type);
  }
  mochi_list *result = count == 0 ? mochi_list_new(element, 0) : sorted_by_columns(columns, rows, count, element);
  for (const column *by = columns; by != NULL; by = by->next) {
    mochi_list_drop(by->keys, by->type);
  }
  return result;
}

// ---------------------------------------------------------------- the first rows

typedef struct heap_row {
  int64_t rank;
  uint64_t arrival;
  uint32_t slot;
} heap_row;

// rows[0] is the last of those kept.
struct mochi_query_heap {
  mochi_query_order order;
  heap_row *rows;
  uint32_t count;
  uint32_t capacity;
  uint32_t limit;
  uint64_t arrivals;
};

mochi_query_top *mochi_query_top_new(int64_t limit, bool exact) {
  mochi_query_top *top = mochi_gc_alloc(sizeof *top);
  struct mochi_query_heap *heap = mochi_gc_alloc(sizeof *heap);
  heap->limit = limit < UINT32_MAX - 1 ? (uint32_t)limit : UINT32_MAX - 1;
  // Without places no rank is admitted.
  *top = (mochi_query_top){.worst = INT64_MIN, .full = limit == 0, .exact = exact, .slot = 0, .heap = heap};
  return top;
}

void mochi_query_top_by(mochi_query_top *top, mochi_list *keys, const mochi_type *type, bool descending) {
  add_column(&top->heap->order, keys, type, descending);
}

static bool comes_before(const mochi_query_top *top, const heap_row *left, const heap_row *right) {
  if (left->rank != right->rank) {
    return left->rank < right->rank;
  }
  int32_t order = top->exact ? 0 : compare_rows(top->heap->order.first, left->slot, right->slot);
  return order != 0 ? order < 0 : left->arrival < right->arrival;
}

static void sift_up(const mochi_query_top *top, heap_row row, uint32_t at) {
  heap_row *rows = top->heap->rows;
  while (at > 0 && comes_before(top, &rows[(at - 1) / 2], &row)) {
    rows[at] = rows[(at - 1) / 2];
    at = (at - 1) / 2;
  }
  rows[at] = row;
}

static void sift_down(const mochi_query_top *top, heap_row row) {
  heap_row *rows = top->heap->rows;
  uint32_t count = top->heap->count;
  uint32_t at = 0;
  for (;;) {
    uint64_t child = (uint64_t)at * 2 + 1;
    if (child >= count) {
      break;
    }
    if (child + 1 < count && comes_before(top, &rows[child], &rows[child + 1])) {
      child++;
    }
    if (!comes_before(top, &row, &rows[child])) {
      break;
    }
    rows[at] = rows[child];
    at = (uint32_t)child;
  }
  rows[at] = row;
}

bool mochi_query_top_offer(mochi_query_top *top, int64_t rank) {
  struct mochi_query_heap *heap = top->heap;
  heap_row row = {.rank = rank, .arrival = heap->arrivals++, .slot = top->slot};
  if (heap->limit == 0) {
    return false;
  }
  if (heap->count < heap->limit) {
    if (heap->count == heap->capacity) {
      uint32_t capacity = heap->capacity == 0 ? 16 : heap->capacity * 2;
      heap->rows = mochi_gc_grow_atomic(heap->rows, (size_t)heap->count * sizeof *heap->rows, (size_t)heap->capacity * sizeof *heap->rows, (size_t)capacity * sizeof *heap->rows);
      heap->capacity = capacity;
    }
    sift_up(top, row, heap->count++);
    top->slot = heap->count;
    top->full = heap->count == heap->limit;
  } else {
    if (!comes_before(top, &row, &heap->rows[0])) {
      return false;
    }
    top->slot = heap->rows[0].slot;
    sift_down(top, row);
  }
  top->worst = heap->rows[0].rank;
  return true;
}

mochi_list *mochi_query_top_rows(mochi_query_top *top, mochi_list *rows, const mochi_type *element) {
  struct mochi_query_heap *heap = top->heap;
  uint32_t count = heap->count;
  mochi_list *result = mochi_list_sized(element, count);
  size_t size = element->size;
  while (heap->count > 0) {
    heap_row last = heap->rows[0];
    heap->count--;
    mochi_copy((char *)result->data + heap->count * size, (const char *)rows->data + last.slot * size, size);
    if (heap->count > 0) {
      sift_down(top, heap->rows[heap->count]);
    }
  }
  return result;
}
