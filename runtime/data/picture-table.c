// Tables: see pictures.h. All texts are made before the first line is written: they decide the widths.

#include "data/pictures.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/float.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"
#include "text/writer.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

typedef struct column {
  mochi_string name;
  size_t width;
  size_t fraction;  // widest part from the point on
  bool numeric;
} column;

// ---------------------------------------------------------------- what both pictures need

const mochi_list *mochi_picture_rows(mochi_any rows, const char *what, const mochi_site *site) {
  if (!mochi_any_is_list(rows)) {
    mochi_string got = mochi_any_describe(rows);
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "%s expects a list, got %S", what, &got);
  }
  return mochi_any_items(rows, site);
}

size_t mochi_picture_width(mochi_string text) {
  return mochi_utf8_count(mochi_string_data(&text), mochi_string_size(text));
}

static bool is_control(char byte) {
  return (uint8_t)byte < 0x20 || byte == 0x7f;
}

mochi_string mochi_picture_text(mochi_any value) {
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  if (value.type != NULL && value.type->kind == MOCHI_KIND_FLOAT) {
    mochi_write_float_plain(&text.writer, value.as.floating);
    return mochi_text_writer_end(&text);
  }
  mochi_write_text(&text.writer, &value, &mochi_type_any);
  mochi_string shown = mochi_text_writer_end(&text);
  const char *bytes = mochi_string_data(&shown);
  uint32_t size = mochi_string_size(shown);
  mochi_text_writer_begin(&text);
  for (uint32_t at = 0; at < size; at++) {
    if (bytes[at] == '\n') {
      mochi_write_literal(&text.writer, "\\n");
    } else if (is_control(bytes[at])) {
      mochi_write_byte(&text.writer, ' ');
    } else {
      mochi_write_byte(&text.writer, bytes[at]);
    }
  }
  return mochi_text_writer_end(&text);
}

// ---------------------------------------------------------------- columns

static void add_names(mochi_map *names, mochi_any row) {
  if (row.type->kind == MOCHI_KIND_STRUCT) {
    for (uint32_t at = 0; at < row.type->count; at++) {
      mochi_map_slot_string(names, mochi_string_static(row.type->fields[at].name));
    }
    return;
  }
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, row.as.pointer);
  while (mochi_map_walk_next(&walk)) {
    mochi_map_slot_string(names, mochi_key_text(walk.key, row.type->key));
  }
}

static bool is_record(mochi_any row) {
  return row.type != NULL && (row.type->kind == MOCHI_KIND_STRUCT || row.type->kind == MOCHI_KIND_MAP);
}

mochi_map *mochi_picture_columns(const mochi_list *rows) {
  mochi_map *names = mochi_map_new(&mochi_type_map_string_any, 0);
  for (uint32_t at = 0; at < mochi_list_length(rows); at++) {
    mochi_any row = ((const mochi_any *)rows->data)[at];
    if (is_record(row)) {
      add_names(names, row);
    } else {
      mochi_map_slot_string(names, mochi_string_static("value"));
    }
  }
  return names;
}

static mochi_any value_in(mochi_any row, mochi_string name) {
  return is_record(row) ? mochi_any_field(row, name, NULL) : row;
}

static bool is_number(mochi_any value) {
  return value.type->kind == MOCHI_KIND_INT || value.type->kind == MOCHI_KIND_FLOAT || value.type->kind == MOCHI_KIND_BIGINT;
}

// Characters from the point on.
static size_t fraction_of(mochi_string text) {
  const char *data = mochi_string_data(&text);
  const char *point = memchr(data, '.', mochi_string_size(text));
  return point == NULL ? 0 : mochi_string_size(text) - (size_t)(point - data);
}

static void measure(column *to, const mochi_list *rows, mochi_string *texts, uint32_t count) {
  size_t whole = 0;
  to->numeric = true;
  for (uint32_t at = 0; at < mochi_list_length(rows); at++) {
    mochi_any value = value_in(((const mochi_any *)rows->data)[at], to->name);
    mochi_string text = mochi_picture_text(value);
    texts[(size_t)at * count] = text;
    to->numeric = to->numeric && (value.type == NULL || is_number(value));
    size_t fraction = fraction_of(text);
    size_t width = mochi_picture_width(text);
    to->fraction = fraction > to->fraction ? fraction : to->fraction;
    to->width = width > to->width ? width : to->width;
    whole = width - fraction > whole ? width - fraction : whole;
  }
  size_t head = mochi_picture_width(to->name);
  to->width = to->numeric ? whole + to->fraction : to->width;
  to->width = head > to->width ? head : to->width;
}

// ---------------------------------------------------------------- lines

static void write_cell(mochi_writer *writer, const column *to, mochi_string text, bool last) {
  size_t behind = to->numeric && to->fraction > 0 ? to->fraction - fraction_of(text) : 0;
  size_t padding = to->width - mochi_picture_width(text) - (to->numeric ? behind : 0);
  if (to->numeric) {
    mochi_write_repeated(writer, ' ', padding);
    padding = behind;
  }
  mochi_write_string(writer, text);
  if (!last) {
    mochi_write_repeated(writer, ' ', padding + 2);
  }
}

// Names stand as their columns' values do.
static void write_head(mochi_writer *writer, const column *columns, uint32_t count, bool terminal) {
  for (uint32_t at = 0; at < count; at++) {
    const column *to = &columns[at];
    size_t padding = to->width - mochi_picture_width(to->name);
    mochi_write_repeated(writer, ' ', to->numeric ? padding : 0);
    mochi_write_literal(writer, terminal ? "\033[1m" : "");
    mochi_write_string(writer, to->name);
    mochi_write_literal(writer, terminal ? "\033[0m" : "");
    if (at + 1 < count) {
      mochi_write_repeated(writer, ' ', (to->numeric ? 0 : padding) + 2);
    }
  }
  mochi_write_byte(writer, '\n');
  for (uint32_t at = 0; at < count; at++) {
    for (size_t dash = 0; dash < columns[at].width; dash++) {
      mochi_write_literal(writer, terminal ? "─" : "-");
    }
    mochi_write_literal(writer, at + 1 < count ? "  " : "\n");
  }
}

void mochi_table(mochi_any given, const mochi_site *site) {
  const mochi_list *rows = mochi_picture_rows(given, "table", site);
  uint32_t length = mochi_list_length(rows);
  if (length == 0) {
    mochi_print_line(mochi_string_static("no rows"));
    return;
  }
  bool terminal = mochi_platform_is_terminal(MOCHI_STANDARD_OUTPUT);
  mochi_map *names = mochi_picture_columns(rows);
  uint32_t count = mochi_map_length(names);
  column *columns = mochi_gc_alloc(sizeof *columns * (count + 1));
  mochi_string *texts = mochi_gc_alloc(sizeof *texts * ((size_t)count * length + 1));
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, names);
  for (uint32_t at = 0; mochi_map_walk_next(&walk); at++) {
    columns[at].name = *(const mochi_string *)walk.key;
    measure(&columns[at], rows, texts + at, count);
  }
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  write_head(&text.writer, columns, count, terminal);
  for (uint32_t row = 0; row < length; row++) {
    for (uint32_t at = 0; at < count; at++) {
      write_cell(&text.writer, &columns[at], texts[(size_t)row * count + at], at + 1 == count);
    }
    mochi_write_byte(&text.writer, '\n');
  }
  mochi_string whole = mochi_text_writer_end(&text);
  mochi_output_write(mochi_string_data(&whole), mochi_string_size(whole));
}
