// Values of type `any`: a descriptor and a payload (value.h). nil has no descriptor.
//
// Into any: strings are boxed (a pointer to 16 bytes), everything else is its own payload; containers
// keep their typed representation. Unions become the variant they hold, options what is in them.
// Out of any: a checked cast, −3 `expected int, got string ("zz")`; int → float, an integral float →
// int, int → bigint and bigrat convert; nil only into options. Containers must have the very type.
//
// Operators follow decisions §5: same kinds as typed; int with float is float; `+` with a string
// concatenates what print shows; arithmetic with nil is nil, `<` with nil false; other mixtures −3.

#ifndef MOCHI_VALUES_ANY_H
#define MOCHI_VALUES_ANY_H

#include "platform/compiler.h"
#include "values/value.h"

// ---------------------------------------------------------------- into any

mochi_any mochi_any_from(const void *value, const mochi_type *type);
mochi_any mochi_any_from_string(mochi_string text);

static inline mochi_any mochi_any_from_int(int64_t value) {
  return (mochi_any){.type = &mochi_type_int, .as = {.integer = value}};
}

static inline mochi_any mochi_any_from_float(double value) {
  return (mochi_any){.type = &mochi_type_float, .as = {.floating = value}};
}

static inline mochi_any mochi_any_from_bool(bool value) {
  // All bytes of the payload are set: it may be copied as an int.
  mochi_any any = {.type = &mochi_type_bool, .as = {.integer = 0}};
  any.as.boolean = value;
  return any;
}

static inline mochi_any mochi_any_nil(void) {
  return (mochi_any){.type = NULL, .as = {.integer = 0}};
}

static inline bool mochi_any_is_nil(mochi_any value) {
  return value.type == NULL;
}

// ---------------------------------------------------------------- out of any

int64_t mochi_any_to_int(mochi_any value, const mochi_site *site);
double mochi_any_to_float(mochi_any value, const mochi_site *site);
bool mochi_any_to_bool(mochi_any value, const mochi_site *site);
mochi_string mochi_any_to_string(mochi_any value, const mochi_site *site);
void mochi_any_to(mochi_any value, void *result, const mochi_type *type, const mochi_site *site);
// The same without an error: false, and `result` untouched, where that raises.
bool mochi_any_try(mochi_any value, void *result, const mochi_type *type);
// Whether the value is of that type already, without conversion.
bool mochi_any_is(mochi_any value, const mochi_type *type);
// Whether slots of the two types are represented and described alike.
bool mochi_type_same(const mochi_type *left, const mochi_type *right);

// −3 `expected TYPE, got string ("zz")`.
MOCHI_COLD MOCHI_NORETURN void mochi_raise_expected(const char *expected, mochi_any value, const mochi_site *site);
// The second half of that message. May collect.
mochi_string mochi_any_describe(mochi_any value);

// ---------------------------------------------------------------- operators

mochi_any mochi_any_add(mochi_any left, mochi_any right, const mochi_site *site);
mochi_any mochi_any_subtract(mochi_any left, mochi_any right, const mochi_site *site);
mochi_any mochi_any_multiply(mochi_any left, mochi_any right, const mochi_site *site);
mochi_any mochi_any_divide(mochi_any left, mochi_any right, const mochi_site *site);
mochi_any mochi_any_remainder(mochi_any left, mochi_any right, const mochi_site *site);
mochi_any mochi_any_negate(mochi_any value, const mochi_site *site);
bool mochi_any_equal(mochi_any left, mochi_any right);
bool mochi_any_less(mochi_any left, mochi_any right, const mochi_site *site);
bool mochi_any_less_equal(mochi_any left, mochi_any right, const mochi_site *site);
// An equal element of a list or set, a key of a map, a part of a string; else −3.
bool mochi_any_in(mochi_any left, mochi_any right, const mochi_site *site);
bool mochi_any_truthy(mochi_any value);

// ---------------------------------------------------------------- parts

// Lists and strings by int (−4 outside), maps by key and structs by field name (nil when missing); nil of nil.
mochi_any mochi_any_index(mochi_any value, mochi_any index, const mochi_site *site);
mochi_any mochi_any_slice(mochi_any value, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site);
// nil when there is no such field or key, and of nil.
mochi_any mochi_any_field(mochi_any value, mochi_string name, const mochi_site *site);
void mochi_any_set_index(mochi_any value, mochi_any index, mochi_any item, const mochi_site *site);
void mochi_any_set_field(mochi_any value, mochi_string name, mochi_any item, const mochi_site *site);
// A method of the struct, a function in a field or under a key, or a builtin method (values/methods.c); else −3.
mochi_any mochi_any_call(mochi_any value, mochi_string method, const mochi_any *arguments, uint32_t count, const mochi_site *site);
// Calls a function value with boxed arguments; −3 when it is none, or takes another number of them.
mochi_any mochi_any_invoke(mochi_any function, const mochi_any *arguments, uint32_t count, const mochi_site *site);
// As `len`: elements, entries, code points; of numbers, characters of their text; 0 of nil.
int64_t mochi_any_length(mochi_any value, const mochi_site *site);
// What `for` iterates over, as list<any>: elements, keys, characters; −3 `invalid iterator`.
mochi_list *mochi_any_items(mochi_any value, const mochi_site *site);
// Whether it is a list, of whatever elements.
bool mochi_any_is_list(mochi_any value);
// The list or map for a function that only reads it: a copy with the parts that `type` asks for if it has others; nil is empty.
void mochi_any_elements(mochi_any value, void *result, const mochi_type *type, const mochi_site *site);
// A new list of the same elements and one more: still of the same type if the item is of it, else a list of any.
mochi_any mochi_any_append(mochi_any list, mochi_any item, const mochi_site *site);
// As diagnostics show it; `nil` for nil.
mochi_string mochi_any_type_name(mochi_any value);

#endif
