// See compare.h. All values are first peeked at (what slot, what type, once options, unions and any
// are looked through), then handled by kind; slots of simple types take short cuts.

#include "values/compare.h"

#include <string.h>

#include "memory/gc.h"
#include "text/string.h"
#include "values/hash.h"
#include "values/map.h"
#include "values/number.h"

// Programs without maps don't link them: a value of such a kind is made by map.c only.
MOCHI_WEAK void *mochi_map_find(const mochi_map *map, const void *key);
MOCHI_WEAK void *mochi_map_find_any(const mochi_map *map, mochi_any key);
MOCHI_WEAK void mochi_map_walk_begin(mochi_map_walk *walk, const mochi_map *map);
MOCHI_WEAK void mochi_map_walk_unordered(mochi_map_walk *walk, const mochi_map *map);
MOCHI_WEAK bool mochi_map_walk_next(mochi_map_walk *walk);

// ---------------------------------------------------------------- peeking

static mochi_any peek_option(const void *slot, const mochi_type *type) {
  const mochi_type *inner = type->element;
  bool some = true;
  switch ((mochi_kind)inner->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      some = ((const mochi_option_int *)slot)->some;
      break;
    case MOCHI_KIND_FLOAT:
      some = ((const mochi_option_float *)slot)->some;
      break;
    case MOCHI_KIND_BOOL:
      some = ((const mochi_option_bool *)slot)->some;
      break;
    case MOCHI_KIND_STRING:
      some = !mochi_string_is_none(*(const mochi_string *)slot);
      break;
    default:
      // Pointers and any say so themselves.
      break;
  }
  return some ? mochi_peek(slot, inner) : (mochi_any){.type = NULL, .as = {.integer = 0}};
}

mochi_any mochi_peek(const void *slot, const mochi_type *type) {
  mochi_any value = {.type = type, .as = {.integer = 0}};
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_UNIT:
      value.type = NULL;
      return value;
    case MOCHI_KIND_BOOL:
      value.as.boolean = *(const bool *)slot;
      return value;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      value.as.integer = *(const int64_t *)slot;
      return value;
    case MOCHI_KIND_FLOAT:
      value.as.floating = *(const double *)slot;
      return value;
    case MOCHI_KIND_STRING:
      value.as.string = slot;
      return value;
    case MOCHI_KIND_OPTION:
      return peek_option(slot, type);
    case MOCHI_KIND_ANY:
      value = *(const mochi_any *)slot;
      if (value.type != NULL && value.type->kind == MOCHI_KIND_UNION) {
        value.type = value.type->variants[((const mochi_variant *)value.as.pointer)->tag];
      }
      return value;
    case MOCHI_KIND_UNION:
      value.as.pointer = *(void *const *)slot;
      if (value.as.pointer == NULL) {
        value.type = NULL;
      } else {
        value.type = type->variants[((const mochi_variant *)value.as.pointer)->tag];
      }
      return value;
    default:
      value.as.pointer = *(void *const *)slot;
      if (value.as.pointer == NULL) {
        value.type = NULL;
      }
      return value;
  }
}

// ---------------------------------------------------------------- kinds

static bool is_exact(const mochi_any *value) {
  return value->type->kind == MOCHI_KIND_BIGINT || value->type->kind == MOCHI_KIND_BIGRAT;
}

bool mochi_is_number(mochi_any value) {
  if (value.type == NULL) {
    return false;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return true;
    default:
      return false;
  }
}

static bool is_record(const mochi_type *type) {
  return type->kind == MOCHI_KIND_STRUCT && (type->flags & MOCHI_TYPE_RECORD) != 0;
}

static const void *field_slot(const mochi_any *value, const mochi_field *field) {
  return (const char *)value->as.pointer + field->offset;
}

// The field of that name, or NULL. Fields are in byte order.
static const mochi_field *find_field(const mochi_type *type, const char *name, size_t size) {
  for (uint32_t at = 0; at < type->count; at++) {
    if (strncmp(type->fields[at].name, name, size) == 0 && type->fields[at].name[size] == 0) {
      return &type->fields[at];
    }
  }
  return NULL;
}

