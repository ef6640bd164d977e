// The report of a `bench` block, in the layout of json().

#include "system/process.h"

#include "memory/gc.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/format.h"
#include "text/string.h"
#include "text/writer.h"

void mochi_bench_report(mochi_string name, int64_t started) {
  int64_t elapsed = mochi_platform_steady_clock() - started;
  mochi_text_writer text;
  mochi_writer *writer = &text.writer;
  mochi_text_writer_begin(&text);
  mochi_write_literal(writer, "{\n  \"duration_us\": ");
  mochi_write_int(writer, elapsed / 1000);
  mochi_write_literal(writer, ",\n  \"memory_bytes\": ");
  mochi_write_unsigned(writer, mochi_gc_used());
  mochi_write_literal(writer, ",\n  \"name\": ");
  mochi_write_json_string(writer, mochi_string_data(&name), mochi_string_size(name));
  mochi_write_literal(writer, "\n}");
  mochi_print_line(mochi_text_writer_end(&text));
}
