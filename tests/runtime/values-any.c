// Equality, order and hashes across kinds; any: boxes, checked casts, operators, parts, methods; `as`.

#include "raises.h"

#include "values/sort.h"

static const mochi_site site = {.file = "t.mochi", .function = "main", .text = "", .line = 1, .column = 1};

// ---------------------------------------------------------------- types as the compiler emits them

typedef struct point {
  int64_t x;
  mochi_string y;
} point;

static const mochi_field point_fields[] = {
    {.name = "x", .type = &mochi_type_int, .offset = offsetof(point, x)},
    {.name = "y", .type = &mochi_type_string, .offset = offsetof(point, y)}};

static mochi_any point_plus(void *receiver, const mochi_any *arguments, const mochi_site *at) {
  return mochi_any_from_int(mochi_int_add(((point *)receiver)->x, mochi_any_to_int(arguments[0], at), at));
}

static const mochi_method point_methods[] = {{.name = "plus", .parameters = 1, .call = point_plus}, {.name = NULL, .parameters = 0, .call = NULL}};

static const mochi_type point_type = {
    .kind = MOCHI_KIND_STRUCT, .count = 2, .size = sizeof(void *), .name = "P", .fields = point_fields, .methods = point_methods, .instance_size = sizeof(point)};
static const mochi_type record_type = {
    .kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_RECORD, .count = 2, .size = sizeof(void *), .name = "{x: int, y: string}", .fields = point_fields, .instance_size = sizeof(point)};

typedef struct node {
  mochi_variant head;
  void *next;
} node;

static const mochi_type list_type;
static const mochi_field node_fields[] = {{.name = "next", .type = &list_type, .offset = offsetof(node, next)}};
static const mochi_type end_type = {.kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_VARIANT, .size = sizeof(void *), .name = "End", .instance_size = sizeof(mochi_variant)};
static const mochi_type node_type = {
    .kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_VARIANT, .count = 1, .size = sizeof(void *), .name = "Node", .fields = node_fields, .instance_size = sizeof(node)};
static const mochi_type *const list_variants[] = {&end_type, &node_type};
static const mochi_type list_type = {.kind = MOCHI_KIND_UNION, .count = 2, .size = sizeof(void *), .name = "Chain", .variants = list_variants};

static const mochi_type optional_int = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_option_int), .name = "option[int]", .element = &mochi_type_int};
static const mochi_type optional_string = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_string), .name = "option[string]", .element = &mochi_type_string};
static const mochi_type set_any = {.kind = MOCHI_KIND_SET, .size = sizeof(mochi_map *), .name = "set<any>", .element = &mochi_type_any};
static const mochi_type map_int_string = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{int: string}", .element = &mochi_type_string, .key = &mochi_type_int};
static const mochi_type map_string_string = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{string: string}", .element = &mochi_type_string, .key = &mochi_type_string};

// ---------------------------------------------------------------- making values

static mochi_any text(const char *bytes) {
  return mochi_any_from_string(text_of_c(bytes));
}

static mochi_any number(int64_t value) {
  return mochi_any_from_int(value);
}

static mochi_any real(double value) {
  return mochi_any_from_float(value);
}

static mochi_any new_point(const mochi_type *type, int64_t x, const char *y) {
  point *instance = mochi_gc_alloc(sizeof *instance);
  *instance = (point){.x = x, .y = text_of_c(y)};
  return (mochi_any){.type = type, .as = {.pointer = instance}};
}

static mochi_any list_of(uint32_t count, const mochi_any *items) {
  return (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = mochi_list_from(&mochi_type_any, items, count)}};
}

#define LIST(...) list_of(sizeof((mochi_any[]){__VA_ARGS__}) / sizeof(mochi_any), (mochi_any[]){__VA_ARGS__})

static mochi_any int_list(int64_t first, int64_t end) {
  return (mochi_any){.type = &mochi_type_list_int, .as = {.pointer = mochi_list_range(first, end, 1, &site)}};
}

