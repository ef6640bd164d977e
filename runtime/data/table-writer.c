// Writing CSV: see table-writer.h.

#include "data/table-writer.h"

#include <string.h>

#include "memory/gc.h"
#include "text/float.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

typedef struct table {
  mochi_writer *writer;
  char delimiter;
  mochi_list *columns;      // list<string>
  const mochi_type *known;  // the struct type that `fields` belong to
  uint32_t *fields;         // by column: the field of `known`, or NO_FIELD
} table;

static const uint32_t NO_FIELD = UINT32_MAX;

static const char NAME_COLUMN[] = "__name";

// ---------------------------------------------------------------- cells

// As Go's encoding/csv decides.
static bool needs_quotes(const char *bytes, size_t size, char delimiter) {
  if (size == 0) {
    return false;
  }
  if (size == 2 && memcmp(bytes, "\\.", 2) == 0) {
    return true;
  }
  for (size_t at = 0; at < size; at++) {
    if (bytes[at] == delimiter || bytes[at] == '"' || bytes[at] == '\n' || bytes[at] == '\r') {
      return true;
    }
  }
  return mochi_leading_white_space(bytes, size) > 0;
}

static void write_text(const table *cx, const char *bytes, size_t size) {
  if (!needs_quotes(bytes, size, cx->delimiter)) {
    mochi_write_bytes(cx->writer, bytes, size);
    return;
  }
  mochi_write_byte(cx->writer, '"');
  for (size_t at = 0; at < size; at++) {
    if (bytes[at] == '"') {
      mochi_write_byte(cx->writer, '"');
    }
    mochi_write_byte(cx->writer, bytes[at]);
  }
  mochi_write_byte(cx->writer, '"');
}

static void write_string(const table *cx, mochi_string text) {
  write_text(cx, mochi_string_data(&text), mochi_string_size(text));
}

static void write_cell(const table *cx, const void *slot, const mochi_type *type) {
  mochi_payload payload = mochi_payload_of(slot, type);
  if (payload.type == NULL) {
    return;
  }
  switch ((mochi_kind)payload.type->kind) {
    case MOCHI_KIND_STRING:
      write_string(cx, *(const mochi_string *)payload.slot);
      return;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      mochi_write_int(cx->writer, *(const int64_t *)payload.slot);
      return;
    case MOCHI_KIND_FLOAT:
      mochi_write_float_plain(cx->writer, *(const double *)payload.slot);
      return;
    case MOCHI_KIND_BOOL:
      mochi_write_literal(cx->writer, *(const bool *)payload.slot ? "true" : "false");
      return;
    case MOCHI_KIND_BIGRAT:
      write_string(cx, mochi_text_of(payload.slot, payload.type));
      return;
    default:
      write_string(cx, mochi_to_json(payload.slot, payload.type));
      return;
  }
}

// ---------------------------------------------------------------- columns

static void add_column(table *cx, mochi_string name) {
  *(mochi_string *)mochi_list_push(cx->columns, &mochi_type_string, sizeof name) = name;
}

static bool is_named(const mochi_type *type) {
  return (type->flags & MOCHI_TYPE_RECORD) == 0;
}

static void add_struct_columns(table *cx, const mochi_type *type, bool header) {
  bool named = header || !is_named(type);
  for (uint32_t at = 0; at < type->count; at++) {
    if (!named && strcmp(type->fields[at].name, NAME_COLUMN) > 0) {
      add_column(cx, mochi_string_static(NAME_COLUMN));
      named = true;
    }
    add_column(cx, mochi_string_static(type->fields[at].name));
  }
  if (!named) {
    add_column(cx, mochi_string_static(NAME_COLUMN));
  }
}

static void add_map_columns(table *cx, const mochi_map *map, const mochi_type *type) {
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, map);
  while (mochi_map_walk_next(&walk)) {
    add_column(cx, mochi_key_text(walk.key, type->key));
  }
}

static uint32_t find_field(const mochi_type *type, mochi_string name) {
  for (uint32_t at = 0; at < type->count; at++) {
    if (mochi_string_equal(name, mochi_string_static(type->fields[at].name))) {
      return at;
    }
  }
  return NO_FIELD;
}

static void know_fields(table *cx, const mochi_type *type) {
  cx->known = type;
  const mochi_string *names = cx->columns->data;
  for (uint32_t at = 0; at < cx->columns->length; at++) {
    cx->fields[at] = find_field(type, names[at]);
  }
}

// ---------------------------------------------------------------- rows

static void write_struct_cell(const table *cx, const char *instance, uint32_t column) {
  const mochi_type *type = cx->known;
  if (cx->fields[column] != NO_FIELD) {
    const mochi_field *field = &type->fields[cx->fields[column]];
    write_cell(cx, instance + field->offset, field->type);
  } else if (is_named(type) && mochi_string_equal(((const mochi_string *)cx->columns->data)[column], mochi_string_static(NAME_COLUMN))) {
    write_string(cx, mochi_string_static(type->name));
  }
}

static void write_map_cell(const table *cx, const mochi_map *map, const mochi_type *type, uint32_t column) {
  mochi_string name = ((const mochi_string *)cx->columns->data)[column];
  const void *slot = type->key->kind == MOCHI_KIND_STRING ? mochi_map_find_string(map, name) : mochi_map_find_any(map, mochi_any_from_string(name));
  if (slot != NULL) {
    write_cell(cx, slot, type->element);
  }
}

static void write_row(table *cx, mochi_payload row) {
  if (row.type->kind == MOCHI_KIND_STRUCT && row.type != cx->known) {
    know_fields(cx, row.type);
  }
  const void *pointer = *(const void *const *)row.slot;
  for (uint32_t column = 0; column < cx->columns->length; column++) {
    if (column > 0) {
      mochi_write_byte(cx->writer, cx->delimiter);
    }
    if (row.type->kind == MOCHI_KIND_STRUCT) {
      write_struct_cell(cx, pointer, column);
    } else {
      write_map_cell(cx, pointer, row.type, column);
    }
  }
  mochi_write_byte(cx->writer, '\n');
}

static void write_header(const table *cx) {
  const mochi_string *names = cx->columns->data;
  for (uint32_t column = 0; column < cx->columns->length; column++) {
    if (column > 0) {
      mochi_write_byte(cx->writer, cx->delimiter);
    }
    write_string(cx, names[column]);
  }
  mochi_write_byte(cx->writer, '\n');
}

static mochi_payload row_at(const mochi_list *rows, const mochi_type *element, uint32_t index) {
  return mochi_payload_of((const char *)rows->data + (size_t)index * element->size, element);
}

void mochi_write_table(mochi_writer *writer, const mochi_list *rows, const mochi_type *element, char delimiter, bool header) {
  table cx = {.writer = writer, .delimiter = delimiter, .columns = mochi_list_new(&mochi_type_string, 0)};
  uint32_t count = mochi_list_length(rows);
  if (count > 0) {
    mochi_payload first = row_at(rows, element, 0);
    if (first.type->kind == MOCHI_KIND_STRUCT) {
      add_struct_columns(&cx, first.type, header);
    } else {
      add_map_columns(&cx, *(const mochi_map *const *)first.slot, first.type);
    }
  }
  cx.fields = mochi_gc_alloc_atomic(sizeof(uint32_t) * (cx.columns->length + 1u));
  if (header) {
    write_header(&cx);
  }
  for (uint32_t index = 0; index < count; index++) {
    write_row(&cx, row_at(rows, element, index));
  }
}