int32_t mochi_compare_numbers(mochi_any left, mochi_any right) {
  if (is_exact(&left)) {
    return left.type->operations->compare(left.as.pointer, right);
  }
  if (is_exact(&right)) {
    int32_t order = right.type->operations->compare(right.as.pointer, left);
    return order == 2 ? 2 : -order;
  }
  bool left_is_float = left.type->kind == MOCHI_KIND_FLOAT;
  bool right_is_float = right.type->kind == MOCHI_KIND_FLOAT;
  if (left_is_float && right_is_float) {
    double a = left.as.floating;
    double b = right.as.floating;
    return a < b ? -1 : a > b ? 1 : a == b ? 0 : 2;
  }
  if (left_is_float) {
    int32_t order = mochi_compare_int_float(right.as.integer, left.as.floating);
    return order == 2 ? 2 : -order;
  }
  if (right_is_float) {
    return mochi_compare_int_float(left.as.integer, right.as.floating);
  }
  return (left.as.integer > right.as.integer) - (left.as.integer < right.as.integer);
}

// ---------------------------------------------------------------- cycles

enum { REMEMBER_FROM = 64 };

// Pairs of containers under comparison, remembered from some depth on. The pointers are kept alive by
// the operands, so the table needn't be scanned.
typedef struct pair {
  const void *left;
  const void *right;
} pair;

typedef struct comparison {
  uint32_t depth;
  uint64_t count;
  uint64_t size;
  pair *pairs;
} comparison;

static pair *pair_place(const comparison *cx, const void *left, const void *right) {
  uint64_t at = mochi_hash_mix((uint64_t)(uintptr_t)left ^ UINT64_C(0x9e3779b97f4a7c15), (uint64_t)(uintptr_t)right ^ UINT64_C(0xa0761d6478bd642f));
  for (;; at++) {
    pair *place = &cx->pairs[at & (cx->size - 1)];
    if (place->left == NULL || (place->left == left && place->right == right)) {
      return place;
    }
  }
}

// Enters a pair of containers. True when they were entered before: then they are taken as equal.
static bool enter(comparison *cx, const void *left, const void *right) {
  if (++cx->depth < REMEMBER_FROM) {
    return false;
  }
  if (cx->count * 2 >= cx->size) {
    comparison old = *cx;
    cx->size = old.size == 0 ? 64 : old.size * 2;
    cx->pairs = mochi_gc_alloc_atomic((size_t)cx->size * sizeof *cx->pairs);
    memset(cx->pairs, 0, (size_t)cx->size * sizeof *cx->pairs);
    for (uint64_t at = 0; at < old.size; at++) {
      if (old.pairs[at].left != NULL) {
        *pair_place(cx, old.pairs[at].left, old.pairs[at].right) = old.pairs[at];
      }
    }
  }
  pair *place = pair_place(cx, left, right);
  if (place->left != NULL) {
    return true;
  }
  *place = (pair){.left = left, .right = right};
  cx->count++;
  return false;
}

// ---------------------------------------------------------------- equality

static bool equal_values(comparison *cx, const mochi_any *left, const mochi_any *right);

static bool equal_slots(comparison *cx, const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type) {
  if (left_type == right_type) {
    switch ((mochi_kind)left_type->kind) {
      case MOCHI_KIND_INT:
      case MOCHI_KIND_DURATION:
        return *(const int64_t *)left == *(const int64_t *)right;
      case MOCHI_KIND_FLOAT:
        return *(const double *)left == *(const double *)right;
      case MOCHI_KIND_BOOL:
        return *(const bool *)left == *(const bool *)right;
      case MOCHI_KIND_STRING:
        return mochi_string_equal(*(const mochi_string *)left, *(const mochi_string *)right);
      default:
        break;
    }
  }
  mochi_any left_value = mochi_peek(left, left_type);
  mochi_any right_value = mochi_peek(right, right_type);
  return equal_values(cx, &left_value, &right_value);
}

static bool equal_lists(comparison *cx, const mochi_any *left, const mochi_any *right) {
  const mochi_list *a = left->as.pointer;
  const mochi_list *b = right->as.pointer;
  if (a->length != b->length) {
    return false;
  }
  const mochi_type *left_type = left->type->element;
  const mochi_type *right_type = right->type->element;
  if (left_type->kind == MOCHI_KIND_INT && right_type->kind == MOCHI_KIND_INT) {
    return a->length == 0 || memcmp(a->data, b->data, (size_t)a->length * sizeof(int64_t)) == 0;
  }
  for (uint32_t at = 0; at < a->length; at++) {
    const char *left_slot = (const char *)a->data + (size_t)at * left_type->size;
    const char *right_slot = (const char *)b->data + (size_t)at * right_type->size;
    if (!equal_slots(cx, left_slot, left_type, right_slot, right_type)) {
      return false;
    }
  }
  return true;
}

