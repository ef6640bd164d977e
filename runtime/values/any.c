// Into and out of `any`, and its operators. What takes values apart is in any-parts.c, builtin methods
// in methods.c.

#include "values/any.h"

#include <string.h>

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/format.h"
#include "text/string.h"
#include "values/compare.h"
#include "values/list.h"
#include "values/map.h"
#include "values/number.h"

// ---------------------------------------------------------------- into any

mochi_any mochi_any_from_string(mochi_string text) {
  mochi_string *box = mochi_string_is_small(text) ? mochi_gc_alloc_atomic(sizeof *box) : mochi_gc_alloc(sizeof *box);
  *box = text;
  return (mochi_any){.type = &mochi_type_string, .as = {.string = box}};
}

mochi_any mochi_any_from(const void *slot, const mochi_type *type) {
  mochi_any value = mochi_peek(slot, type);
  // A peeked string may lie in a slot that changes later.
  if (value.type != NULL && value.type->kind == MOCHI_KIND_STRING && type->kind != MOCHI_KIND_ANY) {
    return mochi_any_from_string(*value.as.string);
  }
  return value;
}

// ---------------------------------------------------------------- types

static bool same_fields(const mochi_type *left, const mochi_type *right) {
  if (left->count != right->count || left->instance_size != right->instance_size) {
    return false;
  }
  for (uint32_t at = 0; at < left->count; at++) {
    const mochi_field *a = &left->fields[at];
    const mochi_field *b = &right->fields[at];
    if (a->offset != b->offset || strcmp(a->name, b->name) != 0 || !mochi_type_same(a->type, b->type)) {
      return false;
    }
  }
  return true;
}

bool mochi_type_same(const mochi_type *left, const mochi_type *right) {
  if (left == right) {
    return true;
  }
  if (left->kind != right->kind) {
    return false;
  }
  switch ((mochi_kind)left->kind) {
    case MOCHI_KIND_LIST:
    case MOCHI_KIND_SET:
    case MOCHI_KIND_OPTION:
    case MOCHI_KIND_CHANNEL:
      return left->element == right->element || (left->element != NULL && right->element != NULL && mochi_type_same(left->element, right->element));
    case MOCHI_KIND_MAP:
      return mochi_type_same(left->key, right->key) && mochi_type_same(left->element, right->element);
    case MOCHI_KIND_STRUCT: {
      uint8_t record = MOCHI_TYPE_RECORD;
      if ((left->flags & record) != (right->flags & record)) {
        return false;
      }
      return (left->flags & record) != 0 ? same_fields(left, right) : strcmp(left->name, right->name) == 0 && left->count == right->count;
    }
    case MOCHI_KIND_UNION:
    case MOCHI_KIND_FUNCTION:
      return strcmp(left->name, right->name) == 0;
    default:
      return true;
  }
}

static const mochi_type *own_type(mochi_any value) {
  return mochi_peek(&value, &mochi_type_any).type;
}

static bool is_variant_of(const mochi_type *type, const mochi_type *whole) {
  for (uint32_t at = 0; at < whole->count; at++) {
    if (mochi_type_same(whole->variants[at], type)) {
      return true;
    }
  }
  return false;
}

bool mochi_any_is(mochi_any value, const mochi_type *type) {
  if (type->kind == MOCHI_KIND_ANY) {
    return true;
  }
  if (value.type == NULL) {
    return type->kind == MOCHI_KIND_OPTION || type->kind == MOCHI_KIND_UNIT;
  }
  if (type->kind == MOCHI_KIND_OPTION) {
    return mochi_any_is(value, type->element);
  }
  if (value.type == type) {
    return true;
  }
  const mochi_type *own = own_type(value);
  if (type->kind == MOCHI_KIND_UNION) {
    return own->kind == MOCHI_KIND_STRUCT && is_variant_of(own, type);
  }
  return mochi_type_same(own, type);
}

// ---------------------------------------------------------------- out of any

