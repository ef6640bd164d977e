// int(s), float(s), parseIntStr(s, base).

#include "check.h"

#include "errors/try.h"

static void check_int_fails(const char *text, const char *message) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_parse_int(text_of_c(text), NULL);
    mochi_try_pop(&frame);
    fprintf(stderr, "%s is an int?\n", text);
    CHECK(!"raises");
  } else {
    CHECK_INT(mochi_try_code(&frame), -3);
    CHECK_TEXT(mochi_try_message(&frame), message);
  }
}

static void check_base_fails(const char *text, int64_t base) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_parse_int_base(text_of_c(text), base, NULL);
    mochi_try_pop(&frame);
    fprintf(stderr, "%s is an int of base %lld?\n", text, (long long)base);
    CHECK(!"raises");
  } else {
    CHECK_INT(mochi_try_code(&frame), -3);
  }
}

static void check_float_fails(const char *text) {
  mochi_try frame;
  mochi_try_push(&frame);
  if (mochi_jump_set(frame.jump) == 0) {
    mochi_parse_float(text_of_c(text), NULL);
    mochi_try_pop(&frame);
    fprintf(stderr, "%s is a float?\n", text);
    CHECK(!"raises");
  } else {
    CHECK_INT(mochi_try_code(&frame), -3);
  }
}

int main(void) {
  CHECK_INT(mochi_parse_int(text_of_c(" \t42\n"), NULL), 42);
  CHECK_INT(mochi_parse_int(text_of_c("-9223372036854775808"), NULL), INT64_MIN);
  CHECK_INT(mochi_parse_int(text_of_c("+7"), NULL), 7);
  CHECK_INT(mochi_parse_int(text_of_c("007"), NULL), 7);
  check_int_fails("abc", "cannot cast \"abc\" to int");
  check_int_fails("", "cannot cast \"\" to int");
  check_int_fails("3.5", "cannot cast \"3.5\" to int");
  check_int_fails("9223372036854775808", "cannot cast \"9223372036854775808\" to int");
  check_int_fails("1 2", "cannot cast \"1 2\" to int");
  check_int_fails("-", "cannot cast \"-\" to int");
  check_int_fails("--1", "cannot cast \"--1\" to int");
  check_int_fails("1_0", "cannot cast \"1_0\" to int");
  CHECK_INT(mochi_parse_int_base(text_of_c("ff"), 16, NULL), 255);
  CHECK_INT(mochi_parse_int_base(text_of_c("-0xFF"), 16, NULL), -255);
  CHECK_INT(mochi_parse_int_base(text_of_c("0b101"), 2, NULL), 5);
  CHECK_INT(mochi_parse_int_base(text_of_c("zz"), 36, NULL), 1295);
  CHECK_INT(mochi_parse_int_base(text_of_c("0b1"), 16, NULL), 0xb1);
  check_base_fails("12", 2);
  check_base_fails("0x", 16);
  check_base_fails("0x-1", 16);
  check_base_fails("0x+1", 16);
  check_base_fails("1", 1);
  check_base_fails("1", 37);
  check_base_fails("0x00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001g", 16);
  CHECK(mochi_parse_float(text_of_c(" 1.5 "), NULL) == 1.5);
  CHECK(mochi_parse_float(text_of_c("-1e3"), NULL) == -1000);
  CHECK(mochi_parse_float(text_of_c("+Inf"), NULL) == INFINITY);
  CHECK(mochi_parse_float(text_of_c("-infinity"), NULL) == -INFINITY);
  CHECK(isnan(mochi_parse_float(text_of_c("NaN"), NULL)));
  check_float_fails("");
  check_float_fails("1e999");
  check_float_fails("1.5x");
  check_float_fails("e5");
  check_float_fails("infi");
  check_float_fails("0x10");
  return check_result();
}
