// See methods.h. A table per kind of receiver, in the order of builtins.md; a method gets its boxed
// arguments, whose number was checked.

#include "values/methods.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/roots.h"
#include "text/string.h"
#include "values/any.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/map.h"

typedef struct call {
  mochi_any receiver;
  const mochi_any *arguments;
  uint32_t count;
  const mochi_site *site;
  void **roots;  // where this call may put roots; NULL without a shadow stack
} call;

typedef struct builtin_method {
  const char *name;
  uint32_t least;
  uint32_t most;
  mochi_any (*run)(const call *cx);
} builtin_method;

typedef union slot_buffer {
  mochi_any any;
  mochi_string string;
  int64_t integer;
  void *pointer;
} slot_buffer;

// ---------------------------------------------------------------- arguments and results

static mochi_string text_of(const call *cx) {
  return *cx->receiver.as.string;
}

static mochi_list *list_of(const call *cx) {
  return cx->receiver.as.pointer;
}

static const mochi_type *element_of(const call *cx) {
  return cx->receiver.type->element;
}

static mochi_string text_argument(const call *cx, uint32_t at) {
  return mochi_any_to_string(cx->arguments[at], cx->site);
}

static int64_t int_argument(const call *cx, uint32_t at) {
  return mochi_any_to_int(cx->arguments[at], cx->site);
}

// An argument as a slot of the type that the receiver holds.
static void slot_argument(const call *cx, uint32_t at, const mochi_type *type, slot_buffer *slot) {
  mochi_any_to(cx->arguments[at], slot, type, cx->site);
}

static mochi_any boxed(void *pointer, const mochi_type *type) {
  return (mochi_any){.type = type, .as = {.pointer = pointer}};
}

static mochi_any list_like(const call *cx, mochi_list *list) {
  return boxed(list, cx->receiver.type);
}

static mochi_any element_at(const mochi_list *list, uint32_t at, const mochi_type *element) {
  return mochi_any_from((const char *)list->data + (size_t)at * element->size, element);
}

static void push_any(mochi_list *list, mochi_any value) {
  *(mochi_any *)mochi_list_push(list, &mochi_type_any, sizeof value) = value;
}

static mochi_any pair_of(mochi_any first, mochi_any second) {
  mochi_any items[2] = {first, second};
  return boxed(mochi_list_from(&mochi_type_any, items, 2), &mochi_type_list_any);
}

// ---------------------------------------------------------------- strings

static mochi_any string_len(const call *cx) {
  return mochi_any_from_int(mochi_string_length(text_of(cx)));
}

static mochi_any string_upper(const call *cx) {
  return mochi_any_from_string(mochi_string_upper(text_of(cx)));
}

static mochi_any string_lower(const call *cx) {
  return mochi_any_from_string(mochi_string_lower(text_of(cx)));
}

static mochi_any string_trim(const call *cx) {
  return mochi_any_from_string(mochi_string_trim(text_of(cx)));
}

static mochi_any string_trim_start(const call *cx) {
  return mochi_any_from_string(mochi_string_trim_start(text_of(cx)));
}

static mochi_any string_trim_end(const call *cx) {
  return mochi_any_from_string(mochi_string_trim_end(text_of(cx)));
}

static mochi_any string_split(const call *cx) {
  return boxed(mochi_string_split(text_of(cx), text_argument(cx, 0)), &mochi_type_list_string);
}

static mochi_any string_contains(const call *cx) {
  return mochi_any_from_bool(mochi_string_contains(text_of(cx), text_argument(cx, 0)));
}

static mochi_any string_starts_with(const call *cx) {
  return mochi_any_from_bool(mochi_string_starts_with(text_of(cx), text_argument(cx, 0)));
}

static mochi_any string_ends_with(const call *cx) {
  return mochi_any_from_bool(mochi_string_ends_with(text_of(cx), text_argument(cx, 0)));
}

static mochi_any string_index_of(const call *cx) {
  return mochi_any_from_int(mochi_string_index_of(text_of(cx), text_argument(cx, 0)));
}

static mochi_any string_last_index_of(const call *cx) {
  return mochi_any_from_int(mochi_string_last_index_of(text_of(cx), text_argument(cx, 0)));
}

static mochi_any string_replace(const call *cx) {
  return mochi_any_from_string(mochi_string_replace(text_of(cx), text_argument(cx, 0), text_argument(cx, 1)));
}

