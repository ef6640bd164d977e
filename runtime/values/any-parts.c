// Parts of values of type `any`: elements, entries, fields, slices, what can be iterated and called;
// also what looks a key of unknown type up in a map.

#include "values/any.h"

#include <string.h>

#include "errors/raise.h"
#include "text/format.h"
#include "text/string.h"
#include "values/cast.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/map.h"
#include "values/methods.h"

// Room for any slot.
typedef union slot_buffer {
  mochi_any any;
  mochi_string string;
  int64_t integer;
  void *pointer;
} slot_buffer;

static mochi_any look_through(mochi_any value) {
  return mochi_peek(&value, &mochi_type_any);
}

// A new list whose elements are those of others.
static mochi_any boxed_list(mochi_list *list, const mochi_type *type) {
  return (mochi_any){.type = type, .as = {.pointer = mochi_list_share_lists(list, type->element)}};
}

// ---------------------------------------------------------------- keys

// The int whose decimal text this is; false for any other text, `007` and `+1` too.
static bool parse_canonical(mochi_string text, int64_t *result) {
  const char *bytes = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t at = size > 0 && bytes[0] == '-' ? 1 : 0;
  if (size == at || size > 20) {
    return false;
  }
  uint64_t magnitude = 0;
  for (uint32_t digit = at; digit < size; digit++) {
    if (bytes[digit] < '0' || bytes[digit] > '9' || (bytes[at] == '0' && size > 1)) {
      return false;
    }
    uint64_t value = (uint64_t)(bytes[digit] - '0');
    if (magnitude > (UINT64_MAX - value) / 10) {
      return false;
    }
    magnitude = magnitude * 10 + value;
  }
  uint64_t most = (UINT64_C(1) << 63) - (at == 0 ? 1 : 0);
  if (magnitude > most) {
    return false;
  }
  *result = (int64_t)(at == 0 ? magnitude : 0 - magnitude);
  return true;
}

// A key as a map with keys of `type` has it, to `buffer`.
static bool convert_key(mochi_any key, const mochi_type *type, bool set, slot_buffer *buffer) {
  if (!set && type->kind == MOCHI_KIND_STRING) {
    buffer->string = mochi_key_text(&key, &mochi_type_any);
    return true;
  }
  if (!set && type->kind == MOCHI_KIND_INT && key.type != NULL && key.type->kind == MOCHI_KIND_STRING) {
    return parse_canonical(*key.as.string, &buffer->integer);
  }
  return mochi_any_try(key, buffer, type);
}

void *mochi_map_find_any(const mochi_map *map, mochi_any key) {
  if (map == NULL) {
    return NULL;
  }
  bool set = map->type->kind == MOCHI_KIND_SET;
  const mochi_type *type = set ? map->type->element : map->type->key;
  slot_buffer buffer;
  return convert_key(key, type, set, &buffer) ? mochi_map_find(map, &buffer) : NULL;
}

// ---------------------------------------------------------------- fields

static const mochi_field *find_field(const mochi_type *type, mochi_string name) {
  const char *bytes = mochi_string_data(&name);
  size_t size = mochi_string_size(name);
  for (uint32_t at = 0; at < type->count; at++) {
    const char *field = type->fields[at].name;
    if (strlen(field) == size && memcmp(field, bytes, size) == 0) {
      return &type->fields[at];
    }
  }
  return NULL;
}

static void *field_slot(mochi_any value, const mochi_field *field) {
  return (char *)value.as.pointer + field->offset;
}

mochi_any mochi_any_field(mochi_any value, mochi_string name, const mochi_site *site) {
  value = look_through(value);
  if (value.type == NULL) {
    return value;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_STRUCT: {
      const mochi_field *field = find_field(value.type, name);
      return field == NULL ? mochi_any_nil() : mochi_any_from(field_slot(value, field), field->type);
    }
    case MOCHI_KIND_MAP: {
      mochi_any key = {.type = &mochi_type_string, .as = {.string = &name}};
      const void *slot = mochi_map_find_any(value.as.pointer, key);
      return slot == NULL ? mochi_any_nil() : mochi_any_from(slot, value.type->element);
    }
    default: {
      mochi_string type = mochi_any_type_name(value);
      mochi_raise_format(MOCHI_ERROR_TYPE, site, "%S has no field %S", &type, &name);
    }
  }
}

