// Charts: see pictures.h. Bars lie on their side, one row of the table a line; lines join the points
// in the order of the rows, on a canvas of dots (eight in a character where there is braille).

#include "data/pictures.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/float.h"
#include "text/string.h"
#include "text/utf8.h"
#include "text/writer.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

enum { PLAIN_WIDTH = 80, LEAST_WIDTH = 30, LINE_HEIGHT = 12, LONGEST_LABEL = 30 };

typedef struct point {
  mochi_string label;
  mochi_string text;   // of the number
  double x;            // the row's number, where labels are no numbers
  double y;
  bool missing;
} point;

typedef struct chart {
  point *points;
  uint32_t count;
  double low;          // of y
  double high;
  size_t label_width;
  size_t text_width;
  size_t width;        // of all
  bool terminal;
  mochi_writer *writer;
} chart;

// ---------------------------------------------------------------- options and numbers

static mochi_string option_text(mochi_any options, const char *name, const char *otherwise, const mochi_site *site) {
  mochi_any value = mochi_any_field(options, mochi_string_static(name), NULL);
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRING) {
    return *value.as.string;
  }
  if (value.type != NULL || otherwise == NULL) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "chart expects {x: \"a column\", y: \"a column\"}; `%s` is %s", name, value.type == NULL ? "missing" : "no string");
  }
  return mochi_string_static(otherwise);
}

static bool is_number(mochi_any value) {
  return value.type != NULL && (value.type->kind == MOCHI_KIND_INT || value.type->kind == MOCHI_KIND_FLOAT || value.type->kind == MOCHI_KIND_BIGINT);
}

static mochi_any field_of(mochi_any row, mochi_string name) {
  bool record = row.type != NULL && (row.type->kind == MOCHI_KIND_STRUCT || row.type->kind == MOCHI_KIND_MAP);
  return record ? mochi_any_field(row, name, NULL) : mochi_any_nil();
}

// Four digits behind the point are enough for a picture.
static mochi_string number_text(mochi_any value) {
  enum { PLACES = 4 };
  double number = value.type != NULL && value.type->kind == MOCHI_KIND_FLOAT ? value.as.floating : 0;
  double size = number < 0 ? -number : number;
  if (!(size >= 0.001 && size < 1e15)) {
    return mochi_picture_text(value);
  }
  char digits[MOCHI_FIXED_BUFFER];
  size_t length = mochi_float_fixed(size, 'f', PLACES, digits);
  while (digits[length - 1] == '0') {
    length--;
  }
  length -= digits[length - 1] == '.';
  mochi_string text = mochi_string_from_bytes(digits, length);
  return number < 0 ? mochi_string_concat(mochi_string_of_byte('-'), text) : text;
}

static void read_point(point *to, mochi_any label, mochi_any value, uint32_t index, bool *numbers, mochi_string name, const mochi_site *site) {
  if (value.type != NULL && !is_number(value)) {
    mochi_string got = mochi_any_describe(value);
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "chart expects numbers in %q, got %S", &name, &got);
  }
  to->label = number_text(label);
  to->text = number_text(value);
  to->y = value.type == NULL ? 0 : mochi_any_to_float(value, site);
  to->missing = value.type == NULL || to->y - to->y != 0;
  to->x = is_number(label) ? mochi_any_to_float(label, site) : index;
  *numbers = *numbers && is_number(label) && to->x - to->x == 0;
}

static void read_points(chart *cx, const mochi_list *rows, mochi_string x, mochi_string y, const mochi_site *site) {
  cx->count = mochi_list_length(rows);
  cx->points = mochi_gc_alloc(sizeof *cx->points * (cx->count + 1u));
  const mochi_map *columns = mochi_picture_columns(rows);
  bool has_x = cx->count == 0 || mochi_map_find_string(columns, x) != NULL;
  bool has_y = cx->count == 0 || mochi_map_find_string(columns, y) != NULL;
  if (!has_x || !has_y) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "the rows of the chart have no column %q", has_x ? &y : &x);
  }
  bool numbers = true;
  bool any = false;
  for (uint32_t at = 0; at < cx->count; at++) {
    mochi_any row = ((const mochi_any *)rows->data)[at];
    point *to = &cx->points[at];
    read_point(to, field_of(row, x), field_of(row, y), at, &numbers, y, site);
    if (!to->missing) {
      cx->low = !any || to->y < cx->low ? to->y : cx->low;
      cx->high = !any || to->y > cx->high ? to->y : cx->high;
      any = true;
    }
    size_t label_width = mochi_picture_width(to->label);
    size_t text_width = mochi_picture_width(to->text);
    cx->label_width = label_width > cx->label_width ? label_width : cx->label_width;
    cx->text_width = text_width > cx->text_width ? text_width : cx->text_width;
  }
  for (uint32_t at = 0; !numbers && at < cx->count; at++) {
    cx->points[at].x = at;
  }
}

