// Reading YAML: see yaml-reader.h. The text becomes a tree (yaml-tree.h), the tree becomes values.

#include "data/yaml-reader.h"

#include <string.h>

#include "data/slot.h"
#include "data/yaml-scalar.h"
#include "data/yaml-tree.h"
#include "memory/gc.h"
#include "text/format.h"
#include "text/string.h"
#include "values/any.h"
#include "values/list.h"
#include "values/map.h"

// Aliases of aliases grow without bound: nodes that are read, beside those of the text.
enum { MOST_COPIES = 10000000, MOST_DEPTH = 2 * MOCHI_YAML_DEPTH };

typedef mochi_yaml_node node;

typedef struct yaml {
  mochi_source *source;
  mochi_yaml_tree tree;
  const mochi_data_path *path;
  uint64_t budget;
  uint32_t depth;
} yaml;

static void read_value(yaml *cx, uint32_t index, void *slot, const mochi_type *type);

// ---------------------------------------------------------------- failures

static mochi_writer *begin_problem(yaml *cx, mochi_problem *problem) {
  mochi_writer *writer = mochi_problem_begin(problem);
  mochi_problem_path(writer, cx->path);
  return writer;
}

static _Noreturn void fail_with(yaml *cx, const node *at, mochi_problem *problem) {
  mochi_source_fail(cx->source, cx->source->data + at->where, mochi_problem_end(problem));
}

static _Noreturn void fail(yaml *cx, const node *at, const char *text) {
  mochi_problem problem;
  mochi_write_literal(begin_problem(cx, &problem), text);
  fail_with(cx, at, &problem);
}

static bool is_null(const node *at) {
  return at->kind == MOCHI_YAML_PLAIN && mochi_yaml_is_null(mochi_string_data(&at->text), mochi_string_size(at->text));
}

static void describe(mochi_writer *writer, const node *at) {
  if (at->kind == MOCHI_YAML_SEQUENCE) {
    mochi_write_literal(writer, " a sequence");
  } else if (at->kind == MOCHI_YAML_MAPPING) {
    mochi_write_literal(writer, " a mapping");
  } else if (is_null(at)) {
    mochi_write_literal(writer, " null");
  } else {
    mochi_write_literal(writer, at->kind == MOCHI_YAML_TEXT ? " the string" : "");
    mochi_problem_excerpt(writer, mochi_string_data(&at->text), mochi_string_size(at->text));
  }
}

static _Noreturn void fail_expected(yaml *cx, const node *at, const char *expected) {
  mochi_problem problem;
  mochi_writer *writer = begin_problem(cx, &problem);
  mochi_write_literal(writer, "expected ");
  mochi_write_literal(writer, expected);
  mochi_write_literal(writer, ", got");
  describe(writer, at);
  fail_with(cx, at, &problem);
}

static const char *name_of(const mochi_type *type) {
  return type->name == NULL || type->name[0] == 0 ? "a mapping" : type->name;
}

// ---------------------------------------------------------------- nodes

// The node itself, or what the alias stands for.
static uint32_t resolve(yaml *cx, uint32_t index) {
  if (cx->budget-- == 0) {
    fail(cx, &cx->tree.nodes[index], "the aliases of this document stand for too many values");
  }
  while (cx->tree.nodes[index].kind == MOCHI_YAML_ALIAS) {
    index = cx->tree.nodes[index].target;
  }
  return index;
}

static const node *node_at(const yaml *cx, uint32_t index) {
  return &cx->tree.nodes[index];
}

static const node *scalar_at(yaml *cx, uint32_t index, const char *expected) {
  const node *at = node_at(cx, index);
  if (at->kind != MOCHI_YAML_PLAIN) {
    fail_expected(cx, at, expected);
  }
  return at;
}

static void enter(yaml *cx, const node *at) {
  if (++cx->depth > MOST_DEPTH) {
    fail(cx, at, "its aliases nest too deep");
  }
}

// ---------------------------------------------------------------- mappings

// The entries of a mapping: its own, then those that it merges.
typedef struct entries {
  uint32_t at;     // the next key
  uint32_t end;
  mochi_list *merged;  // list<int>: keys that other mappings give, NULL while there are none
  uint32_t merged_at;
} entries;