void mochi_any_set_field(mochi_any value, mochi_string name, mochi_any item, const mochi_site *site) {
  value = look_through(value);
  if (value.type != NULL && value.type->kind == MOCHI_KIND_MAP) {
    mochi_any_set_index(value, mochi_any_from_string(name), item, site);
    return;
  }
  const mochi_field *field = value.type != NULL && value.type->kind == MOCHI_KIND_STRUCT ? find_field(value.type, name) : NULL;
  if (field == NULL) {
    mochi_string type = mochi_any_type_name(value);
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "%S has no field %S", &type, &name);
  }
  mochi_any_to(item, field_slot(value, field), field->type, site);
}

// ---------------------------------------------------------------- elements

static int64_t to_index(mochi_any index, const char *message, const mochi_site *site) {
  int64_t result;
  if (!mochi_any_try(index, &result, &mochi_type_int)) {
    mochi_raise_text(MOCHI_ERROR_TYPE, message, site);
  }
  return result;
}

mochi_any mochi_any_index(mochi_any value, mochi_any index, const mochi_site *site) {
  value = look_through(value);
  if (value.type == NULL) {
    return value;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_LIST: {
      const mochi_list *list = value.as.pointer;
      uint32_t position = mochi_list_check(to_index(index, "list index must be int", site), list->length, site);
      const mochi_type *element = value.type->element;
      return mochi_any_from((const char *)list->data + (size_t)position * element->size, element);
    }
    case MOCHI_KIND_STRING:
      return mochi_any_from_string(mochi_string_index(*value.as.string, to_index(index, "string index must be int", site), site));
    case MOCHI_KIND_MAP: {
      const void *slot = mochi_map_find_any(value.as.pointer, index);
      return slot == NULL ? mochi_any_nil() : mochi_any_from(slot, value.type->element);
    }
    case MOCHI_KIND_STRUCT:
      return mochi_any_field(value, mochi_key_text(&index, &mochi_type_any), site);
    default:
      mochi_raise_text(MOCHI_ERROR_TYPE, "cannot index value of this kind", site);
  }
}

void mochi_any_set_index(mochi_any value, mochi_any index, mochi_any item, const mochi_site *site) {
  value = look_through(value);
  if (value.type == NULL) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "invalid index target", site);
  }
  slot_buffer converted;
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_LIST: {
      mochi_list *list = value.as.pointer;
      uint32_t position = mochi_list_check(to_index(index, "list index must be int", site), list->length, site);
      const mochi_type *element = value.type->element;
      mochi_any_to(item, (char *)list->data + (size_t)position * element->size, element, site);
      return;
    }
    case MOCHI_KIND_MAP: {
      slot_buffer key;
      if (!convert_key(index, value.type->key, false, &key)) {
        mochi_raise_expected(value.type->key->name, index, site);
      }
      mochi_any_to(item, &converted, value.type->element, site);
      mochi_copy(mochi_map_slot(value.as.pointer, &key), &converted, value.type->element->size);
      return;
    }
    case MOCHI_KIND_STRUCT:
      mochi_any_set_field(value, mochi_key_text(&index, &mochi_type_any), item, site);
      return;
    default:
      mochi_raise_text(MOCHI_ERROR_TYPE, "invalid index target", site);
  }
}

mochi_any mochi_any_slice(mochi_any value, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site) {
  if (value.type != NULL && value.type->kind == MOCHI_KIND_LIST) {
    return boxed_list(mochi_list_slice_step(value.as.pointer, start, end, step, given, value.type->element, site), value.type);
  }
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRING) {
    return mochi_any_from_string(mochi_string_slice_step(*value.as.string, start, end, step, given, site));
  }
  mochi_raise_text(MOCHI_ERROR_TYPE, "invalid index target", site);
}

bool mochi_any_in(mochi_any left, mochi_any right, const mochi_site *site) {
  right = look_through(right);
  if (right.type != NULL) {
    switch ((mochi_kind)right.type->kind) {
      case MOCHI_KIND_LIST: {
        const mochi_list *list = right.as.pointer;
        const mochi_type *element = right.type->element;
        for (uint32_t at = 0; at < list->length; at++) {
          if (mochi_equal_across(&left, &mochi_type_any, (const char *)list->data + (size_t)at * element->size, element)) {
            return true;
          }
        }
        return false;
      }
      case MOCHI_KIND_SET:
      case MOCHI_KIND_MAP:
        return mochi_map_find_any(right.as.pointer, left) != NULL;
      case MOCHI_KIND_STRUCT:
        return find_field(right.type, mochi_key_text(&left, &mochi_type_any)) != NULL;
      case MOCHI_KIND_STRING:
        if (left.type != NULL && left.type->kind == MOCHI_KIND_STRING) {
          return mochi_string_contains(*right.as.string, *left.as.string);
        }
        break;
      default:
        break;
    }
  }
  mochi_raise_text(MOCHI_ERROR_TYPE, "invalid 'in' operand", site);
}

