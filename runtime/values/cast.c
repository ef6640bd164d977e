// See cast.h.

#include "values/cast.h"

#include <math.h>
#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/format.h"
#include "text/number.h"
#include "text/string.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/map.h"
#include "values/number.h"

typedef union slot_buffer {
  mochi_any any;
  mochi_string string;
  int64_t integer;
  void *pointer;
} slot_buffer;

// Kinds as the reference's messages name them.
static const char *kind_name(mochi_any value) {
  if (value.type == NULL) {
    return "<nil>";
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_BOOL:
      return "bool";
    case MOCHI_KIND_INT:
      return "int";
    case MOCHI_KIND_FLOAT:
      return "float64";
    case MOCHI_KIND_BIGINT:
      return "*big.Int";
    case MOCHI_KIND_BIGRAT:
      return "*big.Rat";
    case MOCHI_KIND_STRING:
      return "string";
    case MOCHI_KIND_LIST:
      return "[]interface {}";
    case MOCHI_KIND_MAP:
    case MOCHI_KIND_STRUCT:
      return "map[string]interface {}";
    case MOCHI_KIND_FUNCTION:
      return "*vm.closure";
    default:
      return value.type->name;
  }
}

static MOCHI_COLD MOCHI_NORETURN void raise_cast(mochi_any value, const mochi_type *type, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %s to %s", kind_name(value), type->name);
}

// For a string whose text is the trouble.
static MOCHI_COLD MOCHI_NORETURN void raise_text(mochi_any value, const mochi_type *type, const mochi_site *site) {
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot cast %q to %s", value.as.string, type->name);
}

static bool is_exact(const mochi_type *type) {
  return type->kind == MOCHI_KIND_BIGINT || type->kind == MOCHI_KIND_BIGRAT;
}

static int64_t cast_int(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL) {
    return 0;
  }
  int64_t result = 0;
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return value.as.integer;
    case MOCHI_KIND_FLOAT:
      return mochi_int_from_float(value.as.floating, site);
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      if (!value.type->operations->to_int(value.as.pointer, &result)) {
        mochi_string text = value.type->operations->text(value.as.pointer);
        mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "%s does not fit in int: %S", value.type->name, &text);
      }
      return result;
    case MOCHI_KIND_STRING:
      if (!mochi_read_int(mochi_string_data(value.as.string), mochi_string_size(*value.as.string), 10, &result)) {
        raise_text(value, type, site);
      }
      return result;
    default:
      raise_cast(value, type, site);
  }
}

static double cast_float(mochi_any value, const mochi_type *type, const mochi_site *site) {
  double result = 0;
  if (value.type != NULL && !mochi_any_try(value, &result, &mochi_type_float)) {
    raise_cast(value, type, site);
  }
  return result;
}

static void *cast_exact(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL) {
    return type->operations->convert(mochi_any_from_int(0));
  }
  if (value.type->kind == type->kind) {
    return value.as.pointer;
  }
  void *result = NULL;
  if (value.type->kind == MOCHI_KIND_STRING) {
    result = type->operations->parse(*value.as.string);
    if (result == NULL) {
      raise_text(value, type, site);
    }
    return result;
  }
  if (mochi_is_number(value)) {
    result = type->operations->convert(value);
  }
  if (result == NULL) {
    if (value.type->kind == MOCHI_KIND_FLOAT) {
      mochi_string text = mochi_string_from_float(value.as.floating);
      mochi_raise_format(MOCHI_ERROR_OVERFLOW, site, "cannot cast %S to %s", &text, type->name);
    }
    raise_cast(value, type, site);
  }
  return result;
}

static mochi_list *cast_list(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL || value.type->kind != MOCHI_KIND_LIST) {
    raise_cast(value, type, site);
  }
  const mochi_list *list = value.as.pointer;
  const mochi_type *from = value.type->element;
  const mochi_type *to = type->element;
  mochi_list *result = mochi_list_new(to, list->length);
  for (uint32_t at = 0; at < list->length; at++) {
    slot_buffer slot;
    mochi_cast(mochi_any_from((const char *)list->data + (size_t)at * from->size, from), &slot, to, site);
    mochi_copy(mochi_list_push(result, to, to->size), &slot, to->size);
  }
  return result;
}

static mochi_map *cast_set(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL || (value.type->kind != MOCHI_KIND_LIST && value.type->kind != MOCHI_KIND_SET)) {
    raise_cast(value, type, site);
  }
  mochi_list *items = mochi_any_items(value, site);
  mochi_map *result = mochi_set_new(type, items->length);
  for (uint32_t at = 0; at < items->length; at++) {
    slot_buffer slot;
    mochi_cast(((const mochi_any *)items->data)[at], &slot, type->element, site);
    mochi_set_add(result, &slot);
  }
  return result;
}

