// Reading CSV: see csv-reader.h.
//
// A row is decoded while it is scanned: numbers that end at a delimiter are read digit by digit, other
// cells are searched for their end sixteen bytes at a time and then decoded in place.

#include "data/csv-reader.h"

#include <string.h>

#include "data/cell.h"
#include "data/slot.h"
#include "memory/gc.h"
#include "platform/scan.h"
#include "text/string.h"
#include "text/writer.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

typedef enum column_kind { COLUMN_SKIPPED, COLUMN_INT, COLUMN_FLOAT, COLUMN_STRING, COLUMN_BOOL, COLUMN_OTHER } column_kind;

typedef struct column {
  mochi_string name;
  const mochi_type *type;
  uint32_t offset;      // in the struct
  uint32_t kind;        // a column_kind
} column;

struct mochi_csv {
  mochi_source *source;
  char delimiter;
  const mochi_type *row;    // struct, map, or any
  const mochi_type *map;    // what a row of `any` is, or the map
  column *columns;
  uint32_t count;
  bool pointer_free;
  const mochi_field **absent;  // fields of `row` without column: none
  uint32_t absent_count;
  char *scratch;            // a cell whose quotes were removed
  size_t scratch_size;
  mochi_cell_reader cells;
};

typedef struct mochi_csv csv;

// What became of a cell or a row. MORE: the buffer ends before it does.
typedef enum outcome { DONE, MORE } outcome;

typedef struct cell {
  const char *bytes;
  size_t size;
} cell;

static _Noreturn void fail(csv *cx, const char *where, const char *problem) {
  mochi_source_fail(cx->source, where, mochi_string_static(problem));
}

static const char *buffer_end(const csv *cx) {
  return cx->source->data + cx->source->end;
}

// ---------------------------------------------------------------- cells

// Whether a cell can end at `at`; the end of the buffer is asked for apart.
static inline bool ends_cell(char byte, char delimiter) {
  return byte == delimiter || byte == '\n';
}

static void reserve_scratch(csv *cx, size_t size) {
  if (size > cx->scratch_size) {
    cx->scratch = mochi_gc_alloc_atomic(size * 2 + MOCHI_SOURCE_PADDING);
    cx->scratch_size = size * 2;
  }
}

// Without doubled quotes and carriage returns before line breaks.
static void unquote(csv *cx, const char *bytes, size_t size, cell *result) {
  reserve_scratch(cx, size);
  size_t length = 0;
  for (size_t at = 0; at < size; at++) {
    if (bytes[at] == '\r' && at + 1 < size && bytes[at + 1] == '\n') {
      continue;
    }
    cx->scratch[length++] = bytes[at];
    at += bytes[at] == '"';
  }
  *result = (cell){cx->scratch, length};
}

// A cell in quotes; `*next` goes behind the closing one.
static outcome read_quoted(csv *cx, const char *start, cell *result, const char **next) {
  const char *end = buffer_end(cx);
  const char *at = start + 1;
  bool plain = true;
  for (;;) {
    const char *quote = memchr(at, '"', (size_t)(end - at));
    if (quote == NULL || quote + 1 == end) {
      if (!cx->source->ended) {
        return MORE;
      }
      if (quote == NULL) {
        fail(cx, start, "this quote is never closed");
      }
    }
    if (quote[1] == '"') {
      plain = false;
      at = quote + 2;
      continue;
    }
    size_t size = (size_t)(quote - start - 1);
    if (plain && memchr(start + 1, '\r', size) == NULL) {
      *result = (cell){start + 1, size};
    } else {
      unquote(cx, start + 1, size, result);
    }
    *next = quote + 1;
    if (quote + 1 != end && !ends_cell(quote[1], cx->delimiter) && quote[1] != '\r') {
      fail(cx, quote, "this quote should end the field; a quote inside quotes is written twice");
    }
    return DONE;
  }
}