// A group that left its query is a map with "__group__"; it is counted, added up and gone through as its items are.
static mochi_any items_of_group(mochi_any value) {
  value = look_through(value);
  if (value.type == NULL || value.type->kind != MOCHI_KIND_MAP || mochi_map_find_any(value.as.pointer, mochi_any_from_string(mochi_string_static("__group__"))) == NULL) {
    return value;
  }
  const void *slot = mochi_map_find_any(value.as.pointer, mochi_any_from_string(mochi_string_static("items")));
  return slot == NULL ? value : look_through(mochi_any_from(slot, value.type->element));
}

int64_t mochi_any_length(mochi_any value, const mochi_site *site) {
  value = items_of_group(value);
  if (value.type == NULL) {
    return 0;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_LIST:
      return mochi_list_length(value.as.pointer);
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
      return mochi_map_length(value.as.pointer);
    case MOCHI_KIND_STRUCT:
      // As printed: with "__name", unless it is a record.
      return value.type->count + ((value.type->flags & MOCHI_TYPE_RECORD) != 0 ? 0 : 1);
    case MOCHI_KIND_STRING:
      return mochi_string_length(*value.as.string);
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_BIGINT:
      return mochi_string_length(mochi_text_of(&value, &mochi_type_any));
    default:
      mochi_raise_text(MOCHI_ERROR_TYPE, "invalid len operand", site);
  }
}

mochi_string mochi_any_type_name(mochi_any value) {
  value = look_through(value);
  return mochi_string_static(value.type == NULL ? "nil" : value.type->name);
}

// ---------------------------------------------------------------- iteration

// The slots of a list, boxed; lists among them are from now on shared.
static mochi_list *boxed_items(mochi_list *list, const mochi_type *element) {
  uint32_t length = mochi_list_length(list);
  if (length == 0) {
    return mochi_list_new(&mochi_type_any, 0);
  }
  if (element->kind == MOCHI_KIND_ANY) {
    return mochi_list_from(element, list->data, length);
  }
  mochi_list_share_lists(list, element);
  mochi_list *items = mochi_list_sized(&mochi_type_any, length);
  for (uint32_t at = 0; at < length; at++) {
    ((mochi_any *)items->data)[at] = mochi_any_from((const char *)list->data + (size_t)at * element->size, element);
  }
  return items;
}

mochi_list *mochi_any_items(mochi_any value, const mochi_site *site) {
  value = items_of_group(value);
  if (value.type == NULL) {
    return mochi_list_new(&mochi_type_any, 0);
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_LIST:
      return boxed_items(value.as.pointer, value.type->element);
    case MOCHI_KIND_STRING:
      return boxed_items(mochi_string_chars(*value.as.string), &mochi_type_string);
    case MOCHI_KIND_SET:
      return boxed_items(mochi_set_items(value.as.pointer, value.type), value.type->element);
    case MOCHI_KIND_MAP:
      return boxed_items(mochi_map_keys(value.as.pointer, value.type), value.type->key);
    case MOCHI_KIND_STRUCT: {
      mochi_list *names = mochi_list_sized(&mochi_type_any, value.type->count);
      for (uint32_t at = 0; at < value.type->count; at++) {
        ((mochi_any *)names->data)[at] = mochi_any_from_string(mochi_string_static(value.type->fields[at].name));
      }
      return names;
    }
    default:
      mochi_raise_text(MOCHI_ERROR_TYPE, "invalid iterator", site);
  }
}

// Another list of the same elements, each converted as the argument of a function would be.
static mochi_list *elements_as(mochi_list *list, const mochi_type *from, const mochi_type *to, const mochi_site *site) {
  mochi_list *boxed = boxed_items(list, from);
  if (to->kind == MOCHI_KIND_ANY) {
    return boxed;
  }
  mochi_list *items = mochi_list_sized(to, boxed->length);
  for (uint32_t at = 0; at < boxed->length; at++) {
    mochi_any_to(((const mochi_any *)boxed->data)[at], (char *)items->data + (size_t)at * to->size, to, site);
  }
  return items;
}

bool mochi_any_is_list(mochi_any value) {
  value = look_through(value);
  return value.type != NULL && value.type->kind == MOCHI_KIND_LIST;
}