static void cast_entry(mochi_map *result, mochi_any key, mochi_any item, const mochi_site *site) {
  slot_buffer key_slot;
  slot_buffer item_slot;
  const mochi_type *type = result->type;
  if (type->key->kind == MOCHI_KIND_STRING && (key.type == NULL || key.type->kind != MOCHI_KIND_STRING)) {
    // Keys of every kind are known by their texts.
    key_slot.string = mochi_key_text(&key, &mochi_type_any);
  } else {
    mochi_cast(key, &key_slot, type->key, site);
  }
  mochi_cast(item, &item_slot, type->element, site);
  mochi_copy(mochi_map_slot(result, &key_slot), &item_slot, type->element->size);
}

static mochi_map *cast_map(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL || (value.type->kind != MOCHI_KIND_MAP && value.type->kind != MOCHI_KIND_STRUCT)) {
    raise_cast(value, type, site);
  }
  mochi_map *result = mochi_map_new(type, 0);
  if (value.type->kind == MOCHI_KIND_MAP) {
    mochi_map_walk walk;
    mochi_map_walk_begin(&walk, value.as.pointer);
    while (mochi_map_walk_next(&walk)) {
      cast_entry(result, mochi_any_from(walk.key, value.type->key), mochi_any_from(walk.value, value.type->element), site);
    }
    return result;
  }
  for (uint32_t at = 0; at < value.type->count; at++) {
    const mochi_field *field = &value.type->fields[at];
    mochi_any item = mochi_any_from((const char *)value.as.pointer + field->offset, field->type);
    cast_entry(result, mochi_any_from_string(mochi_string_static(field->name)), item, site);
  }
  return result;
}

// The part of that name, from a struct or a map with string or any keys; false when there is none.
static bool find_part(mochi_any value, const char *name, mochi_any *part) {
  if (value.type->kind == MOCHI_KIND_MAP) {
    mochi_string text = mochi_string_static(name);
    mochi_any key = {.type = &mochi_type_string, .as = {.string = &text}};
    const void *slot = mochi_map_find_any(value.as.pointer, key);
    if (slot == NULL) {
      return false;
    }
    *part = mochi_any_from(slot, value.type->element);
    return true;
  }
  for (uint32_t at = 0; at < value.type->count; at++) {
    const mochi_field *field = &value.type->fields[at];
    if (strcmp(field->name, name) == 0) {
      *part = mochi_any_from((const char *)value.as.pointer + field->offset, field->type);
      return true;
    }
  }
  return false;
}

static void *cast_struct(mochi_any value, const mochi_type *type, const mochi_site *site) {
  if (value.type == NULL || (value.type->kind != MOCHI_KIND_MAP && value.type->kind != MOCHI_KIND_STRUCT) || (type->flags & MOCHI_TYPE_VARIANT) != 0) {
    raise_cast(value, type, site);
  }
  char *instance = mochi_gc_alloc(type->instance_size > 0 ? type->instance_size : 1);
  for (uint32_t at = 0; at < type->count; at++) {
    const mochi_field *field = &type->fields[at];
    mochi_any part;
    if (!find_part(value, field->name, &part)) {
      mochi_raise_format(MOCHI_ERROR_TYPE, site, "missing field %s for %s", field->name, type->name);
    }
    mochi_cast(part, instance + field->offset, field->type, site);
  }
  return instance;
}

// Casts into the option's payload type, then wraps.
static void cast_option(mochi_any value, void *result, const mochi_type *type, const mochi_site *site) {
  if (value.type != NULL) {
    slot_buffer slot;
    mochi_cast(value, &slot, type->element, site);
    value = mochi_any_from(&slot, type->element);
  }
  mochi_any_to(value, result, type, site);
}

void mochi_cast(mochi_any value, void *result, const mochi_type *type, const mochi_site *site) {
  value = mochi_peek(&value, &mochi_type_any);
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_INT:
      *(int64_t *)result = cast_int(value, type, site);
      return;
    case MOCHI_KIND_FLOAT:
      *(double *)result = cast_float(value, type, site);
      return;
    case MOCHI_KIND_OPTION:
      cast_option(value, result, type, site);
      return;
    default:
      break;
  }
  if (is_exact(type)) {
    *(void **)result = cast_exact(value, type, site);
    return;
  }
  // The element-wise casts copy, also when the type is right already.
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_LIST:
      *(mochi_list **)result = cast_list(value, type, site);
      return;
    case MOCHI_KIND_SET:
      *(mochi_map **)result = cast_set(value, type, site);
      return;
    case MOCHI_KIND_MAP:
      *(mochi_map **)result = cast_map(value, type, site);
      return;
    default:
      break;
  }
  if (mochi_any_try(value, result, type)) {
    return;
  }
  if (type->kind == MOCHI_KIND_STRUCT) {
    *(void **)result = cast_struct(value, type, site);
    return;
  }
  raise_cast(value, type, site);
}