static bool is_merge_key(const node *key) {
  return key->kind == MOCHI_YAML_PLAIN && mochi_string_equal(key->text, mochi_string_static("<<"));
}

static mochi_string key_text(yaml *cx, uint32_t index) {
  const node *key = node_at(cx, resolve(cx, index));
  if (key->kind != MOCHI_YAML_PLAIN && key->kind != MOCHI_YAML_TEXT) {
    fail(cx, key, "a key must be a scalar");
  }
  return key->text;
}

static bool has_key(yaml *cx, uint32_t mapping, mochi_string text, const mochi_list *merged) {
  for (uint32_t key = mapping + 1; key < node_at(cx, mapping)->next; key = node_at(cx, node_at(cx, key)->next)->next) {
    if (!is_merge_key(node_at(cx, key)) && mochi_string_equal(key_text(cx, key), text)) {
      return true;
    }
  }
  for (uint32_t index = 0; index < mochi_list_length(merged); index++) {
    if (mochi_string_equal(key_text(cx, (uint32_t)((const int64_t *)merged->data)[index]), text)) {
      return true;
    }
  }
  return false;
}

static void merge_from(yaml *cx, uint32_t mapping, uint32_t from, mochi_list *merged);

static void merge_all(yaml *cx, uint32_t mapping, uint32_t from, mochi_list *merged) {
  from = resolve(cx, from);
  const node *source = node_at(cx, from);
  if (source->kind == MOCHI_YAML_SEQUENCE) {
    for (uint32_t item = from + 1; item < source->next; item = node_at(cx, item)->next) {
      merge_from(cx, mapping, resolve(cx, item), merged);
    }
  } else {
    merge_from(cx, mapping, from, merged);
  }
}

static void merge_from(yaml *cx, uint32_t mapping, uint32_t from, mochi_list *merged) {
  const node *source = node_at(cx, from);
  if (source->kind != MOCHI_YAML_MAPPING) {
    fail(cx, source, "`<<` takes a mapping or a sequence of mappings");
  }
  enter(cx, source);
  for (uint32_t key = from + 1; key < source->next; key = node_at(cx, node_at(cx, key)->next)->next) {
    if (is_merge_key(node_at(cx, key))) {
      merge_all(cx, mapping, node_at(cx, key)->next, merged);
    } else if (!has_key(cx, mapping, key_text(cx, key), merged)) {
      *(int64_t *)mochi_list_push(merged, &mochi_type_int, sizeof(int64_t)) = key;
    }
  }
  cx->depth--;
}

static entries begin_entries(const yaml *cx, uint32_t mapping) {
  return (entries){.at = mapping + 1, .end = node_at(cx, mapping)->next};
}

// The next key and value; false at the end.
static bool next_entry(yaml *cx, uint32_t mapping, entries *walk, uint32_t *key, uint32_t *value) {
  while (walk->at < walk->end) {
    *key = walk->at;
    *value = node_at(cx, *key)->next;
    walk->at = node_at(cx, *value)->next;
    if (!is_merge_key(node_at(cx, *key))) {
      return true;
    }
    if (walk->merged == NULL) {
      walk->merged = mochi_list_new(&mochi_type_int, 0);
    }
    merge_all(cx, mapping, *value, walk->merged);
  }
  if (walk->merged_at == mochi_list_length(walk->merged)) {
    return false;
  }
  *key = (uint32_t)((const int64_t *)walk->merged->data)[walk->merged_at++];
  *value = node_at(cx, *key)->next;
  return true;
}

static _Noreturn void fail_twice(yaml *cx, uint32_t key) {
  mochi_problem problem;
  mochi_writer *writer = begin_problem(cx, &problem);
  mochi_string text = key_text(cx, key);
  mochi_write_literal(writer, "the key");
  mochi_problem_excerpt(writer, mochi_string_data(&text), mochi_string_size(text));
  mochi_write_literal(writer, " stands twice in this mapping");
  fail_with(cx, node_at(cx, key), &problem);
}

