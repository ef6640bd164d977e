// Texts of values over type descriptors: print, str, json, f-strings, quoting, durations.

#include "check.h"

#include "errors/try.h"
#include "text/writer.h"

static mochi_string nested_of(const void *value, const mochi_type *type) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_nested(&text.writer, value, type);
  return mochi_text_writer_end(&text);
}

// ---------------------------------------------------------------- descriptors

typedef struct point {
  int64_t x;
  mochi_string Name;
  double weight;
} point;

static const mochi_field point_fields[] = {
    {"Name", &mochi_type_string, offsetof(point, Name)},
    {"weight", &mochi_type_float, offsetof(point, weight)},
    {"x", &mochi_type_int, offsetof(point, x)},
};
static const mochi_type type_point = {
    .kind = MOCHI_KIND_STRUCT, .count = 3, .size = sizeof(point *), .name = "P", .fields = point_fields, .instance_size = sizeof(point)};
static const mochi_type type_record = {
    .kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_RECORD, .count = 3, .size = sizeof(point *), .name = "", .fields = point_fields, .instance_size = sizeof(point)};

typedef struct node {
  mochi_variant head;
  struct node *next;
} node;

static const mochi_type type_tree;
static const mochi_field node_fields[] = {{"next", &type_tree, offsetof(node, next)}};
static const mochi_type type_leaf = {.kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_VARIANT, .size = sizeof(void *), .name = "Leaf"};
static const mochi_type type_node = {
    .kind = MOCHI_KIND_STRUCT, .flags = MOCHI_TYPE_VARIANT, .count = 1, .size = sizeof(void *), .name = "Node", .fields = node_fields, .instance_size = sizeof(node)};
static const mochi_type *const tree_variants[] = {&type_leaf, &type_node};
static const mochi_type type_tree = {.kind = MOCHI_KIND_UNION, .count = 2, .size = sizeof(void *), .name = "Tree", .variants = tree_variants};

static const mochi_type type_option_int = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_option_int), .name = "option[int]", .element = &mochi_type_int};
static const mochi_type type_option_string = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_string), .name = "option[string]", .element = &mochi_type_string};
static const mochi_type type_option_point = {.kind = MOCHI_KIND_OPTION, .size = sizeof(point *), .name = "option[P]", .element = &type_point};
static const mochi_type type_list_list = {.kind = MOCHI_KIND_LIST, .size = sizeof(void *), .name = "[[any]]", .element = &mochi_type_list_any};
static const mochi_type type_list_duration = {.kind = MOCHI_KIND_LIST, .size = sizeof(void *), .name = "[duration]", .element = &mochi_type_duration};
static const mochi_type type_map_int_string = {
    .kind = MOCHI_KIND_MAP, .size = sizeof(void *), .name = "{int: string}", .element = &mochi_type_string, .key = &mochi_type_int};
static const mochi_type type_set_int = {.kind = MOCHI_KIND_SET, .size = sizeof(void *), .name = "set<int>", .element = &mochi_type_int};

// ---------------------------------------------------------------- tests

static void scalars(void) {
  int64_t number = INT64_MIN;
  CHECK_TEXT(mochi_text_of(&number, &mochi_type_int), "-9223372036854775808");
  double tenth = 1e6;
  CHECK_TEXT(mochi_text_of(&tenth, &mochi_type_float), "1e+06");
  CHECK_TEXT(nested_of(&tenth, &mochi_type_float), "1000000.0");
  mochi_string text = text_of_c("a\"b");
  CHECK_TEXT(mochi_text_of(&text, &mochi_type_string), "a\"b");
  CHECK_TEXT(nested_of(&text, &mochi_type_string), "\"a\\\"b\"");
  CHECK_TEXT(mochi_str_of(&text, &mochi_type_string), "a\"b");
  mochi_any nil = {0};
  CHECK_TEXT(mochi_text_of(&nil, &mochi_type_any), "nil");
  CHECK_TEXT(mochi_str_of(&nil, &mochi_type_any), "<nil>");
  CHECK_TEXT(mochi_to_json(&nil, &mochi_type_any), "null");
  bool yes = true;
  CHECK_TEXT(mochi_text_of(&yes, &mochi_type_bool), "true");
}

static void options(void) {
  mochi_option_int some = {5, true};
  mochi_option_int none = {0, false};
  CHECK_TEXT(mochi_text_of(&some, &type_option_int), "5");
  CHECK_TEXT(mochi_text_of(&none, &type_option_int), "nil");
  mochi_string absent = mochi_string_none();
  CHECK_TEXT(mochi_text_of(&absent, &type_option_string), "nil");
  mochi_string empty = mochi_string_empty();
  CHECK_TEXT(mochi_text_of(&empty, &type_option_string), "");
  point *no_point = NULL;
  CHECK_TEXT(mochi_text_of(&no_point, &type_option_point), "nil");
}

