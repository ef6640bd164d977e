// Rows of JSON and JSONL: see json-rows.h.

#include "data/json-rows.h"

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

// Moves to the next item of the array; false behind the last one. `first`: there is none before it.
static bool find_item(mochi_source *source, mochi_json_reader *reader, bool first) {
  char byte = first_byte(source, reader);
  if (byte == ']') {
    return false;
  }
  if (!first) {
    if (byte != ',') {
      mochi_json_fail(reader, reader->at, byte == 0 ? "the array isn't closed" : "expected `,` or `]` behind a row");
      fail_value(source, reader);
    }
    source->begin++;
    first_byte(source, reader);
  }
  return true;
}

static void append_item(mochi_json_rows *cx, mochi_list *list, const mochi_type *type) {
  do {
    begin(cx->source, &cx->reader);
    cx->reader.spare = cx->spare;
  } while (!append_value(cx->source, &cx->reader, list, type));
}

// What is behind the value on its line.
static void end_line(mochi_source *source, mochi_json_reader *reader) {
  for (;;) {
    const char *at = source->data + source->begin;
    const char *end = source->data + source->end;
    while (*at == ' ' || *at == '\t' || *at == '\r') {
      at++;
    }
    source->begin = (size_t)(at - source->data);
    if (*at == '\n' || (at >= end && source->ended)) {
      return;
    }
    if (at < end) {
      mochi_json_fail(reader, at, "something follows the value on its line");
      fail_value(source, reader);
    }
    mochi_source_more(source);
  }
}

static bool read_lines(mochi_json_rows *cx, mochi_list *list, const mochi_type *type, uint32_t most) {
  mochi_source *source = cx->source;
  while (first_byte(source, &cx->reader) != 0 || source->begin < source->end) {
    if (list->length == most) {
      return true;
    }
    append_item(cx, list, type);
    end_line(source, &cx->reader);
  }
  return false;
}

// The opening bracket, or the only row.
static void begin_rows(mochi_json_rows *cx, mochi_list *list, const mochi_type *type) {
  char byte = first_byte(cx->source, &cx->reader);
  if (byte == '[') {
    cx->source->begin++;
    cx->in_array = true;
  } else if (byte == 0) {
    mochi_json_fail(&cx->reader, cx->reader.at, "expected JSON, got the end of the file");
    fail_value(cx->source, &cx->reader);
  } else {
    append_item(cx, list, type);
  }
}

bool mochi_json_rows_read(mochi_json_rows *cx, mochi_list *list, const mochi_type *type, uint32_t most) {
  if (cx->lines) {
    return read_lines(cx, list, type, most);
  }
  bool first = !cx->began;
  if (first) {
    cx->began = true;
    begin_rows(cx, list, type);
  }
  while (cx->in_array && (first || list->length < most)) {
    cx->in_array = find_item(cx->source, &cx->reader, first);
    if (cx->in_array) {
      append_item(cx, list, type);
    }
    first = false;
  }
  return cx->in_array;
}

void mochi_json_rows_begin(mochi_json_rows *rows, mochi_source *source, bool lines, mochi_spare_rows *spare) {
  rows->source = source;
  rows->lines = lines;
  rows->began = false;
  rows->in_array = false;
  rows->spare = spare;
  mochi_json_reader_init(&rows->reader);
}
