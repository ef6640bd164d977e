// Errors whose message names a value, put together in one static buffer.

#include "errors/raise.h"

#include "text/format.h"
#include "text/string.h"
#include "text/writer.h"

#include <stdarg.h>

// A raise ends the program or copies the message before another one can begin.
static char message_buffer[8192];

static mochi_string finish(const mochi_fixed_writer *fixed) {
  return mochi_string_share(message_buffer, mochi_fixed_writer_end(fixed));
}

_Noreturn void mochi_raise_format(int64_t code, const mochi_site *site, const char *format, ...) {
  mochi_fixed_writer fixed;
  mochi_writer *writer = &fixed.writer;
  mochi_fixed_writer_begin(&fixed, message_buffer, sizeof message_buffer);
  va_list arguments;
  va_start(arguments, format);
  for (const char *at = format; *at != 0; at++) {
    if (*at != '%') {
      mochi_write_byte(writer, *at);
      continue;
    }
    at++;
    switch (*at) {
      case 's':
        mochi_write_literal(writer, va_arg(arguments, const char *));
        break;
      case 'd':
        mochi_write_int(writer, va_arg(arguments, int64_t));
        break;
      case 'u':
        mochi_write_unsigned(writer, va_arg(arguments, uint64_t));
        break;
      case 'S':
        mochi_write_string(writer, *va_arg(arguments, const mochi_string *));
        break;
      case 'q': {
        const mochi_string *text = va_arg(arguments, const mochi_string *);
        mochi_write_quoted(writer, mochi_string_data(text), mochi_string_size(*text));
        break;
      }
      default:
        mochi_write_byte(writer, *at);
        break;
    }
  }
  va_end(arguments);
  mochi_raise(code, finish(&fixed), site);
}

_Noreturn void mochi_raise_nil(const char *name, const char *origins, const mochi_site *site) {
  if (origins == NULL || origins[0] == 0) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "value is nil: %s", name);
  }
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "value is nil: %s (from %s)", name, origins);
}

_Noreturn void mochi_raise_uninitialised(const char *name, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "`%s` is used before it is initialised", name);
}

_Noreturn void mochi_raise_length(int64_t expected, bool exact, uint32_t length, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_INDEX, site, "expected a list of %s%d element%s, got %d", exact ? "" : "at least ", expected,
                     expected == 1 ? "" : "s", (int64_t)length);
}

_Noreturn void mochi_raise_expect(const char *condition, mochi_string left, mochi_string right, bool compared, const mochi_site *site) {
  mochi_fixed_writer fixed;
  mochi_writer *writer = &fixed.writer;
  mochi_fixed_writer_begin(&fixed, message_buffer, sizeof message_buffer);
  mochi_write_literal(writer, "expect condition failed");
  if (site != NULL) {
    mochi_write_literal(writer, " at ");
    mochi_write_literal(writer, site->file);
    mochi_write_byte(writer, ':');
    mochi_write_unsigned(writer, site->line);
  }
  mochi_write_literal(writer, ": expect ");
  mochi_write_literal(writer, condition);
  if (compared) {
    mochi_write_literal(writer, "\n   left: ");
    mochi_write_string(writer, left);
    mochi_write_literal(writer, "\n  right: ");
    mochi_write_string(writer, right);
  }
  mochi_raise(MOCHI_ERROR_EXPECT, finish(&fixed), site);
}
