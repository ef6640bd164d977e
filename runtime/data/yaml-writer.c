// Writing YAML: see yaml-writer.h. What a string is written as follows yaml.v3's analysis of scalars.

#include "data/yaml-writer.h"

#include <string.h>

#include "data/yaml-key-order.h"
#include "data/yaml-scalar.h"
#include "memory/gc.h"
#include "text/float.h"
#include "text/format.h"
#include "text/string.h"
#include "text/utf8.h"
#include "values/list.h"
#include "values/map.h"
#include "values/sort.h"

enum { STEP = 4, DEEPEST = 10000, LONGEST_SIMPLE_KEY = 128 };

typedef struct yaml {
  mochi_writer *writer;
  uint32_t depth;
} yaml;

// What a value stands behind; its children's lines begin at a column that depends on it.
typedef enum place { AT_START, BEHIND_KEY, BEHIND_DASH } place;

static uint32_t column_inside(place at, uint32_t column) {
  switch (at) {
    case AT_START:
      return 0;
    case BEHIND_KEY:
      return column / STEP * STEP + STEP;
    case BEHIND_DASH:
      return column + 2;
  }
  return column;
}

static void new_line(const yaml *cx, uint32_t column) {
  mochi_write_byte(cx->writer, '\n');
  mochi_write_repeated(cx->writer, ' ', column);
}

// ---------------------------------------------------------------- strings

// What a text has in it.
typedef struct traits {
  bool indicators;     // something that means something outside quotes
  bool breaks;
  bool other_breaks;   // than line feeds
  bool special;        // what only double quotes can hold
  bool tab;
  bool space_break;    // a blank before a line break
  bool break_space;    // and behind
  bool outer_space;    // at the start or the end, a line break too
  bool trailing_space;
} traits;

static bool is_break(uint32_t code_point) {
  return code_point == '\n' || code_point == '\r' || code_point == 0x85 || code_point == 0x2028 || code_point == 0x2029;
}

// yaml.v3 takes what is beyond the basic plane for unprintable.
static bool is_printable(uint32_t code_point) {
  return code_point == '\n' || (code_point >= 0x20 && code_point <= 0x7e) || (code_point >= 0xa0 && code_point <= 0xfffd && code_point != 0xfeff);
}

static bool is_blank_or_end(const char *text, size_t size, size_t at) {
  if (at >= size) {
    return true;
  }
  uint32_t length;
  uint32_t code_point = mochi_utf8_decode(text + at, size - at, &length);
  return code_point == ' ' || code_point == '\t' || is_break(code_point);
}

static bool is_indicator(const char *text, size_t size, size_t at, bool behind_blank) {
  char byte = text[at];
  if (at > 0) {
    return (byte == ':' && is_blank_or_end(text, size, at + 1)) || (byte == '#' && behind_blank);
  }
  if (byte == '-' || byte == '?' || byte == ':') {
    return is_blank_or_end(text, size, 1);
  }
  return byte != 0 && strchr("#,[]{}&*!|>'\"%@`", byte) != NULL;
}

static traits analyze(const char *text, size_t size) {
  traits found = {.indicators = size >= 3 && (memcmp(text, "---", 3) == 0 || memcmp(text, "...", 3) == 0)};
  bool behind_blank = true;
  bool behind_space = false;
  bool behind_break = false;
  uint32_t length;
  for (size_t at = 0; at < size; at += length) {
    uint32_t code_point = mochi_utf8_decode(text + at, size - at, &length);
    bool space = code_point == ' ';
    bool line = is_break(code_point);
    found.indicators |= is_indicator(text, size, at, behind_blank);
    found.tab |= code_point == '\t';
    found.special |= code_point != '\t' && !is_printable(code_point);
    found.breaks |= line;
    found.other_breaks |= line && code_point != '\n';
    found.space_break |= line && behind_space;
    found.break_space |= space && behind_break;
    found.outer_space |= (space || line) && (at == 0 || at + length == size);
    found.trailing_space |= space && at + length == size;
    behind_space = space;
    behind_break = line;
    behind_blank = space || line || code_point == '\t' || code_point == 0;
  }
  return found;
}

