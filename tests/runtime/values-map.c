// The hash table against a naive model: random operations on int, string, any and float keys; order;
// sets; maps with many removals.

#include "raises.h"

static const mochi_site site = {.file = "t.mochi", .function = "main", .text = "", .line = 1, .column = 1};

static const mochi_type map_int_int = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{int: int}", .element = &mochi_type_int, .key = &mochi_type_int};
static const mochi_type map_string_int = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{string: int}", .element = &mochi_type_int, .key = &mochi_type_string};
static const mochi_type map_any_int = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{any: int}", .element = &mochi_type_int, .key = &mochi_type_any};
static const mochi_type map_float_string = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{float: string}", .element = &mochi_type_string, .key = &mochi_type_float};
static const mochi_type map_bool_bool = {.kind = MOCHI_KIND_MAP, .size = sizeof(mochi_map *), .name = "{bool: bool}", .element = &mochi_type_bool, .key = &mochi_type_bool};
static const mochi_type set_int = {.kind = MOCHI_KIND_SET, .size = sizeof(mochi_map *), .name = "set<int>", .element = &mochi_type_int};
static const mochi_type set_string = {.kind = MOCHI_KIND_SET, .size = sizeof(mochi_map *), .name = "set<string>", .element = &mochi_type_string};

// Keys 0 … KEYS − 1 stand for ints, strings or any values; the model is an array.
enum { KEYS = 4096 };

typedef struct model {
  bool there[KEYS];
  int64_t value[KEYS];
  uint32_t count;
} model;

typedef enum flavour { INTS, STRINGS, ANYS } flavour;

static mochi_string key_text(uint32_t key) {
  char text[64];
  // Some small, some large, some that differ late.
  if (key % 3 == 0) {
    snprintf(text, sizeof text, "%u", (unsigned)key);
  } else if (key % 3 == 1) {
    snprintf(text, sizeof text, "a rather long key that is shared %u", (unsigned)key);
  } else {
    snprintf(text, sizeof text, "%ukey", (unsigned)key * 7919u);
  }
  return text_of_c(text);
}

static int64_t key_int(uint32_t key) {
  // Multiples of a large power of two, negative ones too.
  return ((int64_t)key - KEYS / 2) * (INT64_C(1) << 40);
}

static mochi_any key_any(uint32_t key) {
  return key % 2 == 0 ? mochi_any_from_int((int64_t)key) : mochi_any_from_string(key_text(key));
}

static int64_t *find(const mochi_map *map, uint32_t key, flavour keys) {
  switch (keys) {
    case INTS: {
      int64_t number = key_int(key);
      CHECK(mochi_map_find(map, &number) == mochi_map_find_int(map, number));
      return mochi_map_find_int(map, number);
    }
    case STRINGS:
      return mochi_map_find_string(map, key_text(key));
    case ANYS: {
      mochi_any any = key_any(key);
      return mochi_map_find(map, &any);
    }
  }
  return NULL;
}

static int64_t *slot(mochi_map *map, uint32_t key, flavour keys) {
  switch (keys) {
    case INTS:
      return mochi_map_slot_int(map, key_int(key));
    case STRINGS:
      return mochi_map_slot_string(map, key_text(key));
    case ANYS: {
      mochi_any any = key_any(key);
      return mochi_map_slot(map, &any);
    }
  }
  return NULL;
}

static bool take_out(mochi_map *map, uint32_t key, flavour keys) {
  int64_t number = key_int(key);
  mochi_string text = key_text(key);
  mochi_any any = key_any(key);
  return mochi_map_remove(map, keys == INTS ? (void *)&number : keys == STRINGS ? (void *)&text : (void *)&any);
}

static void check_order(mochi_map *map, const mochi_type *type) {
  mochi_map_walk walk;
  mochi_map_walk_begin(&walk, map);
  mochi_string before = mochi_string_empty();
  uint32_t count = 0;
  while (mochi_map_walk_next(&walk)) {
    mochi_string text = mochi_key_text(walk.key, type->key);
    CHECK(count == 0 || mochi_string_compare(before, text) < 0);
    before = text;
    count++;
  }
  CHECK_INT(count, map->count);
}

