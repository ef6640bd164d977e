// Lists: growing, slices, in-place changes, sets of elements, sorting against the obvious sort, sums.

#include "raises.h"

static const mochi_site site = {.file = "t.mochi", .function = "main", .text = "", .line = 1, .column = 1};

static void push(mochi_list *list, int64_t value) {
  *(int64_t *)mochi_list_push(list, &mochi_type_int, sizeof value) = value;
}

static mochi_list *ints(const char *text) {
  mochi_list *list = mochi_list_new(&mochi_type_int, 0);
  char *end;
  for (const char *at = text; *at != 0; at = end) {
    push(list, strtoll(at, &end, 10));
    while (*end == ' ') {
      end++;
    }
  }
  return list;
}

static void check_ints(mochi_list *list, const char *expected) {
  CHECK_TEXT(mochi_text_of(&list, &mochi_type_list_int), expected);
}

static void growing(void) {
  mochi_list *list = mochi_list_new(&mochi_type_int, 3);
  for (int64_t at = 0; at < 1000000; at++) {
    push(list, at);
  }
  CHECK_INT(list->length, 1000000);
  for (int64_t at = 0; at < 1000000; at++) {
    CHECK(((int64_t *)list->data)[at] == at);
  }
  mochi_list *texts = mochi_list_new(&mochi_type_string, 1);
  for (int64_t at = 0; at < 10000; at++) {
    *(mochi_string *)mochi_list_push(texts, &mochi_type_string, 16) = mochi_string_concat(text_of_c("element number "), mochi_string_from_int(at));
  }
  CHECK_TEXT(((mochi_string *)texts->data)[9999], "element number 9999");
}

static void owning(void) {
  mochi_list *list = ints("1 2");
  CHECK(mochi_list_own(list, &mochi_type_int) == list);
  list->shared = 1;
  mochi_list *copy = mochi_list_own(list, &mochi_type_int);
  CHECK(copy != list && copy->shared == 0);
  push(copy, 3);
  check_ints(list, "[1, 2]");
  check_ints(copy, "[1, 2, 3]");
  mochi_list *fresh = mochi_list_own(NULL, &mochi_type_int);
  push(fresh, 7);
  check_ints(fresh, "[7]");
  int64_t value = 9;
  check_ints(mochi_list_append(fresh, &value, &mochi_type_int), "[7, 9]");
  check_ints(mochi_list_append(NULL, &value, &mochi_type_int), "[9]");
}

static void indexes(void) {
  CHECK_INT(mochi_list_check(2, 3, &site), 2);
  CHECK_INT(mochi_list_check(-1, 3, &site), 2);
  CHECK_INT(mochi_list_check(-3, 3, &site), 0);
  CHECK_RAISES(mochi_list_check(3, 3, &site), -4, "list index out of range: 3 (len 3)");
  CHECK_RAISES(mochi_list_check(-4, 3, &site), -4, "list index out of range: -4 (len 3)");
  CHECK_RAISES(mochi_list_check(INT64_MIN, 3, &site), -4, "list index out of range: -9223372036854775808 (len 3)");
  CHECK_RAISES(mochi_list_check(0, 0, &site), -4, "list index out of range: 0 (len 0)");
}

static void slices(void) {
  mochi_list *list = ints("0 1 2 3 4");
  const mochi_type *type = &mochi_type_int;
  check_ints(mochi_list_slice(list, 1, 3, type), "[1, 2]");
  check_ints(mochi_list_slice(list, -2, INT64_MAX, type), "[3, 4]");
  check_ints(mochi_list_slice(list, 0, -50, type), "[]");
  check_ints(mochi_list_slice(list, 3, 1, type), "[]");
  check_ints(mochi_list_slice(NULL, 0, 5, type), "[]");
  check_ints(mochi_list_slice_step(list, 0, 0, 2, 0, type, &site), "[0, 2, 4]");
  check_ints(mochi_list_slice_step(list, 0, 0, -1, 0, type, &site), "[4, 3, 2, 1, 0]");
  check_ints(mochi_list_slice_step(list, 3, 0, -2, 3, type, &site), "[3, 1]");
  check_ints(mochi_list_slice_step(list, -1, -4, -1, 3, type, &site), "[4, 3, 2]");
  check_ints(mochi_list_slice_step(list, 1, 0, INT64_MAX, 1, type, &site), "[1]");
  check_ints(mochi_list_slice_step(list, 100, 0, INT64_MIN, 1, type, &site), "[4]");
  CHECK_RAISES(mochi_list_slice_step(list, 0, 0, 0, 0, type, &site), -3, "slice step must not be 0");
  check_ints(mochi_list_reverse(list, type), "[4, 3, 2, 1, 0]");
  check_ints(mochi_list_concat(list, NULL, type), "[0, 1, 2, 3, 4]");
  check_ints(mochi_list_range(0, 5, 2, &site), "[0, 2, 4]");
  check_ints(mochi_list_range(3, 0, -1, &site), "[3, 2, 1]");
  check_ints(mochi_list_range(INT64_MAX - 1, INT64_MAX, 5, &site), "[9223372036854775806]");
  check_ints(mochi_list_range(5, 5, 1, &site), "[]");
  CHECK_RAISES(mochi_list_range(0, 1, 0, &site), -3, "range step must not be 0");
}

