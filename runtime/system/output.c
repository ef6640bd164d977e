// Standard output and standard error: see output.h.
//
// While a line is being trimmed, everything in the buffer behind `trim_end` is white space that may
// turn out to be the line's end; it stays in the buffer, which grows if need be, until it is known.

#include "system/output.h"

#include "platform/system.h"
#include "text/string.h"
#include "text/utf8.h"
#include "text/writer.h"

enum { INITIAL_SIZE = 1 << 15 };

static char initial_buffer[INITIAL_SIZE];
static char *buffer = initial_buffer;
static size_t capacity = INITIAL_SIZE;
static size_t used;

typedef enum line_mode { UNKNOWN, BY_BLOCK, BY_LINE } line_mode;
static line_mode mode;

// A line is never being trimmed where discarding begins: the arguments of print are evaluated before it prints.
typedef enum trim_state { NOT_TRIMMING, TRIM_LEADING, TRIM_TRAILING, DISCARDING } trim_state;
static trim_state trimming;
static size_t discards;
static size_t trim_end;

static _Noreturn void fail(int64_t failure) {
  if (mochi_platform_is_broken_pipe(failure)) {
    // As if SIGPIPE had ended it.
    mochi_platform_exit(128 + 13);
  }
  const char *cause = mochi_platform_error_text(failure);
  static const char start[] = "error: cannot write to standard output: ";
  mochi_platform_write(MOCHI_STANDARD_ERROR, start, sizeof start - 1);
  mochi_platform_write(MOCHI_STANDARD_ERROR, cause, __builtin_strlen(cause));
  mochi_platform_write(MOCHI_STANDARD_ERROR, "\n", 1);
  mochi_platform_exit(1);
}

// Writes the first `size` bytes and keeps the rest.
static void write_out(size_t size) {
  // Emptied first: a signal that flushes meanwhile must not write it twice.
  size_t rest = used - size;
  used = 0;
  int64_t written = mochi_platform_write(MOCHI_STANDARD_OUTPUT, buffer, size);
  if (written < 0) {
    fail(written);
  }
  __builtin_memmove(buffer, buffer + size, rest);
  used = rest;
}

void mochi_output_flush(void) {
  if (used > 0) {
    size_t size = used;
    used = 0;
    int64_t written = mochi_platform_write(MOCHI_STANDARD_OUTPUT, buffer, size);
    if (written < 0) {
      fail(written);
    }
    trim_end = 0;
  }
}

// Room for `size` bytes while white space is held back.
static void hold(size_t size) {
  if (trim_end > 0) {
    write_out(trim_end);
    trim_end = 0;
  }
  if (size <= capacity - used) {
    return;
  }
  size_t larger = capacity * 2;
  while (larger < used + size) {
    larger *= 2;
  }
  char *memory = mochi_platform_map(larger);
  if (memory == NULL) {
    fail(0);
  }
  mochi_copy(memory, buffer, used);
  if (buffer != initial_buffer) {
    mochi_platform_unmap(buffer, capacity);
  }
  buffer = memory;
  capacity = larger;
}

static void write_trimmed(const char *bytes, size_t size) {
  if (trimming == DISCARDING) {
    return;
  }
  if (trimming == TRIM_LEADING) {
    size_t skipped = mochi_leading_white_space(bytes, size);
    bytes += skipped;
    size -= skipped;
    if (size == 0) {
      return;
    }
    trimming = TRIM_TRAILING;
  }
  if (size > capacity - used) {
    hold(size);
  }
  size_t visible = size - mochi_trailing_white_space(bytes, size);
  mochi_copy(buffer + used, bytes, size);
  if (visible > 0) {
    trim_end = used + visible;
  }
  used += size;
}

void mochi_output_write(const char *bytes, size_t size) {
  if (MOCHI_UNLIKELY(trimming != NOT_TRIMMING)) {
    write_trimmed(bytes, size);
    return;
  }
  if (size > capacity - used) {
    mochi_output_flush();
    if (size >= capacity) {
      int64_t written = mochi_platform_write(MOCHI_STANDARD_OUTPUT, bytes, size);
      if (written < 0) {
        fail(written);
      }
      return;
    }
  }
  mochi_copy(buffer + used, bytes, size);
  used += size;
}

void mochi_print_string(mochi_string text) {
  mochi_output_write(mochi_string_data(&text), mochi_string_size(text));
}

void mochi_print_nil(void) {
  mochi_output_write("nil", 3);
}

void mochi_print_bool(bool value) {
  mochi_output_write(value ? "true" : "false", value ? 4 : 5);
}

void mochi_print_space(void) {
  mochi_output_write(" ", 1);
}

void mochi_print_end(void) {
  mochi_output_write("\n", 1);
  if (MOCHI_UNLIKELY(mode != BY_BLOCK)) {
    if (mode == UNKNOWN) {
      mode = mochi_platform_is_terminal(MOCHI_STANDARD_OUTPUT) ? BY_LINE : BY_BLOCK;
    }
    if (mode == BY_LINE) {
      mochi_output_flush();
    }
  }
}

void mochi_output_discard(void) {
  discards++;
  trimming = DISCARDING;
}

void mochi_output_keep(void) {
  discards--;
  if (discards == 0) {
    trimming = NOT_TRIMMING;
  }
}

void mochi_print_trim_begin(void) {
  if (trimming == DISCARDING) {
    return;
  }
  trimming = TRIM_LEADING;
  trim_end = used;
}

void mochi_print_trim_end(void) {
  if (trimming == DISCARDING) {
    return;
  }
  if (trimming == TRIM_TRAILING) {
    used = trim_end;
  }
  trimming = NOT_TRIMMING;
  mochi_print_end();
}

void mochi_print_line(mochi_string text) {
  mochi_print_string(text);
  mochi_print_end();
}

void mochi_error_write(const char *bytes, size_t size) {
  mochi_output_flush();
  mochi_platform_write(MOCHI_STANDARD_ERROR, bytes, size);
}
