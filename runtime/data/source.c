// Reading a file record by record: see source.h.

#include "data/source.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/scan.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"

enum { FIRST_CAPACITY = 256 << 10, EXCERPT_MAX = 60 };

static bool is_standard(mochi_string path) {
  return mochi_string_equal(path, mochi_string_static("-"));
}

static _Noreturn void raise_unreadable(mochi_source *source, int64_t failure) {
  mochi_source_close(source);
  mochi_raise_format(MOCHI_ERROR_IO, source->site, "cannot read %q: %s", &source->name, mochi_platform_error_text(failure));
}

// ---------------------------------------------------------------- filling

static char *new_buffer(size_t capacity) {
  return mochi_gc_alloc_atomic(capacity + MOCHI_SOURCE_PADDING);
}

// Bytes at the end that begin a character and don't end it, 0 to 3.
static uint32_t incomplete_tail(const char *bytes, size_t size) {
  for (uint32_t back = 1; back <= 3 && back <= size; back++) {
    uint8_t byte = (uint8_t)bytes[size - back];
    if (byte >= 0xc0) {
      uint32_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? back : 0;
    }
    if (byte < 0x80) {
      return 0;
    }
  }
  return 0;
}

static _Noreturn void fail_invalid(mochi_source *source, size_t at) {
  uint64_t offset = source->offset + at;
  mochi_source_close(source);
  mochi_raise_format(MOCHI_ERROR_DECODE, source->site, "%S is not UTF-8: invalid byte at offset %u", &source->name, offset);
}

// Fills the buffer behind `end`, as far as the file and the buffer go.
static void fill(mochi_source *source) {
  mochi_copy(source->data + source->end, source->partial, source->partial_size);
  size_t filled = source->end + source->partial_size;
  source->partial_size = 0;
  while (filled < source->capacity) {
    int64_t count = mochi_platform_read(source->descriptor, source->data + filled, source->capacity - filled);
    if (count < 0) {
      raise_unreadable(source, count);
    }
    if (count == 0) {
      source->ended = true;
      break;
    }
    filled += (size_t)count;
  }
  uint32_t tail = source->ended ? 0 : incomplete_tail(source->data + source->end, filled - source->end);
  filled -= tail;
  mochi_copy(source->partial, source->data + filled, tail);
  source->partial_size = tail;
  size_t valid = mochi_utf8_valid_prefix(source->data + source->end, filled - source->end);
  if (valid != filled - source->end) {
    fail_invalid(source, source->end + valid);
  }
  source->end = filled;
  memset(source->data + filled, 0, MOCHI_SOURCE_PADDING);
}

// Line breaks in `bytes`; `last` becomes the position behind the last one, if there is one.
static uint64_t count_lines(const char *bytes, size_t size, size_t *last) {
  uint64_t lines = 0;
  size_t done = 0;
  while (size - done >= MOCHI_SCAN_BYTES) {
    size_t groups = (size - done) / MOCHI_SCAN_BYTES;
    groups = groups < MOCHI_SCAN_GROUPS ? groups : MOCHI_SCAN_GROUPS;
    lines += mochi_scan_count(bytes + done, groups, '\n');
    done += groups * MOCHI_SCAN_BYTES;
  }
  for (; done < size; done++) {
    lines += bytes[done] == '\n';
  }
  if (lines > 0) {
    size_t at = size;
    while (bytes[at - 1] != '\n') {
      at--;
    }
    *last = at;
  }
  return lines;
}

// The place of `size` bytes behind data[0].
static void advance(const mochi_source *source, size_t size, uint64_t *lines, uint64_t *column) {
  size_t last = 0;
  uint64_t breaks = count_lines(source->data, size, &last);
  *lines = source->lines + breaks;
  *column = (breaks > 0 ? 0 : source->column) + mochi_utf8_count(source->data + last, size - last);
}

bool mochi_source_more(mochi_source *source) {
  if (source->ended) {
    return false;
  }
  size_t kept = source->end - source->begin;
  if (kept > source->max_record) {
    mochi_problem problem;
    mochi_writer *writer = mochi_problem_begin(&problem);
    mochi_write_literal(writer, "this record is longer than max_record, ");
    mochi_write_unsigned(writer, source->max_record);
    mochi_write_literal(writer, " bytes");
    mochi_source_fail(source, source->data + source->begin, mochi_problem_end(&problem));
  }
  advance(source, source->begin, &source->lines, &source->column);
  source->offset += source->begin;
  if (kept > source->capacity / 2) {
    size_t capacity = source->capacity * 2;
    char *data = new_buffer(capacity);
    memcpy(data, source->data + source->begin, kept);
    source->data = data;
    source->capacity = capacity;
  } else {
    memmove(source->data, source->data + source->begin, kept);
  }
  source->begin = 0;
  source->end = kept;
  fill(source);
  return source->end > kept || !source->ended;
}