static bool equal_structs(comparison *cx, const mochi_any *left, const mochi_any *right) {
  const mochi_type *a = left->type;
  const mochi_type *b = right->type;
  if (a != b) {
    // Records are alike by their fields, others by their names too.
    if (a->count != b->count || (!is_record(a) && strcmp(a->name, b->name) != 0)) {
      return false;
    }
    for (uint32_t at = 0; at < a->count; at++) {
      if (strcmp(a->fields[at].name, b->fields[at].name) != 0) {
        return false;
      }
    }
  }
  for (uint32_t at = 0; at < a->count; at++) {
    if (!equal_slots(cx, field_slot(left, &a->fields[at]), a->fields[at].type, field_slot(right, &b->fields[at]), b->fields[at].type)) {
      return false;
    }
  }
  return true;
}

static const void *find_same_key(const mochi_any *map, const void *key, const mochi_type *key_type) {
  const mochi_type *own = map->type->kind == MOCHI_KIND_SET ? map->type->element : map->type->key;
  if (own == key_type) {
    return mochi_map_find(map->as.pointer, key);
  }
  return mochi_map_find_any(map->as.pointer, mochi_peek(key, key_type));
}

static bool equal_sets(const mochi_any *left, const mochi_any *right) {
  if (mochi_map_length(left->as.pointer) != mochi_map_length(right->as.pointer)) {
    return false;
  }
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, left->as.pointer);
  while (mochi_map_walk_next(&walk)) {
    if (find_same_key(right, walk.key, left->type->element) == NULL) {
      return false;
    }
  }
  return true;
}

static bool equal_maps(comparison *cx, const mochi_any *left, const mochi_any *right) {
  if (mochi_map_length(left->as.pointer) != mochi_map_length(right->as.pointer)) {
    return false;
  }
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, left->as.pointer);
  while (mochi_map_walk_next(&walk)) {
    const void *value = find_same_key(right, walk.key, left->type->key);
    if (value == NULL || !equal_slots(cx, walk.value, left->type->element, value, right->type->element)) {
      return false;
    }
  }
  return true;
}

static bool equal_record_map(comparison *cx, const mochi_any *record, const mochi_any *map) {
  if (mochi_map_length(map->as.pointer) != record->type->count) {
    return false;
  }
  mochi_map_walk walk;
  mochi_map_walk_unordered(&walk, map->as.pointer);
  while (mochi_map_walk_next(&walk)) {
    mochi_any key = mochi_peek(walk.key, map->type->key);
    if (key.type == NULL || key.type->kind != MOCHI_KIND_STRING) {
      return false;
    }
    const mochi_field *field = find_field(record->type, mochi_string_data(key.as.string), mochi_string_size(*key.as.string));
    if (field == NULL || !equal_slots(cx, field_slot(record, field), field->type, walk.value, map->type->element)) {
      return false;
    }
  }
  return true;
}

static bool equal_containers(comparison *cx, const mochi_any *left, const mochi_any *right) {
  mochi_kind left_kind = (mochi_kind)left->type->kind;
  mochi_kind right_kind = (mochi_kind)right->type->kind;
  if (left_kind == MOCHI_KIND_LIST && right_kind == MOCHI_KIND_LIST) {
    return equal_lists(cx, left, right);
  }
  if (left_kind == MOCHI_KIND_SET && right_kind == MOCHI_KIND_SET) {
    return equal_sets(left, right);
  }
  if (left_kind == MOCHI_KIND_MAP && right_kind == MOCHI_KIND_MAP) {
    return equal_maps(cx, left, right);
  }
  if (left_kind == MOCHI_KIND_STRUCT && right_kind == MOCHI_KIND_STRUCT) {
    return is_record(left->type) == is_record(right->type) && equal_structs(cx, left, right);
  }
  if (is_record(left->type) && right_kind == MOCHI_KIND_MAP) {
    return equal_record_map(cx, left, right);
  }
  if (left_kind == MOCHI_KIND_MAP && is_record(right->type)) {
    return equal_record_map(cx, right, left);
  }
  return false;
}

