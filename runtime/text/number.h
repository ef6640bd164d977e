// Numbers written in text, as `int(s)`, `float(s)` and `parseIntStr(s, base)` read them.
// White space around is allowed (decisions, builtins.md); everything else raises −3.

#ifndef MOCHI_TEXT_NUMBER_H
#define MOCHI_TEXT_NUMBER_H

#include "platform/compiler.h"
#include "values/value.h"

/** `cannot cast "abc" to int` */
int64_t mochi_parse_int(mochi_string text, const mochi_site *site);
/** Base 2 to 36; a prefix 0x, 0b, 0o of that base is allowed. */
int64_t mochi_parse_int_base(mochi_string text, int64_t base, const mochi_site *site);
double mochi_parse_float(mochi_string text, const mochi_site *site);

/** Without raising: false when the bytes are no number that fits. No white space allowed. */
bool mochi_read_int(const char *bytes, size_t size, uint32_t base, int64_t *result);

#endif