// ---------------------------------------------------------------- opening and closing

static int64_t open_under(mochi_string folder, mochi_string path) {
  mochi_string parts[3] = {folder, mochi_string_of_byte('/'), path};
  return mochi_platform_open(mochi_string_c_text(mochi_string_concat_all(parts, 3)), MOCHI_OPEN_READ);
}

// Records and what is left of growing their list take about three times their text. What is expected in vain costs address space only.
void mochi_source_expect_all(const mochi_source *source) {
  const int64_t most = INT64_C(1) << 30;
  int64_t size = source->descriptor == MOCHI_STANDARD_INPUT ? 0 : mochi_platform_file_size(source->descriptor);
  if (size > FIRST_CAPACITY) {
    mochi_gc_expect((size_t)(size < most ? size : most) * 3);
  }
}

void mochi_source_open(mochi_source *source, mochi_string path, mochi_string folder, uint64_t max_record, const mochi_site *site) {
  *source = (mochi_source){.descriptor = -1, .capacity = FIRST_CAPACITY, .max_record = max_record, .name = path, .site = site};
  if (is_standard(path)) {
    source->name = mochi_string_static("<stdin>");
    source->descriptor = MOCHI_STANDARD_INPUT;
    mochi_output_flush();
  } else {
    int64_t opened = mochi_platform_open(mochi_string_c_text(path), MOCHI_OPEN_READ);
    bool relative = mochi_string_size(path) > 0 && mochi_string_byte(path, 0) != '/';
    if (opened < 0 && mochi_platform_is_missing(opened) && relative && mochi_string_size(folder) > 0) {
      int64_t second = open_under(folder, path);
      opened = second >= 0 ? second : opened;
    }
    if (opened < 0) {
      raise_unreadable(source, opened);
    }
    source->descriptor = (int)opened;
  }
  source->data = new_buffer(source->capacity);
  fill(source);
  if (source->end >= 3 && memcmp(source->data, "\xef\xbb\xbf", 3) == 0) {
    // The mark takes no place in the first line.
    source->end -= 3;
    source->offset = 3;
    memmove(source->data, source->data + 3, source->end + MOCHI_SOURCE_PADDING);
  }
}

void mochi_source_close(mochi_source *source) {
  if (source->descriptor > MOCHI_STANDARD_INPUT) {
    mochi_platform_close(source->descriptor);
  }
  source->descriptor = -1;
}

// ---------------------------------------------------------------- problems

_Noreturn void mochi_source_fail(mochi_source *source, const char *where, mochi_string problem) {
  uint64_t lines;
  uint64_t column;
  advance(source, (size_t)(where - source->data), &lines, &column);
  mochi_source_close(source);
  mochi_raise_format(MOCHI_ERROR_DECODE, source->site, "%S:%u:%u: %S", &source->name, lines + 1, column + 1, &problem);
}

mochi_writer *mochi_problem_begin(mochi_problem *problem) {
  mochi_fixed_writer_begin(&problem->fixed, problem->text, sizeof problem->text);
  return &problem->fixed.writer;
}

static void write_path(mochi_writer *writer, const mochi_data_path *path) {
  if (path->outer != NULL) {
    write_path(writer, path->outer);
    mochi_write_byte(writer, '.');
  }
  mochi_write_literal(writer, path->name);
}

void mochi_problem_path(mochi_writer *writer, const mochi_data_path *path) {
  if (path != NULL) {
    mochi_write_literal(writer, "field ");
    write_path(writer, path);
    mochi_write_literal(writer, ": ");
  }
}

void mochi_problem_excerpt(mochi_writer *writer, const char *bytes, size_t size) {
  size_t shown = size;
  if (shown > EXCERPT_MAX) {
    shown = EXCERPT_MAX;
    while (mochi_utf8_is_continuation(bytes[shown])) {
      shown--;
    }
  }
  mochi_write_byte(writer, ' ');
  mochi_write_quoted(writer, bytes, shown);
  if (shown < size) {
    mochi_write_literal(writer, "…");
  }
}

mochi_string mochi_problem_end(mochi_problem *problem) {
  return mochi_string_share(problem->text, mochi_fixed_writer_end(&problem->fixed));
}
