// Strings: invariants of the representation, code points, slices, growing.

#include "check.h"

// Errors are caught with a try of the test's own.
#include "errors/try.h"

#define CHECK_RAISES(expression, wanted_code, wanted_message)        \
  do {                                                               \
    mochi_try frame;                                                 \
    mochi_try_push(&frame);                                          \
    if (mochi_jump_set(frame.jump) == 0) {                                \
      (void)(expression);                                            \
      mochi_try_pop(&frame);                                         \
      CHECK(!"raises");                                              \
    } else {                                                         \
      CHECK_INT(mochi_try_code(&frame), (wanted_code));              \
      CHECK_TEXT(mochi_try_message(&frame), (wanted_message));       \
    }                                                                \
  } while (0)

static void check_invariants(mochi_string text) {
  if (mochi_string_is_small(text)) {
    for (uint32_t i = text.small.tag; i < 15; i++) {
      CHECK(text.small.bytes[i] == 0);
    }
  } else {
    CHECK(text.large.length > MOCHI_STRING_SMALL_MAX);
    CHECK(text.large.unused[0] == 0 && text.large.unused[1] == 0 && text.large.unused[2] == 0);
    if ((text.large.tag & MOCHI_STRING_ASCII) != 0) {
      for (uint32_t i = 0; i < text.large.length; i++) {
        CHECK((uint8_t)text.large.data[i] < 0x80);
      }
    }
  }
}

static void small_and_large(void) {
  mochi_string fifteen = text_of_c("123456789012345");
  mochi_string sixteen = text_of_c("1234567890123456");
  CHECK(mochi_string_is_small(fifteen));
  CHECK(!mochi_string_is_small(sixteen));
  check_invariants(fifteen);
  check_invariants(sixteen);
  CHECK(mochi_string_equal(mochi_string_slice(sixteen, 0, 15), fifteen));
  CHECK(!mochi_string_equal(sixteen, fifteen));
  CHECK(mochi_string_equal(mochi_string_empty(), text_of_c("")));
  CHECK(!mochi_string_equal(mochi_string_none(), mochi_string_empty()));
  CHECK(mochi_string_equal(mochi_string_none(), mochi_string_none()));
  CHECK(mochi_string_is_none(mochi_string_none()));
  CHECK(!mochi_string_equal(mochi_string_none(), sixteen));
  CHECK_INT(mochi_string_size(mochi_string_none()), 0);
}

static void lengths(void) {
  CHECK_INT(mochi_string_length(text_of_c("héllo")), 5);
  CHECK_INT(mochi_string_length(text_of_c("日本語")), 3);
  CHECK_INT(mochi_string_length(text_of_c("😀")), 1);
  char wide[3001];
  for (int i = 0; i < 1000; i++) {
    memcpy(wide + 3 * i, "語", 3);
  }
  mochi_string text = mochi_string_from_bytes(wide, 3000);
  CHECK_INT(mochi_string_length(text), 1000);
  CHECK_TEXT(mochi_string_index(text, 999, NULL), "語");
  CHECK_TEXT(mochi_string_index(text, -1000, NULL), "語");
  CHECK_INT(mochi_string_length(mochi_string_slice(text, 100, 900)), 800);
  CHECK_RAISES(mochi_string_index(text, 1000, NULL), -4, "string index out of range: 1000 (len 1000)");
}

static void indexing(void) {
  mochi_string text = text_of_c("añb→c");
  CHECK_TEXT(mochi_string_index(text, 1, NULL), "ñ");
  CHECK_TEXT(mochi_string_index(text, 3, NULL), "→");
  CHECK_TEXT(mochi_string_index(text, -1, NULL), "c");
  CHECK_TEXT(mochi_string_index(text, -5, NULL), "a");
  CHECK_RAISES(mochi_string_index(text, 5, NULL), -4, "string index out of range: 5 (len 5)");
  CHECK_RAISES(mochi_string_index(text, -6, NULL), -4, "string index out of range: -6 (len 5)");
  CHECK_RAISES(mochi_string_index(text_of_c("abc"), INT64_MIN, NULL), -4, "string index out of range: -9223372036854775808 (len 3)");
}