static void structs(void) {
  point p = {.x = 1, .Name = text_of_c("k"), .weight = 2};
  point *pointer = &p;
  CHECK_TEXT(mochi_text_of(&pointer, &type_point), "{\"Name\": \"k\", \"__name\": \"P\", \"weight\": 2.0, \"x\": 1}");
  CHECK_TEXT(mochi_str_of(&pointer, &type_point), "map[Name:k __name:P weight:2 x:1]");
  CHECK_TEXT(mochi_text_of(&pointer, &type_record), "{\"Name\": \"k\", \"weight\": 2.0, \"x\": 1}");
  CHECK_TEXT(mochi_to_json(&pointer, &type_point), "{\"Name\":\"k\",\"__name\":\"P\",\"weight\":2,\"x\":1}");
  CHECK_TEXT(mochi_to_json_indented(&pointer, &type_record), "{\n  \"Name\": \"k\",\n  \"weight\": 2,\n  \"x\": 1\n}");
}

static void unions(void) {
  node leaf = {.head = {0}, .next = NULL};
  node inner = {.head = {1}, .next = &leaf};
  node *root = &inner;
  CHECK_TEXT(mochi_text_of(&root, &type_tree), "{\"__name\": \"Node\", \"next\": {\"__name\": \"Leaf\"}}");
  inner.next = &inner;
  CHECK_TEXT(mochi_text_of(&root, &type_tree), "{\"__name\": \"Node\", \"next\": {...}}");
}

// A cycle far down, entered twice, and long chains without one.
static void deep(void) {
  enum { LENGTH = 3000 };
  static node chain[LENGTH];
  for (int i = 0; i < LENGTH; i++) {
    chain[i] = (node){.head = {1}, .next = i + 1 < LENGTH ? &chain[i + 1] : NULL};
  }
  node *root = &chain[0];
  mochi_string text = mochi_text_of(&root, &type_tree);
  CHECK_INT(mochi_string_size(text), LENGTH * 28 + 3);
  chain[LENGTH - 1].next = &chain[LENGTH / 2];
  text = mochi_text_of(&root, &type_tree);
  CHECK_INT(mochi_string_size(text), LENGTH * 28 + 5);
  // Twice the same deep list side by side is no cycle.
  mochi_list *list = mochi_list_new(&mochi_type_list_any, 0);
  for (int i = 0; i < 100; i++) {
    mochi_list *outer = mochi_list_new(&mochi_type_any, 0);
    mochi_any item = {.type = &mochi_type_list_any, .as = {.pointer = list}};
    for (int j = 0; j < (i % 50 == 49 ? 2 : 1); j++) {
      *(mochi_any *)mochi_list_push(outer, &mochi_type_any, sizeof item) = item;
    }
    list = outer;
  }
  text = mochi_text_of(&list, &mochi_type_list_any);
  CHECK(!mochi_string_contains(text, text_of_c("...")));
}

static void lists(void) {
  mochi_list *numbers = mochi_list_new(&mochi_type_float, 0);
  CHECK_TEXT(mochi_text_of(&numbers, &mochi_type_list_float), "[]");
  *(double *)mochi_list_push(numbers, &mochi_type_float, sizeof(double)) = 1;
  *(double *)mochi_list_push(numbers, &mochi_type_float, sizeof(double)) = 2.5;
  CHECK_TEXT(mochi_text_of(&numbers, &mochi_type_list_float), "[1.0, 2.5]");
  CHECK_TEXT(mochi_str_of(&numbers, &mochi_type_list_float), "[1 2.5]");
  CHECK_TEXT(mochi_to_json_indented(&numbers, &mochi_type_list_float), "[\n  1,\n  2.5\n]");
  *(double *)mochi_list_push(numbers, &mochi_type_float, sizeof(double)) = NAN;
  CHECK_TEXT(mochi_to_json_indented(&numbers, &mochi_type_list_float), "");
  mochi_list *self = mochi_list_new(&mochi_type_any, 0);
  *(mochi_any *)mochi_list_push(self, &mochi_type_any, sizeof(mochi_any)) = (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = self}};
  CHECK_TEXT(mochi_text_of(&self, &mochi_type_list_any), "[[...]]");
  mochi_list *empty = mochi_list_new(&mochi_type_list_any, 0);
  *(mochi_list **)mochi_list_push(empty, &mochi_type_list_any, sizeof(void *)) = NULL;
  CHECK_TEXT(mochi_text_of(&empty, &type_list_list), "[nil]");
  mochi_list *times = mochi_list_new(&mochi_type_duration, 0);
  *(int64_t *)mochi_list_push(times, &mochi_type_duration, 8) = 1500000000;
  CHECK_TEXT(mochi_text_of(&times, &type_list_duration), "[1.5s]");
  CHECK_TEXT(mochi_to_json(&times, &type_list_duration), "[1500000000]");
}

