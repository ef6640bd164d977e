// Reading JSON by type: see json-reader.h.
//
// Objects are read by plans: the order in which an object's keys came is expected of the next object
// of that type, so that a key costs one comparison.

#include "data/json-reader.h"

#include <string.h>

#include "data/slot.h"
#include "memory/gc.h"
#include "platform/scan.h"
#include "text/float.h"
#include "text/format.h"
#include "text/number.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

struct mochi_struct_plan {
  const mochi_type *type;
  mochi_struct_plan *next;
  bool pointer_free;
  uint32_t count;
  uint32_t *lengths;  // of the fields' names
  uint32_t *order;    // the n-th known key is this field
};

typedef mochi_json_reader reader;

static bool read_value(reader *cx, void *slot, const mochi_type *type);
static bool skip_value(reader *cx);

// ---------------------------------------------------------------- failures

// An answer this near to the end may be a question of where the buffer ends.
enum { NEAR = 16 };

// `field a.b: `
static mochi_writer *begin_problem(reader *cx, const char *where) {
  cx->failed_at = where;
  if (cx->end - where < NEAR) {
    cx->hit_end = true;
  }
  mochi_writer *writer = mochi_problem_begin(&cx->problem);
  mochi_problem_path(writer, cx->path);
  return writer;
}

MOCHI_COLD bool mochi_json_fail(reader *cx, const char *where, const char *problem) {
  mochi_write_literal(begin_problem(cx, where), problem);
  return false;
}

static size_t token_size(const reader *cx, const char *at) {
  const char *start = at;
  while (at < cx->end && ((*at >= '0' && *at <= '9') || *at == '-' || *at == '+' || *at == '.' || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z'))) {
    at++;
  }
  return (size_t)(at - start);
}

// What stands at `at`, in words.
static void describe(mochi_writer *writer, const reader *cx, const char *at) {
  switch (*at) {
    case '{':
      mochi_write_literal(writer, "an object");
      return;
    case '[':
      mochi_write_literal(writer, "an array");
      return;
    case '"': {
      const char *end = at + 1;
      while (end < cx->end && *end != '"' && *end != '\n') {
        end += *end == '\\' && end + 1 < cx->end ? 2 : 1;
      }
      mochi_write_literal(writer, "the string");
      mochi_problem_excerpt(writer, at + 1, (size_t)(end - at - 1));
      return;
    }
    default: {
      size_t size = token_size(cx, at);
      if (at >= cx->end) {
        mochi_write_literal(writer, "the end of the file");
      } else if (size == 0) {
        uint32_t length;
        mochi_utf8_decode(at, (size_t)(cx->end - at), &length);
        mochi_write_quoted(writer, at, length);
      } else {
        mochi_write_bytes(writer, at, size < 60 ? size : 60);
      }
    }
  }
}

MOCHI_COLD static bool fail_expected(reader *cx, const char *where, const char *expected) {
  mochi_writer *writer = begin_problem(cx, where);
  mochi_write_literal(writer, "expected ");
  mochi_write_literal(writer, expected);
  mochi_write_literal(writer, ", got ");
  describe(writer, cx, where);
  return false;
}

// Records print as no name.
static const char *name_of(const mochi_type *type) {
  return type->name == NULL || type->name[0] == 0 ? "an object" : type->name;
}

// ---------------------------------------------------------------- tokens

static inline char peek(reader *cx) {
  const char *at = cx->at;
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') {
    at++;
  }
  cx->at = at;
  if (MOCHI_UNLIKELY(*at == 0) && at >= cx->end) {
    cx->hit_end = true;
  }
  return *at;
}

char mochi_json_peek(reader *cx) {
  return peek(cx);
}

static bool read_word(reader *cx, const char *word, uint32_t size) {
  // The zeros behind the end end the comparison there.
  if (memcmp(cx->at, word, size) != 0) {
    return false;
  }
  cx->at += size;
  return true;
}

typedef struct number {
  const char *start;
  size_t size;
  bool integral;
} number;

