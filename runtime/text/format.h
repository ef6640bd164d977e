// Texts of values: `print`, `str`, nested in containers, JSON, and f-string specifications.
//
// Everything walks a type descriptor over a slot and appends to a writer (core §7, decisions §10):
//   text    what print shows at top level: strings raw, floats short, nil
//   nested  inside lists, maps and structs: strings quoted as Go's %q, floats positional
//   str     Go's fmt syntax: [a b] map[k:v], <nil>
//   json    sorted keys; compact, or indented by two blanks
// A container inside itself is `[...]` or `{...}`. Structs show "__name" among their fields.
//
// What only some programs have (maps, bigint) is reached by weak symbols: printing a list of ints
// links neither.

#ifndef MOCHI_TEXT_FORMAT_H
#define MOCHI_TEXT_FORMAT_H

#include "text/writer.h"
#include "values/value.h"

mochi_string mochi_string_from_int(int64_t value);
mochi_string mochi_string_from_float(double value);
mochi_string mochi_string_from_bool(bool value);
mochi_string mochi_string_from_duration(int64_t nanoseconds);

mochi_string mochi_text_of(const void *value, const mochi_type *type);
mochi_string mochi_str_of(const void *value, const mochi_type *type);
/** NaN and infinities anywhere make it empty. */
mochi_string mochi_to_json(const void *value, const mochi_type *type);
mochi_string mochi_to_json_indented(const void *value, const mochi_type *type);

void mochi_write_text(mochi_writer *writer, const void *value, const mochi_type *type);
void mochi_write_nested(mochi_writer *writer, const void *value, const mochi_type *type);
void mochi_write_str(mochi_writer *writer, const void *value, const mochi_type *type);
/** False, after writing part of it, when there is a NaN or an infinity in it. */
bool mochi_write_json(mochi_writer *writer, const void *value, const mochi_type *type, bool indented);

/** The text of a map's key, by which maps are ordered: strings as they are, others as nested. */
mochi_string mochi_key_text(const void *key, const mochi_type *type);

/** Go's %q. */
void mochi_write_quoted(mochi_writer *writer, const char *bytes, size_t size);
/** As JSON with <, >, & and line separators escaped. */
void mochi_write_json_string(mochi_writer *writer, const char *bytes, size_t size);
/** Go's time.Duration: 1h30m0s, 1.5s, 200ms, 10µs. */
void mochi_write_duration(mochi_writer *writer, int64_t nanoseconds);

/** A slot that holds a value of `type`: what type and payload it has once unions and options are looked through; NULL type is nil. */
typedef struct mochi_payload {
  const mochi_type *type;
  const void *slot;
} mochi_payload;

mochi_payload mochi_payload_of(const void *slot, const mochi_type *type);

// ---------------------------------------------------------------- f-strings

// `[[fill]align][sign][0][width][,][.precision][type]` of decisions §9, checked at compile time.
// A zeroed specification with precision −1 formats as print does.
typedef struct mochi_format_spec {
  uint32_t fill;       // code point; 0 is a blank
  char align;          // '<' '>' '^' '=' (after the sign), or 0
  char sign;           // '+' '-' ' ', or 0
  bool zero;           // pad with zeros after the sign, unless align is given
  bool comma;          // group the integer part by thousands
  int32_t width;       // in code points; 0: none
  int32_t precision;   // −1: none
  char type;           // 'd' 'x' 'b' 'o' 'e' 'f' 'g' 's' '%', or 0
} mochi_format_spec;

mochi_string mochi_format_int(int64_t value, const mochi_format_spec *spec);
mochi_string mochi_format_float(double value, const mochi_format_spec *spec);
mochi_string mochi_format_string(mochi_string value, const mochi_format_spec *spec);
/** For `any` and whatever has no function of its own; −3 when type letter and value don't fit. */
mochi_string mochi_format_value(const void *value, const mochi_type *type, const mochi_format_spec *spec, const mochi_site *site);

#endif
