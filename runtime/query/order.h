// Sorting the rows of a query by columns of keys.
//
// Rows and keys lie in lists: keys[i] of each column belongs to rows[i]. The first column is reduced
// to a number (values/sort.h) that decides alone where it can; ties go from column to column by
// kind, nothing is boxed. Stable. Descending is the reverse of ascending, but nil stays last.
//
// A `top` keeps only the first `limit` rows while they come, in a heap. Its lists have one place more
// than the limit: a candidate's keys are written to `slot`, then it is offered; if it enters, its row
// belongs there too, and what it has driven out frees the next slot.

#ifndef MOCHI_QUERY_ORDER_H
#define MOCHI_QUERY_ORDER_H

#include <string.h>

#include "platform/compiler.h"
#include "values/value.h"

// How many rows `skip` and `take` look at; a negative one counts from the end, so it needs them all.
static inline int64_t mochi_query_limit(int64_t skip, int64_t take) {
  return skip < 0 || take < 0 || skip > INT64_MAX - take ? INT64_MAX : skip + take;
}

typedef struct mochi_query_order mochi_query_order;

// May collect.
mochi_query_order *mochi_query_order_new(void);
// The next column; `keys` is the query's own list and may be changed by sorting.
void mochi_query_order_by(mochi_query_order *order, mochi_list *keys, const mochi_type *type, bool descending);
// The rows in order, as a new list; the key lists are empty afterwards. May collect.
mochi_list *mochi_query_sorted(mochi_query_order *order, mochi_list *rows, const mochi_type *element);

// Numbers that order like the values, as far as they differ.
static inline int64_t mochi_query_rank_int(int64_t value, bool descending) {
  return descending ? ~value : value;
}

static inline int64_t mochi_query_rank_float(double value, bool descending) {
  int64_t bits;
  value += 0.0;  // −0.0 becomes 0.0
  memcpy(&bits, &value, sizeof bits);
  int64_t rank = value != value ? INT64_MAX : bits < 0 ? bits ^ INT64_MAX : bits;
  return descending ? ~rank : rank;
}

int64_t mochi_query_rank_string(mochi_string value, bool descending);

typedef struct mochi_query_top {
  int64_t worst;   // rank of the last row kept, once all places are taken
  bool full;
  bool exact;      // the rank decides alone
  uint32_t slot;   // where the next candidate goes
  struct mochi_query_heap *heap;
} mochi_query_top;

// `exact`: the ranks of different keys differ, and there is one column. May collect.
mochi_query_top *mochi_query_top_new(int64_t limit, bool exact);
void mochi_query_top_by(mochi_query_top *top, mochi_list *keys, const mochi_type *type, bool descending);

// Whether a row of this rank may be among the first.
static inline bool mochi_query_top_admits(const mochi_query_top *top, int64_t rank) {
  return !top->full || rank < top->worst || (rank == top->worst && !top->exact);
}

static inline uint32_t mochi_query_top_slot(const mochi_query_top *top) {
  return top->slot;
}

// Whether the candidate, whose keys lie in `slot`, is among the first; then its row belongs there. May collect.
bool mochi_query_top_offer(mochi_query_top *top, int64_t rank);
// The rows in order, as a new list. May collect.
mochi_list *mochi_query_top_rows(mochi_query_top *top, mochi_list *rows, const mochi_type *element);

#endif
