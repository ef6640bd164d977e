// Decoding cells: see cell.h.

#include "data/cell.h"

#include <string.h>

#include "data/slot.h"
#include "memory/gc.h"
#include "text/float.h"
#include "text/number.h"
#include "text/string.h"
#include "values/any.h"

typedef mochi_cell_reader reader;

MOCHI_COLD static bool fail_expected(reader *cx, const char *expected, const char *bytes, size_t size) {
  mochi_writer *writer = mochi_problem_begin(&cx->problem);
  mochi_write_literal(writer, "expected ");
  mochi_write_literal(writer, expected);
  mochi_write_literal(writer, size == 0 ? ", got an empty cell" : ", got");
  if (size > 0) {
    mochi_problem_excerpt(writer, bytes, size);
  }
  return false;
}

// What a number should have been, of which only the size may be wrong.
MOCHI_COLD static const char *int_wanted(const char *bytes, size_t size) {
  size_t digits = size > 0 && (bytes[0] == '-' || bytes[0] == '+') ? 1 : 0;
  bool is_number = size > digits;
  for (size_t at = digits; at < size; at++) {
    is_number = is_number && (uint8_t)(bytes[at] - '0') < 10;
  }
  return is_number ? "an int of 64 bits" : "int";
}

MOCHI_COLD static const char *float_wanted(const char *bytes, size_t size) {
  double value;
  return size > 0 && mochi_read_float(bytes, size, &value) == size ? "a float that isn't too large" : "float";
}

static bool is_word(const char *bytes, size_t size, const char *word) {
  for (size_t at = 0; at < size; at++) {
    if (word[at] == 0 || (bytes[at] | 0x20) != word[at]) {
      return false;
    }
  }
  return word[size] == 0;
}

// inf, infinity and nan in any case, as `save` writes them.
static bool read_float_word(const char *bytes, size_t size, double *result) {
  bool negative = size > 0 && bytes[0] == '-';
  if (size > 0 && (bytes[0] == '-' || bytes[0] == '+')) {
    bytes++;
    size--;
  }
  if (is_word(bytes, size, "inf") || is_word(bytes, size, "infinity")) {
    *result = negative ? -__builtin_inf() : __builtin_inf();
    return true;
  }
  if (is_word(bytes, size, "nan")) {
    *result = __builtin_nan("");
    return true;
  }
  return false;
}

static bool read_float(const char *bytes, size_t size, double *result) {
  if (size > 0 && mochi_read_float(bytes, size, result) == size) {
    return *result - *result == 0;
  }
  return read_float_word(bytes, size, result);
}

// 1_000.5 without its underscores, which stand between digits; 0 when there are none, or others.
static size_t without_underscores(const char *bytes, size_t size, char *plain) {
  size_t length = 0;
  for (size_t at = 0; at < size; at++) {
    if (bytes[at] != '_') {
      plain[length++] = bytes[at];
      continue;
    }
    bool between = at > 0 && at + 1 < size && (uint8_t)(bytes[at - 1] - '0') < 10 && (uint8_t)(bytes[at + 1] - '0') < 10;
    if (!between) {
      return 0;
    }
  }
  return length == size ? 0 : length;
}

// The reference's inference: an int, else what it takes for a float, else the text.
static mochi_any infer(const char *bytes, size_t size) {
  enum { LONGEST_NUMBER = 400 };
  int64_t integer;
  double value;
  if (mochi_read_int(bytes, size, 10, &integer)) {
    return mochi_any_from_int(integer);
  }
  if (read_float(bytes, size, &value)) {
    return mochi_any_from_float(value);
  }
  char plain[LONGEST_NUMBER];
  if (size > 0 && size <= sizeof plain && memchr(bytes, '_', size) != NULL) {
    size_t length = without_underscores(bytes, size, plain);
    if (length > 0 && mochi_read_float(plain, length, &value) == length && value - value == 0) {
      return mochi_any_from_float(value);
    }
  }
  return mochi_any_from_string(mochi_string_from_bytes(bytes, size));
}

static bool read_json(reader *cx, const char *bytes, size_t size, void *slot, const mochi_type *type) {
  if (size == 0) {
    return fail_expected(cx, type->name, bytes, size);
  }
  char *text = mochi_gc_alloc_atomic(size + MOCHI_SOURCE_PADDING);
  memcpy(text, bytes, size);
  memset(text + size, 0, MOCHI_SOURCE_PADDING);
  mochi_json_begin(&cx->json, text, text + size);
  mochi_json_peek(&cx->json);
  if (mochi_json_read(&cx->json, slot, type) && (mochi_json_peek(&cx->json) == 0 || mochi_json_fail(&cx->json, cx->json.at, "something follows the JSON value"))) {
    return true;
  }
  mochi_writer *writer = mochi_problem_begin(&cx->problem);
  mochi_write_literal(writer, "in the JSON of this cell: ");
  mochi_write_string(writer, mochi_problem_end(&cx->json.problem));
  return false;
}

bool mochi_cell_read(reader *cx, const char *bytes, size_t size, void *slot, const mochi_type *type) {
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_STRING:
      mochi_read_text(bytes, size, slot);
      return true;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return mochi_read_int(bytes, size, 10, slot) || fail_expected(cx, type->kind == MOCHI_KIND_INT ? int_wanted(bytes, size) : "a duration in nanoseconds", bytes, size);
    case MOCHI_KIND_FLOAT:
      return read_float(bytes, size, slot) || fail_expected(cx, float_wanted(bytes, size), bytes, size);
    case MOCHI_KIND_BOOL:
      *(bool *)slot = size == 4 && memcmp(bytes, "true", 4) == 0;
      return *(bool *)slot || (size == 5 && memcmp(bytes, "false", 5) == 0) || fail_expected(cx, "bool", bytes, size);
    case MOCHI_KIND_OPTION:
      if (size == 0) {
        mochi_slot_set_none(slot, type);
        return true;
      }
      if (!mochi_cell_read(cx, bytes, size, slot, type->element)) {
        return false;
      }
      mochi_slot_set_some(slot, type);
      return true;
    case MOCHI_KIND_ANY:
      *(mochi_any *)slot = infer(bytes, size);
      return true;
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      *(void **)slot = size == 0 ? NULL : type->operations->parse(mochi_string_from_bytes(bytes, size));
      return *(void **)slot != NULL || fail_expected(cx, type->name, bytes, size);
    case MOCHI_KIND_LIST:
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
    case MOCHI_KIND_STRUCT:
    case MOCHI_KIND_UNION:
    case MOCHI_KIND_UNIT:
    case MOCHI_KIND_FUNCTION:
    case MOCHI_KIND_CHANNEL:
      return read_json(cx, bytes, size, slot, type);
  }
  return false;
}

void mochi_cell_reader_init(reader *cx) {
  mochi_json_reader_init(&cx->json);
}