static void slicing(void) {
  mochi_string text = text_of_c("héllo wörld");
  CHECK_TEXT(mochi_string_slice(text, 1, 3), "él");
  CHECK_TEXT(mochi_string_slice(text, -5, 11), "wörld");
  CHECK_TEXT(mochi_string_slice(text, 5, 2), "");
  CHECK_TEXT(mochi_string_slice(text, -100, 100), "héllo wörld");
  CHECK_TEXT(mochi_string_slice(text, 0, -100), "");
  CHECK_TEXT(mochi_string_slice(text, INT64_MIN, INT64_MAX), "héllo wörld");
  const uint32_t both = MOCHI_SLICE_START | MOCHI_SLICE_END;
  CHECK_TEXT(mochi_string_slice_step(text, 0, 0, -1, 0, NULL), "dlröw olléh");
  CHECK_TEXT(mochi_string_slice_step(text, 0, 5, 2, both, NULL), "hlo");
  CHECK_TEXT(mochi_string_slice_step(text, 4, 0, -2, both, NULL), "ol");
  CHECK_TEXT(mochi_string_slice_step(text_of_c("abcdef"), 1, 0, 3, MOCHI_SLICE_START, NULL), "be");
  CHECK_TEXT(mochi_string_slice_step(text_of_c("abcdef"), 0, -2, -1, MOCHI_SLICE_END, NULL), "f");
  CHECK_TEXT(mochi_string_slice_step(text_of_c("abc"), 0, 0, INT64_MIN, 0, NULL), "c");
  CHECK_TEXT(mochi_string_slice_step(text_of_c("abc"), 0, 0, INT64_MAX, 0, NULL), "a");
  CHECK_TEXT(mochi_string_slice_step(text_of_c(""), 0, 0, -1, 0, NULL), "");
  CHECK_RAISES(mochi_string_slice_step(text, 0, 0, 0, 0, NULL), -3, "slice step is zero");
}

static void growing(void) {
  mochi_string text = mochi_string_empty();
  mochi_string kept[64];
  size_t count = 0;
  for (int i = 0; i < 20000; i++) {
    text = mochi_string_concat(text, text_of_c("abc"));
    if (i % 400 == 0) {
      kept[count++] = text;
    }
  }
  CHECK_INT(mochi_string_size(text), 60000);
  check_invariants(text);
  // A second continuation of an older value must not write over the first.
  mochi_string base = mochi_string_concat(text_of_c("0123456789"), text_of_c("abcdefghij"));
  mochi_string left = mochi_string_concat(base, text_of_c("left"));
  mochi_string right = mochi_string_concat(base, text_of_c("right"));
  CHECK_TEXT(left, "0123456789abcdefghijleft");
  CHECK_TEXT(right, "0123456789abcdefghijright");
  CHECK_TEXT(base, "0123456789abcdefghij");
  mochi_string twice = mochi_string_concat(left, left);
  CHECK_TEXT(mochi_string_concat(twice, twice),
             "0123456789abcdefghijleft0123456789abcdefghijleft0123456789abcdefghijleft0123456789abcdefghijleft");
  for (size_t i = 0; i < count; i++) {
    CHECK_INT(mochi_string_size(kept[i]), (int64_t)(i * 400 + 1) * 3);
    for (uint32_t j = 0; j < mochi_string_size(kept[i]); j++) {
      CHECK(mochi_string_data(&kept[i])[j] == "abc"[j % 3]);
    }
  }
  mochi_string mixed = mochi_string_concat(left, text_of_c("é"));
  CHECK(!mochi_string_is_ascii(mixed));
  CHECK_INT(mochi_string_length(mixed), 25);
}

