// f-string specifications: sign, digits, grouping and padding (decisions §9).

#include "text/format.h"

#include "errors/raise.h"
#include "text/float.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/bigint.h"

#include <float.h>

MOCHI_WEAK mochi_string mochi_bigint_to_string(const mochi_bigint *value);
MOCHI_WEAK double mochi_bigint_to_float(const mochi_bigint *value);
MOCHI_WEAK double mochi_bigrat_to_float(const mochi_bigrat *value);

static void write_fill(mochi_writer *writer, uint32_t fill, int64_t count) {
  char bytes[MOCHI_UTF8_MAX] = {' '};
  uint32_t size = fill == 0 ? 1 : mochi_utf8_encode(fill, bytes);
  for (; count > 0; count--) {
    mochi_write_bytes(writer, bytes, size);
  }
}

// `sign` and `body` in the field; `align` when the specification names none.
static mochi_string pad(const mochi_format_spec *spec, char align, const char *sign, const char *body, size_t size) {
  mochi_text_writer text;
  mochi_writer *writer = &text.writer;
  size_t sign_size = __builtin_strlen(sign);
  int64_t missing = spec->width - (int64_t)(sign_size + mochi_utf8_count(body, size));
  uint32_t fill = spec->fill;
  if (spec->align != 0) {
    align = spec->align;
  } else if (spec->zero) {
    align = '=';
    fill = '0';
  }
  if (missing < 0) {
    missing = 0;
  }
  int64_t before = align == '>' ? missing : align == '^' ? missing / 2 : 0;
  int64_t inside = align == '=' ? missing : 0;
  mochi_text_writer_begin(&text);
  write_fill(writer, fill, before);
  mochi_write_bytes(writer, sign, sign_size);
  write_fill(writer, fill, inside);
  mochi_write_bytes(writer, body, size);
  write_fill(writer, fill, missing - before - inside);
  return mochi_text_writer_end(&text);
}

// Columns of `digits` digits with a comma before each group of three.
static int64_t grouped_width(size_t digits) {
  return digits == 0 ? 0 : (int64_t)(digits + (digits - 1) / 3);
}

// `body` begins with digits; a point, an exponent or a percent sign may follow.
static mochi_string pad_number(const mochi_format_spec *spec, bool negative, const char *body, size_t size) {
  const char *sign = negative ? "-" : spec->sign == '+' ? "+" : spec->sign == ' ' ? " " : "";
  if (!spec->comma) {
    return pad(spec, '>', sign, body, size);
  }
  size_t whole = 0;
  while (whole < size && body[whole] >= '0' && body[whole] <= '9') {
    whole++;
  }
  // Zeros that fill the field are grouped too; no comma begins it, so it may get a column wider.
  size_t digits = whole;
  if (spec->zero && spec->align == 0) {
    int64_t rest = (int64_t)(__builtin_strlen(sign) + (size - whole));
    while (rest + grouped_width(digits) < spec->width) {
      digits++;
    }
  }
  mochi_text_writer grouped;
  mochi_text_writer_begin(&grouped);
  for (size_t i = 0; i < digits; i++) {
    if (i > 0 && (digits - i) % 3 == 0) {
      mochi_write_byte(&grouped.writer, ',');
    }
    mochi_write_byte(&grouped.writer, i < digits - whole ? '0' : body[i - (digits - whole)]);
  }
  mochi_write_bytes(&grouped.writer, body + whole, size - whole);
  mochi_string text = mochi_text_writer_end(&grouped);
  return pad(spec, '>', sign, mochi_string_data(&text), mochi_string_size(text));
}

static size_t write_infinite(char *buffer) {
  __builtin_memcpy(buffer, "Inf", 3);
  return 3;
}