static void maps(void) {
  mochi_map *map = mochi_map_new(&type_map_int_string, 0);
  CHECK_TEXT(mochi_text_of(&map, &type_map_int_string), "{}");
  *(mochi_string *)mochi_map_slot_int(map, 10) = text_of_c("ten");
  *(mochi_string *)mochi_map_slot_int(map, 2) = text_of_c("<two>");
  *(mochi_string *)mochi_map_slot_int(map, 1) = text_of_c("one");
  CHECK_TEXT(mochi_text_of(&map, &type_map_int_string), "{\"1\": \"one\", \"10\": \"ten\", \"2\": \"<two>\"}");
  CHECK_TEXT(mochi_str_of(&map, &type_map_int_string), "map[1:one 10:ten 2:<two>]");
  CHECK_TEXT(mochi_to_json(&map, &type_map_int_string), "{\"1\":\"one\",\"10\":\"ten\",\"2\":\"\\u003ctwo\\u003e\"}");
  mochi_map *set = mochi_set_new(&type_set_int, 0);
  int64_t two = 2;
  int64_t one = 1;
  mochi_set_add(set, &two);
  mochi_set_add(set, &one);
  CHECK_TEXT(mochi_text_of(&set, &type_set_int), "{2, 1}");
  CHECK_TEXT(mochi_to_json(&set, &type_set_int), "[2,1]");
}

static void functions(void) {
  static const mochi_function_info named = {.name = "area", .parameters = 1};
  static const mochi_function_info lambda = {.parameters = 1};
  mochi_function function = {.info = &named};
  mochi_function *pointer = &function;
  CHECK_TEXT(mochi_text_of(&pointer, &mochi_type_function), "<fun area>");
  CHECK_TEXT(nested_of(&pointer, &mochi_type_function), "nil");
  function.info = &lambda;
  CHECK_TEXT(mochi_text_of(&pointer, &mochi_type_function), "nil");
}

static mochi_string quoted(const char *bytes, size_t size) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_quoted(&text.writer, bytes, size);
  return mochi_text_writer_end(&text);
}

static mochi_string json_quoted(const char *bytes, size_t size) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_json_string(&text.writer, bytes, size);
  return mochi_text_writer_end(&text);
}

static void quoting(void) {
  CHECK_TEXT(quoted("\a\b\t\n\v\f\r\x01\x7f\\", 10), "\"\\a\\b\\t\\n\\v\\f\\r\\x01\\x7f\\\\\"");
  CHECK_TEXT(quoted("\xff\xc3", 2), "\"\\xff\\xc3\"");
  CHECK_TEXT(quoted("é😀", 6), "\"é😀\"");
  CHECK_TEXT(quoted("\u200b\u00a0\u2028", 8), "\"\\u200b\\u00a0\\u2028\"");
  CHECK_TEXT(quoted("\xf3\xa0\x80\x81", 4), "\"\\U000e0001\"");
  CHECK_TEXT(quoted("\xef\xbf\xbd", 3), "\"\xef\xbf\xbd\"");
  CHECK_TEXT(json_quoted("<a> & \"b\"\n\x01\x7f\u2028\xff", 16), "\"\\u003ca\\u003e \\u0026 \\\"b\\\"\\n\\u0001\x7f\\u2028\\ufffd\"");
}