static bool try_option(mochi_any value, void *result, const mochi_type *type) {
  const mochi_type *inner = type->element;
  bool some = value.type != NULL;
  switch ((mochi_kind)inner->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION: {
      mochi_option_int option = {.value = 0, .some = some};
      if (some && !mochi_any_try(value, &option.value, inner)) {
        return false;
      }
      *(mochi_option_int *)result = option;
      return true;
    }
    case MOCHI_KIND_FLOAT: {
      mochi_option_float option = {.value = 0, .some = some};
      if (some && !mochi_any_try(value, &option.value, inner)) {
        return false;
      }
      *(mochi_option_float *)result = option;
      return true;
    }
    case MOCHI_KIND_BOOL: {
      mochi_option_bool option = {.value = false, .some = some};
      if (some && !mochi_any_try(value, &option.value, inner)) {
        return false;
      }
      *(mochi_option_bool *)result = option;
      return true;
    }
    case MOCHI_KIND_STRING:
      if (!some) {
        *(mochi_string *)result = mochi_string_none();
        return true;
      }
      return mochi_any_try(value, result, inner);
    default:
      if (!some) {
        memset(result, 0, type->size);
        return true;
      }
      return mochi_any_try(value, result, inner);
  }
}

static bool is_exact_kind(const mochi_type *type) {
  return type->kind == MOCHI_KIND_BIGINT || type->kind == MOCHI_KIND_BIGRAT;
}

static bool try_exact(mochi_any value, void *result, const mochi_type *type) {
  bool widens = value.type->kind == MOCHI_KIND_INT || (value.type->kind == MOCHI_KIND_BIGINT && type->kind == MOCHI_KIND_BIGRAT);
  if (!widens) {
    return false;
  }
  void *converted = type->operations->convert(value);
  if (converted == NULL) {
    return false;
  }
  *(void **)result = converted;
  return true;
}

bool mochi_any_try(mochi_any value, void *result, const mochi_type *type) {
  if (type->kind == MOCHI_KIND_ANY) {
    *(mochi_any *)result = value;
    return true;
  }
  if (type->kind == MOCHI_KIND_OPTION) {
    return try_option(value, result, type);
  }
  if (type->kind == MOCHI_KIND_UNIT) {
    *(mochi_unit *)result = 0;
    return true;
  }
  if (value.type == NULL) {
    return false;
  }
  mochi_kind from = (mochi_kind)value.type->kind;
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_BOOL:
      if (from != MOCHI_KIND_BOOL) {
        return false;
      }
      *(bool *)result = value.as.boolean;
      return true;
    case MOCHI_KIND_INT:
      if (from == MOCHI_KIND_INT) {
        *(int64_t *)result = value.as.integer;
        return true;
      }
      if (from == MOCHI_KIND_FLOAT && mochi_float_fits_int(value.as.floating) && trunc(value.as.floating) == value.as.floating) {
        *(int64_t *)result = (int64_t)value.as.floating;
        return true;
      }
      return false;
    case MOCHI_KIND_DURATION:
      if (from != MOCHI_KIND_DURATION) {
        return false;
      }
      *(int64_t *)result = value.as.integer;
      return true;
    case MOCHI_KIND_FLOAT:
      if (from == MOCHI_KIND_FLOAT) {
        *(double *)result = value.as.floating;
      } else if (from == MOCHI_KIND_INT) {
        *(double *)result = (double)value.as.integer;
      } else if (is_exact_kind(value.type)) {
        *(double *)result = value.type->operations->to_float(value.as.pointer);
      } else {
        return false;
      }
      return true;
    case MOCHI_KIND_STRING:
      if (from != MOCHI_KIND_STRING) {
        return false;
      }
      *(mochi_string *)result = *value.as.string;
      return true;
    default:
      if (mochi_any_is(value, type)) {
        *(void **)result = value.as.pointer;
        return true;
      }
      return is_exact_kind(type) && try_exact(value, result, type);
  }
}