static mochi_any new_map(void) {
  return (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = mochi_map_new(&mochi_type_map_string_any, 0)}};
}

static mochi_any big(const char *digits) {
  return (mochi_any){.type = &mochi_type_bigint, .as = {.pointer = mochi_bigint_from_text(digits)}};
}

static mochi_any rat(const char *digits) {
  return (mochi_any){.type = &mochi_type_bigrat, .as = {.pointer = mochi_bigrat_parse(text_of_c(digits), &site)}};
}

static void check_any(mochi_any value, const char *expected) {
  CHECK_TEXT(mochi_text_of(&value, &mochi_type_any), expected);
}

static uint64_t hash(mochi_any value) {
  return mochi_hash(&value, &mochi_type_any);
}

// ---------------------------------------------------------------- equality and order

static void equality(void) {
  mochi_any map = new_map();
  mochi_any_set_field(map, text_of_c("x"), number(1), &site);
  mochi_any_set_field(map, text_of_c("y"), text("a"), &site);
  struct {
    mochi_any left;
    mochi_any right;
    bool equal;
  } cases[] = {
      {number(1), real(1), true},
      {number(1), big("1"), true},
      {real(0.5), rat("1/2"), true},
      {big("18446744073709551616"), real(18446744073709551616.0), true},
      {big("18446744073709551617"), real(18446744073709551616.0), false},
      {number(9007199254740993), real(9007199254740992.0), false},
      {number(1), text("1"), false},
      {number(1), mochi_any_from_bool(true), false},
      {real(NAN), real(NAN), false},
      {real(0.0), real(-0.0), true},
      {mochi_any_nil(), mochi_any_nil(), true},
      {mochi_any_nil(), number(0), false},
      {text("a long enough string"), text("a long enough string"), true},
      {LIST(number(0), number(1)), int_list(0, 2), true},
      {LIST(real(0), big("1")), int_list(0, 2), true},
      {LIST(number(0)), int_list(0, 2), false},
      {new_point(&point_type, 1, "a"), new_point(&point_type, 1, "a"), true},
      {new_point(&point_type, 1, "a"), new_point(&point_type, 2, "a"), false},
      {new_point(&point_type, 1, "a"), new_point(&record_type, 1, "a"), false},
      {new_point(&point_type, 1, "a"), map, false},
      {new_point(&record_type, 1, "a"), map, true},
      {map, new_point(&record_type, 1, "b"), false}};
  for (size_t at = 0; at < sizeof cases / sizeof *cases; at++) {
    if (mochi_any_equal(cases[at].left, cases[at].right) != cases[at].equal || mochi_any_equal(cases[at].right, cases[at].left) != cases[at].equal) {
      fprintf(stderr, "case %zu\n", at);
      CHECK(false);
    }
    CHECK(!cases[at].equal || hash(cases[at].left) == hash(cases[at].right));
  }
}

// Each before the next, but where 0 says alike.
static void order(void) {
  mochi_any record = new_point(&record_type, 1, "a");
  mochi_any function = {.type = &mochi_type_function, .as = {.pointer = (void *)(uintptr_t)&site}};
  mochi_any values[] = {
      mochi_any_from_bool(false), mochi_any_from_bool(true), real(-INFINITY), big("-9223372036854775809"), number(INT64_MIN), rat("-1/2"), number(0), rat("1/3"), real(0.5), number(1),
      real(9007199254740992.0), number(9007199254740993), big("9223372036854775808"), real(1e300), real(INFINITY), real(NAN), text(""), text("B"), text("a"), text("aa"),
      LIST(number(1), number(2)), LIST(number(1), number(3)), LIST(number(1), number(3), number(0)), int_list(2, 3), record, new_point(&record_type, 1, "b"), new_point(&point_type, 0, ""), function, mochi_any_nil()};
  int32_t count = (int32_t)(sizeof values / sizeof *values);
  for (int32_t left = 0; left < count; left++) {
    for (int32_t right = 0; right < count; right++) {
      int32_t wanted = (left > right) - (left < right);
      if (mochi_compare(&values[left], &values[right], &mochi_type_any) != wanted) {
        fprintf(stderr, "order of %d and %d\n", left, right);
        CHECK(false);
      }
    }
  }
}

