// `save`: see data.h. The bytes are data.md §2.4's.
//
// Rows are checked before the file is begun, so that a list of the wrong kind leaves the old one alone.

#include "data/data.h"

#include <string.h>

#include "data/options.h"
#include "data/table-writer.h"
#include "data/yaml-writer.h"
#include "errors/raise.h"
#include "memory/gc.h"
#include "system/output.h"
#include "system/replace-file.h"
#include "text/format.h"
#include "text/string.h"
#include "values/list.h"

enum { BUFFER_SIZE = 64 << 10 };

// Where the bytes go: a buffer, then standard output or a file.
typedef struct sink {
  mochi_writer writer;  // first: room() finds the rest by it
  bool standard;
  mochi_replacing file;
} sink;

static void flush(mochi_writer *writer, size_t wanted) {
  sink *to = (sink *)(void *)writer;
  (void)wanted;
  if (to->standard) {
    mochi_output_write(writer->data, writer->length);
  } else {
    mochi_replace_write(&to->file, writer->data, writer->length);
  }
  writer->length = 0;
}

static void begin_sink(sink *to, mochi_string path, const mochi_site *site) {
  to->writer = (mochi_writer){.data = mochi_gc_alloc_atomic(BUFFER_SIZE), .length = 0, .capacity = BUFFER_SIZE, .room = flush};
  to->standard = mochi_string_equal(path, mochi_string_static("-"));
  if (!to->standard) {
    mochi_replace_begin(&to->file, path, site);
  }
}

static void end_sink(sink *to) {
  flush(&to->writer, 0);
  if (!to->standard) {
    mochi_replace_end(&to->file);
  }
}

static _Noreturn void fail_row(sink *to, const char *problem, const mochi_site *site) {
  if (!to->standard) {
    mochi_replace_abandon(&to->file);
  }
  mochi_raise_text(MOCHI_ERROR_TYPE, problem, site);
}

static void write_row(sink *to, const void *row, const mochi_type *type, const mochi_site *site) {
  if (!mochi_write_json(&to->writer, row, type, false)) {
    fail_row(to, "JSON has no NaN and no infinity", site);
  }
}

static const void *row_at(const mochi_list *rows, const mochi_type *type, uint32_t index) {
  return (const char *)rows->data + (size_t)index * type->size;
}

// One row is a bare object, others are an array.
static void write_json(sink *to, const mochi_list *rows, const mochi_type *type, const mochi_site *site) {
  uint32_t count = mochi_list_length(rows);
  if (count != 1) {
    mochi_write_byte(&to->writer, '[');
  }
  for (uint32_t index = 0; index < count; index++) {
    if (index > 0) {
      mochi_write_byte(&to->writer, ',');
    }
    write_row(to, row_at(rows, type, index), type, site);
  }
  mochi_write_literal(&to->writer, count != 1 ? "]\n" : "\n");
}

static void write_lines(sink *to, const mochi_list *rows, const mochi_type *type, const mochi_site *site) {
  for (uint32_t index = 0; index < mochi_list_length(rows); index++) {
    write_row(to, row_at(rows, type, index), type, site);
    mochi_write_byte(&to->writer, '\n');
  }
}

// The list in the slot; −3 unless its elements are structs and maps.
static const mochi_list *rows_in(const void *value, const mochi_type *type, const mochi_type **element, const mochi_site *site) {
  mochi_payload payload = mochi_payload_of(value, type);
  bool good = payload.type != NULL && payload.type->kind == MOCHI_KIND_LIST;
  const mochi_list *rows = good ? *(const mochi_list *const *)payload.slot : NULL;
  for (uint32_t index = 0; good && index < mochi_list_length(rows); index++) {
    mochi_payload row = mochi_payload_of(row_at(rows, payload.type->element, index), payload.type->element);
    good = row.type != NULL && (row.type->kind == MOCHI_KIND_STRUCT || row.type->kind == MOCHI_KIND_MAP);
  }
  if (!good) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "save source must be list of maps", site);
  }
  *element = payload.type->element;
  return rows;
}

void mochi_save(const void *value, const mochi_type *type, mochi_string path, mochi_any options, const mochi_site *site) {
  mochi_data_options chosen = mochi_data_options_of(path, options, false, site);
  const mochi_type *element;
  const mochi_list *rows = rows_in(value, type, &element, site);
  sink to;
  begin_sink(&to, path, site);
  switch (chosen.format) {
    case MOCHI_FORMAT_CSV:
      mochi_write_table(&to.writer, rows, element, chosen.delimiter, chosen.header);
      break;
    case MOCHI_FORMAT_JSON:
      write_json(&to, rows, element, site);
      break;
    case MOCHI_FORMAT_JSONL:
      write_lines(&to, rows, element, site);
      break;
    case MOCHI_FORMAT_YAML:
      if (!mochi_write_yaml(&to.writer, rows, element)) {
        fail_row(&to, "YAML is nested at most 10000 levels deep", site);
      }
      break;
  }
  end_sink(&to);
}