// A cell without quotes; `*next` goes to what ended it.
static inline outcome read_plain(csv *cx, const char *start, cell *result, const char **next) {
  const char *at = start;
  for (;;) {
    uint32_t special = mochi_scan_cell(at, cx->delimiter);
    if (special == 0) {
      at += MOCHI_SCAN_BYTES;
      continue;
    }
    at += (uint32_t)__builtin_ctz(special);
    if (MOCHI_LIKELY(ends_cell(*at, cx->delimiter))) {
      break;
    }
    const char *end = buffer_end(cx);
    if (at >= end) {
      if (!cx->source->ended) {
        return MORE;
      }
      break;
    }
    if (*at == '"') {
      fail(cx, at, "a quote in a field that doesn't begin with one; put the field in quotes and write the quote twice");
    }
    if (*at == '\r' && (at + 1 >= end || at[1] == '\n')) {
      if (at + 1 >= end && !cx->source->ended) {
        return MORE;
      }
      break;
    }
    at++;
  }
  *result = (cell){start, (size_t)(at - start)};
  *next = at;
  return DONE;
}

static inline outcome read_cell(csv *cx, const char *start, cell *result, const char **next) {
  return *start == '"' ? read_quoted(cx, start, result, next) : read_plain(cx, start, result, next);
}

// What follows a cell: another cell (true), or the end of the record; moves there.
static inline bool another_cell(const csv *cx, const char **at) {
  if (MOCHI_LIKELY(**at == cx->delimiter)) {
    ++*at;
    return true;
  }
  // The file may end without a line break, and after a carriage return.
  *at += **at == '\r';
  *at += **at == '\n' && *at < buffer_end(cx);
  return false;
}

// ---------------------------------------------------------------- rows

static void write_count(mochi_writer *writer, uint32_t count) {
  mochi_write_unsigned(writer, count);
  mochi_write_literal(writer, count == 1 ? " field" : " fields");
}

// `count`: what the record has; MANY: more than it should.
static const uint32_t MANY = UINT32_MAX;

static _Noreturn void fail_count(csv *cx, const char *row, uint32_t count) {
  mochi_problem problem;
  mochi_writer *writer = mochi_problem_begin(&problem);
  if (count == MANY) {
    mochi_write_literal(writer, "this record has more than ");
    write_count(writer, cx->count);
  } else {
    mochi_write_literal(writer, "this record has only ");
    write_count(writer, count);
    mochi_write_literal(writer, ", the first one has ");
    mochi_write_unsigned(writer, cx->count);
  }
  mochi_source_fail(cx->source, row, mochi_problem_end(&problem));
}

static _Noreturn void fail_cell(csv *cx, const char *where, const column *at) {
  mochi_problem problem;
  mochi_writer *writer = mochi_problem_begin(&problem);
  mochi_write_literal(writer, "field ");
  mochi_write_string(writer, at->name);
  mochi_write_literal(writer, ": ");
  mochi_write_string(writer, mochi_problem_end(&cx->cells.problem));
  mochi_source_fail(cx->source, where, mochi_problem_end(&problem));
}

// A number or truth value that ends where the cell does; everything else is read as text.
static inline bool read_short(const csv *cx, const column *to, const char **at, void *slot) {
  const char *digits = *at;
  if (to->kind == COLUMN_BOOL) {
    bool value = memcmp(digits, "true", 4) == 0;
    digits += value ? 4 : 5;
    if ((!value && memcmp(*at, "false", 5) != 0) || !ends_cell(*digits, cx->delimiter)) {
      return false;
    }
    *(bool *)slot = value;
  } else if (to->kind == COLUMN_INT) {
    bool negative = *digits == '-';
    digits += negative;
    uint64_t value;
    if (mochi_read_digits(&digits, &value) == 0 || !ends_cell(*digits, cx->delimiter)) {
      return false;
    }
    *(int64_t *)slot = negative ? -(int64_t)value : (int64_t)value;
  } else {
    double value;
    if (!mochi_read_short_float(&digits, &value) || !ends_cell(*digits, cx->delimiter)) {
      return false;
    }
    *(double *)slot = value;
  }
  *at = digits;
  return true;
}