static mochi_any string_repeat(const call *cx) {
  return mochi_any_from_string(mochi_string_repeat(text_of(cx), int_argument(cx, 0), cx->site));
}

static mochi_any string_slice(const call *cx) {
  return mochi_any_from_string(mochi_string_slice(text_of(cx), int_argument(cx, 0), int_argument(cx, 1)));
}

static mochi_any string_pad_start(const call *cx) {
  return mochi_any_from_string(mochi_string_pad_start(text_of(cx), int_argument(cx, 0), text_argument(cx, 1)));
}

static mochi_any string_pad_end(const call *cx) {
  return mochi_any_from_string(mochi_string_pad_end(text_of(cx), int_argument(cx, 0), text_argument(cx, 1)));
}

static mochi_any string_reverse(const call *cx) {
  return mochi_any_from_string(mochi_string_reverse(text_of(cx)));
}

static mochi_any string_lines(const call *cx) {
  return boxed(mochi_string_lines(text_of(cx)), &mochi_type_list_string);
}

static mochi_any string_chars(const call *cx) {
  return boxed(mochi_string_chars(text_of(cx)), &mochi_type_list_string);
}

static mochi_any string_bytes(const call *cx) {
  return boxed(mochi_string_bytes(text_of(cx)), &mochi_type_list_int);
}

static const builtin_method string_methods[] = {
    {"len", 0, 0, string_len},
    {"upper", 0, 0, string_upper},
    {"lower", 0, 0, string_lower},
    {"trim", 0, 0, string_trim},
    {"trimStart", 0, 0, string_trim_start},
    {"trimEnd", 0, 0, string_trim_end},
    {"split", 1, 1, string_split},
    {"contains", 1, 1, string_contains},
    {"startsWith", 1, 1, string_starts_with},
    {"starts_with", 1, 1, string_starts_with},
    {"endsWith", 1, 1, string_ends_with},
    {"indexOf", 1, 1, string_index_of},
    {"lastIndexOf", 1, 1, string_last_index_of},
    {"replace", 2, 2, string_replace},
    {"repeat", 1, 1, string_repeat},
    {"substring", 2, 2, string_slice},
    {"substr", 2, 2, string_slice},
    {"slice", 2, 2, string_slice},
    {"padStart", 2, 2, string_pad_start},
    {"padEnd", 2, 2, string_pad_end},
    {"reverse", 0, 0, string_reverse},
    {"lines", 0, 0, string_lines},
    {"chars", 0, 0, string_chars},
    {"bytes", 0, 0, string_bytes},
    {NULL, 0, 0, NULL}};

// ---------------------------------------------------------------- lists

static mochi_any list_len(const call *cx) {
  return mochi_any_from_int(mochi_list_length(list_of(cx)));
}

static mochi_any list_append(const call *cx) {
  slot_buffer slot;
  slot_argument(cx, 0, element_of(cx), &slot);
  return list_like(cx, mochi_list_append(list_of(cx), &slot, element_of(cx)));
}

static mochi_any list_pop(const call *cx) {
  slot_buffer slot;
  mochi_list_pop(list_of(cx), &slot, element_of(cx), cx->site);
  return mochi_any_from(&slot, element_of(cx));
}

static mochi_any list_insert(const call *cx) {
  slot_buffer slot;
  slot_argument(cx, 1, element_of(cx), &slot);
  mochi_list_insert(list_of(cx), int_argument(cx, 0), &slot, element_of(cx), cx->site);
  return cx->receiver;
}

static mochi_any list_remove_at(const call *cx) {
  slot_buffer slot;
  mochi_list_remove_at(list_of(cx), int_argument(cx, 0), &slot, element_of(cx), cx->site);
  return mochi_any_from(&slot, element_of(cx));
}

static mochi_any list_concat(const call *cx) {
  mochi_any sum = cx->receiver;
  for (uint32_t at = 0; at < cx->count; at++) {
    mochi_any other = cx->arguments[at];
    if (other.type == NULL || other.type->kind != MOCHI_KIND_LIST) {
      mochi_raise_expected(sum.type->name, other, cx->site);
    }
    sum = mochi_any_add(sum, other, cx->site);
  }
  return sum;
}

static mochi_any list_first(const call *cx) {
  return mochi_list_length(list_of(cx)) == 0 ? mochi_any_nil() : element_at(list_of(cx), 0, element_of(cx));
}