static node *chain(uint32_t length, bool circle) {
  node *first = NULL;
  node *last = NULL;
  for (uint32_t at = 0; at < length; at++) {
    node *here = mochi_gc_alloc(sizeof *here);
    here->head.tag = 1;
    here->next = first;
    first = here;
    last = last == NULL ? here : last;
  }
  mochi_variant *end = mochi_gc_alloc(sizeof *end);
  last->next = circle ? (void *)first : (void *)end;
  return first;
}

static void cycles(void) {
  node *left = chain(7, true);
  node *right = chain(5, true);
  CHECK(mochi_equal(&left, &right, &list_type));
  CHECK(mochi_hash(&left, &list_type) == mochi_hash(&right, &list_type));
  CHECK_INT(mochi_compare(&left, &right, &list_type), 0);
  node *straight = chain(10000, false);
  node *longer = chain(10001, false);
  CHECK(mochi_equal(&straight, &straight, &list_type));
  CHECK(!mochi_equal(&straight, &longer, &list_type));
  CHECK(!mochi_equal(&straight, &left, &list_type));
}

// ---------------------------------------------------------------- boxes and checked casts

static void boxes(void) {
  mochi_option_int some = {.value = 5, .some = true};
  mochi_option_int none = {.value = 0, .some = false};
  mochi_string no_text = mochi_string_none();
  check_any(mochi_any_from(&some, &optional_int), "5");
  CHECK(mochi_any_is_nil(mochi_any_from(&none, &optional_int)));
  CHECK(mochi_any_is_nil(mochi_any_from(&no_text, &optional_string)));
  node *first = chain(1, false);
  mochi_any boxed = mochi_any_from(&first, &list_type);
  CHECK(boxed.type == &node_type);
  CHECK(mochi_any_is(boxed, &list_type) && mochi_any_is(boxed, &node_type) && !mochi_any_is(boxed, &end_type));
  CHECK_TEXT(mochi_any_type_name(boxed), "Node");
  void *back;
  mochi_any_to(boxed, &back, &list_type, &site);
  CHECK(back == first);
  mochi_any_to(number(3), &some, &optional_int, &site);
  CHECK(some.some && some.value == 3);
  mochi_any_to(mochi_any_nil(), &some, &optional_int, &site);
  CHECK(!some.some);
  CHECK_INT(mochi_any_to_int(real(3.0), &site), 3);
  CHECK(mochi_any_to_float(number(3), &site) == 3.0);
  CHECK_RAISES(mochi_any_to_int(text("zz"), &site), -3, "expected int, got string (\"zz\")");
  CHECK_RAISES(mochi_any_to_int(real(1.5), &site), -3, "expected int, got float (1.5)");
  CHECK_RAISES(mochi_any_to_int(mochi_any_nil(), &site), -3, "expected int, got nil");
  CHECK_RAISES(mochi_any_to_string(int_list(0, 2), &site), -3, "expected string, got [int]");
  CHECK_RAISES((mochi_any_to(text("x"), &back, &point_type, &site), 0), -3, "expected P, got string (\"x\")");
  CHECK_RAISES((mochi_any_to(int_list(0, 1), &back, &mochi_type_list_string, &site), 0), -3, "expected [string], got [int]");
  mochi_bigint *converted;
  mochi_any_to(number(7), &converted, &mochi_type_bigint, &site);
  CHECK_TEXT(mochi_bigint_to_string(converted), "7");
}

// ---------------------------------------------------------------- operators