static void write_label(const chart *cx, mochi_string label, size_t width, bool right) {
  const char *data = mochi_string_data(&label);
  size_t size = mochi_string_size(label);
  size_t shown = mochi_picture_width(label);
  if (shown > width) {
    // The first characters, and a sign that there are more.
    size = 0;
    for (shown = 0; shown + 1 < width; shown++) {
      uint32_t length;
      mochi_utf8_decode(data + size, mochi_string_size(label) - size, &length);
      size += length;
    }
  }
  bool cut = size < mochi_string_size(label);
  size_t padding = width - shown - cut;
  mochi_write_repeated(cx->writer, ' ', right ? padding : 0);
  mochi_write_bytes(cx->writer, data, size);
  if (cut) {
    mochi_write_literal(cx->writer, cx->terminal ? "…" : "~");
  }
  mochi_write_repeated(cx->writer, ' ', right ? 0 : padding);
}

// ---------------------------------------------------------------- bars

// From the axis on, in eighths of a character.
static void write_bar(const chart *cx, size_t eighths) {
  static const char *const parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  size_t whole = cx->terminal ? eighths / 8 : (eighths + 4) / 8;
  for (size_t at = 0; at < whole; at++) {
    mochi_write_literal(cx->writer, cx->terminal ? "█" : "#");
  }
  if (cx->terminal) {
    mochi_write_literal(cx->writer, parts[eighths % 8]);
  }
}

static void draw_bars(chart *cx) {
  size_t label_width = cx->label_width < LONGEST_LABEL ? cx->label_width : LONGEST_LABEL;
  size_t room = cx->width - label_width - 2;
  room = room > cx->text_width + 11 ? room - cx->text_width - 1 : 10;
  double low = cx->low < 0 ? cx->low : 0;
  double high = cx->high > 0 ? cx->high : 0;
  // Halves first: the difference of two doubles may be too large for one.
  double span = high / 2 - low / 2;
  size_t before = span > 0 ? (size_t)(-low / 2 / span * (double)room + 0.5) : 0;
  double scale = span > 0 ? (double)(room - before) * 8 : 0;
  for (uint32_t at = 0; at < cx->count; at++) {
    const point *from = &cx->points[at];
    write_label(cx, from->label, label_width, false);
    mochi_write_byte(cx->writer, ' ');
    size_t left = !from->missing && from->y < 0 ? (size_t)(from->y / low * (double)before + 0.5) : 0;
    mochi_write_repeated(cx->writer, ' ', before - left);
    write_bar(cx, left * 8);
    mochi_write_literal(cx->writer, cx->terminal ? "│" : "|");
    if (!from->missing && from->y > 0) {
      write_bar(cx, (size_t)(from->y / high * scale + 0.5));
    }
    mochi_write_byte(cx->writer, ' ');
    mochi_write_string(cx->writer, from->text);
    mochi_write_byte(cx->writer, '\n');
  }
}

// ---------------------------------------------------------------- lines

typedef struct canvas {
  uint8_t *dots;  // a byte each, row by row
  size_t width;
  size_t height;
} canvas;

static size_t scaled(double value, double low, double high, size_t most) {
  double span = high / 2 - low / 2;
  return span > 0 ? (size_t)((value / 2 - low / 2) / span * (double)most + 0.5) : most / 2;
}

static void draw_segment(canvas *on, size_t x, size_t y, size_t to_x, size_t to_y) {
  size_t across = to_x > x ? to_x - x : x - to_x;
  size_t down = to_y > y ? to_y - y : y - to_y;
  size_t steps = across > down ? across : down;
  for (size_t step = 0; step <= steps; step++) {
    double part = steps == 0 ? 0 : (double)step / (double)steps;
    size_t column = (size_t)((double)x + part * ((double)to_x - (double)x) + 0.5);
    size_t line = (size_t)((double)y + part * ((double)to_y - (double)y) + 0.5);
    on->dots[line * on->width + column] = 1;
  }
}

// Two by four dots in a character.
static void write_braille(mochi_writer *writer, const canvas *from, size_t column, size_t line) {
  static const uint8_t bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
  uint32_t pattern = 0;
  for (size_t y = 0; y < 4; y++) {
    for (size_t x = 0; x < 2; x++) {
      pattern |= from->dots[(line * 4 + y) * from->width + column * 2 + x] != 0 ? bits[y][x] : 0u;
    }
  }
  char bytes[MOCHI_UTF8_MAX];
  mochi_write_bytes(writer, bytes, mochi_utf8_encode(pattern == 0 ? ' ' : 0x2800 + pattern, bytes));
}