mochi_string mochi_any_describe(mochi_any value) {
  const mochi_type *type = own_type(value);
  if (type == NULL) {
    return mochi_string_static("nil");
  }
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  mochi_write_literal(&text.writer, type->name);
  switch ((mochi_kind)type->kind) {
    case MOCHI_KIND_BOOL:
    case MOCHI_KIND_INT:
    case MOCHI_KIND_FLOAT:
    case MOCHI_KIND_DURATION:
    case MOCHI_KIND_STRING: {
      mochi_write_literal(&text.writer, " (");
      bool is_long = type->kind == MOCHI_KIND_STRING && mochi_string_length(*value.as.string) > 40;
      if (is_long) {
        mochi_string start = mochi_string_slice(*value.as.string, 0, 40);
        mochi_write_quoted(&text.writer, mochi_string_data(&start), mochi_string_size(start));
        mochi_write_literal(&text.writer, "…");
      } else {
        mochi_write_nested(&text.writer, mochi_any_slot(&value), type);
      }
      mochi_write_literal(&text.writer, ")");
      break;
    }
    default:
      break;
  }
  return mochi_text_writer_end(&text);
}

MOCHI_COLD MOCHI_NORETURN void mochi_raise_expected(const char *expected, mochi_any value, const mochi_site *site) {
  mochi_string got = mochi_any_describe(value);
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "expected %s, got %S", expected, &got);
}

void mochi_any_to(mochi_any value, void *result, const mochi_type *type, const mochi_site *site) {
  if (MOCHI_UNLIKELY(!mochi_any_try(value, result, type))) {
    mochi_any plain = mochi_peek(&value, &mochi_type_any);
    bool is_list = type->kind == MOCHI_KIND_LIST && plain.type != NULL && plain.type->kind == MOCHI_KIND_LIST;
    bool is_empty_list = is_list && mochi_list_length(plain.as.pointer) == 0;
    if (!is_empty_list) {
      mochi_raise_expected(type->name, value, site);
    }
    // `[]` is a list of whatever is asked for.
    *(mochi_list **)result = mochi_list_new(type->element, 0);
  }
}

int64_t mochi_any_to_int(mochi_any value, const mochi_site *site) {
  if (MOCHI_LIKELY(value.type == &mochi_type_int)) {
    return value.as.integer;
  }
  int64_t result;
  mochi_any_to(value, &result, &mochi_type_int, site);
  return result;
}

double mochi_any_to_float(mochi_any value, const mochi_site *site) {
  if (MOCHI_LIKELY(value.type == &mochi_type_float)) {
    return value.as.floating;
  }
  double result;
  mochi_any_to(value, &result, &mochi_type_float, site);
  return result;
}

bool mochi_any_to_bool(mochi_any value, const mochi_site *site) {
  bool result;
  mochi_any_to(value, &result, &mochi_type_bool, site);
  return result;
}

mochi_string mochi_any_to_string(mochi_any value, const mochi_site *site) {
  if (MOCHI_LIKELY(value.type == &mochi_type_string)) {
    return *value.as.string;
  }
  mochi_string result;
  mochi_any_to(value, &result, &mochi_type_string, site);
  return result;
}

// ---------------------------------------------------------------- arithmetic

static MOCHI_COLD MOCHI_NORETURN void raise_operands(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  mochi_string left_name = mochi_any_type_name(left);
  mochi_string right_name = mochi_any_type_name(right);
  char text[2] = {operator, 0};
  mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot apply %s to %S and %S", text, &left_name, &right_name);
}

static bool is_kind(mochi_any value, mochi_kind kind) {
  return value.type != NULL && value.type->kind == kind;
}

static int64_t int_arithmetic(char operator, int64_t left, int64_t right, const mochi_site *site) {
  switch (operator) {
    case '+':
      return mochi_int_add(left, right, site);
    case '-':
      return mochi_int_subtract(left, right, site);
    case '*':
      return mochi_int_multiply(left, right, site);
    case '/':
      return mochi_int_divide(left, right, site);
    default:
      return mochi_int_remainder(left, right, site);
  }
}

static double float_arithmetic(char operator, double left, double right, const mochi_site *site) {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return mochi_float_divide(left, right, site);
    default:
      return mochi_float_remainder(left, right, site);
  }
}

