// Texts of values, by walking type descriptors: see format.h.
//
// One walker serves print, str and json; a table of the words and separators that differ is its
// style. Containers that are being written are remembered, so that one inside itself is noticed.

#include "text/format.h"

#include "platform/system.h"
#include "text/float.h"
#include "text/string.h"
#include "values/bigint.h"
#include "values/map.h"

// Only programs that make such values link what formats them.
MOCHI_WEAK mochi_string mochi_bigint_to_string(const mochi_bigint *value);
MOCHI_WEAK mochi_bigint *mochi_bigrat_numerator(const mochi_bigrat *value);
MOCHI_WEAK mochi_bigint *mochi_bigrat_denominator(const mochi_bigrat *value);
MOCHI_WEAK void mochi_map_walk_begin(mochi_map_walk *walk, const mochi_map *map);
MOCHI_WEAK bool mochi_map_walk_next(mochi_map_walk *walk);

typedef enum style { NESTED, STR, JSON } style;

typedef struct style_words {
  const char *nil;
  const char *list_open;
  const char *set_open;
  const char *map_open;
  const char *list_close;
  const char *set_close;
  const char *map_close;
  const char *separator;
  const char *colon;
} style_words;

static const style_words words_of[] = {
    [NESTED] = {"nil", "[", "{", "{", "]", "}", "}", ", ", ": "},
    [STR] = {"<nil>", "[", "{", "map[", "]", "}", "]", " ", ":"},
    [JSON] = {"null", "[", "[", "{", "]", "]", "}", ",", ":"},
};

// Containers being written, outermost last. The first few are compared one by one; deep nesting
// gets a table of their addresses.
typedef struct ancestor {
  const struct ancestor *outer;
  const void *container;
} ancestor;

enum { DEPTH_OF_TABLE = 32 };

typedef struct walker {
  mochi_writer *writer;
  style style;
  bool indented;
  bool failed;           // a number that JSON can't hold
  uint32_t depth;        // containers being written
  const ancestor *inner;
  const void **table;    // open addressing, a power of two; NULL until the nesting is deep
  size_t table_size;
  size_t table_used;
} walker;

static void write_slot(walker *walk, const void *slot, const mochi_type *type);

// ---------------------------------------------------------------- what a slot holds

mochi_payload mochi_payload_of(const void *slot, const mochi_type *type) {
  for (;;) {
    switch ((mochi_kind)type->kind) {
      case MOCHI_KIND_ANY: {
        const mochi_any *any = slot;
        if (any->type == NULL) {
          return (mochi_payload){NULL, NULL};
        }
        type = any->type;
        slot = type->kind == MOCHI_KIND_STRING ? (const void *)any->as.string : (const void *)&any->as;
        break;
      }
      case MOCHI_KIND_OPTION: {
        const mochi_type *inner = type->element;
        switch ((mochi_kind)inner->kind) {
          case MOCHI_KIND_INT:
          case MOCHI_KIND_DURATION:
            if (!((const mochi_option_int *)slot)->some) {
              return (mochi_payload){NULL, NULL};
            }
            break;
          case MOCHI_KIND_FLOAT:
            if (!((const mochi_option_float *)slot)->some) {
              return (mochi_payload){NULL, NULL};
            }
            break;
          case MOCHI_KIND_BOOL:
            if (!((const mochi_option_bool *)slot)->some) {
              return (mochi_payload){NULL, NULL};
            }
            break;
          default:
            // Strings and pointers tell by themselves.
            break;
        }
        // The payload comes first in every option.
        type = inner;
        break;
      }
      case MOCHI_KIND_UNION: {
        const mochi_variant *variant = *(mochi_variant *const *)slot;
        if (variant == NULL) {
          return (mochi_payload){NULL, NULL};
        }
        return (mochi_payload){type->variants[variant->tag], slot};
      }
      case MOCHI_KIND_UNIT:
        return (mochi_payload){NULL, NULL};
      case MOCHI_KIND_BOOL:
      case MOCHI_KIND_INT:
      case MOCHI_KIND_DURATION:
      case MOCHI_KIND_FLOAT:
        return (mochi_payload){type, slot};
      case MOCHI_KIND_STRING:
        if (mochi_string_is_none(*(const mochi_string *)slot)) {
          return (mochi_payload){NULL, NULL};
        }
        return (mochi_payload){type, slot};
      case MOCHI_KIND_BIGINT:
      case MOCHI_KIND_BIGRAT:
      case MOCHI_KIND_LIST:
      case MOCHI_KIND_SET:
      case MOCHI_KIND_MAP:
      case MOCHI_KIND_STRUCT:
      case MOCHI_KIND_FUNCTION:
      case MOCHI_KIND_CHANNEL:
        if (*(void *const *)slot == NULL) {
          return (mochi_payload){NULL, NULL};
        }
        return (mochi_payload){type, slot};
    }
  }
}

