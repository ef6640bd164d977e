// Plain scalars: see yaml-scalar.h.

#include "data/yaml-scalar.h"

#include <string.h>

#include "text/float.h"
#include "text/number.h"

enum { LONGEST_NUMBER = 400 };

static bool is_digit(char byte) {
  return (uint8_t)(byte - '0') < 10;
}

static bool is_one_of(const char *text, size_t size, const char *const *words) {
  for (; *words != NULL; words++) {
    if (strlen(*words) == size && memcmp(*words, text, size) == 0) {
      return true;
    }
  }
  return false;
}

bool mochi_yaml_is_null(const char *text, size_t size) {
  static const char *const words[] = {"", "~", "null", "Null", "NULL", NULL};
  return is_one_of(text, size, words);
}

bool mochi_yaml_read_bool(const char *text, size_t size, bool *result) {
  static const char *const yes[] = {"true", "True", "TRUE", NULL};
  static const char *const no[] = {"false", "False", "FALSE", NULL};
  *result = is_one_of(text, size, yes);
  return *result || is_one_of(text, size, no);
}

// ---------------------------------------------------------------- numbers

// The text without underscores; its length, 0 when it can't be a number.
static size_t plain_digits(const char *text, size_t size, char plain[LONGEST_NUMBER]) {
  bool begins = size > 0 && (is_digit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.');
  if (!begins || size > LONGEST_NUMBER) {
    return 0;
  }
  size_t length = 0;
  for (size_t at = 0; at < size; at++) {
    if (text[at] != '_') {
      plain[length++] = text[at];
    }
  }
  return length;
}

bool mochi_yaml_read_int(const char *text, size_t size, int64_t *result) {
  char plain[LONGEST_NUMBER];
  size_t length = plain_digits(text, size, plain);
  size_t sign = length > 0 && (plain[0] == '-' || plain[0] == '+') ? 1 : 0;
  uint32_t base = 10;
  if (length > sign + 2 && plain[sign] == '0') {
    char letter = plain[sign + 1];
    base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
  }
  if (base != 10) {
    length -= 2;
    memmove(plain + sign, plain + sign + 2, length - sign);
  }
  // A second sign would count as the number's.
  bool digits = length > sign && plain[sign] != '-' && plain[sign] != '+';
  return digits && mochi_read_int(plain, length, base, result);
}

bool mochi_yaml_read_float(const char *text, size_t size, double *result) {
  static const char *const infinities[] = {".inf", ".Inf", ".INF", NULL};
  static const char *const nans[] = {".nan", ".NaN", ".NAN", NULL};
  size_t sign = size > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  if (is_one_of(text + sign, size - sign, infinities)) {
    *result = text[0] == '-' ? -__builtin_inf() : __builtin_inf();
    return true;
  }
  if (is_one_of(text, size, nans)) {
    *result = __builtin_nan("");
    return true;
  }
  char plain[LONGEST_NUMBER];
  size_t length = plain_digits(text, size, plain);
  return length > 0 && mochi_read_float(plain, length, result) == length && *result - *result == 0;
}

// ---------------------------------------------------------------- strings that look like something else

// 12:30, which is a number in base 60 to YAML 1.1.
static bool is_base_60(const char *text, size_t size) {
  size_t at = size > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  size_t start = at;
  while (at < size && (is_digit(text[at]) || (at > start && text[at] == '_'))) {
    at++;
  }
  bool any = false;
  while (at > start && at + 1 < size && text[at] == ':' && is_digit(text[at + 1])) {
    at += at + 2 < size && text[at + 1] < '6' && is_digit(text[at + 2]) ? 3 : 2;
    any = true;
  }
  if (any && at < size && text[at] == '.') {
    at++;
    while (at < size && (is_digit(text[at]) || text[at] == '_')) {
      at++;
    }
  }
  return any && at == size;
}

// One or two digits, `most` at most; their count, 0 when there are none.
static size_t short_number(const char *text, size_t size, uint32_t least, uint32_t most) {
  size_t count = 0;
  uint32_t value = 0;
  while (count < size && count < 2 && is_digit(text[count])) {
    value = value * 10 + (uint32_t)(text[count++] - '0');
  }
  return value >= least && value <= most ? count : 0;
}

// 2024-01-02, alone or before a time.
static bool is_date(const char *text, size_t size) {
  if (size < 8 || !is_digit(text[0]) || !is_digit(text[1]) || !is_digit(text[2]) || !is_digit(text[3]) || text[4] != '-') {
    return false;
  }
  size_t month = short_number(text + 5, size - 5, 1, 12);
  size_t at = 5 + month;
  if (month == 0 || at + 1 >= size || text[at] != '-') {
    return false;
  }
  size_t day = short_number(text + at + 1, size - at - 1, 1, 31);
  at += 1 + day;
  if (day == 0 || at == size) {
    return day > 0;
  }
  bool time = text[at] == ' ' || text[at] == 'T' || text[at] == 't';
  size_t hour = time ? short_number(text + at + 1, size - at - 1, 0, 23) : 0;
  return hour > 0 && at + 1 + hour < size && text[at + 1 + hour] == ':';
}

bool mochi_yaml_is_ambiguous(const char *text, size_t size) {
  // The truth values of YAML 1.1.
  static const char *const words[] = {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF", NULL};
  bool truth;
  int64_t integer;
  double number;
  return mochi_yaml_is_null(text, size) || mochi_yaml_read_bool(text, size, &truth) || is_one_of(text, size, words) || mochi_yaml_read_int(text, size, &integer) ||
         mochi_yaml_read_float(text, size, &number) || is_base_60(text, size) || is_date(text, size);
}
