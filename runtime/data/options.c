// Options of load and save: see options.h.

#include "data/options.h"

#include "errors/raise.h"
#include "text/string.h"
#include "values/any.h"

static bool is_text(mochi_string text, const char *word) {
  return mochi_string_equal(text, mochi_string_static(word));
}

// The last extension of the path's last name, without its point.
static mochi_string extension_of(mochi_string path) {
  const char *data = mochi_string_data(&path);
  uint32_t size = mochi_string_size(path);
  for (uint32_t at = size; at > 0 && data[at - 1] != '/'; at--) {
    if (data[at - 1] == '.') {
      return mochi_string_bytes_slice(&path, at, size - at);
    }
  }
  return mochi_string_empty();
}

static mochi_any option_named(mochi_any options, const char *name) {
  if (options.type == NULL || (options.type->kind != MOCHI_KIND_MAP && options.type->kind != MOCHI_KIND_STRUCT)) {
    return mochi_any_nil();
  }
  return mochi_any_field(options, mochi_string_static(name), NULL);
}

static bool is_kind(mochi_any value, mochi_kind kind) {
  return value.type != NULL && value.type->kind == kind;
}

static void set_format(mochi_data_options *options, mochi_string name) {
  if (is_text(name, "json")) {
    options->format = MOCHI_FORMAT_JSON;
  } else if (is_text(name, "jsonl")) {
    options->format = MOCHI_FORMAT_JSONL;
  } else if (is_text(name, "tsv")) {
    options->delimiter = '\t';
  } else if (is_text(name, "yaml") || is_text(name, "yml")) {
    options->format = MOCHI_FORMAT_YAML;
  }
}

mochi_data_options mochi_data_options_of(mochi_string path, mochi_any options, bool header, const mochi_site *site) {
  mochi_data_options result = {.format = MOCHI_FORMAT_CSV, .header = header, .delimiter = ',', .max_record = MOCHI_MAX_RECORD};
  mochi_any given = option_named(options, "header");
  if (is_kind(given, MOCHI_KIND_BOOL)) {
    result.header = given.as.boolean;
  }
  given = option_named(options, "max_record");
  if (is_kind(given, MOCHI_KIND_INT) && given.as.integer > 0) {
    result.max_record = (uint64_t)given.as.integer;
  }
  given = option_named(options, "delimiter");
  if (is_kind(given, MOCHI_KIND_STRING) && mochi_string_size(*given.as.string) > 0) {
    result.delimiter = (char)mochi_string_byte(*given.as.string, 0);
    if (result.delimiter == '"' || result.delimiter == '\n' || result.delimiter == '\r' || result.delimiter == 0 || (uint8_t)result.delimiter >= 0x80) {
      mochi_raise_format(MOCHI_ERROR_DECODE, site, "%q can't separate fields: the delimiter is one ASCII character, no quote and no line break", given.as.string);
    }
  }
  given = option_named(options, "format");
  set_format(&result, is_kind(given, MOCHI_KIND_STRING) ? *given.as.string : extension_of(path));
  return result;
}