static void against_model(const mochi_type *type, flavour keys, int rounds, int remove_share) {
  static model naive;
  memset(&naive, 0, sizeof naive);
  mochi_map *map = mochi_map_new(type, 0);
  for (int round = 0; round < rounds; round++) {
    uint64_t bits = random_bits();
    // Now a few keys, now many, so that the table grows and shrinks.
    uint32_t range = round / 20000 % 2 == 0 ? KEYS : 64;
    uint32_t key = (uint32_t)(bits >> 32) % range;
    int action = (int)(bits % 100);
    if (action < remove_share) {
      CHECK(take_out(map, key, keys) == naive.there[key]);
      naive.count -= naive.there[key];
      naive.there[key] = false;
    } else if (action < remove_share + 35) {
      int64_t *value = slot(map, key, keys);
      CHECK(*value == (naive.there[key] ? naive.value[key] : 0));
      naive.count += !naive.there[key];
      naive.there[key] = true;
      naive.value[key] = (int64_t)bits;
      *value = (int64_t)bits;
    } else {
      const int64_t *value = find(map, key, keys);
      CHECK((value != NULL) == naive.there[key]);
      CHECK(value == NULL || *value == naive.value[key]);
    }
    CHECK(map->count == naive.count);
    if (round % 50000 == 0) {
      check_order(map, type);
      mochi_map *copy = mochi_map_copy(map, type);
      CHECK(mochi_equal(&map, &copy, type));
      CHECK(mochi_hash(&map, type) == mochi_hash(&copy, type));
    }
  }
  for (uint32_t key = 0; key < KEYS; key++) {
    const int64_t *value = find(map, key, keys);
    CHECK((value != NULL) == naive.there[key]);
  }
}

static void order(void) {
  mochi_map *map = mochi_map_new(&map_int_int, 0);
  int64_t numbers[] = {1, 2, 10, 100, 11, -1, -10, -2, 0, 9, INT64_MIN, INT64_MAX, 922337203685477580};
  for (size_t at = 0; at < sizeof numbers / sizeof *numbers; at++) {
    *(int64_t *)mochi_map_slot_int(map, numbers[at]) = 1;
  }
  mochi_list *keys = mochi_map_keys(map, &map_int_int);
  CHECK_TEXT(mochi_text_of(&keys, &mochi_type_list_int), "[-1, -10, -2, -9223372036854775808, 0, 1, 10, 100, 11, 2, 9, 922337203685477580, 9223372036854775807]");
  mochi_map *sorted = mochi_map_new(&map_string_int, 0);
  for (char letter = 'a'; letter <= 'z'; letter++) {
    char text[2] = {letter, 0};
    *(int64_t *)mochi_map_slot_string(sorted, text_of_c(text)) = letter;
  }
  CHECK(sorted->sorted);
  mochi_map_slot_string(sorted, text_of_c("aa"));
  CHECK(!sorted->sorted);
  check_order(sorted, &map_string_int);
  mochi_map *random = mochi_map_new(&map_int_int, 0);
  for (int at = 0; at < 5000; at++) {
    mochi_map_slot_int(random, (int64_t)random_bits() >> (random_bits() % 64));
  }
  check_order(random, &map_int_int);
}

static void keys_by_text(void) {
  mochi_map *map = mochi_map_new(&map_any_int, 0);
  mochi_any number = mochi_any_from_int(1);
  mochi_any text = mochi_any_from_string(text_of_c("1"));
  *(int64_t *)mochi_map_slot(map, &number) = 5;
  *(int64_t *)mochi_map_slot(map, &text) += 1;
  CHECK_INT(map->count, 1);
  mochi_list *keys = mochi_map_keys(map, &map_any_int);
  CHECK(((mochi_any *)keys->data)[0].type == &mochi_type_int);
  mochi_map *ints = mochi_map_new(&map_int_int, 0);
  *(int64_t *)mochi_map_slot_int(ints, 1) = 7;
  CHECK(mochi_map_find_any(ints, text) != NULL);
  CHECK(mochi_map_find_any(ints, mochi_any_from_float(1.0)) != NULL);
  CHECK(mochi_map_find_any(ints, mochi_any_from_string(text_of_c("01"))) == NULL);
  CHECK(mochi_map_find_any(ints, mochi_any_nil()) == NULL);
  mochi_map *texts = mochi_map_new(&map_string_int, 0);
  mochi_map_slot_string(texts, text_of_c("1"));
  CHECK(mochi_map_find_any(texts, number) != NULL);
}