static void keeping(void) {
  const mochi_type *type = &mochi_type_int;
  mochi_list *list = ints("0 1 2 3 4 5");
  CHECK(mochi_list_keep(list, 2, INT64_MAX, type) == list);
  CHECK_INT(list->before, 2);
  push(list, 6);
  push(list, 7);
  CHECK(mochi_list_keep(list, 0, -1, type) == list);
  check_ints(list, "[2, 3, 4, 5, 6]");
  CHECK(mochi_list_keep(list, 3, 3, type) == list);
  CHECK_INT(list->before, 0);
  check_ints(list, "[]");
  check_ints(mochi_list_keep(NULL, 1, 2, type), "[]");
  mochi_list *shared = mochi_list_share(ints("1 2 3"));
  mochi_list *kept = mochi_list_keep(shared, 1, 3, type);
  CHECK(kept != shared && kept->shared == 0);
  check_ints(shared, "[1, 2, 3]");
  check_ints(kept, "[2, 3]");
  // A queue stays as small as what is in it; what is left of a large list lets go of the rest.
  mochi_list *queue = mochi_list_new(type, 0);
  for (int64_t at = 0; at < 100000; at++) {
    push(queue, at);
    queue = mochi_list_keep(queue, at < 100 ? 0 : 1, INT64_MAX, type);
  }
  CHECK_INT(queue->length, 100);
  CHECK(queue->before + queue->capacity <= 512);
  CHECK_INT(((int64_t *)queue->data)[99], 99999);
  mochi_list *large = mochi_list_sized(type, 100000);
  ((int64_t *)large->data)[99999] = 5;
  large = mochi_list_keep(large, -2, INT64_MAX, type);
  CHECK_INT(large->length, 2);
  CHECK(large->capacity < 100);
  CHECK_INT(((int64_t *)large->data)[1], 5);
}

static void taking(void) {
  mochi_list *list = ints("1 2");
  uint32_t mark = mochi_list_take(list);
  CHECK(mochi_list_own(list, &mochi_type_int) != list);
  CHECK(mochi_list_own_taken(list, mark, &mochi_type_int) == list);
  mark = mochi_list_take(list);
  mochi_list_share(list);
  CHECK(mochi_list_own_taken(list, mark, &mochi_type_int) != list);
  CHECK_INT(list->shared, MOCHI_LIST_SHARED);
  uint32_t outer = mochi_list_take(ints("3"));
  CHECK_INT(outer, 0);
  CHECK_INT(mochi_list_take(NULL), 0);
}

static void in_place(void) {
  mochi_list *list = ints("1 2 3");
  int64_t value = 9;
  mochi_list_insert(list, 1, &value, &mochi_type_int, &site);
  mochi_list_insert(list, 4, &value, &mochi_type_int, &site);
  mochi_list_insert(list, -1, &value, &mochi_type_int, &site);
  check_ints(list, "[1, 9, 2, 3, 9, 9]");
  mochi_list_remove_at(list, -6, &value, &mochi_type_int, &site);
  CHECK_INT(value, 1);
  mochi_list_pop(list, &value, &mochi_type_int, &site);
  check_ints(list, "[9, 2, 3, 9]");
  CHECK_RAISES((mochi_list_insert(list, 5, &value, &mochi_type_int, &site), 0), -4, "list index out of range: 5 (len 4)");
  CHECK_RAISES((mochi_list_pop(NULL, &value, &mochi_type_int, &site), 0), -4, "pop from an empty list");
}