static void write_escape(mochi_writer *writer, uint32_t code_point) {
  static const char names[] = "0......abtnvfr.............e";
  if (code_point < sizeof names - 1 && names[code_point] != '.') {
    mochi_write_byte(writer, names[code_point]);
    return;
  }
  static const char digits[] = "0123456789ABCDEF";
  uint32_t count = code_point <= 0xff ? 2 : code_point <= 0xffff ? 4 : 8;
  mochi_write_byte(writer, count == 2 ? 'x' : count == 4 ? 'u' : 'U');
  while (count > 0) {
    count--;
    mochi_write_byte(writer, digits[code_point >> count * 4 & 15]);
  }
}

static void write_double_quoted(mochi_writer *writer, const char *text, size_t size) {
  mochi_write_byte(writer, '"');
  uint32_t length;
  for (size_t at = 0; at < size; at += length) {
    uint32_t code_point = mochi_utf8_decode(text + at, size - at, &length);
    if (is_printable(code_point) && !is_break(code_point) && code_point != '"' && code_point != '\\') {
      mochi_write_bytes(writer, text + at, length);
      continue;
    }
    mochi_write_byte(writer, '\\');
    switch (code_point) {
      case '"':
      case '\\':
        mochi_write_byte(writer, (char)code_point);
        break;
      case 0x85:
        mochi_write_byte(writer, 'N');
        break;
      case 0x2028:
        mochi_write_byte(writer, 'L');
        break;
      case 0x2029:
        mochi_write_byte(writer, 'P');
        break;
      default:
        write_escape(writer, code_point);
    }
  }
  mochi_write_byte(writer, '"');
}

static void write_single_quoted(mochi_writer *writer, const char *text, size_t size) {
  mochi_write_byte(writer, '\'');
  for (size_t at = 0; at < size; at++) {
    if (text[at] == '\'') {
      mochi_write_byte(writer, '\'');
    }
    mochi_write_byte(writer, text[at]);
  }
  mochi_write_byte(writer, '\'');
}

// Lines as they are, at `column`; the signs behind the bar say how it begins and ends.
static void write_literal_block(const yaml *cx, const char *text, size_t size, uint32_t column) {
  mochi_write_byte(cx->writer, '|');
  if (text[0] == ' ') {
    mochi_write_byte(cx->writer, '0' + STEP);
  }
  if (text[size - 1] != '\n') {
    mochi_write_byte(cx->writer, '-');
  } else if (size == 1 || text[size - 2] == '\n') {
    mochi_write_byte(cx->writer, '+');
  }
  bool line_start = true;
  mochi_write_byte(cx->writer, '\n');
  // The last line break is the caller's.
  size_t end = text[size - 1] == '\n' ? size - 1 : size;
  for (size_t at = 0; at < end; at++) {
    if (line_start && text[at] != '\n') {
      mochi_write_repeated(cx->writer, ' ', column);
    }
    mochi_write_byte(cx->writer, text[at]);
    line_start = text[at] == '\n';
  }
}

// In a key, or behind a parent at `parent` whose block text would stand at `column`.
static void write_text(const yaml *cx, const char *text, size_t size, bool key, uint32_t parent, uint32_t column) {
  traits found = analyze(text, size);
  bool literal = memchr(text, '\n', size) != NULL;
  if (literal && !key) {
    // A block that begins with a blank must say how deep it is; yaml.v3 says 4 even where that is wrong, and loses a first line break.
    bool hinted = text[0] == ' ';
    bool fits = text[0] != '\n' && (!hinted || column == parent + STEP);
    if (fits && !found.special && !found.space_break && !found.trailing_space && !found.other_breaks) {
      write_literal_block(cx, text, size, column);
      return;
    }
  } else if (!literal && !mochi_yaml_is_ambiguous(text, size)) {
    if (!found.indicators && !found.breaks && !found.special && !found.tab && !found.outer_space) {
      mochi_write_bytes(cx->writer, text, size);
      return;
    }
    if (!found.special && !found.tab && !found.space_break && !found.break_space && !found.breaks) {
      write_single_quoted(cx->writer, text, size);
      return;
    }
  }
  write_double_quoted(cx->writer, text, size);
}

