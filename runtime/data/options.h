// What `with {…}` and the path say about a file of records.

#ifndef MOCHI_DATA_OPTIONS_H
#define MOCHI_DATA_OPTIONS_H

#include "platform/compiler.h"
#include "values/value.h"

typedef enum mochi_data_format { MOCHI_FORMAT_CSV, MOCHI_FORMAT_JSON, MOCHI_FORMAT_JSONL, MOCHI_FORMAT_YAML } mochi_data_format;

typedef struct mochi_data_options {
  mochi_data_format format;  // TSV is CSV with tabs
  bool header;
  char delimiter;            // an ASCII character, no quote or line break
  uint64_t max_record;       // bytes
} mochi_data_options;

enum { MOCHI_MAX_RECORD = 64 << 20 };

/** −2 for a delimiter that can't be one. */
mochi_data_options mochi_data_options_of(mochi_string path, mochi_any options, bool header, const mochi_site *site);

#endif