static bool equal_values(comparison *cx, const mochi_any *left, const mochi_any *right) {
  if (left->type == NULL || right->type == NULL) {
    return left->type == right->type;
  }
  switch ((mochi_kind)left->type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return mochi_is_number(*right) && mochi_compare_numbers(*left, *right) == 0;
    case MOCHI_KIND_BOOL:
      return right->type->kind == MOCHI_KIND_BOOL && left->as.boolean == right->as.boolean;
    case MOCHI_KIND_DURATION:
      return right->type->kind == MOCHI_KIND_DURATION && left->as.integer == right->as.integer;
    case MOCHI_KIND_STRING:
      return right->type->kind == MOCHI_KIND_STRING && mochi_string_equal(*left->as.string, *right->as.string);
    case MOCHI_KIND_CHANNEL:
      return right->type->kind == MOCHI_KIND_CHANNEL && left->as.pointer == right->as.pointer;
    case MOCHI_KIND_LIST:
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
    case MOCHI_KIND_STRUCT: {
      bool equal = enter(cx, left->as.pointer, right->as.pointer) || equal_containers(cx, left, right);
      cx->depth--;
      return equal;
    }
    default:
      return false;
  }
}

bool mochi_equal_across(const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type) {
  comparison cx = {.depth = 0, .count = 0, .size = 0, .pairs = NULL};
  return equal_slots(&cx, left, left_type, right, right_type);
}

bool mochi_equal(const void *left, const void *right, const mochi_type *type) {
  return mochi_equal_across(left, type, right, type);
}

// ---------------------------------------------------------------- order

static int32_t compare_values(comparison *cx, const mochi_any *left, const mochi_any *right);

static int32_t compare_slots(comparison *cx, const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type) {
  mochi_any left_value = mochi_peek(left, left_type);
  mochi_any right_value = mochi_peek(right, right_type);
  return compare_values(cx, &left_value, &right_value);
}

// Where values of different kinds stand.
static int32_t rank(const mochi_any *value) {
  if (value->type == NULL) {
    return 10;
  }
  switch ((mochi_kind)value->type->kind) {
    case MOCHI_KIND_BOOL:
      return 0;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return 1;
    case MOCHI_KIND_DURATION:
      return 2;
    case MOCHI_KIND_STRING:
      return 3;
    case MOCHI_KIND_LIST:
      return 4;
    case MOCHI_KIND_SET:
      return 5;
    case MOCHI_KIND_MAP:
      return 6;
    case MOCHI_KIND_STRUCT:
      return is_record(value->type) ? 6 : 7;
    case MOCHI_KIND_FUNCTION:
      return 8;
    default:
      return 9;
  }
}

static int32_t sign(int order) {
  return (order > 0) - (order < 0);
}

static bool is_nan(const mochi_any *value) {
  return value->type->kind == MOCHI_KIND_FLOAT && value->as.floating != value->as.floating;
}

static int32_t compare_lists(comparison *cx, const mochi_any *left, const mochi_any *right) {
  const mochi_list *a = left->as.pointer;
  const mochi_list *b = right->as.pointer;
  const mochi_type *left_type = left->type->element;
  const mochi_type *right_type = right->type->element;
  for (uint32_t at = 0; at < a->length && at < b->length; at++) {
    const char *left_slot = (const char *)a->data + (size_t)at * left_type->size;
    const char *right_slot = (const char *)b->data + (size_t)at * right_type->size;
    int32_t order = compare_slots(cx, left_slot, left_type, right_slot, right_type);
    if (order != 0) {
      return order;
    }
  }
  return (a->length > b->length) - (a->length < b->length);
}

static int32_t compare_structs(comparison *cx, const mochi_any *left, const mochi_any *right) {
  const mochi_type *a = left->type;
  const mochi_type *b = right->type;
  int32_t order = sign(strcmp(a->name, b->name));
  for (uint32_t at = 0; order == 0 && at < a->count && at < b->count; at++) {
    order = sign(strcmp(a->fields[at].name, b->fields[at].name));
    if (order == 0) {
      order = compare_slots(cx, field_slot(left, &a->fields[at]), a->fields[at].type, field_slot(right, &b->fields[at]), b->fields[at].type);
    }
  }
  return order != 0 ? order : (a->count > b->count) - (a->count < b->count);
}

// Entries of a map or set in order, or fields of a record.
typedef struct entries {
  const mochi_any *value;
  mochi_map_walk walk;
  uint32_t at;
  mochi_any key;
  mochi_string name;
  const void *slot;
  const mochi_type *slot_type;
} entries;

