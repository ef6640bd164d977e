// sum, avg, min and max of lists (decisions §4): exact, of the element's type, nil elements skipped.

#include "values/list.h"

#include <string.h>

#include "errors/raise.h"
#include "text/string.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/number.h"

// ---------------------------------------------------------------- sums

int64_t mochi_list_sum_int(const mochi_list *list, const mochi_site *site) {
  uint32_t length = mochi_list_length(list);
  int64_t sum = 0;
  for (uint32_t at = 0; at < length; at++) {
    sum = mochi_int_add(sum, ((const int64_t *)list->data)[at], site);
  }
  return sum;
}

double mochi_list_sum_float(const mochi_list *list) {
  uint32_t length = mochi_list_length(list);
  double sum = 0;
  for (uint32_t at = 0; at < length; at++) {
    sum += ((const double *)list->data)[at];
  }
  return sum;
}

static MOCHI_COLD MOCHI_NORETURN void raise_no_number(const char *function, mochi_any value, const mochi_site *site) {
  mochi_string got = mochi_any_describe(value);
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "%s expects numbers, got %S", function, &got);
}

static bool may_be_summed(mochi_any value) {
  return mochi_is_number(value) || value.type->kind == MOCHI_KIND_DURATION;
}

// Ints are summed apart, so that floats among them are added left to right, then the ints.
static mochi_any sum_values(const mochi_list *list, const mochi_type *element, mochi_any zero, const mochi_site *site) {
  uint32_t length = mochi_list_length(list);
  int64_t ints = 0;
  bool has_others = false;
  mochi_any others = zero;
  for (uint32_t at = 0; at < length; at++) {
    mochi_any value = mochi_peek((const char *)list->data + (size_t)at * element->size, element);
    if (value.type == NULL) {
      continue;
    }
    if (!may_be_summed(value)) {
      raise_no_number("sum", value, site);
    }
    if (value.type->kind == MOCHI_KIND_INT) {
      ints = mochi_int_add(ints, value.as.integer, site);
    } else {
      others = has_others ? mochi_any_add(others, value, site) : value;
      has_others = true;
    }
  }
  if (!has_others) {
    return zero.type->kind == MOCHI_KIND_INT ? mochi_any_from_int(ints) : zero;
  }
  return ints == 0 ? others : mochi_any_add(others, mochi_any_from_int(ints), site);
}

mochi_any mochi_list_sum_any(const mochi_list *list, const mochi_site *site) {
  return sum_values(list, &mochi_type_any, mochi_any_from_int(0), site);
}

static mochi_any zero_of(const mochi_type *element) {
  const mochi_type *type = element;
  while (type->kind == MOCHI_KIND_OPTION) {
    type = type->element;
  }
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_FLOAT:
      return mochi_any_from_float(0);
    case MOCHI_KIND_DURATION:
      return (mochi_any){.type = type, .as = {.integer = 0}};
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return (mochi_any){.type = type, .as = {.pointer = type->operations->convert(mochi_any_from_int(0))}};
    default:
      return mochi_any_from_int(0);
  }
}

mochi_any mochi_list_sum(const mochi_list *list, const mochi_type *element, const mochi_site *site) {
  return sum_values(list, element, zero_of(element), site);
}

// ---------------------------------------------------------------- averages

// The sum of ints is exact in 128 bits' worth of two words: no overflow, one rounding.
double mochi_list_average_int(const mochi_list *list) {
  uint32_t length = mochi_list_length(list);
  if (length == 0) {
    return 0;
  }
  int64_t high = 0;
  uint64_t low = 0;
  for (uint32_t at = 0; at < length; at++) {
    int64_t value = ((const int64_t *)list->data)[at];
    uint64_t sum = low + (uint64_t)value;
    high += (value < 0 ? -1 : 0) + (sum < low ? 1 : 0);
    low = sum;
  }
  bool fits = (high == 0 && low >> 63 == 0) || (high == -1 && low >> 63 != 0);
  double sum = fits ? (double)(int64_t)low : (double)high * 18446744073709551616.0 + (double)low;
  return sum / (double)length;
}

