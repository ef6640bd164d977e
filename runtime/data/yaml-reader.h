// Reading YAML into slots, by their type descriptors, from the whole text.
//
//   int float bool  plain scalars of that kind      string  any scalar but null, as its text
//   T?  null is none                                list, set  a sequence
//   struct  a mapping; unknown keys are ignored, a missing one is none or fails, one that stands twice fails
//   map  a mapping with scalar keys                 union  a mapping whose "__name" is the variant's
//   any  what the plain scalar means: nil, bool, int, float, string; dates are strings
//
// `<<` merges other mappings; aliases are copies of what they stand for.

#ifndef MOCHI_DATA_YAML_READER_H
#define MOCHI_DATA_YAML_READER_H

#include "data/source.h"
#include "platform/compiler.h"
#include "values/value.h"

/** Appends the rows of the first document: the items of its sequence, or its one mapping. The file counts as one record. */
void mochi_yaml_read(mochi_source *source, mochi_list *rows, const mochi_type *type);

#endif