// Random edits, checked against plain C memory.
static void random_concatenations(void) {
  static char model[1 << 16];
  for (int round = 0; round < 200; round++) {
    mochi_string text = mochi_string_empty();
    size_t size = 0;
    for (int step = 0; step < 50; step++) {
      static const char *const pieces[] = {"", "x", "añ", "0123456789abcdef", "→→→→→→→→→→", "tail\n"};
      const char *piece = pieces[random_bits() % 6];
      if (random_bits() % 4 == 0) {
        mochi_string parts[3] = {text, text_of_c(piece), text_of_c("|")};
        text = mochi_string_concat_all(parts, 3);
        memcpy(model + size, piece, strlen(piece));
        size += strlen(piece);
        model[size++] = '|';
      } else {
        text = mochi_string_concat(text, text_of_c(piece));
        memcpy(model + size, piece, strlen(piece));
        size += strlen(piece);
      }
      model[size] = 0;
      check_invariants(text);
    }
    CHECK_TEXT(text, model);
  }
}

static void iteration(void) {
  mochi_string text = text_of_c("añ→😀z and some more to be large");
  uint32_t offset = 0;
  mochi_string character;
  mochi_string again = mochi_string_empty();
  int64_t count = 0;
  while (mochi_string_next(text, &offset, &character)) {
    CHECK(mochi_string_equal(character, mochi_string_index(text, count, NULL)));
    again = mochi_string_concat(again, character);
    count++;
  }
  CHECK_INT(count, mochi_string_length(text));
  CHECK(mochi_string_equal(again, text));
}

// Bytes that are no UTF-8: everything stays inside, and length agrees with iteration.
static void invalid_bytes(void) {
  for (int round = 0; round < 20000; round++) {
    char bytes[40];
    size_t size = random_bits() % sizeof bytes;
    for (size_t i = 0; i < size; i++) {
      bytes[i] = (char)(random_bits() % 3 == 0 ? 'a' : random_bits());
    }
    mochi_string text = mochi_string_from_bytes(bytes, size);
    uint32_t offset = 0;
    int64_t count = 0;
    mochi_string character;
    while (mochi_string_next(text, &offset, &character)) {
      count++;
    }
    CHECK_INT(mochi_string_length(text), count);
    if (count > 0) {
      mochi_string_index(text, count - 1, NULL);
      CHECK(mochi_string_equal(mochi_string_slice(text, 0, count), text));
    }
    CHECK(mochi_string_size(mochi_string_reverse(text)) == size);
    CHECK(mochi_string_size(mochi_string_trim(text)) <= size);
    mochi_string_upper(text);
  }
}

static void characters(void) {
  CHECK_TEXT(mochi_string_from_code_point(0x41, NULL), "A");
  CHECK_TEXT(mochi_string_from_code_point(0x20ac, NULL), "€");
  CHECK_TEXT(mochi_string_from_code_point(0x1f600, NULL), "😀");
  CHECK_INT(mochi_string_ord(text_of_c("€uro"), NULL), 0x20ac);
  CHECK_INT(mochi_string_ord(text_of_c("\xff"), NULL), 0xfffd);
  CHECK_RAISES(mochi_string_ord(mochi_string_empty(), NULL), -4, "ord of an empty string");
  CHECK_RAISES(mochi_string_from_code_point(0xd800, NULL), -3, "chr expects a Unicode code point, got 55296");
}

static void ordering(void) {
  CHECK(mochi_string_compare(text_of_c("B"), text_of_c("a")) < 0);
  CHECK(mochi_string_compare(text_of_c("é"), text_of_c("z")) > 0);
  CHECK(mochi_string_compare(text_of_c("ab"), text_of_c("abc")) < 0);
  CHECK(mochi_string_compare(text_of_c("a long string, longer"), text_of_c("a long string, longer")) == 0);
}

int main(void) {
  small_and_large();
  lengths();
  indexing();
  slicing();
  growing();
  random_concatenations();
  iteration();
  invalid_bytes();
  characters();
  ordering();
  return check_result();
}