static void operators(void) {
  check_any(mochi_any_add(number(1), number(2), &site), "3");
  check_any(mochi_any_add(number(1), real(0.5), &site), "1.5");
  check_any(mochi_any_add(text("v="), mochi_any_nil(), &site), "v=nil");
  check_any(mochi_any_add(number(1), text("a"), &site), "1a");
  check_any(mochi_any_add(text("x"), LIST(text("q"), real(1)), &site), "x[\"q\", 1.0]");
  check_any(mochi_any_add(mochi_any_nil(), number(1), &site), "nil");
  check_any(mochi_any_add(int_list(0, 2), int_list(5, 6), &site), "[0, 1, 5]");
  check_any(mochi_any_add(int_list(0, 1), LIST(text("a")), &site), "[0, \"a\"]");
  check_any(mochi_any_divide(number(-7), number(2), &site), "-3");
  check_any(mochi_any_remainder(real(7.5), number(2), &site), "1.5");
  check_any(mochi_any_multiply(big("9223372036854775807"), number(2), &site), "18446744073709551614");
  check_any(mochi_any_divide(number(1), rat("3"), &site), "1/3");
  check_any(mochi_any_add(rat("1/2"), big("1"), &site), "3/2");
  check_any(mochi_any_add(rat("1/2"), real(0.25), &site), "0.75");
  check_any(mochi_any_multiply(big("3"), real(0.5), &site), "1.5");
  check_any(mochi_any_negate(rat("1/2"), &site), "-1/2");
  mochi_any second = {.type = &mochi_type_duration, .as = {.integer = 1000000000}};
  check_any(mochi_any_multiply(number(90), second, &site), "1m30s");
  check_any(mochi_any_divide(second, second, &site), "1");
  check_any(mochi_any_divide(second, number(2), &site), "500ms");
  CHECK_RAISES(mochi_any_add(second, number(1), &site), -3, "cannot apply + to duration and int");
  CHECK_RAISES(mochi_any_add(number(1), mochi_any_from_bool(true), &site), -3, "cannot apply + to int and bool");
  CHECK_RAISES(mochi_any_multiply(text("a"), number(2), &site), -3, "cannot apply * to string and int");
  CHECK_RAISES(mochi_any_divide(number(1), number(0), &site), -5, "division by zero");
  CHECK_RAISES(mochi_any_negate(text("a"), &site), -3, "cannot apply - to string");
  CHECK(mochi_any_less(number(1), real(1.5), &site));
  CHECK(!mochi_any_less(mochi_any_nil(), number(1), &site));
  CHECK(!mochi_any_less_equal(real(NAN), number(1), &site));
  CHECK(mochi_any_less(mochi_any_from_bool(false), mochi_any_from_bool(true), &site));
  CHECK_RAISES(mochi_any_less(number(1), text("a"), &site), -3, "cannot compare int with string");
  CHECK(mochi_any_in(real(1), int_list(0, 3), &site));
  CHECK(!mochi_any_in(text("1"), int_list(0, 3), &site));
  CHECK(mochi_any_in(text("el"), text("hello"), &site));
  CHECK_RAISES(mochi_any_in(number(1), number(2), &site), -3, "invalid 'in' operand");
  CHECK(mochi_any_truthy(number(2)) && !mochi_any_truthy(text("")) && !mochi_any_truthy(mochi_any_nil()) && !mochi_any_truthy(big("0")) && mochi_any_truthy(int_list(0, 1)));
  mochi_any set = {.type = &set_any, .as = {.pointer = mochi_set_new(&set_any, 0)}};
  set = mochi_any_add(set, number(1), &site);
  set = mochi_any_add(set, text("1"), &site);
  set = mochi_any_add(set, real(1), &site);
  check_any(set, "{1, \"1\"}");
  check_any(mochi_any_subtract(set, number(1), &site), "{\"1\"}");
}

// ---------------------------------------------------------------- parts and methods

