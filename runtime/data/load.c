// `load`: see data.h.

#include "data/csv-reader.h"
#include "data/data.h"
#include "data/json-reader.h"
#include "data/load.h"
#include "data/options.h"
#include "data/source.h"
#include "errors/raise.h"
#include "text/string.h"
#include "values/list.h"

static _Noreturn void fail_value(mochi_source *source, mochi_json_reader *reader) {
  mochi_source_fail(source, reader->failed_at, mochi_problem_end(&reader->problem));
}

static void begin(mochi_source *source, mochi_json_reader *reader) {
  mochi_json_begin(reader, source->data + source->begin, source->data + source->end);
}

// Whether the reader came upon the end of a buffer behind which there is more.
static bool must_read_more(mochi_source *source, const mochi_json_reader *reader) {
  return reader->hit_end && mochi_source_more(source);
}

// The first byte that is no white space; consumes what is before it. 0 at the end of the file.
static char first_byte(mochi_source *source, mochi_json_reader *reader) {
  char byte;
  do {
    begin(source, reader);
    byte = mochi_json_peek(reader);
    source->begin = (size_t)(reader->at - source->data);
  } while (must_read_more(source, reader));
  return byte;
}

// Appends the value at `reader->at`; false when it has to be read again.
static bool append_value(mochi_source *source, mochi_json_reader *reader, mochi_list *rows, const mochi_type *type) {
  bool good = mochi_json_read(reader, mochi_list_push(rows, type, type->size), type);
  if (reader->hit_end && !source->ended) {
    rows->length--;
    mochi_source_more(source);
    return false;
  }
  if (!good) {
    fail_value(source, reader);
  }
  source->begin = (size_t)(reader->at - source->data);
  return true;
}

static void read_array(mochi_source *source, mochi_json_reader *reader, mochi_list *rows, const mochi_type *type) {
  source->begin++;
  if (first_byte(source, reader) == ']') {
    return;
  }
  for (;;) {
    begin(source, reader);
    if (!append_value(source, reader, rows, type)) {
      continue;
    }
    char byte = first_byte(source, reader);
    if (byte == ']') {
      return;
    }
    if (byte != ',') {
      mochi_json_fail(reader, reader->at, byte == 0 ? "the array isn't closed" : "expected `,` or `]` behind a row");
      fail_value(source, reader);
    }
    source->begin++;
    first_byte(source, reader);
  }
}

static void read_json(mochi_source *source, mochi_json_reader *reader, mochi_list *rows, const mochi_type *type) {
  char byte = first_byte(source, reader);
  if (byte == '[') {
    read_array(source, reader, rows, type);
    return;
  }
  if (byte == 0) {
    mochi_json_fail(reader, reader->at, "expected JSON, got the end of the file");
    fail_value(source, reader);
  }
  do {
    begin(source, reader);
  } while (!append_value(source, reader, rows, type));
}

static void read_lines(mochi_source *source, mochi_json_reader *reader, mochi_list *rows, const mochi_type *type) {
  while (first_byte(source, reader) != 0 || source->begin < source->end) {
    begin(source, reader);
    if (!append_value(source, reader, rows, type)) {
      continue;
    }
    // What is behind the value on its line.
    for (;;) {
      const char *at = source->data + source->begin;
      const char *end = source->data + source->end;
      while (*at == ' ' || *at == '\t' || *at == '\r') {
        at++;
      }
      source->begin = (size_t)(at - source->data);
      if (*at == '\n' || (at >= end && source->ended)) {
        break;
      }
      if (at < end) {
        mochi_json_fail(reader, at, "something follows the value on its line");
        fail_value(source, reader);
      }
      mochi_source_more(source);
    }
  }
}

mochi_list *mochi_load_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site) {
  mochi_data_options chosen = mochi_data_options_of(path, options, true, site);
  if (chosen.format == MOCHI_FORMAT_YAML && read_yaml == NULL) {
    mochi_raise_text(MOCHI_ERROR_DECODE, "this program was built for a target that can't load YAML", site);
  }
  mochi_list *rows = mochi_list_new(type, 0);
  mochi_source source;
  mochi_source_open(&source, path, folder, chosen.max_record, site);
  mochi_json_reader reader;
  switch (chosen.format) {
    case MOCHI_FORMAT_CSV:
      mochi_csv_read(&source, &chosen, rows, type);
      break;
    case MOCHI_FORMAT_JSON:
      mochi_json_reader_init(&reader);
      read_json(&source, &reader, rows, type);
      break;
    case MOCHI_FORMAT_JSONL:
      mochi_json_reader_init(&reader);
      read_lines(&source, &reader, rows, type);
      break;
    case MOCHI_FORMAT_YAML:
      read_yaml(&source, rows, type);
      break;
  }
  mochi_source_close(&source);
  return rows;
}

mochi_list *mochi_load(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site) {
  return mochi_load_by(path, options, folder, type, NULL, site);
}
