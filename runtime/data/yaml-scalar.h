// Plain scalars: what a text without quotes means in YAML, for reading it and for knowing when to quote.
//
//   null    empty, ~, null                    bool   true, false                 (each in three cases)
//   int     +-digits, 0x 0o 0b, underscores   float  digits, point, exponent, .inf, .nan
//
// 0777 is 777, as in YAML 1.2 and in CSV; yes, on, 12:30 and dates are strings.

#ifndef MOCHI_DATA_YAML_SCALAR_H
#define MOCHI_DATA_YAML_SCALAR_H

#include "platform/compiler.h"
#include "values/value.h"

bool mochi_yaml_is_null(const char *text, size_t size);
bool mochi_yaml_read_bool(const char *text, size_t size, bool *result);
bool mochi_yaml_read_int(const char *text, size_t size, int64_t *result);
bool mochi_yaml_read_float(const char *text, size_t size, double *result);
/** Whether a string with these bytes needs quotes to stay one, for readers of YAML 1.1, too. */
bool mochi_yaml_is_ambiguous(const char *text, size_t size);

#endif
