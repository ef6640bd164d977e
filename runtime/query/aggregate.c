// The rare ends of aggregates; see aggregate.h.

#include "query/aggregate.h"

#include "memory/gc.h"
#include "values/number.h"

typedef struct mochi_query_overflow {
  struct mochi_query_overflow *next;
  uint32_t group;
  mochi_query_operator operation;
  int64_t left;
  int64_t right;
  const mochi_site *site;
} mochi_query_overflow;

MOCHI_COLD void mochi_query_note_overflow(mochi_query_overflows *notes, uint32_t group, mochi_query_operator operation, int64_t left, int64_t right, const mochi_site *site) {
  for (const mochi_query_overflow *note = notes->first; note != NULL; note = note->next) {
    if (note->group == group) {
      return;
    }
  }
  mochi_query_overflow *note = mochi_gc_alloc(sizeof *note);
  *note = (mochi_query_overflow){.next = notes->first, .group = group, .operation = operation, .left = left, .right = right, .site = site};
  notes->first = note;
}

static void repeat(const mochi_query_overflow *note, const mochi_site *site) {
  switch (note->operation) {
    case MOCHI_QUERY_ADD:
      (void)mochi_int_add(note->left, note->right, site);
      return;
    case MOCHI_QUERY_SUBTRACT:
      (void)mochi_int_subtract(note->left, note->right, site);
      return;
    case MOCHI_QUERY_MULTIPLY:
      (void)mochi_int_multiply(note->left, note->right, site);
      return;
    case MOCHI_QUERY_NEGATE:
      (void)mochi_int_negate(note->left, site);
      return;
  }
}

MOCHI_COLD void mochi_query_raise_overflow(const mochi_query_overflows *notes, uint32_t group, const mochi_site *site) {
  for (const mochi_query_overflow *note = notes->first; note != NULL; note = note->next) {
    if (note->group == group) {
      repeat(note, note->site == NULL ? site : note->site);
    }
  }
}

double mochi_query_average_int(int64_t low, int64_t high, int64_t count) {
  if (count == 0) {
    return 0;
  }
  bool fits = (high == 0 && low >= 0) || (high == -1 && low < 0);
  double sum = fits ? (double)low : (double)high * 18446744073709551616.0 + (double)(uint64_t)low;
  return sum / (double)count;
}