static void element_sets(void) {
  const mochi_type *type = &mochi_type_int;
  check_ints(mochi_list_union(ints("1 2 2"), ints("2 3"), type), "[1, 2, 3]");
  check_ints(mochi_list_except(ints("1 2 2 3"), ints("3"), type), "[1, 2, 2]");
  check_ints(mochi_list_intersect(ints("1 2 2 3"), ints("3 2 3"), type), "[3, 2]");
  check_ints(mochi_list_distinct(ints("3 1 3 2 1"), type), "[3, 1, 2]");
  check_ints(mochi_list_union(NULL, ints("5"), type), "[5]");
  int64_t wanted = 2;
  CHECK_INT(mochi_list_index_of(ints("1 2 2"), &wanted, type), 1);
  wanted = 7;
  CHECK_INT(mochi_list_index_of(ints("1 2 2"), &wanted, type), -1);
  mochi_list *many = mochi_list_new(type, 0);
  for (int64_t at = 0; at < 200000; at++) {
    push(many, at % 1000 * 7919);
  }
  CHECK_INT(mochi_list_distinct(many, type)->length, 1000);
  mochi_list *mixed = mochi_list_new(&mochi_type_any, 0);
  mochi_any values[] = {mochi_any_from_int(1), mochi_any_from_float(1), mochi_any_from_string(text_of_c("1")), mochi_any_nil(), mochi_any_nil()};
  for (size_t at = 0; at < sizeof values / sizeof *values; at++) {
    *(mochi_any *)mochi_list_push(mixed, &mochi_type_any, sizeof *values) = values[at];
  }
  mochi_list *distinct = mochi_list_distinct(mixed, &mochi_type_any);
  CHECK_TEXT(mochi_text_of(&distinct, &mochi_type_list_any), "[1, \"1\", nil]");
}

// ---------------------------------------------------------------- sorting