// A whole number token.
static bool read_number(reader *cx, number *result) {
  const char *at = cx->at;
  const char *start = at;
  at += *at == '-';
  const char *digits = at;
  while ((uint8_t)(*at - '0') < 10) {
    at++;
  }
  if (at == digits || (at - digits > 1 && *digits == '0')) {
    return at == digits ? fail_expected(cx, start, "a value") : mochi_json_fail(cx, start, "a number begins with a superfluous 0");
  }
  bool integral = true;
  if (*at == '.') {
    const char *places = ++at;
    while ((uint8_t)(*at - '0') < 10) {
      at++;
    }
    if (at == places) {
      return mochi_json_fail(cx, start, "a number has no digit behind its point");
    }
    integral = false;
  }
  if ((*at | 0x20) == 'e') {
    at++;
    at += *at == '-' || *at == '+';
    const char *exponent = at;
    while ((uint8_t)(*at - '0') < 10) {
      at++;
    }
    if (at == exponent) {
      return mochi_json_fail(cx, start, "a number has no digit in its exponent");
    }
    integral = false;
  }
  if (at >= cx->end) {
    cx->hit_end = true;
  }
  cx->at = at;
  *result = (number){start, (size_t)(at - start), integral};
  return true;
}

static uint32_t hex_value(const char *digits, uint32_t *value) {
  uint32_t result = 0;
  for (uint32_t at = 0; at < 4; at++) {
    char digit = digits[at];
    char lower = (char)(digit | 0x20);
    if (digit >= '0' && digit <= '9') {
      result = result << 4 | (uint32_t)(digit - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      result = result << 4 | (uint32_t)(lower - 'a' + 10);
    } else {
      return 0;
    }
  }
  *value = result;
  return 4;
}

// A half of a surrogate pair that stands alone is U+FFFD, as in the reference.
static const char *unescape_unicode(mochi_writer *writer, const char *digits) {
  uint32_t code_point;
  if (hex_value(digits, &code_point) == 0) {
    return NULL;
  }
  digits += 4;
  uint32_t low;
  if (code_point >= 0xd800 && code_point < 0xdc00 && digits[0] == '\\' && digits[1] == 'u' && hex_value(digits + 2, &low) != 0 && low >= 0xdc00 && low < 0xe000) {
    code_point = 0x10000 + ((code_point - 0xd800) << 10) + (low - 0xdc00);
    digits += 6;
  } else if (code_point >= 0xd800 && code_point < 0xe000) {
    code_point = MOCHI_REPLACEMENT_CHARACTER;
  }
  char bytes[MOCHI_UTF8_MAX];
  mochi_write_bytes(writer, bytes, mochi_utf8_encode(code_point, bytes));
  return digits;
}

// A string with escapes, from behind its opening quote.
MOCHI_NOINLINE static bool read_escaped(reader *cx, const char *at, mochi_string *result) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_writer *writer = &text.writer;
  for (;;) {
    uint32_t special = mochi_scan_json(at);
    uint32_t plain = special == 0 ? MOCHI_SCAN_BYTES : (uint32_t)__builtin_ctz(special);
    mochi_write_bytes(writer, at, plain);
    at += plain;
    if (special == 0) {
      continue;
    }
    if (*at == '"') {
      cx->at = at + 1;
      *result = mochi_text_writer_end(&text);
      return true;
    }
    if (*at != '\\') {
      return mochi_json_fail(cx, at, at >= cx->end ? "a string isn't closed" : "a control character in a string must be escaped");
    }
    static const char letters[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    const char *letter = at[1] == 0 ? NULL : strchr(letters, at[1]);
    if (letter != NULL) {
      mochi_write_byte(writer, meanings[letter - letters]);
      at += 2;
      continue;
    }
    const char *behind = at[1] == 'u' ? unescape_unicode(writer, at + 2) : NULL;
    if (behind == NULL) {
      return mochi_json_fail(cx, at, "an escape that JSON doesn't have");
    }
    at = behind;
  }
}

// The quote that ends the string behind `at`, when there is no escape before it; else NULL.
static inline const char *plain_end(const char *at) {
  for (;;) {
    uint32_t special = mochi_scan_json(at);
    if (MOCHI_LIKELY(special != 0)) {
      at += (uint32_t)__builtin_ctz(special);
      return *at == '"' ? at : NULL;
    }
    at += MOCHI_SCAN_BYTES;
  }
}

// The reader stands on the opening quote.
static inline bool read_string(reader *cx, mochi_string *result) {
  const char *start = cx->at + 1;
  const char *end = plain_end(start);
  if (MOCHI_UNLIKELY(end == NULL)) {
    return read_escaped(cx, start, result);
  }
  size_t size = (size_t)(end - start);
  cx->at = end + 1;
  mochi_read_text(start, size, result);
  return true;
}

static bool skip_string(reader *cx) {
  const char *end = plain_end(cx->at + 1);
  if (MOCHI_LIKELY(end != NULL)) {
    cx->at = end + 1;
    return true;
  }
  mochi_string ignored;
  return read_escaped(cx, cx->at + 1, &ignored);
}

static bool enter(reader *cx) {
  if (MOCHI_UNLIKELY(++cx->depth > MOCHI_JSON_DEPTH)) {
    return mochi_json_fail(cx, cx->at, "nested more than 10000 levels deep");
  }
  cx->at++;
  return true;
}

// Behind an item: true with a comma, and at the closing bracket, which sets `*done`.
static inline bool next_item(reader *cx, char close, bool *done) {
  char byte = peek(cx);
  if (MOCHI_LIKELY(byte == ',')) {
    cx->at++;
    peek(cx);
    return true;
  }
  if (byte == close) {
    cx->at++;
    cx->depth--;
    *done = true;
    return true;
  }
  return fail_expected(cx, cx->at, close == ']' ? "`,` or `]`" : "`,` or `}`");
}

// The colon behind a key, and what follows.
static inline bool read_colon(reader *cx) {
  if (MOCHI_UNLIKELY(*cx->at != ':') && peek(cx) != ':') {
    return fail_expected(cx, cx->at, "`:`");
  }
  cx->at++;
  peek(cx);
  return true;
}

static inline bool at_key(reader *cx) {
  return MOCHI_LIKELY(*cx->at == '"') || fail_expected(cx, cx->at, "a key in quotes");
}

// ---------------------------------------------------------------- values that nobody wants

static bool skip_items(reader *cx, char close) {
  if (!enter(cx)) {
    return false;
  }
  bool done = peek(cx) == close;
  if (done) {
    cx->at++;
    cx->depth--;
  }
  while (!done) {
    if (close == '}' && (!at_key(cx) || !skip_string(cx) || !read_colon(cx))) {
      return false;
    }
    if (!skip_value(cx) || !next_item(cx, close, &done)) {
      return false;
    }
  }
  return true;
}

static bool skip_value(reader *cx) {
  switch (*cx->at) {
    case '{':
      return skip_items(cx, '}');
    case '[':
      return skip_items(cx, ']');
    case '"':
      return skip_string(cx);
    case 't':
      return read_word(cx, "true", 4) || fail_expected(cx, cx->at, "a value");
    case 'f':
      return read_word(cx, "false", 5) || fail_expected(cx, cx->at, "a value");
    case 'n':
      return read_word(cx, "null", 4) || fail_expected(cx, cx->at, "a value");
    default: {
      number ignored;
      return read_number(cx, &ignored);
    }
  }
}

// ---------------------------------------------------------------- numbers

MOCHI_NOINLINE static bool read_rare_int(reader *cx, const char *start, int64_t *result, const char *expected) {
  number token;
  cx->at = start;
  if (*start != '-' && (uint8_t)(*start - '0') >= 10) {
    return fail_expected(cx, start, expected);
  }
  if (!read_number(cx, &token)) {
    return false;
  }
  if (!token.integral || !mochi_read_int(token.start, token.size, 10, result)) {
    return fail_expected(cx, start, token.integral ? "an int of 64 bits" : expected);
  }
  return true;
}

static inline bool read_int(reader *cx, int64_t *result, const char *expected) {
  const char *start = cx->at;
  const char *at = start;
  bool negative = *at == '-';
  at += negative;
  uint64_t value;
  uint32_t count = mochi_read_digits(&at, &value);
  // A digit more, a point, an exponent, a zero too many: the long way.
  if (MOCHI_UNLIKELY(count == 0 || *at == '.' || (*at | 0x20) == 'e' || (count > 1 && start[negative] == '0') || at >= cx->end)) {
    return read_rare_int(cx, start, result, expected);
  }
  cx->at = at;
  *result = negative ? -(int64_t)value : (int64_t)value;
  return true;
}

MOCHI_NOINLINE static bool read_rare_float(reader *cx, double *result) {
  const char *start = cx->at;
  number token;
  if (*start != '-' && (uint8_t)(*start - '0') >= 10) {
    return fail_expected(cx, start, "float");
  }
  if (!read_number(cx, &token)) {
    return false;
  }
  mochi_read_float(token.start, token.size, result);
  if (*result - *result != 0) {
    return fail_expected(cx, start, "a float that isn't too large");
  }
  return true;
}

static inline bool read_float(reader *cx, double *result) {
  const char *at = cx->at;
  if (MOCHI_LIKELY(mochi_read_short_float(&at, result) && at < cx->end)) {
    cx->at = at;
    return true;
  }
  return read_rare_float(cx, result);
}

// bigint and bigrat, from a number or from the text in a string.
static bool read_exact(reader *cx, void **slot, const mochi_type *type) {
  const char *start = cx->at;
  mochi_string text;
  if (*start == '"') {
    if (!read_string(cx, &text)) {
      return false;
    }
  } else {
    number token;
    if (*start != '-' && (uint8_t)(*start - '0') >= 10) {
      return fail_expected(cx, start, type->name);
    }
    if (!read_number(cx, &token)) {
      return false;
    }
    text = mochi_string_from_bytes(token.start, token.size);
  }
  *slot = type->operations->parse(text);
  return *slot != NULL || fail_expected(cx, start, type->name);
}

// ---------------------------------------------------------------- structs

MOCHI_NOINLINE static mochi_struct_plan *make_plan(const mochi_type *type, mochi_struct_plan *next) {
  mochi_struct_plan *plan = mochi_gc_alloc(sizeof *plan);
  *plan = (mochi_struct_plan){.type = type, .next = next, .pointer_free = mochi_fields_are_pointer_free(type), .count = type->count};
  plan->lengths = mochi_gc_alloc_atomic(sizeof(uint32_t) * (type->count + 1u));
  plan->order = mochi_gc_alloc_atomic(sizeof(uint32_t) * (type->count + 1u));
  for (uint32_t at = 0; at < type->count; at++) {
    plan->lengths[at] = (uint32_t)strlen(type->fields[at].name);
    plan->order[at] = at;
  }
  plan->order[type->count] = 0;
  return plan;
}

static inline mochi_struct_plan *plan_of(reader *cx, const mochi_type *type) {
  mochi_struct_plan **head = &cx->plans[((uintptr_t)type >> 4) % MOCHI_JSON_PLANS];
  for (mochi_struct_plan *plan = *head; plan != NULL; plan = plan->next) {
    if (MOCHI_LIKELY(plan->type == type)) {
      return plan;
    }
  }
  return *head = make_plan(type, *head);
}

// The field of that name, or `count`. Fields are ordered by name.
static uint32_t find_field(const mochi_struct_plan *plan, const char *name, size_t size) {
  uint32_t low = 0;
  uint32_t high = plan->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    size_t length = plan->lengths[middle];
    int order = memcmp(name, plan->type->fields[middle].name, size < length ? size : length);
    if (order == 0 && size == length) {
      return middle;
    }
    if (order > 0 || (order == 0 && size > length)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return plan->count;
}

// Reads a key; the number of its field, or `count`.
static inline bool read_key(reader *cx, mochi_struct_plan *plan, uint32_t *position, uint32_t *field) {
  const char *start = cx->at + 1;
  uint32_t expected = plan->order[*position];
  if (MOCHI_LIKELY(*position < plan->count)) {
    uint32_t length = plan->lengths[expected];
    if ((size_t)(cx->end - start) > length && memcmp(start, plan->type->fields[expected].name, length) == 0 && start[length] == '"') {
      cx->at = start + length + 1;
      *field = expected;
      ++*position;
      return true;
    }
  }
  const char *end = plain_end(start);
  if (MOCHI_LIKELY(end != NULL)) {
    *field = find_field(plan, start, (size_t)(end - start));
    cx->at = end + 1;
  } else {
    mochi_string text;
    if (!read_string(cx, &text)) {
      return false;
    }
    *field = find_field(plan, mochi_string_data(&text), mochi_string_size(text));
  }
  if (*field < plan->count && *position < plan->count) {
    plan->order[(*position)++] = *field;
  }
  return true;
}

MOCHI_NOINLINE static bool fill_missing(reader *cx, const char *start, char *instance, const mochi_type *type, const uint64_t *seen) {
  for (uint32_t at = 0; at < type->count; at++) {
    if ((seen[at / 64] >> at % 64 & 1) != 0) {
      continue;
    }
    const mochi_field *field = &type->fields[at];
    if (!mochi_type_takes_none(field->type)) {
      mochi_writer *writer = begin_problem(cx, start);
      mochi_write_literal(writer, "the field ");
      mochi_write_literal(writer, field->name);
      mochi_write_literal(writer, " of ");
      mochi_write_literal(writer, name_of(type));
      mochi_write_literal(writer, " is missing");
      return false;
    }
    mochi_slot_set_none(instance + field->offset, field->type);
  }
  return true;
}

static bool read_fields(reader *cx, void **slot, const mochi_type *type, uint32_t tag) {
  const char *start = cx->at;
  if (MOCHI_UNLIKELY(*start != '{')) {
    return fail_expected(cx, start, name_of(type));
  }
  mochi_struct_plan *plan = plan_of(cx, type);
  char *instance = cx->spare != NULL ? mochi_spare_or_new(cx->spare, type, plan->pointer_free) : mochi_new_instance(type, plan->pointer_free);
  cx->spare = NULL;
  if ((type->flags & MOCHI_TYPE_VARIANT) != 0) {
    ((mochi_variant *)(void *)instance)->tag = tag;
  }
  uint64_t first_seen = 0;
  uint64_t *seen = plan->count <= 64 ? &first_seen : mochi_gc_alloc((plan->count + 63) / 64 * sizeof(uint64_t));
  uint32_t seen_count = 0;
  uint32_t position = 0;
  if (!enter(cx)) {
    return false;
  }
  bool done = peek(cx) == '}';
  if (done) {
    cx->at++;
    cx->depth--;
  }
  while (!done) {
    uint32_t field;
    if (!at_key(cx) || !read_key(cx, plan, &position, &field) || !read_colon(cx)) {
      return false;
    }
    if (MOCHI_LIKELY(field < plan->count)) {
      const mochi_field *known = &type->fields[field];
      uint64_t bit = UINT64_C(1) << field % 64;
      seen_count += (seen[field / 64] & bit) == 0;
      seen[field / 64] |= bit;
      mochi_data_path here = {cx->path, known->name};
      cx->path = &here;
      bool good = read_value(cx, instance + known->offset, known->type);
      cx->path = here.outer;
      if (!good) {
        return false;
      }
    } else if (!skip_value(cx)) {
      return false;
    }
    if (!next_item(cx, '}', &done)) {
      return false;
    }
  }
  *slot = instance;
  return MOCHI_LIKELY(seen_count == plan->count) || fill_missing(cx, start, instance, type, seen);
}

static bool read_struct(reader *cx, void **slot, const mochi_type *type) {
  if ((type->flags & MOCHI_TYPE_VARIANT) != 0) {
    return mochi_json_fail(cx, cx->at, "a variant can't be loaded by itself, only its union");
  }
  return read_fields(cx, slot, type, 0);
}

// The number of the variant that the object names, or false.
static bool find_variant(reader *cx, const mochi_type *type, uint32_t *tag) {
  const char *start = cx->at;
  bool done = *start != '{' || !enter(cx) || peek(cx) == '}';
  while (!done) {
    mochi_string key;
    if (!at_key(cx) || !read_string(cx, &key) || !read_colon(cx)) {
      return false;
    }
    if (mochi_string_equal(key, mochi_string_static("__name")) && *cx->at == '"') {
      mochi_string name;
      const char *where = cx->at;
      if (!read_string(cx, &name)) {
        return false;
      }
      for (*tag = 0; *tag < type->count; ++*tag) {
        if (mochi_string_equal(name, mochi_string_static(type->variants[*tag]->name))) {
          return true;
        }
      }
      mochi_writer *writer = begin_problem(cx, where);
      mochi_write_literal(writer, name_of(type));
      mochi_write_literal(writer, " has no variant");
      mochi_problem_excerpt(writer, mochi_string_data(&name), mochi_string_size(name));
      return false;
    }
    if (!skip_value(cx) || !next_item(cx, '}', &done)) {
      return false;
    }
  }
  mochi_writer *writer = begin_problem(cx, start);
  mochi_write_literal(writer, "expected ");
  mochi_write_literal(writer, name_of(type));
  mochi_write_literal(writer, ", an object whose \"__name\" is a variant");
  return false;
}

static bool read_union(reader *cx, void **slot, const mochi_type *type) {
  const char *start = cx->at;
  uint32_t depth = cx->depth;
  uint32_t tag;
  if (!find_variant(cx, type, &tag)) {
    return false;
  }
  cx->at = start;
  cx->depth = depth;
  return read_fields(cx, slot, type->variants[tag], tag);
}

// ---------------------------------------------------------------- containers

static bool read_list(reader *cx, mochi_list **slot, const mochi_type *type) {
  if (*cx->at != '[') {
    return fail_expected(cx, cx->at, type->name);
  }
  if (!enter(cx)) {
    return false;
  }
  const mochi_type *element = type->element;
  mochi_list *list = mochi_list_new(element, 0);
  bool done = peek(cx) == ']';
  if (done) {
    cx->at++;
    cx->depth--;
  }
  while (!done) {
    if (!read_value(cx, mochi_list_push(list, element, element->size), element) || !next_item(cx, ']', &done)) {
      return false;
    }
  }
  *slot = list;
  return true;
}

static bool read_set(reader *cx, mochi_map **slot, const mochi_type *type) {
  if (*cx->at != '[') {
    return fail_expected(cx, cx->at, type->name);
  }
  if (!enter(cx)) {
    return false;
  }
  mochi_map *set = mochi_set_new(type, 0);
  bool done = peek(cx) == ']';
  if (done) {
    cx->at++;
    cx->depth--;
  }
  while (!done) {
    mochi_slot_value item = {.any = {.type = NULL}};
    if (!read_value(cx, &item, type->element)) {
      return false;
    }
    mochi_set_add(set, &item);
    if (!next_item(cx, ']', &done)) {
      return false;
    }
  }
  *slot = set;
  return true;
}

static bool read_map(reader *cx, mochi_map **slot, const mochi_type *type) {
  if (*cx->at != '{') {
    return fail_expected(cx, cx->at, type->name);
  }
  if (!enter(cx)) {
    return false;
  }
  mochi_map *map = mochi_map_new(type, 0);
  bool done = peek(cx) == '}';
  if (done) {
    cx->at++;
    cx->depth--;
  }
  while (!done) {
    mochi_string key;
    const char *where = cx->at;
    if (!at_key(cx) || !read_string(cx, &key) || !read_colon(cx)) {
      return false;
    }
    void *value = mochi_slot_of_key(map, type->key, key);
    if (value == NULL) {
      mochi_writer *writer = begin_problem(cx, where);
      mochi_write_literal(writer, "expected a key of type ");
      mochi_write_literal(writer, type->key->name);
      mochi_write_literal(writer, ", got");
      mochi_problem_excerpt(writer, mochi_string_data(&key), mochi_string_size(key));
      return false;
    }
    if (!read_value(cx, value, type->element) || !next_item(cx, '}', &done)) {
      return false;
    }
  }
  *slot = map;
  return true;
}

static bool read_any(reader *cx, mochi_any *slot) {
  switch (*cx->at) {
    case '{':
      *slot = (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = NULL}};
      return read_map(cx, (mochi_map **)&slot->as.pointer, &mochi_type_map_string_any);
    case '[':
      *slot = (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = NULL}};
      return read_list(cx, (mochi_list **)&slot->as.pointer, &mochi_type_list_any);
    case '"': {
      mochi_string text;
      if (!read_string(cx, &text)) {
        return false;
      }
      *slot = mochi_any_from_string(text);
      return true;
    }
    case 't':
    case 'f':
      *slot = mochi_any_from_bool(*cx->at == 't');
      return skip_value(cx);
    case 'n':
      *slot = mochi_any_nil();
      return skip_value(cx);
    default: {
      number token;
      int64_t integer;
      double value = 0;
      if (!read_number(cx, &token)) {
        return false;
      }
      if (token.integral && mochi_read_int(token.start, token.size, 10, &integer)) {
        *slot = mochi_any_from_int(integer);
        return true;
      }
      mochi_read_float(token.start, token.size, &value);
      *slot = mochi_any_from_float(value);
      return value - value == 0 || fail_expected(cx, token.start, "a number that isn't too large");
    }
  }
}