static mochi_any list_last(const call *cx) {
  uint32_t length = mochi_list_length(list_of(cx));
  return length == 0 ? mochi_any_nil() : element_at(list_of(cx), length - 1, element_of(cx));
}

static mochi_any list_reverse(const call *cx) {
  return list_like(cx, mochi_list_reverse(list_of(cx), element_of(cx)));
}

static mochi_any list_distinct(const call *cx) {
  return list_like(cx, mochi_list_distinct(list_of(cx), element_of(cx)));
}

static mochi_any list_slice(const call *cx) {
  return list_like(cx, mochi_list_slice(list_of(cx), int_argument(cx, 0), int_argument(cx, 1), element_of(cx)));
}

// The position of an element that equals an argument of whatever type.
static int64_t position_of(const call *cx) {
  const mochi_list *list = list_of(cx);
  const mochi_type *element = element_of(cx);
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    if (mochi_equal_across(&cx->arguments[0], &mochi_type_any, (const char *)list->data + (size_t)at * element->size, element)) {
      return at;
    }
  }
  return -1;
}

static mochi_any list_index_of(const call *cx) {
  return mochi_any_from_int(position_of(cx));
}

static mochi_any list_contains(const call *cx) {
  return mochi_any_from_bool(position_of(cx) >= 0);
}

// Calls the method's first argument, a function of the program, with one of the list's elements or what reduce has so far
// first. What C goes on with afterwards is kept for a collector that can't see it (memory/roots.h).
static mochi_any call_back(const call *cx, const mochi_list *list, const mochi_list *results, const mochi_any *arguments, uint32_t count) {
  if (cx->roots != NULL) {
    mochi_root(cx->roots, 0, list);
    mochi_root(cx->roots, 1, results);
    mochi_root(cx->roots, 2, cx->arguments[0].as.pointer);
    mochi_root(cx->roots, 3, arguments[0].as.pointer);
    mochi_roots_keep(cx->roots, 4);
  }
  return mochi_any_invoke(cx->arguments[0], arguments, count, cx->site);
}

static mochi_list *map_items(const call *cx) {
  const mochi_list *list = list_of(cx);
  mochi_list *results = mochi_list_new(&mochi_type_any, mochi_list_length(list));
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    mochi_any item = element_at(list, at, element_of(cx));
    push_any(results, call_back(cx, list, results, &item, 1));
  }
  return results;
}

static mochi_any list_map(const call *cx) {
  return boxed(map_items(cx), &mochi_type_list_any);
}

static mochi_any list_flat_map(const call *cx) {
  const mochi_list *parts = map_items(cx);
  mochi_list *results = mochi_list_new(&mochi_type_any, 0);
  for (uint32_t at = 0; at < parts->length; at++) {
    results = mochi_list_concat(results, mochi_any_items(((const mochi_any *)parts->data)[at], cx->site), &mochi_type_any);
  }
  return boxed(results, &mochi_type_list_any);
}

static mochi_any list_sort(const call *cx) {
  if (cx->count == 0) {
    return list_like(cx, mochi_list_sort(list_of(cx), element_of(cx)));
  }
  return list_like(cx, mochi_list_sort_by(list_of(cx), map_items(cx), element_of(cx), &mochi_type_any));
}

// Whether the first argument, a function, holds of an element.
static bool holds(const call *cx, const mochi_list *list, const mochi_list *results, mochi_any item) {
  return mochi_any_truthy(call_back(cx, list, results, &item, 1));
}

static mochi_any list_filter(const call *cx) {
  const mochi_list *list = list_of(cx);
  const mochi_type *element = element_of(cx);
  mochi_list *results = mochi_list_new(element, 0);
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    if (holds(cx, list, results, element_at(list, at, element))) {
      // The call may have moved the elements: read the slot now.
      const char *slot = (const char *)list->data + (size_t)mochi_list_check(at, list->length, cx->site) * element->size;
      mochi_copy(mochi_list_push(results, element, element->size), slot, element->size);
    }
  }
  return list_like(cx, results);
}

static mochi_any list_find(const call *cx) {
  const mochi_list *list = list_of(cx);
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    mochi_any item = element_at(list, at, element_of(cx));
    if (holds(cx, list, NULL, item)) {
      return item;
    }
  }
  return mochi_any_nil();
}

static mochi_any list_some(const call *cx) {
  const mochi_list *list = list_of(cx);
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    if (holds(cx, list, NULL, element_at(list, at, element_of(cx)))) {
      return mochi_any_from_bool(true);
    }
  }
  return mochi_any_from_bool(false);
}