// ---------------------------------------------------------------- containers inside themselves

static size_t table_index(const walker *walk, const void *container) {
  size_t mask = walk->table_size - 1;
  size_t at = (size_t)((uint64_t)(uintptr_t)container * UINT64_C(0x9e3779b97f4a7c15) >> 20) & mask;
  while (walk->table[at] != NULL && walk->table[at] != container) {
    at = (at + 1) & mask;
  }
  return at;
}

// Made from the chain of ancestors, which is the truth: containers that were left stay in the table
// until then.
static void rebuild_table(walker *walk) {
  size_t size = 256;
  while (size < (size_t)walk->depth * 4) {
    size *= 2;
  }
  if (walk->table != NULL && size == walk->table_size) {
    __builtin_memset(walk->table, 0, size * sizeof *walk->table);
  } else {
    if (walk->table != NULL) {
      mochi_platform_unmap(walk->table, walk->table_size * sizeof *walk->table);
    }
    walk->table = mochi_platform_map(size * sizeof *walk->table);
    walk->table_size = size;
  }
  walk->table_used = 0;
  if (walk->table == NULL) {
    return;
  }
  for (const ancestor *outer = walk->inner; outer != NULL; outer = outer->outer) {
    walk->table[table_index(walk, outer->container)] = outer->container;
    walk->table_used++;
  }
}

// Without memory for the table, the chain of ancestors is searched: slow, but right.
static bool is_being_written(walker *walk, const void *container) {
  if (walk->depth >= DEPTH_OF_TABLE) {
    if (walk->table == NULL || walk->table_used * 2 >= walk->table_size) {
      rebuild_table(walk);
    }
    if (walk->table != NULL) {
      // Entries of containers that were left meanwhile stay; only the chain can confirm.
      size_t at = table_index(walk, container);
      if (walk->table[at] == NULL) {
        walk->table[at] = container;
        walk->table_used++;
        return false;
      }
    }
  }
  for (const ancestor *outer = walk->inner; outer != NULL; outer = outer->outer) {
    if (outer->container == container) {
      return true;
    }
  }
  return false;
}

static bool enter(walker *walk, ancestor *here, const void *container) {
  if (is_being_written(walk, container)) {
    return false;
  }
  *here = (ancestor){walk->inner, container};
  walk->inner = here;
  walk->depth++;
  return true;
}

static void leave(walker *walk, const ancestor *here) {
  walk->inner = here->outer;
  walk->depth--;
  if (walk->depth < DEPTH_OF_TABLE) {
    // What is entered from here on isn't noted in it: to be made anew.
    walk->table_used = walk->table_size;
  }
}

// ---------------------------------------------------------------- layout

static void new_line(walker *walk) {
  if (walk->indented) {
    mochi_write_byte(walk->writer, '\n');
    mochi_write_repeated(walk->writer, ' ', (size_t)walk->depth * 2);
  }
}

static void begin_item(walker *walk, bool *first) {
  if (!*first) {
    mochi_write_literal(walk->writer, words_of[walk->style].separator);
  }
  *first = false;
  new_line(walk);
}

// `empty`: nothing stands between the brackets, not even a line.
static void end_items(walker *walk, const ancestor *here, bool empty, const char *close) {
  leave(walk, here);
  if (!empty) {
    new_line(walk);
  }
  mochi_write_literal(walk->writer, close);
}

static void write_key_text(walker *walk, const char *bytes, size_t size) {
  switch (walk->style) {
    case NESTED:
      mochi_write_quoted(walk->writer, bytes, size);
      break;
    case STR:
      mochi_write_bytes(walk->writer, bytes, size);
      break;
    case JSON:
      mochi_write_json_string(walk->writer, bytes, size);
      break;
  }
  mochi_write_literal(walk->writer, words_of[walk->style].colon);
  if (walk->indented) {
    mochi_write_byte(walk->writer, ' ');
  }
}

// ---------------------------------------------------------------- scalars

static void write_string(walker *walk, const mochi_string *text) {
  const char *data = mochi_string_data(text);
  uint32_t size = mochi_string_size(*text);
  switch (walk->style) {
    case NESTED:
      mochi_write_quoted(walk->writer, data, size);
      break;
    case STR:
      mochi_write_bytes(walk->writer, data, size);
      break;
    case JSON:
      mochi_write_json_string(walk->writer, data, size);
      break;
  }
}