void mochi_any_elements(mochi_any value, void *result, const mochi_type *type, const mochi_site *site) {
  mochi_kind kind = (mochi_kind)type->kind;
  value = kind == MOCHI_KIND_LIST ? items_of_group(value) : look_through(value);
  if (value.type == NULL) {
    *(void **)result = kind == MOCHI_KIND_LIST ? (void *)mochi_list_new(type->element, 0) : (void *)mochi_map_new(type, 0);
  } else if (kind == MOCHI_KIND_LIST && value.type->kind == MOCHI_KIND_LIST && !mochi_any_is(value, type)) {
    *(mochi_list **)result = elements_as(value.as.pointer, value.type->element, type->element, site);
  } else if (kind == MOCHI_KIND_MAP && (value.type->kind == MOCHI_KIND_MAP || value.type->kind == MOCHI_KIND_STRUCT) && !mochi_any_is(value, type)) {
    mochi_cast(value, result, type, site);
  } else {
    mochi_any_to(value, result, type, site);
  }
}

mochi_any mochi_any_append(mochi_any list, mochi_any item, const mochi_site *site) {
  list = look_through(list);
  if (list.type != NULL && list.type->kind == MOCHI_KIND_LIST && mochi_any_is(item, list.type->element)) {
    const mochi_type *element = list.type->element;
    slot_buffer slot;
    mochi_any_to(item, &slot, element, site);
    return boxed_list(mochi_list_append(list.as.pointer, &slot, element), list.type);
  }
  mochi_list *items;
  mochi_any_elements(list, &items, &mochi_type_list_any, site);
  return boxed_list(mochi_list_append(items, &item, &mochi_type_any), &mochi_type_list_any);
}

// ---------------------------------------------------------------- calls

static void check_count(mochi_string name, uint32_t wanted, uint32_t got, const mochi_site *site) {
  if (wanted != got) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "%S expects %u %s, got %u", &name, (uint64_t)wanted, wanted == 1 ? "argument" : "arguments", (uint64_t)got);
  }
}

// Compiled code boxes a function's arguments and result when it makes an `any` of it (core/instantiate/convert.ts).
mochi_any mochi_any_invoke(mochi_any value, const mochi_any *arguments, uint32_t count, const mochi_site *site) {
  if (value.type == NULL || value.type->kind != MOCHI_KIND_FUNCTION || (value.type->flags & MOCHI_TYPE_BOXED) == 0) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "call of non-function value", site);
  }
  const mochi_function *function = value.as.pointer;
  const mochi_function_info *info = function->info;
  check_count(mochi_string_static(info->name != NULL ? info->name : "function"), info->parameters, count, site);
  const mochi_any *a = arguments;
  switch (count) {
    case 0:
      return ((mochi_any(*)(const mochi_function *))function->code)(function);
    case 1:
      return ((mochi_any(*)(const mochi_function *, mochi_any))function->code)(function, a[0]);
    case 2:
      return ((mochi_any(*)(const mochi_function *, mochi_any, mochi_any))function->code)(function, a[0], a[1]);
    case 3:
      return ((mochi_any(*)(const mochi_function *, mochi_any, mochi_any, mochi_any))function->code)(function, a[0], a[1], a[2]);
    case 4:
      return ((mochi_any(*)(const mochi_function *, mochi_any, mochi_any, mochi_any, mochi_any))function->code)(function, a[0], a[1], a[2], a[3]);
    default:
      mochi_raise_text(MOCHI_ERROR_TYPE, "a function in an `any` takes at most 4 arguments", site);
  }
}

static const mochi_method *find_method(const mochi_type *type, mochi_string name) {
  if (type->methods == NULL) {
    return NULL;
  }
  for (const mochi_method *method = type->methods; method->name != NULL; method++) {
    if (strlen(method->name) == mochi_string_size(name) && memcmp(method->name, mochi_string_data(&name), mochi_string_size(name)) == 0) {
      return method;
    }
  }
  return NULL;
}

mochi_any mochi_any_call(mochi_any value, mochi_string name, const mochi_any *arguments, uint32_t count, const mochi_site *site) {
  value = look_through(value);
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRUCT) {
    const mochi_method *method = find_method(value.type, name);
    if (method != NULL) {
      check_count(name, method->parameters, count, site);
      return method->call(value.as.pointer, arguments, site);
    }
  }
  if (value.type != NULL && (value.type->kind == MOCHI_KIND_STRUCT || value.type->kind == MOCHI_KIND_MAP)) {
    mochi_any field = mochi_any_field(value, name, site);
    if (field.type != NULL && field.type->kind == MOCHI_KIND_FUNCTION) {
      return mochi_any_invoke(field, arguments, count, site);
    }
  }
  mochi_any result;
  if (value.type != NULL && mochi_call_builtin_method(value, name, arguments, count, &result, site)) {
    return result;
  }
  mochi_string type = mochi_any_type_name(value);
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "%S has no method %S", &type, &name);
}