// ---------------------------------------------------------------- by type

static bool read_option(reader *cx, void *slot, const mochi_type *type) {
  if (*cx->at == 'n') {
    mochi_slot_set_none(slot, type);
    return skip_value(cx);
  }
  if (!read_value(cx, slot, type->element)) {
    return false;
  }
  mochi_slot_set_some(slot, type);
  return true;
}

// The reader stands on the first byte of the value.
static bool read_value(reader *cx, void *slot, const mochi_type *type) {
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_INT:
      return read_int(cx, slot, "int");
    case MOCHI_KIND_DURATION:
      return read_int(cx, slot, "a duration in nanoseconds");
    case MOCHI_KIND_FLOAT:
      return read_float(cx, slot);
    case MOCHI_KIND_STRING:
      return MOCHI_LIKELY(*cx->at == '"') ? read_string(cx, slot) : fail_expected(cx, cx->at, "string");
    case MOCHI_KIND_BOOL:
      *(bool *)slot = *cx->at == 't';
      return read_word(cx, "true", 4) || read_word(cx, "false", 5) || fail_expected(cx, cx->at, "bool");
    case MOCHI_KIND_OPTION:
      return read_option(cx, slot, type);
    case MOCHI_KIND_STRUCT:
      return read_struct(cx, slot, type);
    case MOCHI_KIND_UNION:
      return read_union(cx, slot, type);
    case MOCHI_KIND_LIST:
      return read_list(cx, slot, type);
    case MOCHI_KIND_SET:
      return read_set(cx, slot, type);
    case MOCHI_KIND_MAP:
      return read_map(cx, slot, type);
    case MOCHI_KIND_ANY:
      return read_any(cx, slot);
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return read_exact(cx, slot, type);
    case MOCHI_KIND_UNIT:
    case MOCHI_KIND_FUNCTION:
    case MOCHI_KIND_CHANNEL:
      return mochi_json_fail(cx, cx->at, "no data has this field's type");
  }
  return false;
}

bool mochi_json_read(reader *cx, void *slot, const mochi_type *type) {
  return read_value(cx, slot, type);
}

void mochi_json_reader_init(reader *cx) {
  memset(cx->plans, 0, sizeof cx->plans);
  mochi_json_begin(cx, NULL, NULL);
}

void mochi_json_begin(reader *cx, const char *at, const char *end) {
  cx->at = at;
  cx->end = end;
  cx->hit_end = false;
  cx->depth = 0;
  cx->path = NULL;
  cx->failed_at = NULL;
}
