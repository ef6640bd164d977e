// Searching, replacing, splitting, case, padding.

#include "check.h"

static void check_list(const mochi_list *list, const char *expected) {
  mochi_string text = mochi_string_join(list, text_of_c("|"));
  CHECK_TEXT(text, expected);
}

static void found(void) {
  CHECK(mochi_string_contains(text_of_c("hello"), text_of_c("ell")));
  CHECK(!mochi_string_contains(text_of_c("hello"), text_of_c("elo")));
  CHECK(mochi_string_contains(text_of_c("hello"), text_of_c("")));
  CHECK_INT(mochi_string_index_of(text_of_c("añb→c"), text_of_c("→")), 3);
  CHECK_INT(mochi_string_index_of(text_of_c("abc"), text_of_c("z")), -1);
  CHECK_INT(mochi_string_last_index_of(text_of_c("aéaéa"), text_of_c("é")), 3);
  CHECK_INT(mochi_string_last_index_of(text_of_c("abc"), text_of_c("")), 3);
  CHECK_INT(mochi_string_last_index_of(text_of_c("abc"), text_of_c("abcd")), -1);
  CHECK(mochi_string_starts_with(text_of_c("hello"), text_of_c("he")));
  CHECK(mochi_string_ends_with(text_of_c("hello"), text_of_c("lo")));
  CHECK(!mochi_string_ends_with(text_of_c("lo"), text_of_c("hello")));
}

// Texts of two letters, where candidates abound, against the obvious search.
static void found_at_random(void) {
  for (int round = 0; round < 20000; round++) {
    char text[300];
    char part[12];
    size_t size = random_bits() % (sizeof text - 1);
    size_t part_size = random_bits() % (sizeof part - 1);
    for (size_t i = 0; i < size; i++) {
      text[i] = random_bits() % 8 == 0 ? 'b' : 'a';
    }
    for (size_t i = 0; i < part_size; i++) {
      part[i] = i + 1 == part_size || random_bits() % 8 == 0 ? 'b' : 'a';
    }
    text[size] = 0;
    part[part_size] = 0;
    const char *at = strstr(text, part);
    CHECK_INT(mochi_string_index_of(text_of_c(text), text_of_c(part)), at == NULL ? -1 : at - text);
  }
}

// A quadratic search would take minutes.
static void worst_case(void) {
  size_t size = 2000000;
  char *text = malloc(size);
  memset(text, 'a', size);
  mochi_string haystack = mochi_string_from_bytes(text, size);
  text[100000] = 'b';
  mochi_string needle = mochi_string_from_bytes(text, 100001);
  CHECK(!mochi_string_contains(haystack, needle));
  free(text);
}

static void replaced(void) {
  CHECK_TEXT(mochi_string_replace(text_of_c("a-b-c"), text_of_c("-"), text_of_c("::")), "a::b::c");
  CHECK_TEXT(mochi_string_replace(text_of_c("aaa"), text_of_c("aa"), text_of_c("b")), "ba");
  CHECK_TEXT(mochi_string_replace(text_of_c("añ"), text_of_c(""), text_of_c(".")), ".a.ñ.");
  CHECK_TEXT(mochi_string_replace(text_of_c("abc"), text_of_c("x"), text_of_c("y")), "abc");
  CHECK_TEXT(mochi_string_replace(text_of_c("abab"), text_of_c("ab"), text_of_c("")), "");
}

static void split(void) {
  check_list(mochi_string_split(text_of_c("a,b,,c"), text_of_c(",")), "a|b||c");
  check_list(mochi_string_split(text_of_c(""), text_of_c(",")), "");
  CHECK_INT(mochi_string_split(text_of_c(""), text_of_c(","))->length, 1);
  check_list(mochi_string_split(text_of_c("añ→"), text_of_c("")), "a|ñ|→");
  check_list(mochi_string_lines(text_of_c("one\ntwo\r\n\nfour\n")), "one|two||four");
  CHECK_INT(mochi_string_lines(text_of_c(""))->length, 0);
  check_list(mochi_string_lines(text_of_c("no end")), "no end");
  check_list(mochi_string_chars(text_of_c("añ→")), "a|ñ|→");
  const mochi_list *bytes = mochi_string_bytes(text_of_c("é"));
  CHECK_INT(bytes->length, 2);
  CHECK_INT(((const int64_t *)bytes->data)[0], 0xc3);
  CHECK_TEXT(mochi_string_join(NULL, text_of_c(",")), "");
}

static void cased(void) {
  CHECK_TEXT(mochi_string_upper(text_of_c("straße éß ŉ ǆ ᾳ")), "STRAßE Éß ŉ Ǆ ᾼ");
  CHECK_TEXT(mochi_string_lower(text_of_c("ÀÉÎ Σ İ ẞ ǅ K")), "àéî σ i ß ǆ k");
  CHECK_TEXT(mochi_string_upper(text_of_c("ALREADY 123")), "ALREADY 123");
  CHECK_TEXT(mochi_string_upper(text_of_c("привет")), "ПРИВЕТ");
  CHECK_TEXT(mochi_string_lower(text_of_c("Ⰰ𐐀")), "ⰰ𐐨");
  // The longest growth: Ⱥ (2 bytes) becomes ⱥ (3 bytes).
  CHECK_TEXT(mochi_string_lower(text_of_c("ȺȺȺȺȺȺȺȺȺȺȺȺ")), "ⱥⱥⱥⱥⱥⱥⱥⱥⱥⱥⱥⱥ");
}

static void padded(void) {
  CHECK_TEXT(mochi_string_pad_start(text_of_c("7"), 3, text_of_c("0")), "007");
  CHECK_TEXT(mochi_string_pad_start(text_of_c("é"), 5, text_of_c("→.")), "→.→.é");
  CHECK_TEXT(mochi_string_pad_end(text_of_c("ab"), 5, text_of_c("xy")), "abxyx");
  CHECK_TEXT(mochi_string_pad_start(text_of_c("abc"), 2, text_of_c("0")), "abc");
  CHECK_TEXT(mochi_string_pad_end(text_of_c("a"), 3, text_of_c("")), "a  ");
  CHECK_TEXT(mochi_string_pad_end(text_of_c("a"), INT64_MIN, text_of_c("x")), "a");
  CHECK_TEXT(mochi_string_repeat(text_of_c("añ"), 3, NULL), "añañañ");
  CHECK_TEXT(mochi_string_repeat(text_of_c("x"), -1, NULL), "");
  CHECK_TEXT(mochi_string_reverse(text_of_c("añ→😀")), "😀→ña");
}

static void trimmed(void) {
  CHECK_TEXT(mochi_string_trim(text_of_c(" \t\n x y \r\n")), "x y");
  CHECK_TEXT(mochi_string_trim(text_of_c("\u00a0\u2003x\u3000")), "x");
  CHECK_TEXT(mochi_string_trim_start(text_of_c("  x ")), "x ");
  CHECK_TEXT(mochi_string_trim_end(text_of_c("  x ")), "  x");
  CHECK_TEXT(mochi_string_trim(text_of_c("   ")), "");
}

int main(void) {
  found();
  found_at_random();
  worst_case();
  replaced();
  split();
  cased();
  padded();
  trimmed();
  return check_result();
}