static mochi_any list_every(const call *cx) {
  const mochi_list *list = list_of(cx);
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    if (!holds(cx, list, NULL, element_at(list, at, element_of(cx)))) {
      return mochi_any_from_bool(false);
    }
  }
  return mochi_any_from_bool(true);
}

static mochi_any list_reduce(const call *cx) {
  const mochi_list *list = list_of(cx);
  mochi_any result = cx->arguments[1];
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    mochi_any pair[2] = {result, element_at(list, at, element_of(cx))};
    result = call_back(cx, list, NULL, pair, 2);
  }
  return result;
}

static mochi_any list_zip(const call *cx) {
  const mochi_list *list = list_of(cx);
  const mochi_list *others = mochi_any_items(cx->arguments[0], cx->site);
  mochi_list *pairs = mochi_list_new(&mochi_type_any, 0);
  for (uint32_t at = 0; at < mochi_list_length(list) && at < others->length; at++) {
    push_any(pairs, pair_of(element_at(list, at, element_of(cx)), ((const mochi_any *)others->data)[at]));
  }
  return boxed(pairs, &mochi_type_list_any);
}

static mochi_any list_enumerate(const call *cx) {
  const mochi_list *list = list_of(cx);
  mochi_list *pairs = mochi_list_new(&mochi_type_any, mochi_list_length(list));
  for (uint32_t at = 0; at < mochi_list_length(list); at++) {
    push_any(pairs, pair_of(mochi_any_from_int(at), element_at(list, at, element_of(cx))));
  }
  return boxed(pairs, &mochi_type_list_any);
}

static mochi_any list_sum(const call *cx) {
  return mochi_list_sum(list_of(cx), element_of(cx), cx->site);
}

static mochi_any list_average(const call *cx) {
  return mochi_any_from_float(mochi_list_average(list_of(cx), element_of(cx), cx->site));
}

static mochi_any extreme(const call *cx, bool largest) {
  const mochi_type *element = element_of(cx);
  slot_buffer slot;
  mochi_list_extreme(list_of(cx), element, largest, &slot, cx->site);
  return mochi_any_from(&slot, element->kind == MOCHI_KIND_OPTION ? element->element : element);
}

static mochi_any list_min(const call *cx) {
  return extreme(cx, false);
}

static mochi_any list_max(const call *cx) {
  return extreme(cx, true);
}

static mochi_any list_exists(const call *cx) {
  return mochi_any_from_bool(mochi_list_length(list_of(cx)) != 0);
}

static mochi_any list_collect(const call *cx) {
  return list_like(cx, mochi_list_slice(list_of(cx), 0, INT64_MAX, element_of(cx)));
}

static mochi_any list_join(const call *cx) {
  const mochi_list *list = list_of(cx);
  mochi_list *texts = mochi_list_sized(&mochi_type_string, mochi_list_length(list));
  for (uint32_t at = 0; at < texts->length; at++) {
    ((mochi_string *)texts->data)[at] = mochi_any_to_string(element_at(list, at, element_of(cx)), cx->site);
  }
  return mochi_any_from_string(mochi_string_join(texts, text_argument(cx, 0)));
}

static const builtin_method list_methods[] = {
    {"len", 0, 0, list_len},
    {"count", 0, 0, list_len},
    {"append", 1, 1, list_append},
    {"push", 1, 1, list_append},
    {"pop", 0, 0, list_pop},
    {"insert", 2, 2, list_insert},
    {"removeAt", 1, 1, list_remove_at},
    {"concat", 0, UINT32_MAX, list_concat},
    {"first", 0, 0, list_first},
    {"last", 0, 0, list_last},
    {"reverse", 0, 0, list_reverse},
    {"distinct", 0, 0, list_distinct},
    {"slice", 2, 2, list_slice},
    {"indexOf", 1, 1, list_index_of},
    {"contains", 1, 1, list_contains},
    {"sort", 0, 1, list_sort},
    {"map", 1, 1, list_map},
    {"filter", 1, 1, list_filter},
    {"reduce", 2, 2, list_reduce},
    {"find", 1, 1, list_find},
    {"some", 1, 1, list_some},
    {"every", 1, 1, list_every},
    {"flatMap", 1, 1, list_flat_map},
    {"zip", 1, 1, list_zip},
    {"enumerate", 0, 0, list_enumerate},
    {"sum", 0, 0, list_sum},
    {"avg", 0, 0, list_average},
    {"min", 0, 0, list_min},
    {"max", 0, 0, list_max},
    {"exists", 0, 0, list_exists},
    {"collect", 0, 0, list_collect},
    {"join", 1, 1, list_join},
    {NULL, 0, 0, NULL}};