static void entries_begin(entries *all, const mochi_any *value) {
  all->value = value;
  all->at = 0;
  if (value->type->kind != MOCHI_KIND_STRUCT) {
    mochi_map_walk_begin(&all->walk, value->as.pointer);
  }
}

static bool entries_next(entries *all) {
  const mochi_type *type = all->value->type;
  if (type->kind == MOCHI_KIND_STRUCT) {
    if (all->at >= type->count) {
      return false;
    }
    const mochi_field *field = &type->fields[all->at++];
    all->name = mochi_string_static(field->name);
    all->key = (mochi_any){.type = &mochi_type_string, .as = {.string = &all->name}};
    all->slot = field_slot(all->value, field);
    all->slot_type = field->type;
    return true;
  }
  if (!mochi_map_walk_next(&all->walk)) {
    return false;
  }
  all->key = mochi_peek(all->walk.key, type->kind == MOCHI_KIND_SET ? type->element : type->key);
  all->slot = all->walk.value;
  all->slot_type = type->element;
  return true;
}

static int32_t compare_entries(comparison *cx, const mochi_any *left, const mochi_any *right) {
  entries a;
  entries b;
  entries_begin(&a, left);
  entries_begin(&b, right);
  for (;;) {
    bool left_more = entries_next(&a);
    bool right_more = entries_next(&b);
    if (!left_more || !right_more) {
      return left_more ? 1 : right_more ? -1 : 0;
    }
    int32_t order = compare_values(cx, &a.key, &b.key);
    if (order == 0 && a.slot != NULL && b.slot != NULL) {
      order = compare_slots(cx, a.slot, a.slot_type, b.slot, b.slot_type);
    }
    if (order != 0) {
      return order;
    }
  }
}

static int32_t compare_values(comparison *cx, const mochi_any *left, const mochi_any *right) {
  int32_t left_rank = rank(left);
  int32_t right_rank = rank(right);
  if (left_rank != right_rank) {
    return left_rank < right_rank ? -1 : 1;
  }
  if (left->type == NULL) {
    return 0;
  }
  switch ((mochi_kind)left->type->kind) {
    case MOCHI_KIND_BOOL:
      return (left->as.boolean ? 1 : 0) - (right->as.boolean ? 1 : 0);
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT: {
      int32_t order = mochi_compare_numbers(*left, *right);
      return order != 2 ? order : (is_nan(left) ? 1 : 0) - (is_nan(right) ? 1 : 0);
    }
    case MOCHI_KIND_DURATION:
      return (left->as.integer > right->as.integer) - (left->as.integer < right->as.integer);
    case MOCHI_KIND_STRING:
      return sign(mochi_string_compare(*left->as.string, *right->as.string));
    case MOCHI_KIND_LIST:
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
    case MOCHI_KIND_STRUCT: {
      int32_t order = 0;
      if (!enter(cx, left->as.pointer, right->as.pointer)) {
        if (left->type->kind == MOCHI_KIND_LIST) {
          order = compare_lists(cx, left, right);
        } else if (left_rank == 7) {
          order = compare_structs(cx, left, right);
        } else {
          order = compare_entries(cx, left, right);
        }
      }
      cx->depth--;
      return order;
    }
    default:
      return 0;
  }
}

int32_t mochi_compare_across(const void *left, const mochi_type *left_type, const void *right, const mochi_type *right_type) {
  comparison cx = {.depth = 0, .count = 0, .size = 0, .pairs = NULL};
  return compare_slots(&cx, left, left_type, right, right_type);
}

int32_t mochi_compare(const void *left, const void *right, const mochi_type *type) {
  return mochi_compare_across(left, type, right, type);
}

// ---------------------------------------------------------------- hash

enum { HASH_DEPTH = 4 };

static uint64_t hash_float(double value) {
  if (mochi_float_fits_int(value) && (double)(int64_t)value == value) {
    return mochi_hash_int((int64_t)value);
  }
  uint64_t bits = UINT64_C(0x7ff8000000000000);
  if (value == value) {
    memcpy(&bits, &value, sizeof bits);
  }
  return mochi_hash_mix(bits ^ mochi_hash_seed, UINT64_C(0xd6e8feb86659fd93));
}

static uint64_t hash_value(const mochi_any *value, uint32_t depth);

static uint64_t hash_slot(const void *slot, const mochi_type *type, uint32_t depth) {
  mochi_any value = mochi_peek(slot, type);
  return hash_value(&value, depth);
}