static void fill_missing(yaml *cx, const node *at, char *instance, const mochi_type *type, const bool *seen) {
  for (uint32_t index = 0; index < type->count; index++) {
    const mochi_field *field = &type->fields[index];
    if (seen[index]) {
      continue;
    }
    if (!mochi_type_takes_none(field->type)) {
      mochi_problem problem;
      mochi_writer *writer = begin_problem(cx, &problem);
      mochi_write_literal(writer, "the field ");
      mochi_write_literal(writer, field->name);
      mochi_write_literal(writer, " of ");
      mochi_write_literal(writer, name_of(type));
      mochi_write_literal(writer, " is missing");
      fail_with(cx, at, &problem);
    }
    mochi_slot_set_none(instance + field->offset, field->type);
  }
}

static uint32_t find_field(const mochi_type *type, mochi_string name) {
  uint32_t index = 0;
  while (index < type->count && !mochi_string_equal(name, mochi_string_static(type->fields[index].name))) {
    index++;
  }
  return index;
}

static void read_struct(yaml *cx, uint32_t index, void **slot, const mochi_type *type, uint32_t tag) {
  const node *at = node_at(cx, index);
  if (at->kind != MOCHI_YAML_MAPPING) {
    fail_expected(cx, at, name_of(type));
  }
  char *instance = mochi_new_instance(type, mochi_fields_are_pointer_free(type));
  *slot = instance;
  if ((type->flags & MOCHI_TYPE_VARIANT) != 0) {
    ((mochi_variant *)(void *)instance)->tag = tag;
  }
  bool *seen = mochi_gc_alloc_atomic(type->count + 1u);
  memset(seen, 0, type->count + 1u);
  entries walk = begin_entries(cx, index);
  uint32_t key;
  uint32_t value;
  while (next_entry(cx, index, &walk, &key, &value)) {
    uint32_t number = find_field(type, key_text(cx, key));
    if (number == type->count) {
      continue;
    }
    if (seen[number]) {
      fail_twice(cx, key);
    }
    seen[number] = true;
    const mochi_field *field = &type->fields[number];
    mochi_data_path here = {cx->path, field->name};
    cx->path = &here;
    read_value(cx, value, instance + field->offset, field->type);
    cx->path = here.outer;
  }
  fill_missing(cx, at, instance, type, seen);
}

static void read_union(yaml *cx, uint32_t index, void **slot, const mochi_type *type) {
  const node *at = node_at(cx, index);
  entries walk = begin_entries(cx, index);
  uint32_t key;
  uint32_t value;
  while (at->kind == MOCHI_YAML_MAPPING && next_entry(cx, index, &walk, &key, &value)) {
    if (!mochi_string_equal(key_text(cx, key), mochi_string_static("__name"))) {
      continue;
    }
    const node *name = node_at(cx, resolve(cx, value));
    for (uint32_t tag = 0; tag < type->count; tag++) {
      if (mochi_string_equal(name->text, mochi_string_static(type->variants[tag]->name))) {
        read_struct(cx, index, slot, type->variants[tag], tag);
        return;
      }
    }
    mochi_problem problem;
    mochi_writer *writer = begin_problem(cx, &problem);
    mochi_write_literal(writer, name_of(type));
    mochi_write_literal(writer, " has no variant");
    mochi_problem_excerpt(writer, mochi_string_data(&name->text), mochi_string_size(name->text));
    fail_with(cx, name, &problem);
  }
  mochi_problem problem;
  mochi_writer *writer = begin_problem(cx, &problem);
  mochi_write_literal(writer, "expected ");
  mochi_write_literal(writer, name_of(type));
  mochi_write_literal(writer, ", a mapping whose \"__name\" is a variant");
  fail_with(cx, at, &problem);
}