static mochi_any duration_arithmetic(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  bool both = left.type->kind == right.type->kind;
  mochi_any result = {.type = &mochi_type_duration, .as = {.integer = 0}};
  if (both && operator == '/') {
    return mochi_any_from_float(mochi_float_divide((double)left.as.integer, (double)right.as.integer, site));
  }
  bool scales = operator == '*' ? !both : operator == '/' && left.type->kind == MOCHI_KIND_DURATION;
  if (!scales && (!both || operator == '*')) {
    raise_operands(operator, left, right, site);
  }
  result.as.integer = int_arithmetic(operator, left.as.integer, right.as.integer, site);
  return result;
}

static double as_float(mochi_any value) {
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_FLOAT:
      return value.as.floating;
    case MOCHI_KIND_INT:
      return (double)value.as.integer;
    default:
      return value.type->operations->to_float(value.as.pointer);
  }
}

static mochi_any arithmetic(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  if (left.type == NULL || right.type == NULL) {
    return mochi_any_nil();
  }
  if (left.type->kind == MOCHI_KIND_INT && right.type->kind == MOCHI_KIND_INT) {
    return mochi_any_from_int(int_arithmetic(operator, left.as.integer, right.as.integer, site));
  }
  if (mochi_is_number(left) && mochi_is_number(right)) {
    if (left.type->kind == MOCHI_KIND_FLOAT || right.type->kind == MOCHI_KIND_FLOAT) {
      return mochi_any_from_float(float_arithmetic(operator, as_float(left), as_float(right), site));
    }
    // The kind that is further from int knows what to do: bigrat, then bigint.
    bool left_decides = left.type->kind == MOCHI_KIND_BIGRAT || right.type->kind == MOCHI_KIND_INT;
    return (left_decides ? left : right).type->operations->arithmetic(operator, left, right, site);
  }
  bool left_is_duration = left.type->kind == MOCHI_KIND_DURATION;
  bool right_is_duration = right.type->kind == MOCHI_KIND_DURATION;
  if ((left_is_duration && (right_is_duration || right.type->kind == MOCHI_KIND_INT)) || (right_is_duration && left.type->kind == MOCHI_KIND_INT)) {
    return duration_arithmetic(operator, left, right, site);
  }
  raise_operands(operator, left, right, site);
}

static mochi_list *as_any_list(mochi_any value, const mochi_site *site) {
  return mochi_any_items(value, site);
}

static mochi_any add_lists(mochi_any left, mochi_any right, const mochi_site *site) {
  if (mochi_type_same(left.type, right.type)) {
    mochi_list *sum = mochi_list_concat(left.as.pointer, right.as.pointer, left.type->element);
    return (mochi_any){.type = left.type, .as = {.pointer = mochi_list_share_lists(sum, left.type->element)}};
  }
  mochi_list *sum = mochi_list_concat(as_any_list(left, site), as_any_list(right, site), &mochi_type_any);
  return (mochi_any){.type = &mochi_type_list_any, .as = {.pointer = sum}};
}

// A set with a set of the same type, or with one element.
static mochi_any set_arithmetic(char operator, mochi_any left, mochi_any right, const mochi_site *site) {
  mochi_any result = {.type = left.type, .as = {.pointer = NULL}};
  if (right.type != NULL && mochi_type_same(left.type, right.type)) {
    result.as.pointer = operator == '+' ? mochi_set_union(left.as.pointer, right.as.pointer, left.type) : mochi_set_difference(left.as.pointer, right.as.pointer, left.type);
    return result;
  }
  mochi_any element;
  mochi_any_to(right, &element, left.type->element, site);
  result.as.pointer = operator == '+' ? mochi_set_with(left.as.pointer, &element, left.type) : mochi_set_without(left.as.pointer, &element, left.type);
  return result;
}

// Whether `left + right` adds to a set, also when `right` is a string.
static bool adds_element(mochi_any left, mochi_any right) {
  if (!is_kind(left, MOCHI_KIND_SET)) {
    return false;
  }
  mochi_kind element = (mochi_kind)left.type->element->kind;
  return !is_kind(right, MOCHI_KIND_STRING) || element == MOCHI_KIND_STRING || element == MOCHI_KIND_ANY;
}

