// Texts of scalars whose type is known: without the walker over descriptors.

#include "text/format.h"

#include "text/float.h"
#include "text/string.h"

mochi_string mochi_string_from_int(int64_t value) {
  char buffer[24];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_int(&writer, value);
  return mochi_string_from_bytes(buffer, writer.length);
}

mochi_string mochi_string_from_float(double value) {
  char buffer[40];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_float(&writer, value);
  return mochi_string_from_bytes(buffer, writer.length);
}

mochi_string mochi_string_from_bool(bool value) {
  return mochi_string_static(value ? "true" : "false");
}

mochi_string mochi_string_from_duration(int64_t nanoseconds) {
  char buffer[40];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer};
  mochi_write_duration(&writer, nanoseconds);
  return mochi_string_from_bytes(buffer, writer.length);
}
