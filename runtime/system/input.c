// Lines of standard input: see input.h.

#include "system/input.h"

#include "errors/raise.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/string.h"
#include "text/writer.h"

static char buffer[1 << 14];
static size_t next;
static size_t filled;

static bool fill(void) {
  int64_t count = mochi_platform_read(MOCHI_STANDARD_INPUT, buffer, sizeof buffer);
  next = 0;
  // Input that can't be read (closed, a folder) is at its end.
  filled = count < 0 ? 0 : (size_t)count;
  return filled > 0;
}

mochi_string mochi_input(void) {
  mochi_text_writer line;
  mochi_text_writer_begin(&line);
  mochi_output_flush();
  bool ended = false;
  while (!ended && (next < filled || fill())) {
    size_t end = next;
    while (end < filled && buffer[end] != '\n') {
      end++;
    }
    mochi_write_bytes(&line.writer, buffer + next, end - next);
    ended = end < filled;
    next = ended ? end + 1 : end;
  }
  if (line.writer.length > 0 && line.writer.data[line.writer.length - 1] == '\r') {
    line.writer.length--;
  }
  return mochi_text_writer_end(&line);
}
