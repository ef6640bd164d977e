// Printing what a type descriptor describes, and floats: formatted in a buffer on the C stack that
// is handed to the output when it is full.

#include "system/output.h"

#include "text/float.h"
#include "text/format.h"
#include "text/string.h"

enum { BUFFER_SIZE = 1024 };

static void pass_on(mochi_writer *writer, size_t wanted) {
  (void)wanted;
  mochi_output_write(writer->data, writer->length);
  writer->length = 0;
}

void mochi_print_float(double value) {
  char buffer[64];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer, .room = pass_on};
  mochi_write_float(&writer, value);
  pass_on(&writer, 0);
}

void mochi_print_duration(int64_t nanoseconds) {
  char buffer[64];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer, .room = pass_on};
  mochi_write_duration(&writer, nanoseconds);
  pass_on(&writer, 0);
}

void mochi_print_value(const void *value, const mochi_type *type) {
  char buffer[BUFFER_SIZE];
  mochi_writer writer = {.data = buffer, .capacity = sizeof buffer, .room = pass_on};
  mochi_write_text(&writer, value, type);
  pass_on(&writer, 0);
}