static mochi_map *read_map(yaml *cx, uint32_t index, const mochi_type *type) {
  const node *at = node_at(cx, index);
  if (at->kind != MOCHI_YAML_MAPPING) {
    fail_expected(cx, at, name_of(type));
  }
  mochi_map *map = mochi_map_new(type, 0);
  entries walk = begin_entries(cx, index);
  uint32_t key;
  uint32_t value;
  while (next_entry(cx, index, &walk, &key, &value)) {
    uint32_t before = mochi_map_length(map);
    void *slot = mochi_slot_of_key(map, type->key, key_text(cx, key));
    if (slot == NULL) {
      mochi_problem problem;
      mochi_writer *writer = begin_problem(cx, &problem);
      mochi_write_literal(writer, "expected a key of type ");
      mochi_write_literal(writer, type->key->name);
      mochi_write_literal(writer, ", got");
      describe(writer, node_at(cx, key));
      fail_with(cx, node_at(cx, key), &problem);
    }
    if (mochi_map_length(map) == before) {
      fail_twice(cx, key);
    }
    read_value(cx, value, slot, type->element);
  }
  return map;
}

// ---------------------------------------------------------------- sequences

static const node *sequence_at(yaml *cx, uint32_t index, const mochi_type *type) {
  const node *at = node_at(cx, index);
  if (at->kind != MOCHI_YAML_SEQUENCE) {
    fail_expected(cx, at, type->name);
  }
  return at;
}

static void read_items(yaml *cx, uint32_t index, mochi_list *list, const mochi_type *element) {
  uint32_t end = node_at(cx, index)->next;
  for (uint32_t item = index + 1; item < end; item = node_at(cx, item)->next) {
    read_value(cx, item, mochi_list_push(list, element, element->size), element);
  }
}

static mochi_list *read_list(yaml *cx, uint32_t index, const mochi_type *type) {
  sequence_at(cx, index, type);
  mochi_list *list = mochi_list_new(type->element, 0);
  read_items(cx, index, list, type->element);
  return list;
}

static mochi_map *read_set(yaml *cx, uint32_t index, const mochi_type *type) {
  uint32_t end = sequence_at(cx, index, type)->next;
  mochi_map *set = mochi_set_new(type, 0);
  for (uint32_t item = index + 1; item < end; item = node_at(cx, item)->next) {
    mochi_slot_value value = {.any = {.type = NULL}};
    read_value(cx, item, &value, type->element);
    mochi_set_add(set, &value);
  }
  return set;
}

// ---------------------------------------------------------------- scalars and values

static void read_any(yaml *cx, uint32_t index, mochi_any *slot) {
  const node *at = node_at(cx, index);
  const char *text = mochi_string_data(&at->text);
  uint32_t size = mochi_string_size(at->text);
  bool truth;
  int64_t integer;
  double number;
  if (at->kind == MOCHI_YAML_SEQUENCE) {
    *slot = (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = read_list(cx, index, &mochi_type_list_any)}};
  } else if (at->kind == MOCHI_YAML_MAPPING) {
    *slot = (mochi_any){.type = &mochi_type_map_string_any, .as = {.pointer = read_map(cx, index, &mochi_type_map_string_any)}};
  } else if (is_null(at)) {
    *slot = mochi_any_nil();
  } else if (at->kind == MOCHI_YAML_PLAIN && mochi_yaml_read_bool(text, size, &truth)) {
    *slot = mochi_any_from_bool(truth);
  } else if (at->kind == MOCHI_YAML_PLAIN && mochi_yaml_read_int(text, size, &integer)) {
    *slot = mochi_any_from_int(integer);
  } else if (at->kind == MOCHI_YAML_PLAIN && mochi_yaml_read_float(text, size, &number)) {
    *slot = mochi_any_from_float(number);
  } else {
    *slot = mochi_any_from_string(at->text);
  }
}

static void read_int(yaml *cx, uint32_t index, int64_t *slot, const char *expected) {
  const node *at = scalar_at(cx, index, expected);
  if (!mochi_yaml_read_int(mochi_string_data(&at->text), mochi_string_size(at->text), slot)) {
    fail_expected(cx, at, expected);
  }
}

// An int is a float, too.
static void read_float(yaml *cx, uint32_t index, double *slot) {
  const node *at = scalar_at(cx, index, "float");
  const char *text = mochi_string_data(&at->text);
  uint32_t size = mochi_string_size(at->text);
  int64_t integer;
  if (mochi_yaml_read_float(text, size, slot)) {
    return;
  }
  if (!mochi_yaml_read_int(text, size, &integer)) {
    fail_expected(cx, at, "float");
  }
  *slot = (double)integer;
}