static void draw_points(const chart *cx, canvas *on) {
  double first = 0;
  double last = 0;
  bool any = false;
  for (uint32_t at = 0; at < cx->count; at++) {
    double x = cx->points[at].x;
    first = !any || x < first ? x : first;
    last = !any || x > last ? x : last;
    any = true;
  }
  bool joined = false;
  size_t before_x = 0;
  size_t before_y = 0;
  for (uint32_t at = 0; at < cx->count; at++) {
    const point *from = &cx->points[at];
    if (!from->missing) {
      size_t x = scaled(from->x, first, last, on->width - 1);
      size_t y = on->height - 1 - scaled(from->y, cx->low, cx->high, on->height - 1);
      draw_segment(on, joined ? before_x : x, joined ? before_y : y, x, y);
      before_x = x;
      before_y = y;
    }
    joined = !from->missing;
  }
}

static const point *extreme(const chart *cx, double value) {
  for (uint32_t at = 0; at < cx->count; at++) {
    if (!cx->points[at].missing && cx->points[at].y == value) {
      return &cx->points[at];
    }
  }
  return &cx->points[0];
}

static void draw_lines(chart *cx) {
  size_t margin = cx->text_width;
  size_t width = cx->width > margin + 12 ? cx->width - margin - 2 : 10;
  canvas on = {.width = cx->terminal ? width * 2 : width, .height = cx->terminal ? LINE_HEIGHT * 4 : LINE_HEIGHT};
  on.dots = mochi_gc_alloc_atomic(on.width * on.height);
  memset(on.dots, 0, on.width * on.height);
  draw_points(cx, &on);
  for (size_t line = 0; line < LINE_HEIGHT; line++) {
    mochi_string text = line == 0 ? extreme(cx, cx->high)->text : line + 1 == LINE_HEIGHT ? extreme(cx, cx->low)->text : mochi_string_empty();
    write_label(cx, text, margin, true);
    mochi_write_literal(cx->writer, cx->terminal ? " │" : " |");
    for (size_t column = 0; column < width; column++) {
      if (cx->terminal) {
        write_braille(cx->writer, &on, column, line);
      } else {
        mochi_write_byte(cx->writer, on.dots[line * on.width + column] != 0 ? '*' : ' ');
      }
    }
    mochi_write_byte(cx->writer, '\n');
  }
  mochi_write_repeated(cx->writer, ' ', margin);
  mochi_write_literal(cx->writer, cx->terminal ? " └" : " +");
  for (size_t column = 0; column < width; column++) {
    mochi_write_literal(cx->writer, cx->terminal ? "─" : "-");
  }
  mochi_write_byte(cx->writer, '\n');
  mochi_write_repeated(cx->writer, ' ', margin + 2);
  write_label(cx, cx->points[0].label, width / 2, false);
  if (cx->count > 1) {
    write_label(cx, cx->points[cx->count - 1].label, width - width / 2, true);
  }
  mochi_write_byte(cx->writer, '\n');
}

// Without the blanks at the ends of lines, which a canvas has many of.
static void print_lines(mochi_string text) {
  const char *data = mochi_string_data(&text);
  const char *end = data + mochi_string_size(text);
  while (data < end) {
    const char *feed = memchr(data, '\n', (size_t)(end - data));
    const char *last = feed;
    while (last > data && last[-1] == ' ') {
      last--;
    }
    mochi_output_write(data, (size_t)(last - data));
    mochi_output_write("\n", 1);
    data = feed + 1;
  }
}

void mochi_chart(mochi_any given, mochi_any options, const mochi_site *site) {
  const mochi_list *rows = mochi_picture_rows(given, "chart", site);
  bool terminal = mochi_platform_is_terminal(MOCHI_STANDARD_OUTPUT);
  size_t columns = terminal ? mochi_platform_terminal_width(MOCHI_STANDARD_OUTPUT) : 0;
  columns = columns == 0 ? PLAIN_WIDTH : columns;
  mochi_string x = option_text(options, "x", NULL, site);
  mochi_string y = option_text(options, "y", NULL, site);
  mochi_string kind = option_text(options, "kind", "bar", site);
  bool bars = mochi_string_equal(kind, mochi_string_static("bar"));
  if (!bars && !mochi_string_equal(kind, mochi_string_static("line"))) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "chart knows the kinds \"bar\" and \"line\", not %q", &kind);
  }
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  chart cx = {.width = columns < LEAST_WIDTH ? LEAST_WIDTH : columns, .terminal = terminal, .writer = &text.writer};
  read_points(&cx, rows, x, y, site);
  if (cx.count == 0) {
    mochi_write_literal(&text.writer, "no rows\n");
  } else if (bars) {
    draw_bars(&cx);
  } else {
    draw_lines(&cx);
  }
  print_lines(mochi_text_writer_end(&text));
}
