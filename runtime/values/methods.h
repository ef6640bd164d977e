// The builtin methods of strings, lists, maps and sets, for receivers whose type is known at run time
// only: `x.trim()` where x is `any`. The same functions as emitted code calls, found by name.

#ifndef MOCHI_VALUES_METHODS_H
#define MOCHI_VALUES_METHODS_H

#include "values/value.h"

// False when the kind of `value` has no such method. Raises −3 for a wrong number or type of arguments.
bool mochi_call_builtin_method(mochi_any value, mochi_string name, const mochi_any *arguments, uint32_t count, mochi_any *result, const mochi_site *site);

#endif