static int compare_ints(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left;
  int64_t b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

static void sorted_ints(void) {
  for (int round = 0; round < 300; round++) {
    uint32_t count = (uint32_t)(random_bits() % (round % 10 == 0 ? 5000 : 100));
    uint64_t mask = round % 3 == 0 ? UINT64_MAX : round % 3 == 1 ? 15 : 0xffff;
    mochi_list *list = mochi_list_new(&mochi_type_int, 0);
    for (uint32_t at = 0; at < count; at++) {
      push(list, (int64_t)((random_bits() & mask) - mask / 2));
    }
    mochi_list *sorted = mochi_list_sort(list, &mochi_type_int);
    CHECK_INT(sorted->length, count);
    if (count > 0) {
      qsort(list->data, count, sizeof(int64_t), compare_ints);
      CHECK(memcmp(list->data, sorted->data, count * sizeof(int64_t)) == 0);
    }
  }
}

static void sorted_floats(void) {
  mochi_list *list = mochi_list_new(&mochi_type_float, 0);
  for (int at = 0; at < 3000; at++) {
    double value = (double)(int64_t)random_bits() / 1e15;
    if (at % 50 == 0) {
      value = at % 100 == 0 ? 0.0 : -0.0;
    }
    if (at % 77 == 0) {
      value = NAN;
    }
    *(double *)mochi_list_push(list, &mochi_type_float, sizeof value) = value;
  }
  mochi_list *sorted = mochi_list_sort(list, &mochi_type_float);
  const double *items = sorted->data;
  bool seen_nan = false;
  for (uint32_t at = 0; at < sorted->length; at++) {
    seen_nan = seen_nan || isnan(items[at]);
    CHECK(seen_nan == (bool)isnan(items[at]));
    CHECK(at == 0 || seen_nan || items[at - 1] <= items[at]);
  }
}

static void sorted_strings(void) {
  for (int round = 0; round < 50; round++) {
    mochi_list *list = mochi_list_new(&mochi_type_string, 0);
    uint32_t count = (uint32_t)(random_bits() % 400);
    for (uint32_t at = 0; at < count; at++) {
      char text[40];
      uint32_t size = (uint32_t)(random_bits() % 30);
      memset(text, 'a', sizeof text);
      if (size > 0) {
        text[random_bits() % size] = (char)('a' + random_bits() % 3);
      }
      *(mochi_string *)mochi_list_push(list, &mochi_type_string, 16) = mochi_string_from_bytes(text, size);
    }
    mochi_list *sorted = mochi_list_sort(list, &mochi_type_string);
    for (uint32_t at = 1; at < count; at++) {
      CHECK(mochi_string_compare(((mochi_string *)sorted->data)[at - 1], ((mochi_string *)sorted->data)[at]) <= 0);
    }
  }
}

// Stable: positions of equal keys ascend, whatever the type of key.
static void sorted_by_key(void) {
  for (int kind = 0; kind < 4; kind++) {
    for (uint32_t count = 0; count < 700; count += 37) {
      const mochi_type *key_types[] = {&mochi_type_int, &mochi_type_float, &mochi_type_string, &mochi_type_any};
      const mochi_type *type = key_types[kind];
      mochi_list *list = mochi_list_new(&mochi_type_int, 0);
      mochi_list *keys = mochi_list_new(type, 0);
      int64_t plain[700];
      for (uint32_t at = 0; at < count; at++) {
        int64_t key = (int64_t)(random_bits() % 20);
        plain[at] = key;
        push(list, at);
        void *slot = mochi_list_push(keys, type, type->size);
        if (kind == 0) {
          *(int64_t *)slot = key;
        } else if (kind == 1) {
          *(double *)slot = (double)key / 4;
        } else if (kind == 2) {
          char text[8] = {(char)('a' + key), 0};
          *(mochi_string *)slot = text_of_c(text);
        } else {
          *(mochi_any *)slot = key == 19 ? mochi_any_nil() : key % 2 == 0 ? mochi_any_from_int(key) : mochi_any_from_float((double)key);
        }
      }
      mochi_list *sorted = mochi_list_sort_by(list, keys, &mochi_type_int, type);
      const int64_t *items = sorted->data;
      for (uint32_t at = 1; at < count; at++) {
        int64_t before = plain[items[at - 1]];
        int64_t here = plain[items[at]];
        CHECK(before < here || (before == here && items[at - 1] < items[at]));
      }
    }
  }
}

// ---------------------------------------------------------------- numbers

static void sums(void) {
  CHECK_INT(mochi_list_sum_int(ints("1 2 3"), &site), 6);
  CHECK_INT(mochi_list_sum_int(NULL, &site), 0);
  CHECK_RAISES(mochi_list_sum_int(ints("9223372036854775807 1"), &site), -6, "integer overflow: 9223372036854775807 + 1 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK(mochi_list_average_int(ints("9223372036854775807 9223372036854775807")) == 9223372036854775807.0);
  CHECK(mochi_list_average_int(ints("-9223372036854775808 -9223372036854775808")) == -9223372036854775808.0);
  CHECK(mochi_list_average_int(ints("1 2")) == 1.5);
  CHECK(mochi_list_average_int(NULL) == 0);
  int64_t extreme = 5;
  CHECK(mochi_list_extreme(ints("3 1 2"), &mochi_type_int, false, &extreme, &site) && extreme == 1);
  CHECK(mochi_list_extreme(ints("3 1 2"), &mochi_type_int, true, &extreme, &site) && extreme == 3);
  CHECK(!mochi_list_extreme(NULL, &mochi_type_int, true, &extreme, &site) && extreme == 0);
  mochi_list *mixed = mochi_list_new(&mochi_type_any, 0);
  mochi_any values[] = {mochi_any_from_int(1), mochi_any_nil(), mochi_any_from_float(2.5)};
  for (size_t at = 0; at < 3; at++) {
    *(mochi_any *)mochi_list_push(mixed, &mochi_type_any, sizeof *values) = values[at];
  }
  mochi_any sum = mochi_list_sum_any(mixed, &site);
  CHECK(sum.type == &mochi_type_float && sum.as.floating == 3.5);
  CHECK(mochi_list_average(mixed, &mochi_type_any, &site) == 1.75);
  mochi_any least;
  CHECK(mochi_list_extreme(mixed, &mochi_type_any, false, &least, &site) && least.as.integer == 1);
  *(mochi_any *)mochi_list_push(mixed, &mochi_type_any, sizeof *values) = mochi_any_from_string(text_of_c("x"));
  CHECK_RAISES(mochi_list_sum_any(mixed, &site), -3, "sum expects numbers, got string (\"x\")");
  CHECK_RAISES(mochi_list_extreme(mixed, &mochi_type_any, true, &least, &site), -3, "max expects numbers, got string (\"x\")");
  static const mochi_type optional = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_option_int), .name = "option[int]", .element = &mochi_type_int};
  mochi_option_int options[] = {{.value = 4, .some = true}, {.value = 0, .some = false}, {.value = 3, .some = true}};
  mochi_list *list = mochi_list_from(&optional, options, 3);
  CHECK_INT(mochi_list_sum(list, &optional, &site).as.integer, 7);
  CHECK(mochi_list_extreme(list, &optional, false, &extreme, &site) && extreme == 3);
  CHECK(mochi_list_average(list, &optional, &site) == 3.5);
}

int main(void) {
  growing();
  owning();
  indexes();
  slices();
  keeping();
  taking();
  in_place();
  element_sets();
  sorted_ints();
  sorted_floats();
  sorted_strings();
  sorted_by_key();
  sums();
  return check_result();
}