static void write_float(walker *walk, double value) {
  switch (walk->style) {
    case NESTED:
      mochi_write_float_nested(walk->writer, value);
      break;
    case STR:
      mochi_write_float(walk->writer, value);
      break;
    case JSON:
      if (value - value != 0) {
        walk->failed = true;
      } else {
        mochi_write_float_json(walk->writer, value);
      }
      break;
  }
}

static void write_bigrat(walker *walk, const mochi_bigrat *value) {
  mochi_string numerator = mochi_bigint_to_string(mochi_bigrat_numerator(value));
  mochi_string denominator = mochi_bigint_to_string(mochi_bigrat_denominator(value));
  bool integral = mochi_string_equal(denominator, mochi_string_of_byte('1'));
  if (walk->style == JSON) {
    mochi_write_byte(walk->writer, '"');
  }
  mochi_write_string(walk->writer, numerator);
  if (walk->style != JSON || !integral) {
    mochi_write_byte(walk->writer, '/');
    mochi_write_string(walk->writer, denominator);
  }
  if (walk->style == JSON) {
    mochi_write_byte(walk->writer, '"');
  }
}

static void write_function(walker *walk, const mochi_function *function) {
  switch (walk->style) {
    case NESTED:
      mochi_write_literal(walk->writer, "nil");
      break;
    case STR:
      if (function->info->name == NULL) {
        mochi_write_literal(walk->writer, "<nil>");
      } else {
        mochi_write_literal(walk->writer, "<fun ");
        mochi_write_literal(walk->writer, function->info->name);
        mochi_write_byte(walk->writer, '>');
      }
      break;
    case JSON:
      mochi_write_literal(walk->writer, "{}");
      break;
  }
}

// ---------------------------------------------------------------- containers

static void write_list(walker *walk, const mochi_list *list, const mochi_type *type) {
  const style_words *words = &words_of[walk->style];
  ancestor here;
  if (!enter(walk, &here, list)) {
    mochi_write_literal(walk->writer, "[...]");
    return;
  }
  mochi_write_literal(walk->writer, words->list_open);
  bool first = true;
  const char *item = list->data;
  for (uint32_t i = 0; i < list->length; i++, item += type->element->size) {
    begin_item(walk, &first);
    write_slot(walk, item, type->element);
  }
  end_items(walk, &here, first, words->list_close);
}

static void write_set(walker *walk, const mochi_map *set, const mochi_type *type) {
  const style_words *words = &words_of[walk->style];
  ancestor here;
  if (!enter(walk, &here, set)) {
    mochi_write_literal(walk->writer, "{...}");
    return;
  }
  mochi_write_literal(walk->writer, words->set_open);
  bool first = true;
  mochi_map_walk entries;
  mochi_map_walk_begin(&entries, set);
  while (mochi_map_walk_next(&entries)) {
    begin_item(walk, &first);
    write_slot(walk, entries.key, type->element);
  }
  end_items(walk, &here, first, words->set_close);
}

static void write_key(walker *walk, const void *key, const mochi_type *type) {
  mochi_payload payload = mochi_payload_of(key, type);
  if (payload.type != NULL && payload.type->kind == MOCHI_KIND_STRING) {
    const mochi_string *text = payload.slot;
    write_key_text(walk, mochi_string_data(text), mochi_string_size(*text));
    return;
  }
  mochi_string text = mochi_key_text(key, type);
  write_key_text(walk, mochi_string_data(&text), mochi_string_size(text));
}

static void write_map(walker *walk, const mochi_map *map, const mochi_type *type) {
  const style_words *words = &words_of[walk->style];
  ancestor here;
  if (!enter(walk, &here, map)) {
    mochi_write_literal(walk->writer, "{...}");
    return;
  }
  mochi_write_literal(walk->writer, words->map_open);
  bool first = true;
  mochi_map_walk entries;
  mochi_map_walk_begin(&entries, map);
  while (mochi_map_walk_next(&entries)) {
    begin_item(walk, &first);
    write_key(walk, entries.key, type->key);
    write_slot(walk, entries.value, type->element);
  }
  end_items(walk, &here, first, words->map_close);
}

static void write_name_field(walker *walk, bool *first, const mochi_type *type) {
  const mochi_string name = mochi_string_static(type->name);
  begin_item(walk, first);
  write_key_text(walk, "__name", 6);
  write_string(walk, &name);
}