mochi_string mochi_format_float(double value, const mochi_format_spec *spec) {
  bool negative = value < 0 || (value == 0 && 1 / value < 0);
  double size_of_value = negative ? -value : value;
  char buffer[MOCHI_FIXED_BUFFER];
  size_t size = 0;
  if (value - value != 0) {
    // Zeros don't pad what has no digits.
    mochi_format_spec plain = *spec;
    plain.zero = false;
    plain.comma = false;
    return pad_number(&plain, value < 0, value != value ? "NaN" : "Inf", 3);
  }
  int32_t precision = spec->precision < 0 ? 6 : spec->precision;
  switch (spec->type) {
    case 'e':
    case 'f':
    case 'g':
      size = mochi_float_fixed(size_of_value, spec->type, precision, buffer);
      break;
    case '%':
      // More than a double can hold is written as that.
      size = size_of_value > DBL_MAX / 100 ? write_infinite(buffer) : mochi_float_fixed(size_of_value * 100, 'f', precision, buffer);
      buffer[size++] = '%';
      break;
    case 'd':
      size = mochi_float_fixed(size_of_value, 'f', 0, buffer);
      break;
    default:
      if (spec->precision >= 0) {
        size = mochi_float_fixed(size_of_value, 'g', precision, buffer);
      } else {
        mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
        mochi_write_float(&writer, size_of_value);
        size = writer.length;
      }
      break;
  }
  return pad_number(spec, negative, buffer, size);
}

mochi_string mochi_format_int(int64_t value, const mochi_format_spec *spec) {
  if (spec->type == 'e' || spec->type == 'f' || spec->type == 'g' || spec->type == '%') {
    return mochi_format_float((double)value, spec);
  }
  uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  uint32_t base = spec->type == 'x' ? 16 : spec->type == 'o' ? 8 : spec->type == 'b' ? 2 : 10;
  char digits[64];
  size_t first = sizeof digits;
  do {
    digits[--first] = "0123456789abcdef"[rest % base];
    rest /= base;
  } while (rest != 0);
  if (spec->comma && base == 16) {
    // Letters would end the group.
    mochi_format_spec plain = *spec;
    plain.comma = false;
    return pad_number(&plain, value < 0, digits + first, sizeof digits - first);
  }
  return pad_number(spec, value < 0, digits + first, sizeof digits - first);
}

mochi_string mochi_format_string(mochi_string value, const mochi_format_spec *spec) {
  if (spec->precision >= 0) {
    value = mochi_string_slice(value, 0, spec->precision);
  }
  if (spec->width == 0) {
    return value;
  }
  return pad(spec, '<', "", mochi_string_data(&value), mochi_string_size(value));
}

static mochi_string format_bigint(const mochi_bigint *value, const mochi_format_spec *spec, const mochi_site *site) {
  if (spec->type == 'e' || spec->type == 'f' || spec->type == 'g' || spec->type == '%') {
    return mochi_format_float(mochi_bigint_to_float(value), spec);
  }
  if (spec->type != 0 && spec->type != 'd') {
    const char letter[2] = {spec->type, 0};
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "format `%s` expects int, got bigint", letter);
  }
  mochi_string text = mochi_bigint_to_string(value);
  const char *data = mochi_string_data(&text);
  bool negative = data[0] == '-';
  return pad_number(spec, negative, data + negative, mochi_string_size(text) - negative);
}

static bool is_number_type(char type) {
  return type != 0 && type != 's';
}

mochi_string mochi_format_value(const void *value, const mochi_type *type, const mochi_format_spec *spec, const mochi_site *site) {
  mochi_payload payload = mochi_payload_of(value, type);
  if (payload.type != NULL && spec->type != 's') {
    switch ((mochi_kind)payload.type->kind) {
      case MOCHI_KIND_INT:
        return mochi_format_int(*(const int64_t *)payload.slot, spec);
      case MOCHI_KIND_FLOAT: {
        double number = *(const double *)payload.slot;
        if (spec->type == 'd' || spec->type == 'x' || spec->type == 'o' || spec->type == 'b') {
          const char letter[2] = {spec->type, 0};
          mochi_raise_format(MOCHI_ERROR_TYPE, site, "format `%s` expects int, got float", letter);
        }
        return mochi_format_float(number, spec);
      }
      case MOCHI_KIND_BIGINT:
        return format_bigint(*(const mochi_bigint *const *)payload.slot, spec, site);
      case MOCHI_KIND_BIGRAT:
        if (is_number_type(spec->type)) {
          return mochi_format_float(mochi_bigrat_to_float(*(const mochi_bigrat *const *)payload.slot), spec);
        }
        break;
      default:
        break;
    }
  }
  if (is_number_type(spec->type)) {
    const char letter[2] = {spec->type, 0};
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "format `%s` expects a number, got %s", letter, payload.type == NULL ? "nil" : payload.type->name);
  }
  mochi_string text = payload.type == NULL ? mochi_string_static("nil") : mochi_text_of(payload.slot, payload.type);
  return mochi_format_string(text, spec);
}