double mochi_list_average_float(const mochi_list *list) {
  uint32_t length = mochi_list_length(list);
  return length == 0 ? 0 : mochi_list_sum_float(list) / (double)length;
}

static double to_float(mochi_any value) {
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_FLOAT:
      return value.as.floating;
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return value.type->operations->to_float(value.as.pointer);
    default:
      return (double)value.as.integer;
  }
}

double mochi_list_average(const mochi_list *list, const mochi_type *element, const mochi_site *site) {
  uint32_t length = mochi_list_length(list);
  double sum = 0;
  uint32_t count = 0;
  for (uint32_t at = 0; at < length; at++) {
    mochi_any value = mochi_peek((const char *)list->data + (size_t)at * element->size, element);
    if (value.type == NULL) {
      continue;
    }
    if (!may_be_summed(value)) {
      raise_no_number("avg", value, site);
    }
    sum += to_float(value);
    count++;
  }
  return count == 0 ? 0 : sum / count;
}

// ---------------------------------------------------------------- extremes

// Whether `candidate` beats the best so far. A NaN comes after all numbers.
static bool beats(const void *candidate, const void *best, const mochi_type *element, bool largest) {
  int32_t order = mochi_compare(candidate, best, element);
  return largest ? order > 0 : order < 0;
}

static const char *extreme_int(const mochi_list *list, bool largest) {
  const int64_t *items = list->data;
  uint32_t best = 0;
  for (uint32_t at = 1; at < list->length; at++) {
    if (largest ? items[at] > items[best] : items[at] < items[best]) {
      best = at;
    }
  }
  return (const char *)&items[best];
}

// Values of a list of any are numbers, or all strings; `best` is one of them, NULL before the first.
static void check_comparable(const char *function, mochi_any value, const char *best, const mochi_site *site) {
  bool is_string = value.type->kind == MOCHI_KIND_STRING;
  if (!is_string && !may_be_summed(value)) {
    raise_no_number(function, value, site);
  }
  if (best != NULL && is_string != (mochi_peek(best, &mochi_type_any).type->kind == MOCHI_KIND_STRING)) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "%s cannot compare strings with numbers", function);
  }
}

static const char *extreme_slot(const mochi_list *list, const mochi_type *element, bool largest, const mochi_site *site) {
  const char *best = NULL;
  for (uint32_t at = 0; at < list->length; at++) {
    const char *slot = (const char *)list->data + (size_t)at * element->size;
    if (element->kind == MOCHI_KIND_ANY || element->kind == MOCHI_KIND_OPTION) {
      mochi_any value = mochi_peek(slot, element);
      if (value.type == NULL) {
        continue;
      }
      if (element->kind == MOCHI_KIND_ANY) {
        check_comparable(largest ? "max" : "min", value, best, site);
      }
    }
    if (best == NULL || beats(slot, best, element, largest)) {
      best = slot;
    }
  }
  return best;
}

static bool holds_float(const mochi_list *list) {
  for (uint32_t at = 0; at < list->length; at++) {
    mochi_any value = mochi_peek((const mochi_any *)list->data + at, &mochi_type_any);
    if (value.type != NULL && value.type->kind == MOCHI_KIND_FLOAT) {
      return true;
    }
  }
  return false;
}

bool mochi_list_extreme(const mochi_list *list, const mochi_type *element, bool largest, void *result, const mochi_site *site) {
  const char *best = NULL;
  if (mochi_list_length(list) > 0) {
    best = element->kind == MOCHI_KIND_INT ? extreme_int(list, largest) : extreme_slot(list, element, largest, site);
  }
  const mochi_type *type = element->kind == MOCHI_KIND_OPTION ? element->element : element;
  if (best == NULL) {
    memset(result, 0, type->size);
    if (type->kind == MOCHI_KIND_ANY) {
      *(mochi_any *)result = mochi_any_from_int(0);
    }
    return false;
  }
  // What an option holds lies at its start.
  mochi_copy(result, best, type->size);
  if (type->kind == MOCHI_KIND_ANY) {
    mochi_any value = mochi_peek(best, type);
    if (value.type->kind == MOCHI_KIND_INT && holds_float(list)) {
      *(mochi_any *)result = mochi_any_from_float((double)value.as.integer);
    }
  }
  return true;
}