// Decodes the record at `row`; a cell goes to its offset in `instance`, or under its name in `map`.
static inline outcome read_record(csv *cx, const char *row, char *instance, mochi_map *map, const char **next) {
  const char *at = row;
  for (uint32_t index = 0;; index++) {
    if (MOCHI_UNLIKELY(index == cx->count)) {
      fail_count(cx, row, MANY);
    }
    const column *to = &cx->columns[index];
    const char *start = at;
    mochi_any_slot unwanted;
    void *slot = &unwanted;
    if (to->kind != COLUMN_SKIPPED) {
      slot = map != NULL ? mochi_map_slot_string(map, to->name) : instance + to->offset;
    }
    bool is_short = to->kind == COLUMN_INT || to->kind == COLUMN_FLOAT || to->kind == COLUMN_BOOL;
    if (!is_short || !read_short(cx, to, &at, slot)) {
      cell found;
      if (MOCHI_UNLIKELY(read_cell(cx, start, &found, &at) == MORE)) {
        return MORE;
      }
      if (to->kind == COLUMN_STRING) {
        *(mochi_string *)slot = mochi_read_text(found.bytes, found.size);
      } else if (to->kind != COLUMN_SKIPPED && !mochi_cell_read(&cx->cells, found.bytes, found.size, slot, to->type)) {
        fail_cell(cx, start, to);
      }
    }
    // What ends the record may be two bytes.
    if (MOCHI_UNLIKELY(at + 1 >= buffer_end(cx)) && !cx->source->ended) {
      return MORE;
    }
    if (!another_cell(cx, &at)) {
      if (MOCHI_UNLIKELY(index + 1 != cx->count)) {
        fail_count(cx, row, index + 1);
      }
      *next = at;
      return DONE;
    }
  }
}

static outcome read_row(csv *cx, const char *row, void *slot, const char **next) {
  if (cx->map != NULL) {
    mochi_map *map = mochi_map_new(cx->map, cx->count);
    if (read_record(cx, row, NULL, map, next) == MORE) {
      return MORE;
    }
    if (cx->row->kind == MOCHI_KIND_ANY) {
      *(mochi_any *)slot = (mochi_any){.type = cx->map, .as = {.pointer = map}};
    } else {
      *(mochi_map **)slot = map;
    }
    return DONE;
  }
  char *instance = mochi_new_instance(cx->row, cx->pointer_free);
  for (uint32_t at = 0; at < cx->absent_count; at++) {
    mochi_slot_set_none(instance + cx->absent[at]->offset, cx->absent[at]->type);
  }
  *(char **)slot = instance;
  return read_record(cx, row, instance, NULL, next);
}

// Moves to the next record that isn't a blank line; false at the end of the file.
static bool find_record(csv *cx) {
  mochi_source *source = cx->source;
  for (;;) {
    const char *at = source->data + source->begin;
    size_t left = source->end - source->begin;
    if (left < 2 && !source->ended) {
      mochi_source_more(source);
      continue;
    }
    if (left == 0) {
      return false;
    }
    if (*at == '\n') {
      source->begin++;
    } else if (*at == '\r' && (left == 1 || at[1] == '\n')) {
      source->begin += left == 1 ? 1 : 2;
    } else {
      return true;
    }
  }
}

static inline size_t position_of(const csv *cx, const char *at) {
  return (size_t)(at - cx->source->data);
}

// ---------------------------------------------------------------- columns

static mochi_string column_name(uint32_t index) {
  mochi_problem text;
  mochi_writer *writer = mochi_problem_begin(&text);
  mochi_write_byte(writer, 'c');
  mochi_write_unsigned(writer, index);
  mochi_string name = mochi_problem_end(&text);
  return mochi_string_from_bytes(mochi_string_data(&name), mochi_string_size(name));
}

// The cells of the first record, as names of columns or numbered; with a header the record is consumed.
static void read_columns(csv *cx, bool header) {
  mochi_source *source = cx->source;
  mochi_list *names = mochi_list_new(&mochi_type_string, 0);
  for (;;) {
    names->length = 0;
    const char *at = source->data + source->begin;
    bool more = false;
    do {
      cell found;
      more = read_cell(cx, at, &found, &at) == MORE || (at + 1 >= buffer_end(cx) && !source->ended);
      if (more) {
        break;
      }
      mochi_string name = header ? mochi_string_from_bytes(found.bytes, found.size) : column_name(names->length);
      *(mochi_string *)mochi_list_push(names, &mochi_type_string, sizeof name) = name;
    } while (another_cell(cx, &at));
    if (!more) {
      cx->count = names->length;
      cx->columns = mochi_gc_alloc(sizeof(column) * cx->count);
      for (uint32_t index = 0; index < cx->count; index++) {
        cx->columns[index].name = ((mochi_string *)names->data)[index];
      }
      if (header) {
        source->begin = position_of(cx, at);
      }
      return;
    }
    mochi_source_more(source);
  }
}

