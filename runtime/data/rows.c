// Files that are gone through: see rows.h. `load` is a single batch.

#include "data/rows.h"

#include "data/csv-reader.h"
#include "data/data.h"
#include "data/json-rows.h"
#include "data/load.h"
#include "data/options.h"
#include "data/source.h"
#include "errors/raise.h"
#include "memory/gc.h"
#include "platform/system.h"
#include "values/list.h"

// Rows that are reused stay in the nearest cache when there are few of them.
enum { FIRST_BATCH = 16, LARGEST_BATCH = 1024, LARGEST_REUSED_BATCH = 128, MOST_GUARDED = 64 };

struct mochi_rows {
  mochi_source source;
  mochi_data_format format;
  const mochi_type *type;
  mochi_rows_reader *read_yaml;
  mochi_csv *csv;
  mochi_json_rows json;
  mochi_list *batch;
  mochi_spare_rows spare;  // empty, without an array, when rows aren't reused
  uint32_t most;           // rows of the next batch
  bool more;
};

// ---------------------------------------------------------------- what an error has to close

// Links `try` only into programs that have it.
MOCHI_WEAK uint32_t mochi_try_depth(void);

typedef struct guard {
  int descriptor;
  uint32_t depth;
} guard;

static MOCHI_PER_THREAD guard guards[MOST_GUARDED];
static MOCHI_PER_THREAD uint32_t guard_count;

static void add_guard(int descriptor) {
  if (mochi_try_depth != NULL && descriptor > MOCHI_STANDARD_INPUT && guard_count < MOST_GUARDED) {
    guards[guard_count++] = (guard){descriptor, mochi_try_depth()};
  }
}

static void drop_guard(int descriptor) {
  for (uint32_t at = 0; at < guard_count; at++) {
    if (guards[at].descriptor == descriptor) {
      guards[at] = guards[--guard_count];
      return;
    }
  }
}

void mochi_rows_abandon(uint32_t depth) {
  uint32_t kept = 0;
  for (uint32_t at = 0; at < guard_count; at++) {
    if (guards[at].depth < depth) {
      guards[kept++] = guards[at];
    } else {
      mochi_platform_close(guards[at].descriptor);
    }
  }
  guard_count = kept;
}

// ---------------------------------------------------------------- reading

static void open_rows(mochi_rows *rows, mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site) {
  mochi_data_options chosen = mochi_data_options_of(path, options, true, site);
  if (chosen.format == MOCHI_FORMAT_YAML && read_yaml == NULL) {
    mochi_raise_text(MOCHI_ERROR_DECODE, "this program was built for a target that can't load YAML", site);
  }
  *rows = (mochi_rows){.format = chosen.format, .type = type, .read_yaml = read_yaml, .most = FIRST_BATCH, .more = true};
  mochi_source_open(&rows->source, path, folder, chosen.max_record, site);
  if (chosen.format == MOCHI_FORMAT_CSV) {
    rows->csv = mochi_csv_begin(&rows->source, &chosen, type, &rows->spare);
  } else if (chosen.format != MOCHI_FORMAT_YAML) {
    mochi_json_rows_begin(&rows->json, &rows->source, chosen.format == MOCHI_FORMAT_JSONL, &rows->spare);
  }
  rows->batch = mochi_list_new(type, 0);
}

static bool read_rows(mochi_rows *rows, uint32_t most) {
  switch (rows->format) {
    case MOCHI_FORMAT_CSV:
      return mochi_csv_rows(rows->csv, rows->batch, rows->type, most);
    case MOCHI_FORMAT_JSON:
    case MOCHI_FORMAT_JSONL:
      return mochi_json_rows_read(&rows->json, rows->batch, rows->type, most);
    case MOCHI_FORMAT_YAML:
      rows->read_yaml(&rows->source, rows->batch, rows->type);
      return false;
  }
  return false;
}

mochi_list *mochi_load_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site) {
  mochi_rows rows;
  open_rows(&rows, path, options, folder, type, read_yaml, site);
  mochi_source_expect_all(&rows.source);
  read_rows(&rows, UINT32_MAX);
  mochi_source_close(&rows.source);
  return rows.batch;
}

mochi_list *mochi_load(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site) {
  return mochi_load_by(path, options, folder, type, NULL, site);
}

mochi_rows *mochi_rows_open_by(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, mochi_rows_reader *read_yaml, const mochi_site *site) {
  mochi_rows *rows = mochi_gc_alloc(sizeof *rows);
  open_rows(rows, path, options, folder, type, read_yaml, site);
  add_guard(rows->source.descriptor);
  return rows;
}

mochi_rows *mochi_rows_open(mochi_string path, mochi_any options, mochi_string folder, const mochi_type *type, const mochi_site *site) {
  return mochi_rows_open_by(path, options, folder, type, NULL, site);
}

void mochi_rows_reuse(mochi_rows *rows) {
  rows->spare.rows = mochi_gc_alloc(LARGEST_REUSED_BATCH * sizeof(void *));
}

// The first row of the batch becomes the last spare one, which is used first.
static void spare_batch(mochi_rows *rows) {
  uint32_t count = rows->batch->length < LARGEST_REUSED_BATCH ? rows->batch->length : LARGEST_REUSED_BATCH;
  for (uint32_t at = 0; at < count; at++) {
    rows->spare.rows[count - 1 - at] = ((void **)rows->batch->data)[at];
  }
  rows->spare.count = count;
}

mochi_list *mochi_rows_batch(mochi_rows *rows) {
  uint32_t largest = LARGEST_BATCH;
  if (rows->spare.rows != NULL) {
    spare_batch(rows);
    largest = LARGEST_REUSED_BATCH;
  }
  rows->batch->length = 0;
  if (rows->more) {
    // A row that fails closes the file itself.
    drop_guard(rows->source.descriptor);
    rows->more = read_rows(rows, rows->most);
    rows->most = rows->most < largest ? rows->most * 2 : rows->most;
    add_guard(rows->source.descriptor);
  }
  return rows->batch;
}

void mochi_rows_close(mochi_rows *rows) {
  drop_guard(rows->source.descriptor);
  mochi_source_close(&rows->source);
  rows->more = false;
}
