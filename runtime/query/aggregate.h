// Aggregates that grow row by row, for groups and for whole queries.
//
// A sum of ints that doesn't fit raises −6 where it is read, not where it is added: a query reads
// only the sums of groups that `having` lets through. The first overflow of each group is noted; a
// query without overflows has no notes. The same goes for ints that are computed to be aggregated
// (`sum(from x in g select x.price * x.count)`): their operators note what doesn't fit.

#ifndef MOCHI_QUERY_AGGREGATE_H
#define MOCHI_QUERY_AGGREGATE_H

#include "memory/roots.h"
#include "platform/arithmetic.h"
#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_query_overflows {
  struct mochi_query_overflow *first;
} mochi_query_overflows;

static inline mochi_query_overflows mochi_query_no_overflow(void) {
  return (mochi_query_overflows){.first = NULL};
}

static inline void mochi_root_overflows(void **roots, uint32_t at, mochi_query_overflows notes) {
  mochi_root(roots, at, notes.first);
}

typedef enum mochi_query_operator {
  MOCHI_QUERY_ADD,
  MOCHI_QUERY_SUBTRACT,
  MOCHI_QUERY_MULTIPLY,
  MOCHI_QUERY_NEGATE,
} mochi_query_operator;

// `site` of the operation; NULL for a sum, which raises where it is read. May collect.
MOCHI_COLD void mochi_query_note_overflow(mochi_query_overflows *notes, uint32_t group, mochi_query_operator operation, int64_t left, int64_t right, const mochi_site *site);

// `sum + value` of a group; `sum` if that doesn't fit.
static inline int64_t mochi_query_sum_int(int64_t sum, int64_t value, mochi_query_overflows *notes, uint32_t group) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_add_overflows(sum, value, &result))) {
    mochi_query_note_overflow(notes, group, MOCHI_QUERY_ADD, sum, value, NULL);
    return sum;
  }
  return result;
}

// What an aggregate of a group is made of; anything if it doesn't fit. May collect.
static inline int64_t mochi_query_add_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_add_overflows(left, right, &result))) {
    mochi_query_note_overflow(notes, group, MOCHI_QUERY_ADD, left, right, site);
  }
  return result;
}

static inline int64_t mochi_query_subtract_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_subtract_overflows(left, right, &result))) {
    mochi_query_note_overflow(notes, group, MOCHI_QUERY_SUBTRACT, left, right, site);
  }
  return result;
}

static inline int64_t mochi_query_multiply_noting(int64_t left, int64_t right, mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_multiply_overflows(left, right, &result))) {
    mochi_query_note_overflow(notes, group, MOCHI_QUERY_MULTIPLY, left, right, site);
  }
  return result;
}

static inline int64_t mochi_query_negate_noting(int64_t value, mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  int64_t result;
  if (MOCHI_UNLIKELY(mochi_subtract_overflows(0, value, &result))) {
    mochi_query_note_overflow(notes, group, MOCHI_QUERY_NEGATE, value, 0, site);
  }
  return result;
}

MOCHI_COLD void mochi_query_raise_overflow(const mochi_query_overflows *notes, uint32_t group, const mochi_site *site);

// Before an aggregate is read: raises what was noted for the group; a sum's overflow at `site`.
static inline void mochi_query_check_sum(const mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  if (MOCHI_UNLIKELY(notes->first != NULL)) {
    mochi_query_raise_overflow(notes, group, site);
  }
}

// A sum of ints in 128 bits: the lower and the higher half of `sum + value`.
static inline int64_t mochi_query_sum_low(int64_t low, int64_t value) {
  return (int64_t)((uint64_t)low + (uint64_t)value);
}

static inline int64_t mochi_query_sum_high(int64_t low, int64_t high, int64_t value) {
  return high + (value < 0 ? -1 : 0) + ((uint64_t)low + (uint64_t)value < (uint64_t)low ? 1 : 0);
}

// Rounded once; 0 of nothing.
double mochi_query_average_int(int64_t low, int64_t high, int64_t count);

static inline double mochi_query_average_float(double sum, int64_t count) {
  return count == 0 ? 0 : sum / (double)count;
}

// Whether `left` comes strictly before `right`; a NaN comes after all numbers.
static inline bool mochi_query_float_before(double left, double right) {
  return left < right || (right != right && left == left);
}

#endif