static void durations(void) {
  static const struct {
    int64_t value;
    const char *text;
  } cases[] = {
      {0, "0s"},           {1, "1ns"},          {1100, "1.1µs"},          {10000, "10µs"},           {2200000, "2.2ms"},
      {200000000, "200ms"}, {1500000000, "1.5s"}, {60000000000, "1m0s"},    {5400000000000, "1h30m0s"}, {-1500000000, "-1.5s"},
      {3600000000001, "1h0m0.000000001s"}, {INT64_MIN, "-2562047h47m16.854775808s"}, {INT64_MAX, "2562047h47m16.854775807s"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    CHECK_TEXT(mochi_string_from_duration(cases[i].value), cases[i].text);
  }
}

static mochi_format_spec spec(char align, char sign, bool zero, int32_t width, bool comma, int32_t precision, char type) {
  return (mochi_format_spec){.align = align, .sign = sign, .zero = zero, .width = width, .comma = comma, .precision = precision, .type = type};
}

static void check_int_spec(int64_t value, mochi_format_spec wanted, const char *text) {
  CHECK_TEXT(mochi_format_int(value, &wanted), text);
}

static void check_float_spec(double value, mochi_format_spec wanted, const char *text) {
  CHECK_TEXT(mochi_format_float(value, &wanted), text);
}

static void check_string_spec(const char *value, mochi_format_spec wanted, const char *text) {
  CHECK_TEXT(mochi_format_string(text_of_c(value), &wanted), text);
}

static void specifications(void) {
  check_int_spec(42, spec(0, 0, false, 6, false, -1, 0), "    42");
  check_int_spec(42, spec('<', 0, false, 6, false, -1, 'd'), "42    ");
  check_int_spec(42, spec('^', 0, false, 5, false, -1, 0), " 42  ");
  check_int_spec(-42, spec(0, 0, true, 6, false, -1, 0), "-00042");
  check_int_spec(42, spec(0, '+', false, 0, false, -1, 0), "+42");
  check_int_spec(42, spec(0, ' ', false, 0, false, -1, 0), " 42");
  check_int_spec(1234567, spec(0, 0, false, 0, true, -1, 0), "1,234,567");
  check_int_spec(-123, spec(0, 0, false, 0, true, -1, 0), "-123");
  check_int_spec(1234, spec(0, 0, true, 9, true, -1, 0), "0,001,234");
  check_int_spec(123, spec(0, 0, true, 8, true, -1, 0), "0,000,123");
  check_int_spec(255, spec(0, 0, true, 4, false, -1, 'x'), "00ff");
  check_int_spec(-5, spec(0, 0, false, 0, false, -1, 'b'), "-101");
  check_int_spec(8, spec(0, 0, false, 0, false, -1, 'o'), "10");
  check_int_spec(INT64_MIN, spec(0, 0, false, 0, true, -1, 'd'), "-9,223,372,036,854,775,808");
  check_int_spec(3, spec(0, 0, false, 0, false, 2, 'f'), "3.00");
  check_float_spec(3.14159, spec('>', 0, false, 8, false, 2, 'f'), "    3.14");
  check_float_spec(1234567.891, spec(0, 0, false, 0, true, 1, 'f'), "1,234,567.9");
  check_float_spec(0.256, spec(0, 0, false, 0, false, 1, '%'), "25.6%");
  check_float_spec(1234.5, spec(0, 0, false, 0, false, 2, 'e'), "1.23e+03");
  check_float_spec(2.5, spec(0, 0, false, 0, false, 0, 'f'), "2");
  check_float_spec(-1.5, spec(0, 0, true, 8, false, 2, 'f'), "-0001.50");
  check_float_spec(1.5, spec(0, 0, false, 5, false, -1, 0), "  1.5");
  check_float_spec(NAN, spec(0, 0, true, 5, false, 2, 'f'), "  NaN");
  check_float_spec(-INFINITY, spec(0, 0, false, 0, false, 2, 'f'), "-Inf");
  check_float_spec(100, spec(0, 0, false, 0, false, -1, 'g'), "100");
  check_string_spec("añ", spec(0, 0, false, 5, false, -1, 0), "añ   ");
  check_string_spec("añb", spec('>', 0, false, 4, false, 2, 's'), "  añ");
  mochi_format_spec stars = spec('^', 0, false, 7, false, -1, 0);
  stars.fill = 0x2605;
  check_string_spec("hey", stars, "★★hey★★");
  mochi_any number = {.type = &mochi_type_int, .as = {.integer = 5}};
  mochi_format_spec wide = spec(0, 0, true, 3, false, -1, 0);
  CHECK_TEXT(mochi_format_value(&number, &mochi_type_any, &wide, NULL), "005");
  mochi_any nil = {0};
  mochi_format_spec hex = spec(0, 0, false, 0, false, -1, 'x');
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_format_value(&nil, &mochi_type_any, &hex, NULL);
    CHECK(!"raises");
  } else {
    CHECK_TEXT(mochi_try_message(&frame), "format `x` expects a number, got nil");
  }
}

int main(void) {
  scalars();
  options();
  structs();
  unions();
  deep();
  lists();
  maps();
  functions();
  quoting();
  durations();
  specifications();
  return check_result();
}