static void other_keys(void) {
  mochi_map *floats = mochi_map_new(&map_float_string, 0);
  double keys[] = {0.5, -0.0, 0.0, NAN, NAN, 1e300, 2, 3, 4, 5, 6, 7, 8};
  for (size_t at = 0; at < sizeof keys / sizeof *keys; at++) {
    *(mochi_string *)mochi_map_slot(floats, &keys[at]) = mochi_string_from_int((int64_t)at);
  }
  CHECK_INT(floats->count, 11);
  CHECK_TEXT(*(mochi_string *)mochi_map_find(floats, &keys[1]), "2");
  CHECK_TEXT(*(mochi_string *)mochi_map_find(floats, &keys[3]), "4");
  mochi_map *bools = mochi_map_new(&map_bool_bool, 0);
  bool yes = true;
  bool no = false;
  *(bool *)mochi_map_slot(bools, &yes) = true;
  *(bool *)mochi_map_slot(bools, &no) = true;
  CHECK_TEXT(mochi_text_of(&bools, &map_bool_bool), "{\"false\": true, \"true\": true}");
}

static mochi_map *set_of(int64_t first, int64_t last, int64_t step) {
  mochi_map *set = mochi_set_new(&set_int, 0);
  for (int64_t at = first; at != last; at += step) {
    mochi_set_add(set, &at);
  }
  return set;
}

static void sets(void) {
  mochi_map *down = set_of(5, 0, -1);
  CHECK_TEXT(mochi_text_of(&down, &set_int), "{5, 4, 3, 2, 1}");
  mochi_map *up = set_of(1, 6, 1);
  CHECK(mochi_equal(&down, &up, &set_int));
  CHECK(mochi_hash(&down, &set_int) == mochi_hash(&up, &set_int));
  mochi_map *more = mochi_set_union(down, set_of(4, 24, 5), &set_int);
  CHECK_TEXT(mochi_text_of(&more, &set_int), "{5, 4, 3, 2, 1, 9, 14, 19}");
  mochi_map *less = mochi_set_difference(more, up, &set_int);
  CHECK_TEXT(mochi_text_of(&less, &set_int), "{9, 14, 19}");
  int64_t value = 14;
  mochi_map *without = mochi_set_without(less, &value, &set_int);
  CHECK_TEXT(mochi_text_of(&without, &set_int), "{9, 19}");
  CHECK(!mochi_equal(&less, &without, &set_int));
  mochi_map *with = mochi_set_with(NULL, &value, &set_int);
  CHECK_TEXT(mochi_text_of(&with, &set_int), "{14}");
  mochi_map *texts = mochi_set_new(&set_string, 0);
  for (uint32_t at = 0; at < 1000; at++) {
    mochi_string text = key_text(at % 100);
    CHECK(mochi_set_add(texts, &text) == (at < 100));
  }
  CHECK_INT(mochi_set_items(texts, &set_string)->length, 100);
  mochi_map *many = set_of(0, 100000, 1);
  for (int64_t at = 0; at < 100000; at += 2) {
    CHECK(mochi_map_remove(many, &at));
  }
  CHECK_INT(many->count, 50000);
  CHECK(mochi_map_find_int(many, 501) != NULL && mochi_map_find_int(many, 500) == NULL);
  for (int64_t at = 99999; at > 0; at -= 2) {
    CHECK(mochi_map_remove(many, &at));
  }
  CHECK_INT(many->used, 0);
}

static void nothing(void) {
  int64_t key = 1;
  CHECK(mochi_map_find(NULL, &key) == NULL);
  CHECK(mochi_map_find_int(NULL, 1) == NULL);
  CHECK(mochi_map_find_string(NULL, text_of_c("")) == NULL);
  CHECK(!mochi_map_remove(NULL, &key));
  CHECK_INT(mochi_map_length(NULL), 0);
  CHECK_INT(mochi_map_keys(NULL, &map_int_int)->length, 0);
  CHECK_INT(mochi_map_merge(NULL, NULL, &map_int_int)->count, 0);
  CHECK_RAISES((mochi_raise_list_index(1, 0, &site), 0), -4, "list index out of range: 1 (len 0)");
}

int main(void) {
  against_model(&map_int_int, INTS, 500000, 30);
  against_model(&map_int_int, INTS, 100000, 5);
  against_model(&map_string_int, STRINGS, 300000, 30);
  against_model(&map_any_int, ANYS, 100000, 30);
  order();
  keys_by_text();
  other_keys();
  sets();
  nothing();
  return check_result();
}