static void parts(void) {
  mochi_any value = new_point(&point_type, 1, "a");
  check_any(mochi_any_field(value, text_of_c("y"), &site), "a");
  check_any(mochi_any_field(value, text_of_c("z"), &site), "nil");
  mochi_any_set_field(value, text_of_c("x"), number(5), &site);
  check_any(value, "{\"__name\": \"P\", \"x\": 5, \"y\": \"a\"}");
  CHECK_RAISES((mochi_any_set_field(value, text_of_c("z"), number(5), &site), 0), -3, "P has no field z");
  CHECK_RAISES((mochi_any_set_field(value, text_of_c("x"), text("q"), &site), 0), -3, "expected int, got string (\"q\")");
  check_any(mochi_any_call(value, text_of_c("plus"), (mochi_any[]){number(2)}, 1, &site), "7");
  CHECK_RAISES(mochi_any_call(value, text_of_c("plus"), NULL, 0, &site), -3, "plus expects 1 argument, got 0");
  CHECK_RAISES(mochi_any_call(value, text_of_c("minus"), NULL, 0, &site), -3, "P has no method minus");
  check_any(mochi_any_index(int_list(5, 9), number(-1), &site), "8");
  check_any(mochi_any_index(text("añb"), number(1), &site), "ñ");
  check_any(mochi_any_index(mochi_any_nil(), number(1), &site), "nil");
  CHECK_RAISES(mochi_any_index(int_list(5, 9), number(4), &site), -4, "list index out of range: 4 (len 4)");
  CHECK_RAISES(mochi_any_index(number(1), number(4), &site), -3, "cannot index value of this kind");
  mochi_any map = new_map();
  mochi_any_set_index(map, text("k"), int_list(0, 2), &site);
  mochi_any_set_index(map, number(7), number(8), &site);
  check_any(map, "{\"7\": 8, \"k\": [0, 1]}");
  check_any(mochi_any_index(map, text("7"), &site), "8");
  check_any(mochi_any_index(map, text("none"), &site), "nil");
  CHECK_INT(mochi_any_length(map, &site), 2);
  CHECK_INT(mochi_any_length(value, &site), 3);
  CHECK_INT(mochi_any_length(number(-10), &site), 3);
  CHECK_RAISES(mochi_any_length(mochi_any_from_bool(true), &site), -3, "invalid len operand");
  check_any(mochi_any_slice(int_list(0, 5), 1, -1, 1, 3, &site), "[1, 2, 3]");
  mochi_list *keys = mochi_any_items(map, &site);
  CHECK_TEXT(mochi_text_of(&keys, &mochi_type_list_any), "[\"7\", \"k\"]");
  CHECK_RAISES(mochi_any_items(number(1), &site), -3, "invalid iterator");
}

static mochi_any call_double(const mochi_function *function, mochi_any argument) {
  (void)function;
  return mochi_any_multiply(argument, number(2), &site);
}

static mochi_any call(mochi_any receiver, const char *method, uint32_t count, const mochi_any *arguments) {
  return mochi_any_call(receiver, text_of_c(method), arguments, count, &site);
}

#define CALL(receiver, method, ...) call(receiver, method, sizeof((mochi_any[]){__VA_ARGS__}) / sizeof(mochi_any), (mochi_any[]){__VA_ARGS__})

static void methods(void) {
  static const mochi_function_info info = {.name = "double", .parameters = 1};
  static mochi_function function = {.code = (void (*)(void))call_double, .info = &info};
  mochi_any twice = {.type = &mochi_type_function, .as = {.pointer = &function}};
  check_any(call(text(" x "), "trim", 0, NULL), "x");
  check_any(CALL(text("a,b"), "split", text(",")), "[\"a\", \"b\"]");
  check_any(CALL(text("7"), "padStart", number(3), text("0")), "007");
  check_any(CALL(int_list(0, 4), "map", twice), "[0, 2, 4, 6]");
  check_any(CALL(int_list(0, 4), "filter", twice), "[1, 2, 3]");
  check_any(CALL(int_list(0, 4), "append", number(9)), "[0, 1, 2, 3, 9]");
  check_any(CALL(LIST(number(3), text("a"), mochi_any_nil(), real(1.5)), "indexOf", text("a")), "1");
  check_any(call(LIST(number(3), text("a"), mochi_any_nil(), real(1.5)), "sort", 0, NULL), "[1.5, 3, \"a\", nil]");
  check_any(call(int_list(1, 4), "sum", 0, NULL), "6");
  check_any(call(int_list(1, 4), "max", 0, NULL), "3");
  check_any(CALL(int_list(1, 3), "zip", text("ab")), "[[1, \"a\"], [2, \"b\"]]");
  mochi_any map = new_map();
  mochi_any_set_index(map, text("f"), twice, &site);
  check_any(CALL(map, "f", number(21)), "42");
  check_any(CALL(map, "get", text("q"), number(1)), "1");
  check_any(call(map, "keys", 0, NULL), "[\"f\"]");
  CHECK_RAISES(CALL(map, "nothing", number(1)), -3, "{string: any} has no method nothing");
  CHECK_RAISES(CALL(text("x"), "trim", number(1)), -3, "trim expects 0 arguments, got 1");
}

