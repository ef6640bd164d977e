// Filling slots: see slot.h.

#include "data/slot.h"

#include <string.h>

#include "memory/gc.h"
#include "text/float.h"
#include "text/number.h"
#include "text/string.h"
#include "values/any.h"
#include "values/map.h"

const double mochi_exact_powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

void mochi_slot_set_none(void *slot, const mochi_type *type) {
  if (type->kind == MOCHI_KIND_OPTION && type->element->kind == MOCHI_KIND_STRING) {
    *(mochi_string *)slot = mochi_string_none();
  } else {
    memset(slot, 0, type->size);
  }
}

void mochi_slot_set_some(void *slot, const mochi_type *option) {
  switch ((mochi_kind)option->element->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      ((mochi_option_int *)slot)->some = true;
      return;
    case MOCHI_KIND_FLOAT:
      ((mochi_option_float *)slot)->some = true;
      return;
    case MOCHI_KIND_BOOL:
      ((mochi_option_bool *)slot)->some = true;
      return;
    default:
      // Strings and pointers tell by themselves.
      return;
  }
}

bool mochi_type_takes_none(const mochi_type *type) {
  return type->kind == MOCHI_KIND_OPTION;
}

void *mochi_new_instance(const mochi_type *type, bool pointer_free) {
  size_t size = type->instance_size > 0 ? type->instance_size : 1;
  if (!pointer_free) {
    return mochi_gc_alloc(size);
  }
  void *instance = mochi_gc_alloc_atomic(size);
  memset(instance, 0, size);
  return instance;
}

bool mochi_fields_are_pointer_free(const mochi_type *type) {
  for (uint32_t at = 0; at < type->count; at++) {
    if ((type->fields[at].type->flags & MOCHI_TYPE_POINTER_FREE) == 0) {
      return false;
    }
  }
  return true;
}

void *mochi_slot_of_key(mochi_map *map, const mochi_type *key, mochi_string text) {
  mochi_slot_value slot = {.any = {.type = NULL}};
  switch ((mochi_kind)key->kind) {
    case MOCHI_KIND_STRING:
      return mochi_map_slot_string(map, text);
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return mochi_read_int(mochi_string_data(&text), mochi_string_size(text), 10, &slot.integer) ? mochi_map_slot_int(map, slot.integer) : NULL;
    case MOCHI_KIND_BOOL: {
      bool value = mochi_string_equal(text, mochi_string_static("true"));
      return value || mochi_string_equal(text, mochi_string_static("false")) ? mochi_map_slot(map, &value) : NULL;
    }
    case MOCHI_KIND_FLOAT: {
      double value;
      uint32_t size = mochi_string_size(text);
      return size > 0 && mochi_read_float(mochi_string_data(&text), size, &value) == size ? mochi_map_slot(map, &value) : NULL;
    }
    case MOCHI_KIND_ANY:
      slot.any = mochi_any_from_string(text);
      return mochi_map_slot(map, &slot.any);
    default:
      return NULL;
  }
}