static void write_struct(walker *walk, const char *instance, const mochi_type *type) {
  const style_words *words = &words_of[walk->style];
  ancestor here;
  if (!enter(walk, &here, instance)) {
    mochi_write_literal(walk->writer, "{...}");
    return;
  }
  mochi_write_literal(walk->writer, words->map_open);
  bool first = true;
  bool named = (type->flags & MOCHI_TYPE_RECORD) != 0;
  for (uint32_t i = 0; i < type->count; i++) {
    const mochi_field *field = &type->fields[i];
    if (!named && __builtin_strcmp(field->name, "__name") > 0) {
      write_name_field(walk, &first, type);
      named = true;
    }
    begin_item(walk, &first);
    write_key_text(walk, field->name, __builtin_strlen(field->name));
    write_slot(walk, instance + field->offset, field->type);
  }
  if (!named) {
    write_name_field(walk, &first, type);
  }
  end_items(walk, &here, first, words->map_close);
}

static void write_slot(walker *walk, const void *slot, const mochi_type *type) {
  mochi_payload payload = mochi_payload_of(slot, type);
  type = payload.type;
  slot = payload.slot;
  if (type == NULL) {
    mochi_write_literal(walk->writer, words_of[walk->style].nil);
    return;
  }
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_BOOL:
      mochi_write_literal(walk->writer, *(const bool *)slot ? "true" : "false");
      return;
    case MOCHI_KIND_INT:
      mochi_write_int(walk->writer, *(const int64_t *)slot);
      return;
    case MOCHI_KIND_DURATION:
      if (walk->style == JSON) {
        mochi_write_int(walk->writer, *(const int64_t *)slot);
      } else {
        mochi_write_duration(walk->writer, *(const int64_t *)slot);
      }
      return;
    case MOCHI_KIND_FLOAT:
      write_float(walk, *(const double *)slot);
      return;
    case MOCHI_KIND_BIGINT:
      mochi_write_string(walk->writer, mochi_bigint_to_string(*(const mochi_bigint *const *)slot));
      return;
    case MOCHI_KIND_BIGRAT:
      write_bigrat(walk, *(const mochi_bigrat *const *)slot);
      return;
    case MOCHI_KIND_STRING:
      write_string(walk, slot);
      return;
    case MOCHI_KIND_LIST:
      write_list(walk, *(const mochi_list *const *)slot, type);
      return;
    case MOCHI_KIND_SET:
      write_set(walk, *(const mochi_map *const *)slot, type);
      return;
    case MOCHI_KIND_MAP:
      write_map(walk, *(const mochi_map *const *)slot, type);
      return;
    case MOCHI_KIND_STRUCT:
      write_struct(walk, *(const char *const *)slot, type);
      return;
    case MOCHI_KIND_FUNCTION:
      write_function(walk, *(const mochi_function *const *)slot);
      return;
    case MOCHI_KIND_CHANNEL:
      mochi_write_literal(walk->writer, walk->style == JSON ? "{}" : "<chan>");
      return;
    case MOCHI_KIND_UNIT:
    case MOCHI_KIND_UNION:
    case MOCHI_KIND_OPTION:
    case MOCHI_KIND_ANY:
      // Looked through by mochi_payload_of.
      return;
  }
}

// ---------------------------------------------------------------- entry points

static bool write_in_style(mochi_writer *writer, const void *value, const mochi_type *type, style chosen, bool indented) {
  walker walk = {.writer = writer, .style = chosen, .indented = indented};
  write_slot(&walk, value, type);
  if (walk.table != NULL) {
    mochi_platform_unmap(walk.table, walk.table_size * sizeof *walk.table);
  }
  return !walk.failed;
}

void mochi_write_nested(mochi_writer *writer, const void *value, const mochi_type *type) {
  write_in_style(writer, value, type, NESTED, false);
}

void mochi_write_str(mochi_writer *writer, const void *value, const mochi_type *type) {
  write_in_style(writer, value, type, STR, false);
}

bool mochi_write_json(mochi_writer *writer, const void *value, const mochi_type *type, bool indented) {
  return write_in_style(writer, value, type, JSON, indented);
}

void mochi_write_text(mochi_writer *writer, const void *value, const mochi_type *type) {
  mochi_payload payload = mochi_payload_of(value, type);
  if (payload.type == NULL) {
    mochi_write_literal(writer, "nil");
    return;
  }
  switch ((mochi_kind)payload.type->kind) {
    case MOCHI_KIND_STRING:
    case MOCHI_KIND_FLOAT:
      // At top level they are as in str.
      mochi_write_str(writer, payload.slot, payload.type);
      return;
    case MOCHI_KIND_FUNCTION: {
      const mochi_function *function = *(const mochi_function *const *)payload.slot;
      if (function->info->name == NULL) {
        mochi_write_literal(writer, "nil");
      } else {
        mochi_write_str(writer, payload.slot, payload.type);
      }
      return;
    }
    default:
      mochi_write_nested(writer, payload.slot, payload.type);
      return;
  }
}