// ---------------------------------------------------------------- maps and sets

static mochi_any map_len(const call *cx) {
  return mochi_any_from_int(mochi_map_length(cx->receiver.as.pointer));
}

static mochi_any map_keys(const call *cx) {
  return boxed(mochi_any_items(cx->receiver, cx->site), &mochi_type_list_any);
}

static mochi_any map_values(const call *cx) {
  const mochi_type *element = cx->receiver.type->element;
  const mochi_list *values = mochi_map_values(cx->receiver.as.pointer, cx->receiver.type);
  mochi_list *items = mochi_list_sized(&mochi_type_any, values->length);
  for (uint32_t at = 0; at < values->length; at++) {
    ((mochi_any *)items->data)[at] = element_at(values, at, element);
  }
  return boxed(items, &mochi_type_list_any);
}

static mochi_any map_has(const call *cx) {
  return mochi_any_from_bool(mochi_map_find_any(cx->receiver.as.pointer, cx->arguments[0]) != NULL);
}

static mochi_any map_get(const call *cx) {
  const void *slot = mochi_map_find_any(cx->receiver.as.pointer, cx->arguments[0]);
  if (slot == NULL) {
    return cx->count == 2 ? cx->arguments[1] : mochi_any_nil();
  }
  return mochi_any_from(slot, cx->receiver.type->element);
}

static mochi_any map_remove(const call *cx) {
  slot_buffer slot;
  bool set = cx->receiver.type->kind == MOCHI_KIND_SET;
  slot_argument(cx, 0, set ? cx->receiver.type->element : cx->receiver.type->key, &slot);
  mochi_map_remove(cx->receiver.as.pointer, &slot);
  return cx->receiver;
}

static mochi_any map_merge(const call *cx) {
  slot_buffer other;
  slot_argument(cx, 0, cx->receiver.type, &other);
  return boxed(mochi_map_merge(cx->receiver.as.pointer, other.pointer, cx->receiver.type), cx->receiver.type);
}

static mochi_any set_add(const call *cx) {
  slot_buffer slot;
  slot_argument(cx, 0, cx->receiver.type->element, &slot);
  mochi_set_add(cx->receiver.as.pointer, &slot);
  return cx->receiver;
}

static const builtin_method map_methods[] = {
    {"len", 0, 0, map_len},
    {"keys", 0, 0, map_keys},
    {"values", 0, 0, map_values},
    {"has", 1, 1, map_has},
    {"get", 1, 2, map_get},
    {"remove", 1, 1, map_remove},
    {"merge", 1, 1, map_merge},
    {NULL, 0, 0, NULL}};

static const builtin_method set_methods[] = {
    {"len", 0, 0, map_len},
    {"add", 1, 1, set_add},
    {"remove", 1, 1, map_remove},
    {"contains", 1, 1, map_has},
    {NULL, 0, 0, NULL}};

// ---------------------------------------------------------------- dispatch

static const builtin_method *methods_of(mochi_any value) {
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_STRING:
      return string_methods;
    case MOCHI_KIND_LIST:
      return list_methods;
    case MOCHI_KIND_MAP:
      return map_methods;
    case MOCHI_KIND_SET:
      return set_methods;
    default:
      return NULL;
  }
}

bool mochi_call_builtin_method(mochi_any value, mochi_string name, const mochi_any *arguments, uint32_t count, mochi_any *result, const mochi_site *site) {
  const builtin_method *method = methods_of(value);
  if (method == NULL) {
    return false;
  }
  while (method->name != NULL && (strlen(method->name) != mochi_string_size(name) || memcmp(method->name, mochi_string_data(&name), mochi_string_size(name)) != 0)) {
    method++;
  }
  if (method->name == NULL) {
    return false;
  }
  if (count < method->least || count > method->most) {
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "%S expects %u %s, got %u", &name, (uint64_t)method->least, method->least == 1 ? "argument" : "arguments", (uint64_t)count);
  }
  call cx = {.receiver = value, .arguments = arguments, .count = count, .site = site, .roots = mochi_roots_here()};
  *result = method->run(&cx);
  return true;
}