// ---------------------------------------------------------------- values

static bool write_value(yaml *cx, const void *slot, const mochi_type *type, place at, uint32_t column);

static void write_float(mochi_writer *writer, double value) {
  if (value - value != 0) {
    mochi_write_literal(writer, value != value ? ".nan" : value > 0 ? ".inf" : "-.inf");
  } else {
    mochi_write_float(writer, value);
  }
}

static void write_scalar(const yaml *cx, const void *slot, const mochi_type *type, place at, uint32_t column) {
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_BOOL:
      mochi_write_literal(cx->writer, *(const bool *)slot ? "true" : "false");
      return;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      mochi_write_int(cx->writer, *(const int64_t *)slot);
      return;
    case MOCHI_KIND_FLOAT:
      write_float(cx->writer, *(const double *)slot);
      return;
    case MOCHI_KIND_STRING: {
      const mochi_string *text = slot;
      write_text(cx, mochi_string_data(text), mochi_string_size(*text), false, column, column_inside(at, column));
      return;
    }
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      mochi_write_text(cx->writer, slot, type);
      return;
    default:
      mochi_write_literal(cx->writer, "{}");
  }
}

// The lines of a mapping or sequence at `column`: the first one may stand behind a dash.
typedef struct lines {
  place at;
  uint32_t column;
  bool first;
} lines;

static lines begin_lines(place at, uint32_t parent) {
  return (lines){at, column_inside(at, parent), true};
}

static void begin_line(const yaml *cx, lines *to) {
  if (!to->first || to->at == BEHIND_KEY) {
    new_line(cx, to->column);
  } else if (to->at == BEHIND_DASH) {
    mochi_write_byte(cx->writer, ' ');
  }
  to->first = false;
}

static bool write_item(yaml *cx, lines *to, const void *slot, const mochi_type *type) {
  begin_line(cx, to);
  mochi_write_byte(cx->writer, '-');
  return write_value(cx, slot, type, BEHIND_DASH, to->column);
}

static void write_key(const yaml *cx, lines *to, const char *key, size_t size) {
  begin_line(cx, to);
  bool simple = size <= LONGEST_SIMPLE_KEY;
  if (!simple) {
    mochi_write_literal(cx->writer, "? ");
  }
  if (size == 2 && memcmp(key, "<<", 2) == 0) {
    mochi_write_literal(cx->writer, "\"<<\"");
  } else {
    write_text(cx, key, size, true, 0, 0);
  }
  if (!simple) {
    new_line(cx, to->column);
  }
  mochi_write_byte(cx->writer, ':');
}

static bool write_list(yaml *cx, const mochi_list *list, const mochi_type *element, place at, uint32_t column) {
  lines to = begin_lines(at, column);
  const char *item = list->data;
  for (uint32_t index = 0; index < list->length; index++, item += element->size) {
    if (!write_item(cx, &to, item, element)) {
      return false;
    }
  }
  return true;
}

static bool write_set(yaml *cx, const mochi_map *set, const mochi_type *element, place at, uint32_t column) {
  lines to = begin_lines(at, column);
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, set);
  while (mochi_map_walk_next(&walk)) {
    if (!write_item(cx, &to, walk.key, element)) {
      return false;
    }
  }
  return true;
}

// What a map and a struct have in common.
typedef struct entry {
  mochi_string key;
  const void *slot;
  const mochi_type *type;
} entry;

static int32_t compare_entries(const void *context, uint32_t left, uint32_t right) {
  const entry *entries = context;
  return mochi_yaml_compare_keys(entries[left].key, entries[right].key);
}

static bool write_entries(yaml *cx, const entry *entries, uint32_t count, place at, uint32_t column) {
  mochi_sort_entry *sorted = mochi_gc_alloc_atomic(count * sizeof *sorted);
  for (uint32_t index = 0; index < count; index++) {
    sorted[index] = (mochi_sort_entry){.position = index};
  }
  mochi_sort_refined(sorted, count, compare_entries, entries);
  lines to = begin_lines(at, column);
  for (uint32_t index = 0; index < count; index++) {
    const entry *next = &entries[sorted[index].position];
    write_key(cx, &to, mochi_string_data(&next->key), mochi_string_size(next->key));
    if (!write_value(cx, next->slot, next->type, BEHIND_KEY, to.column)) {
      return false;
    }
  }
  return true;
}