static uint64_t hash_list(const mochi_any *value, uint32_t depth) {
  const mochi_list *list = value->as.pointer;
  const mochi_type *element = value->type->element;
  uint64_t hash = mochi_hash_int(list->length);
  for (uint32_t at = 0; at < list->length; at++) {
    hash = mochi_hash_mix(hash ^ hash_slot((const char *)list->data + (size_t)at * element->size, element, depth), UINT64_C(0xe7037ed1a0b428db));
  }
  return hash;
}

static uint64_t hash_value(const mochi_any *value, uint32_t depth) {
  if (value->type == NULL) {
    return UINT64_C(0x2545f4914f6cdd1d);
  }
  switch ((mochi_kind)value->type->kind) {
    case MOCHI_KIND_BOOL:
      return value->as.boolean ? UINT64_C(0x9fb21c651e98df25) : UINT64_C(0xa5a35625cc1ed8a1);
    case MOCHI_KIND_INT:
      return mochi_hash_int(value->as.integer);
    case MOCHI_KIND_DURATION:
      return mochi_hash_int(value->as.integer) + 1;
    case MOCHI_KIND_FLOAT:
      return hash_float(value->as.floating);
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT: {
      int64_t small = 0;
      mochi_any truncated = {.type = &mochi_type_int, .as = {.integer = 0}};
      if (value->type->operations->to_int(value->as.pointer, &small)) {
        truncated.as.integer = small;
      }
      if (value->type->operations->compare(value->as.pointer, truncated) == 0) {
        return mochi_hash_int(truncated.as.integer);
      }
      return hash_float(value->type->operations->to_float(value->as.pointer));
    }
    case MOCHI_KIND_STRING:
      return mochi_hash_string(*value->as.string);
    case MOCHI_KIND_CHANNEL:
      return mochi_hash_int((int64_t)(intptr_t)value->as.pointer);
    default:
      break;
  }
  if (depth >= HASH_DEPTH) {
    return UINT64_C(0x165667b19e3779f9);
  }
  switch ((mochi_kind)value->type->kind) {
    case MOCHI_KIND_LIST:
      return hash_list(value, depth + 1);
    case MOCHI_KIND_STRUCT: {
      // Records hash like maps: by count and values, in any order.
      bool record = is_record(value->type);
      uint64_t hash = record ? mochi_hash_int(value->type->count) : mochi_hash_bytes(value->type->name, (uint32_t)strlen(value->type->name));
      for (uint32_t at = 0; at < value->type->count; at++) {
        const mochi_field *field = &value->type->fields[at];
        uint64_t part = hash_slot(field_slot(value, field), field->type, depth + 1);
        hash = record ? hash + part : mochi_hash_mix(hash ^ part, UINT64_C(0x8ebc6af09c88c6e3));
      }
      return hash;
    }
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP: {
      bool set = value->type->kind == MOCHI_KIND_SET;
      uint64_t hash = mochi_hash_int(mochi_map_length(value->as.pointer));
      mochi_map_walk walk;
      mochi_map_walk_unordered(&walk, value->as.pointer);
      while (mochi_map_walk_next(&walk)) {
        hash += hash_slot(set ? walk.key : walk.value, value->type->element, depth + 1);
      }
      return hash;
    }
    default:
      return UINT64_C(0x27d4eb2f165667c5);
  }
}

uint64_t mochi_hash(const void *value, const mochi_type *type) {
  mochi_hash_start();
  return hash_slot(value, type, 0);
}

// ---------------------------------------------------------------- truth

bool mochi_truthy(const void *slot, const mochi_type *type) {
  mochi_any value = mochi_peek(slot, type);
  if (value.type == NULL) {
    return false;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_BOOL:
      return value.as.boolean;
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      return value.as.integer != 0;
    case MOCHI_KIND_FLOAT:
      return value.as.floating != 0;
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return value.type->operations->sign(value.as.pointer) != 0;
    case MOCHI_KIND_STRING:
      return mochi_string_size(*value.as.string) != 0;
    case MOCHI_KIND_LIST:
      return ((const mochi_list *)value.as.pointer)->length != 0;
    case MOCHI_KIND_SET:
    case MOCHI_KIND_MAP:
      return mochi_map_length(value.as.pointer) != 0;
    case MOCHI_KIND_STRUCT:
      return !is_record(value.type) || value.type->count != 0;
    default:
      return false;
  }
}
