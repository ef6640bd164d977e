// Reading CSV: see csv-reader.h.
//
// A row is decoded while it is scanned. Where cells may end is known for 64 bytes at a time, as bits of a
// word; most cells go from one of its bits to the next, their numbers are decoded eight digits at a time. What
// these quick ways don't know (quotes, carriage returns, long or odd numbers) is read anew by the slow ones, which know all.

#include "data/csv-reader.h"

#include <string.h>

#include "data/cell.h"
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
  uint32_t skipped;     // columns from this one on that nobody wants; not the last one of the record
} column;

// Bytes of the buffer that may end a cell, from the current one on: bit i of `marks` is block[i]. Of all marks of the
// block, also earlier ones, `stops` are those that aren't delimiters. Behind the block nothing is known yet; without a
// block, nothing at all.
typedef struct cell_marks {
  const char *block;
  uint64_t marks;
  uint64_t stops;
} cell_marks;

struct mochi_csv {
  mochi_source *source;
  char delimiter;
  const mochi_type *row;    // struct, map, or any
  const mochi_type *map;    // what a row of `any` is, or the map
  column *columns;
  uint32_t count;
  cell_marks marks;
  bool pointer_free;
  mochi_spare_rows *spare;
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

// Reads more; the bytes move.
static void read_more(csv *cx) {
  mochi_source_more(cx->source);
  cx->marks.block = NULL;
}

// ---------------------------------------------------------------- cells

// Whether a cell can end at `at`; the end of the buffer is asked for apart.
static inline bool ends_cell(char byte, char delimiter) {
  return MOCHI_LIKELY(byte == delimiter) || byte == '\n';
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
    uint32_t stops;
    uint32_t special = mochi_scan_cell(at, cx->delimiter, &stops);
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

// Sees to it that there is a mark; the bytes behind the buffer's are zero, so there is one.
static inline void find_mark(cell_marks *marks, char delimiter) {
  while (marks->marks == 0) {
    marks->block += MOCHI_SCAN_BLOCK;
    marks->marks = mochi_scan_cells(marks->block, delimiter, &marks->stops);
  }
}

// Forgets marks before `at`, which is never before the first.
static inline void seek_mark(cell_marks *marks, const char *at, char delimiter) {
  if (marks->block != NULL && (size_t)(at - marks->block) < MOCHI_SCAN_BLOCK) {
    size_t passed = (size_t)(at - marks->block);
    marks->marks = marks->marks >> passed << passed;
  } else {
    marks->block = at;
    marks->marks = mochi_scan_cells(at, delimiter, &marks->stops);
  }
}

static inline uint64_t lowest_bit(uint64_t bits) {
  return bits & (0 - bits);
}

static inline const char *place_of(const cell_marks *marks, uint64_t mark) {
  return marks->block + (uint32_t)__builtin_ctzll(mark);
}

// Passes `count` cells at most that end in delimiters; says how many, and moves `at` behind them.
static inline uint32_t pass_cells(cell_marks *marks, uint32_t count, const char **at, char delimiter) {
  uint32_t left = count;
  while (left > 0) {
    find_mark(marks, delimiter);
    uint64_t last = 0;
    for (uint64_t mark; left > 0 && (mark = lowest_bit(marks->marks), (mark & ~marks->stops) != 0); left--) {
      marks->marks ^= mark;
      last = mark;
    }
    if (last == 0) {
      break;
    }
    *at = place_of(marks, last) + 1;
  }
  return count - left;
}

// A cell without quotes; false for what needs a closer look.
static MOCHI_ALWAYS_INLINE bool read_short(const column *to, const char *bytes, size_t size, void *slot) {
  switch ((column_kind)to->kind) {
    case COLUMN_INT:
      return size > 0 && mochi_read_sized_int(bytes, size, slot);
    case COLUMN_FLOAT:
      return size > 0 && mochi_read_sized_float(bytes, size, slot);
    case COLUMN_BOOL:
      *(bool *)slot = size == 4 && memcmp(bytes, "true", 4) == 0;
      return *(bool *)slot || (size == 5 && memcmp(bytes, "false", 5) == 0);
    case COLUMN_STRING:
      mochi_read_text(bytes, size, slot);
      return true;
    case COLUMN_SKIPPED:
      return true;
    case COLUMN_OTHER:
      return false;
  }
  return false;
}

// Decodes the record at `row`; a cell goes to its offset in `instance`, or under its name in `map`.
static MOCHI_ALWAYS_INLINE outcome read_record(csv *cx, const char *row, char *instance, mochi_map *map, const char **next) {
  const char *at = row;
  const char delimiter = cx->delimiter;
  cell_marks marks = cx->marks;
  seek_mark(&marks, at, delimiter);
  const column *to = cx->columns;
  for (const column *last = to + cx->count - 1;; to++) {
    if (to->skipped > 0) {
      to += pass_cells(&marks, to->skipped, &at, delimiter);
    }
    mochi_slot_value unwanted;
    void *slot = &unwanted;
    if (to->kind != COLUMN_SKIPPED) {
      slot = map != NULL ? mochi_map_slot_string(map, to->name) : instance + to->offset;
    }
    find_mark(&marks, delimiter);
    uint64_t mark = lowest_bit(marks.marks);
    const char *end = place_of(&marks, mark);
    bool is_end = (marks.stops & mark) != 0;
    if (MOCHI_LIKELY(!is_end || *end == '\n') && MOCHI_LIKELY(read_short(to, at, (size_t)(end - at), slot))) {
      marks.marks ^= mark;
      at = end + 1;
    } else {
      const char *start = at;
      cell found;
      if (MOCHI_UNLIKELY(read_cell(cx, start, &found, &at) == MORE)) {
        return MORE;
      }
      if (to->kind != COLUMN_SKIPPED && !mochi_cell_read(&cx->cells, found.bytes, found.size, slot, to->type)) {
        fail_cell(cx, start, to);
      }
      // What ends the record may be two bytes.
      if (MOCHI_UNLIKELY(at + 1 >= buffer_end(cx)) && !cx->source->ended) {
        return MORE;
      }
      is_end = !another_cell(cx, &at);
      seek_mark(&marks, at, delimiter);
    }
    if (is_end) {
      if (MOCHI_UNLIKELY(to != last)) {
        fail_count(cx, row, (uint32_t)(to - cx->columns) + 1);
      }
      break;
    }
    if (MOCHI_UNLIKELY(to == last)) {
      fail_count(cx, row, MANY);
    }
  }
  cx->marks = marks;
  *next = at;
  return DONE;
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
  char *instance = mochi_spare_or_new(cx->spare, cx->row, cx->pointer_free);
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
      read_more(cx);
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
    read_more(cx);
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
  for (uint32_t at = cx->count - 1; at > 0; at--) {
    column *before = &cx->columns[at - 1];
    before->skipped = before->kind == COLUMN_SKIPPED ? cx->columns[at].skipped + 1 : 0;
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

mochi_csv *mochi_csv_begin(mochi_source *source, const mochi_data_options *options, const mochi_type *type, mochi_spare_rows *spare) {
  csv *cx = mochi_gc_alloc(sizeof *cx);
  cx->source = source;
  cx->spare = spare;
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
      read_more(cx);
    }
  }
  return false;
}
