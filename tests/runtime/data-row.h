// The struct that the tests and the fuzzer of load and save read and write: a field of every kind of cell.

#ifndef MOCHI_TESTS_DATA_ROW_H
#define MOCHI_TESTS_DATA_ROW_H

#include <stddef.h>

#include "values/value.h"

typedef struct row {
  mochi_string name;
  mochi_string note;        // string?
  mochi_option_int maybe;   // int?
  mochi_list *numbers;      // list<int>
  double score;
  int64_t id;
  bool good;
} row;

static const mochi_type option_int = {.kind = MOCHI_KIND_OPTION, .flags = MOCHI_TYPE_POINTER_FREE, .size = sizeof(mochi_option_int), .name = "int?", .element = &mochi_type_int};
static const mochi_type option_string = {.kind = MOCHI_KIND_OPTION, .size = sizeof(mochi_string), .name = "string?", .element = &mochi_type_string};

static const mochi_field row_fields[] = {
    {"good", &mochi_type_bool, offsetof(row, good)},
    {"id", &mochi_type_int, offsetof(row, id)},
    {"maybe", &option_int, offsetof(row, maybe)},
    {"name", &mochi_type_string, offsetof(row, name)},
    {"note", &option_string, offsetof(row, note)},
    {"numbers", &mochi_type_list_int, offsetof(row, numbers)},
    {"score", &mochi_type_float, offsetof(row, score)},
};
static const mochi_type row_type = {.kind = MOCHI_KIND_STRUCT, .count = 7, .size = sizeof(row *), .name = "Row", .fields = row_fields, .instance_size = sizeof(row)};

#endif
