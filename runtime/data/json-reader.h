// Reading one JSON value into a slot, by its type descriptor, in one pass and without a tree.
//
//   int        a number without fraction or exponent that fits         float     any number
//   string     a string       bool   true, false                      T?        null, or a T
//   list, set  an array       struct an object; unknown keys are skipped, a missing one is none or fails
//   map        an object      union  an object whose "__name" is the variant's
//   bigint     an integral number, bigrat a number or a string "1/2"; duration nanoseconds
//   any        what is there: nil, bool, int (float when it doesn't fit), string, list<any>, map<string, any>
//
// The bytes are valid UTF-8 and `end` is followed by MOCHI_SOURCE_PADDING zeros. The functions say
// false when the value is bad, with `failed_at` and `problem`. `hit_end` says that they looked at
// `end`: if there is more, the answer doesn't count.

#ifndef MOCHI_DATA_JSON_READER_H
#define MOCHI_DATA_JSON_READER_H

#include "data/slot.h"
#include "data/source.h"
#include "platform/compiler.h"
#include "values/value.h"

enum { MOCHI_JSON_DEPTH = 10000, MOCHI_JSON_PLANS = 64 };

typedef struct mochi_struct_plan mochi_struct_plan;

typedef struct mochi_json_reader {
  const char *at;
  const char *end;
  bool hit_end;
  uint32_t depth;
  const mochi_data_path *path;
  mochi_spare_rows *spare;  // for the value at hand, but not for what is in it
  const char *failed_at;
  mochi_problem problem;
  mochi_struct_plan *plans[MOCHI_JSON_PLANS];  // by the type's address, chained
} mochi_json_reader;

void mochi_json_reader_init(mochi_json_reader *reader);
/** From now on the bytes from `at` to `end` are read. */
void mochi_json_begin(mochi_json_reader *reader, const char *at, const char *end);
/** Skips white space; the byte there, 0 at the end. */
char mochi_json_peek(mochi_json_reader *reader);
bool mochi_json_read(mochi_json_reader *reader, void *slot, const mochi_type *type);
/** Says false, and why. */
bool mochi_json_fail(mochi_json_reader *reader, const char *where, const char *problem);

#endif