mochi_any mochi_any_add(mochi_any left, mochi_any right, const mochi_site *site) {
  if (adds_element(left, right)) {
    return set_arithmetic('+', left, right, site);
  }
  if (is_kind(left, MOCHI_KIND_STRING) || is_kind(right, MOCHI_KIND_STRING)) {
    mochi_string left_text = mochi_text_of(&left, &mochi_type_any);
    mochi_string right_text = mochi_text_of(&right, &mochi_type_any);
    return mochi_any_from_string(mochi_string_concat(left_text, right_text));
  }
  if (is_kind(left, MOCHI_KIND_LIST) && is_kind(right, MOCHI_KIND_LIST)) {
    return add_lists(left, right, site);
  }
  return arithmetic('+', left, right, site);
}

mochi_any mochi_any_subtract(mochi_any left, mochi_any right, const mochi_site *site) {
  if (is_kind(left, MOCHI_KIND_SET)) {
    return set_arithmetic('-', left, right, site);
  }
  return arithmetic('-', left, right, site);
}

mochi_any mochi_any_multiply(mochi_any left, mochi_any right, const mochi_site *site) {
  return arithmetic('*', left, right, site);
}

mochi_any mochi_any_divide(mochi_any left, mochi_any right, const mochi_site *site) {
  return arithmetic('/', left, right, site);
}

mochi_any mochi_any_remainder(mochi_any left, mochi_any right, const mochi_site *site) {
  return arithmetic('%', left, right, site);
}

mochi_any mochi_any_negate(mochi_any value, const mochi_site *site) {
  if (value.type == NULL) {
    return value;
  }
  switch ((mochi_kind)value.type->kind) {
    case MOCHI_KIND_INT:
    case MOCHI_KIND_DURATION:
      value.as.integer = mochi_int_negate(value.as.integer, site);
      return value;
    case MOCHI_KIND_FLOAT:
      value.as.floating = -value.as.floating;
      return value;
    case MOCHI_KIND_BIGINT:
    case MOCHI_KIND_BIGRAT:
      return value.type->operations->arithmetic('-', mochi_any_from_int(0), value, site);
    default: {
      mochi_string name = mochi_any_type_name(value);
      mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot apply - to %S", &name);
    }
  }
}

// ---------------------------------------------------------------- comparison

bool mochi_any_equal(mochi_any left, mochi_any right) {
  return mochi_equal(&left, &right, &mochi_type_any);
}

bool mochi_any_truthy(mochi_any value) {
  return mochi_truthy(&value, &mochi_type_any);
}

// −1, 0, 1, or 2 where nothing is less (nil, NaN).
static int32_t order_of(mochi_any left, mochi_any right, const mochi_site *site) {
  if (left.type == NULL || right.type == NULL) {
    return 2;
  }
  if (mochi_is_number(left) && mochi_is_number(right)) {
    return mochi_compare_numbers(left, right);
  }
  mochi_kind kind = (mochi_kind)left.type->kind;
  bool ordered = kind == MOCHI_KIND_STRING || kind == MOCHI_KIND_BOOL || kind == MOCHI_KIND_DURATION || kind == MOCHI_KIND_LIST;
  if (kind != right.type->kind || !ordered) {
    mochi_string left_name = mochi_any_type_name(left);
    mochi_string right_name = mochi_any_type_name(right);
    mochi_raise_format(MOCHI_ERROR_TYPE, site, "cannot compare %S with %S", &left_name, &right_name);
  }
  return mochi_compare(&left, &right, &mochi_type_any);
}

bool mochi_any_less(mochi_any left, mochi_any right, const mochi_site *site) {
  return order_of(left, right, site) == -1;
}

bool mochi_any_less_equal(mochi_any left, mochi_any right, const mochi_site *site) {
  int32_t order = order_of(left, right, site);
  return order == -1 || order == 0;
}