static void read_bool(yaml *cx, uint32_t index, bool *slot) {
  const node *at = scalar_at(cx, index, "bool");
  if (!mochi_yaml_read_bool(mochi_string_data(&at->text), mochi_string_size(at->text), slot)) {
    fail_expected(cx, at, "bool");
  }
}

static void read_string(yaml *cx, uint32_t index, mochi_string *slot) {
  const node *at = node_at(cx, index);
  if ((at->kind != MOCHI_YAML_PLAIN && at->kind != MOCHI_YAML_TEXT) || is_null(at)) {
    fail_expected(cx, at, "string");
  }
  *slot = at->text;
}

static void read_exact(yaml *cx, uint32_t index, void **slot, const mochi_type *type) {
  const node *at = node_at(cx, index);
  bool scalar = (at->kind == MOCHI_YAML_PLAIN || at->kind == MOCHI_YAML_TEXT) && !is_null(at);
  *slot = scalar ? type->operations->parse(at->text) : NULL;
  if (*slot == NULL) {
    fail_expected(cx, at, type->name);
  }
}

static void read_value(yaml *cx, uint32_t index, void *slot, const mochi_type *type) {
  index = resolve(cx, index);
  const node *at = node_at(cx, index);
  enter(cx, at);
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_INT:
      read_int(cx, index, slot, "int");
      break;
    case MOCHI_KIND_DURATION:
      read_int(cx, index, slot, "a duration in nanoseconds");
      break;
    case MOCHI_KIND_FLOAT:
      read_float(cx, index, slot);
      break;
    case MOCHI_KIND_BOOL:
      read_bool(cx, index, slot);
      break;
    case MOCHI_KIND_STRING:
      read_string(cx, index, slot);
      break;
    case MOCHI_KIND_OPTION:
      if (is_null(at)) {
        mochi_slot_set_none(slot, type);
      } else {
        read_value(cx, index, slot, type->element);
        mochi_slot_set_some(slot, type);
      }
      break;
    case MOCHI_KIND_STRUCT:
      if ((type->flags & MOCHI_TYPE_VARIANT) != 0) {
        fail(cx, at, "a variant can't be loaded by itself, only its union");
      }
      read_struct(cx, index, slot, type, 0);
      break;
    case MOCHI_KIND_UNION:
      read_union(cx, index, slot, type);
      break;
    case MOCHI_KIND_LIST:
      *(mochi_list **)slot = read_list(cx, index, type);
      break;
    case MOCHI_KIND_SET:
      *(mochi_map **)slot = read_set(cx, index, type);
      break;
    case MOCHI_KIND_MAP:
      *(mochi_map **)slot = read_map(cx, index, type);
      break;
    case MOCHI_KIND_ANY:
      read_any(cx, index, slot);
      break;
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      read_exact(cx, index, slot, type);
      break;
    case MOCHI_KIND_UNIT:
    case MOCHI_KIND_FUNCTION:
    case MOCHI_KIND_CHANNEL:
      fail(cx, at, "no data has this field's type");
  }
  cx->depth--;
}

void mochi_yaml_read(mochi_source *source, mochi_list *rows, const mochi_type *type) {
  while (mochi_source_more(source)) {
    // The whole text is wanted; nothing is consumed.
  }
  yaml reader = {.source = source};
  yaml *cx = &reader;
  if (!mochi_yaml_parse(&cx->tree, source->data, source->end)) {
    mochi_source_fail(source, source->data + cx->tree.failed_at, mochi_string_static(cx->tree.problem));
  }
  if (cx->tree.count == 0) {
    return;
  }
  cx->budget = (uint64_t)cx->tree.count * 4 + MOST_COPIES;
  const node *top = node_at(cx, 0);
  if (top->kind == MOCHI_YAML_SEQUENCE) {
    read_items(cx, 0, rows, type);
  } else if (top->kind == MOCHI_YAML_MAPPING) {
    read_value(cx, 0, mochi_list_push(rows, type, type->size), type);
  } else if (!is_null(top)) {
    fail(cx, top, "expected a sequence of rows, or one mapping");
  }
}