static bool write_map(yaml *cx, const mochi_map *map, const mochi_type *type, place at, uint32_t column) {
  entry *entries = mochi_gc_alloc(mochi_map_length(map) * sizeof *entries);
  uint32_t count = 0;
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, map);
  while (mochi_map_walk_next(&walk)) {
    entries[count++] = (entry){mochi_key_text(walk.key, type->key), walk.value, type->element};
  }
  return write_entries(cx, entries, count, at, column);
}

static bool write_struct(yaml *cx, const char *instance, const mochi_type *type, place at, uint32_t column) {
  entry *entries = mochi_gc_alloc((type->count + 1) * sizeof *entries);
  uint32_t count = 0;
  for (; count < type->count; count++) {
    const mochi_field *field = &type->fields[count];
    entries[count] = (entry){mochi_string_static(field->name), instance + field->offset, field->type};
  }
  mochi_string name;
  if ((type->flags & MOCHI_TYPE_RECORD) == 0) {
    name = mochi_string_static(type->name);
    entries[count++] = (entry){mochi_string_static("__name"), &name, &mochi_type_string};
  }
  return write_entries(cx, entries, count, at, column);
}

// Whether it takes lines of its own; empty ones don't.
static bool has_lines(const void *slot, const mochi_type *type) {
  const void *pointer = *(const void *const *)slot;
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_LIST:
      return mochi_list_length(pointer) > 0;
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
      return mochi_map_length(pointer) > 0;
    case MOCHI_KIND_STRUCT:
      return type->count > 0 || (type->flags & MOCHI_TYPE_RECORD) == 0;
    default:
      return false;
  }
}

static bool write_lines(yaml *cx, const void *slot, const mochi_type *type, place at, uint32_t column) {
  if (cx->depth == DEEPEST) {
    return false;
  }
  cx->depth++;
  const void *pointer = *(const void *const *)slot;
  bool good;
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_LIST:
      good = write_list(cx, pointer, type->element, at, column);
      break;
    case MOCHI_KIND_SET:
      good = write_set(cx, pointer, type->element, at, column);
      break;
    case MOCHI_KIND_MAP:
      good = write_map(cx, pointer, type, at, column);
      break;
    default:
      good = write_struct(cx, pointer, type, at, column);
  }
  cx->depth--;
  return good;
}

static bool write_value(yaml *cx, const void *slot, const mochi_type *type, place at, uint32_t column) {
  mochi_payload payload = mochi_payload_of(slot, type);
  bool container = payload.type != NULL && (payload.type->kind == MOCHI_KIND_LIST || payload.type->kind == MOCHI_KIND_SET || payload.type->kind == MOCHI_KIND_MAP || payload.type->kind == MOCHI_KIND_STRUCT);
  if (container && has_lines(payload.slot, payload.type)) {
    return write_lines(cx, payload.slot, payload.type, at, column);
  }
  if (at != AT_START) {
    mochi_write_byte(cx->writer, ' ');
  }
  if (payload.type == NULL) {
    mochi_write_literal(cx->writer, "null");
  } else if (container) {
    mochi_write_literal(cx->writer, payload.type->kind == MOCHI_KIND_LIST || payload.type->kind == MOCHI_KIND_SET ? "[]" : "{}");
  } else {
    write_scalar(cx, payload.slot, payload.type, at, column);
  }
  return true;
}

bool mochi_write_yaml(mochi_writer *writer, const mochi_list *rows, const mochi_type *element) {
  yaml cx = {.writer = writer};
  uint32_t count = mochi_list_length(rows);
  bool good = true;
  if (count == 1) {
    good = write_value(&cx, rows->data, element, AT_START, 0);
  } else if (count == 0) {
    mochi_write_literal(writer, "[]");
  } else {
    good = write_list(&cx, rows, element, AT_START, 0);
  }
  mochi_write_byte(writer, '\n');
  return good;
}