// ---------------------------------------------------------------- as

static int64_t cast_int(mochi_any value) {
  int64_t result;
  mochi_cast(value, &result, &mochi_type_int, &site);
  return result;
}

static mochi_any cast_to(mochi_any value, const mochi_type *type) {
  union {
    mochi_any any;
    mochi_string string;
  } slot;
  mochi_cast(value, &slot, type, &site);
  return mochi_any_from(&slot, type);
}

static void casts(void) {
  CHECK_INT(cast_int(real(-2.9)), -2);
  CHECK_INT(cast_int(text("42")), 42);
  CHECK_INT(cast_int(mochi_any_nil()), 0);
  CHECK_INT(cast_int(rat("7/2")), 3);
  CHECK_RAISES(cast_int(text("x")), -3, "cannot cast \"x\" to int");
  CHECK_RAISES(cast_int(mochi_any_from_bool(true)), -3, "cannot cast bool to int");
  CHECK_RAISES(cast_int(int_list(0, 1)), -3, "cannot cast []interface {} to int");
  CHECK_RAISES(cast_int(big("9223372036854775808")), -6, "bigint does not fit in int: 9223372036854775808");
  CHECK_RAISES(cast_int(real(1e19)), -6, "float does not fit in int: 1e+19");
  CHECK_RAISES(cast_to(text("1"), &mochi_type_float), -3, "cannot cast string to float");
  CHECK_RAISES(cast_to(number(1), &mochi_type_string), -3, "cannot cast int to string");
  check_any(cast_to(text("1/3"), &mochi_type_bigrat), "1/3");
  check_any(cast_to(real(0.1), &mochi_type_bigrat), "3602879701896397/36028797018963968");
  check_any(cast_to(real(1e20), &mochi_type_bigint), "100000000000000000000");
  check_any(cast_to(LIST(real(1), text("2"), mochi_any_nil()), &mochi_type_list_int), "[1, 2, 0]");
  mochi_any map = new_map();
  mochi_any_set_index(map, text("1"), text("a"), &site);
  check_any(cast_to(map, &map_int_string), "{\"1\": \"a\"}");
  check_any(cast_to(cast_to(map, &map_int_string), &map_string_string), "{\"1\": \"a\"}");
  mochi_any_set_index(map, text("y"), text("b"), &site);
  CHECK_RAISES(cast_to(map, &point_type), -3, "missing field x for P");
  mochi_any_set_index(map, text("x"), text("3"), &site);
  check_any(cast_to(map, &point_type), "{\"__name\": \"P\", \"x\": 3, \"y\": \"b\"}");
  CHECK_RAISES(cast_to(map, &map_int_string), -3, "cannot cast \"x\" to int");
  check_any(cast_to(new_point(&point_type, 1, "q"), &mochi_type_map_string_any), "{\"x\": 1, \"y\": \"q\"}");
  CHECK_RAISES(cast_to(number(1), &point_type), -3, "cannot cast int to P");
  check_any(cast_to(mochi_any_nil(), &optional_int), "nil");
  check_any(cast_to(text("5"), &optional_int), "5");
}

int main(void) {
  equality();
  order();
  cycles();
  boxes();
  operators();
  parts();
  methods();
  casts();
  return check_result();
}