static uint32_t kind_of(const mochi_type *type) {
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_INT:
      return COLUMN_INT;
    case MOCHI_KIND_FLOAT:
      return COLUMN_FLOAT;
    case MOCHI_KIND_STRING:
      return COLUMN_STRING;
    case MOCHI_KIND_BOOL:
      return COLUMN_BOOL;
    default:
      return COLUMN_OTHER;
  }
}

static void bind_map(csv *cx) {
  for (uint32_t index = 0; index < cx->count; index++) {
    cx->columns[index].type = cx->map->element;
    cx->columns[index].kind = kind_of(cx->map->element);
  }
}

static column *find_column(csv *cx, const char *name) {
  for (uint32_t index = cx->count; index > 0; index--) {
    if (mochi_string_equal(cx->columns[index - 1].name, mochi_string_static(name))) {
      return &cx->columns[index - 1];
    }
  }
  return NULL;
}

static _Noreturn void fail_missing(csv *cx, const char *where, const char *name, bool header) {
  mochi_problem problem;
  mochi_writer *writer = mochi_problem_begin(&problem);
  mochi_write_literal(writer, "there is no column ");
  mochi_write_literal(writer, name);
  if (!header) {
    mochi_write_literal(writer, "; without a header the columns are c0, c1, …");
  }
  mochi_source_fail(cx->source, where, mochi_problem_end(&problem));
}

static void bind_struct(csv *cx, size_t first, bool header) {
  cx->pointer_free = mochi_fields_are_pointer_free(cx->row);
  cx->absent = mochi_gc_alloc(sizeof(const mochi_field *) * (cx->row->count + 1u));
  for (uint32_t at = 0; at < cx->row->count; at++) {
    const mochi_field *field = &cx->row->fields[at];
    column *found = find_column(cx, field->name);
    if (found != NULL) {
      found->type = field->type;
      found->offset = field->offset;
      found->kind = kind_of(field->type);
    } else if (mochi_type_takes_none(field->type)) {
      cx->absent[cx->absent_count++] = field;
    } else {
      fail_missing(cx, cx->source->data + first, field->name, header);
    }
  }
}

// The type of a row, once options are looked through.
static void set_row_type(csv *cx, const mochi_type *type) {
  if (type->kind == MOCHI_KIND_OPTION) {
    type = type->element;
  }
  cx->row = type;
  bool is_struct = type->kind == MOCHI_KIND_STRUCT && (type->flags & MOCHI_TYPE_VARIANT) == 0;
  bool is_map = type->kind == MOCHI_KIND_MAP && type->key->kind == MOCHI_KIND_STRING;
  cx->map = is_map ? type : type->kind == MOCHI_KIND_ANY ? &mochi_type_map_string_any : NULL;
  if (!is_struct && cx->map == NULL) {
    mochi_problem problem;
    mochi_writer *writer = mochi_problem_begin(&problem);
    mochi_write_literal(writer, "the rows of a table can't be ");
    mochi_write_literal(writer, type->name);
    mochi_write_literal(writer, "; load them as a struct, a map with string keys, or any");
    mochi_source_fail(cx->source, cx->source->data, mochi_problem_end(&problem));
  }
}

mochi_csv *mochi_csv_begin(mochi_source *source, const mochi_data_options *options, const mochi_type *type) {
  csv *cx = mochi_gc_alloc(sizeof *cx);
  cx->source = source;
  cx->delimiter = options->delimiter;
  mochi_cell_reader_init(&cx->cells);
  set_row_type(cx, type);
  if (!find_record(cx)) {
    return cx;
  }
  size_t first = source->begin;
  read_columns(cx, options->header);
  if (cx->map != NULL) {
    bind_map(cx);
  } else {
    bind_struct(cx, first < source->begin ? first : source->begin, options->header);
  }
  return cx;
}

bool mochi_csv_rows(mochi_csv *cx, mochi_list *rows, const mochi_type *type, uint32_t most) {
  mochi_source *source = cx->source;
  while (find_record(cx)) {
    if (rows->length == most) {
      return true;
    }
    const char *next;
    void *slot = mochi_list_push(rows, type, type->size);
    if (MOCHI_LIKELY(read_row(cx, source->data + source->begin, slot, &next) == DONE)) {
      source->begin = position_of(cx, next);
    } else {
      rows->length--;
      mochi_source_more(source);
    }
  }
  return false;
}
