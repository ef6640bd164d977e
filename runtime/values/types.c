// Descriptors of the builtin types. One object each, so that the linker keeps what is named.

#include "values/value.h"

#define SLOT(type) (uint32_t)sizeof(type)

const mochi_type mochi_type_unit = {.kind = MOCHI_KIND_UNIT, .flags = MOCHI_TYPE_POINTER_FREE, .size = SLOT(mochi_unit), .name = "unit"};
const mochi_type mochi_type_bool = {.kind = MOCHI_KIND_BOOL, .flags = MOCHI_TYPE_POINTER_FREE, .size = SLOT(bool), .name = "bool"};
const mochi_type mochi_type_int = {.kind = MOCHI_KIND_INT, .flags = MOCHI_TYPE_POINTER_FREE, .size = SLOT(int64_t), .name = "int"};
const mochi_type mochi_type_duration = {.kind = MOCHI_KIND_DURATION, .flags = MOCHI_TYPE_POINTER_FREE, .size = SLOT(int64_t), .name = "duration"};
const mochi_type mochi_type_float = {.kind = MOCHI_KIND_FLOAT, .flags = MOCHI_TYPE_POINTER_FREE, .size = SLOT(double), .name = "float"};
const mochi_type mochi_type_string = {.kind = MOCHI_KIND_STRING, .size = SLOT(mochi_string), .name = "string"};
const mochi_type mochi_type_any = {.kind = MOCHI_KIND_ANY, .size = SLOT(mochi_any), .name = "any"};

const mochi_type mochi_type_list_int = {.kind = MOCHI_KIND_LIST, .size = SLOT(mochi_list *), .name = "[int]", .element = &mochi_type_int};
const mochi_type mochi_type_list_float = {.kind = MOCHI_KIND_LIST, .size = SLOT(mochi_list *), .name = "[float]", .element = &mochi_type_float};
const mochi_type mochi_type_list_string = {.kind = MOCHI_KIND_LIST, .size = SLOT(mochi_list *), .name = "[string]", .element = &mochi_type_string};
const mochi_type mochi_type_list_bool = {.kind = MOCHI_KIND_LIST, .size = SLOT(mochi_list *), .name = "[bool]", .element = &mochi_type_bool};
const mochi_type mochi_type_list_any = {.kind = MOCHI_KIND_LIST, .size = SLOT(mochi_list *), .name = "[any]", .element = &mochi_type_any};
const mochi_type mochi_type_map_string_any = {
    .kind = MOCHI_KIND_MAP, .size = SLOT(mochi_map *), .name = "{string: any}", .element = &mochi_type_any, .key = &mochi_type_string};
const mochi_type mochi_type_function = {.kind = MOCHI_KIND_FUNCTION, .flags = MOCHI_TYPE_BOXED, .size = SLOT(mochi_function *), .name = "fun"};
