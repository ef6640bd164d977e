// Exact numbers against known values, laws on random ones, and texts of many digits.

#include "raises.h"

static const mochi_site site = {.file = "t.mochi", .function = "main", .text = "", .line = 1, .column = 1};

static mochi_bigint *big(const char *digits) {
  return mochi_bigint_from_text(digits);
}

static void check_big(const mochi_bigint *value, const char *expected) {
  CHECK_TEXT(mochi_bigint_to_string(value), expected);
}

static mochi_bigint *factorial(int64_t n) {
  mochi_bigint *product = mochi_bigint_from_int(1);
  for (int64_t factor = 2; factor <= n; factor++) {
    product = mochi_bigint_multiply(product, mochi_bigint_from_int(factor));
  }
  return product;
}

static void known(void) {
  check_big(factorial(20), "2432902008176640000");
  check_big(factorial(30), "265252859812191058636308480000000");
  check_big(mochi_bigint_power(big("2"), 128, &site), "340282366920938463463374607431768211456");
  check_big(mochi_bigint_power(big("-10"), 21, &site), "-1000000000000000000000");
  check_big(mochi_bigint_power(big("0"), 0, &site), "1");
  check_big(mochi_bigint_power(big("-1"), INT64_MAX, &site), "-1");
  check_big(mochi_bigint_add(big("9223372036854775807"), big("1")), "9223372036854775808");
  check_big(mochi_bigint_add(big("9223372036854775808"), big("-1")), "9223372036854775807");
  check_big(mochi_bigint_subtract(big("-9223372036854775808"), big("1")), "-9223372036854775809");
  check_big(mochi_bigint_negate(big("-9223372036854775808")), "9223372036854775808");
  check_big(mochi_bigint_negate(big("9223372036854775808")), "-9223372036854775808");
  check_big(mochi_bigint_divide(big("-7"), big("2"), &site), "-3");
  check_big(mochi_bigint_divide(big("-100000000000000000000"), big("3"), &site), "-33333333333333333333");
  check_big(mochi_bigint_remainder(big("-100000000000000000000"), big("7"), &site), "-2");
  check_big(mochi_bigint_remainder(big("100000000000000000000"), big("-7"), &site), "2");
  check_big(mochi_bigint_divide(big("-9223372036854775808"), big("-1"), &site), "9223372036854775808");
  check_big(mochi_bigint_parse(text_of_c(" +12 "), &site), "12");
  check_big(big("-0"), "0");
  check_big(big("000000000000000000000000000000000000000012"), "12");
  CHECK_RAISES(mochi_bigint_divide(big("1"), big("0"), &site), -5, "division by zero");
  CHECK_RAISES(mochi_bigint_parse(text_of_c("1x"), &site), -3, "cannot cast \"1x\" to bigint");
  CHECK_RAISES(mochi_bigint_parse(text_of_c(""), &site), -3, "cannot cast \"\" to bigint");
  CHECK_RAISES(mochi_bigint_power(big("2"), -1, &site), -3, "bigint cannot be raised to the negative power -1");
  CHECK_RAISES(mochi_bigint_power(big("10"), INT64_MAX, &site), -6, "10 to the power of 9223372036854775807 is too large for memory");
  CHECK_RAISES(mochi_bigint_to_int(big("9223372036854775808"), &site), -6, "bigint does not fit in int: 9223372036854775808");
  CHECK_INT(mochi_bigint_to_int(big("-9223372036854775808"), &site), INT64_MIN);
}

static mochi_bigint *random_big(void) {
  char digits[1200];
  uint32_t size = 1 + (uint32_t)(random_bits() % (random_bits() % 8 == 0 ? 1100 : 40));
  uint32_t at = 0;
  if (random_bits() % 2 == 0) {
    digits[at++] = '-';
  }
  for (uint32_t end = at + size; at < end; at++) {
    digits[at] = (char)('0' + random_bits() % 10);
  }
  digits[at] = 0;
  return big(digits);
}

static void laws(void) {
  for (int round = 0; round < 3000; round++) {
    mochi_bigint *a = random_big();
    mochi_bigint *b = random_big();
    mochi_bigint *c = random_big();
    mochi_bigint *left = mochi_bigint_multiply(a, mochi_bigint_add(b, c));
    mochi_bigint *right = mochi_bigint_add(mochi_bigint_multiply(a, b), mochi_bigint_multiply(a, c));
    CHECK_INT(mochi_bigint_compare(left, right), 0);
    mochi_string text = mochi_bigint_to_string(left);
    CHECK_INT(mochi_bigint_compare(mochi_bigint_parse(text, &site), left), 0);
    if (mochi_bigint_sign(b) != 0) {
      mochi_bigint *quotient = mochi_bigint_divide(a, b, &site);
      mochi_bigint *rest = mochi_bigint_remainder(a, b, &site);
      CHECK_INT(mochi_bigint_compare(mochi_bigint_add(mochi_bigint_multiply(quotient, b), rest), a), 0);
      CHECK(mochi_bigint_sign(rest) == 0 || mochi_bigint_sign(rest) == mochi_bigint_sign(a));
    }
    // strtod rounds to nearest, too.
    text = mochi_bigint_to_string(a);
    CHECK(mochi_bigint_to_float(a) == strtod(mochi_string_c_text(text), NULL));
    double value = mochi_bigint_to_float(a);
    if (isfinite(value)) {
      CHECK_INT(mochi_bigint_compare_float(a, value), mochi_bigint_compare(a, mochi_bigint_from_float(value, &site)));
    }
  }
}

static void floats(void) {
  check_big(mochi_bigint_from_float(1e23, &site), "99999999999999991611392");
  check_big(mochi_bigint_from_float(-2.9, &site), "-2");
  CHECK_INT(mochi_bigint_compare_float(big("18446744073709551617"), 18446744073709551616.0), 1);
  CHECK_INT(mochi_bigint_compare_float(big("18446744073709551617"), INFINITY), -1);
  CHECK_INT(mochi_bigint_compare_float(big("18446744073709551617"), NAN), 2);
  CHECK_RAISES(mochi_bigint_from_float(NAN, &site), -6, "cannot cast NaN to bigint");
}

static void large_texts(void) {
  mochi_bigint *power = mochi_bigint_power(big("10"), 100000, &site);
  mochi_string text = mochi_bigint_to_string(power);
  CHECK_INT(mochi_string_size(text), 100001);
  const char *digits = mochi_string_data(&text);
  CHECK(digits[0] == '1' && digits[1] == '0' && digits[100000] == '0');
  mochi_string nines = mochi_bigint_to_string(mochi_bigint_subtract(power, big("1")));
  CHECK_INT(mochi_string_size(nines), 100000);
  CHECK(mochi_string_data(&nines)[0] == '9' && mochi_string_data(&nines)[99999] == '9');
  CHECK_INT(mochi_bigint_compare(mochi_bigint_parse(text, &site), power), 0);
  for (int64_t exponent = 1000; exponent < 300000; exponent = exponent * 5 / 3) {
    mochi_bigint *odd = mochi_bigint_power(big("-3"), exponent, &site);
    CHECK_INT(mochi_bigint_compare(mochi_bigint_parse(mochi_bigint_to_string(odd), &site), odd), 0);
  }
}

static mochi_bigrat *rat(const char *digits) {
  return mochi_bigrat_parse(text_of_c(digits), &site);
}

static void check_rat(const mochi_bigrat *value, const char *expected) {
  CHECK_TEXT(mochi_bigrat_to_string(value), expected);
}

static void rationals(void) {
  check_rat(rat("6/-4"), "-3/2");
  check_rat(rat("1.25"), "5/4");
  check_rat(rat("-0.5"), "-1/2");
  check_rat(rat("3"), "3/1");
  check_rat(mochi_bigrat_add(rat("1/2"), rat("1/3")), "5/6");
  check_rat(mochi_bigrat_subtract(rat("1/2"), rat("1/2")), "0/1");
  check_rat(mochi_bigrat_multiply(rat("2/3"), rat("3/2")), "1/1");
  check_rat(mochi_bigrat_divide(rat("3"), rat("-2"), &site), "-3/2");
  check_rat(mochi_bigrat_from_float(0.75, &site), "3/4");
  CHECK_INT(mochi_bigrat_compare(rat("1/3"), rat("2/6")), 0);
  CHECK_INT(mochi_bigrat_compare(rat("-1/3"), rat("1/4")), -1);
  CHECK(mochi_bigrat_to_float(rat("1/3")) == 1.0 / 3.0);
  CHECK(mochi_bigrat_to_float(rat("-1/10")) == -0.1);
  CHECK_RAISES(rat("1/0"), -5, "division by zero");
  CHECK_RAISES(rat("1/x"), -3, "cannot cast \"1/x\" to bigrat");
  CHECK_RAISES(rat("."), -3, "cannot cast \".\" to bigrat");
  CHECK_RAISES(mochi_bigrat_divide(rat("1"), rat("0"), &site), -5, "division by zero");
  for (int round = 0; round < 2000; round++) {
    double value = ldexp((double)(int64_t)random_bits(), (int)(random_bits() % 200) - 100);
    CHECK(mochi_bigrat_to_float(mochi_bigrat_from_float(value, &site)) == value);
    int64_t a = (int64_t)(random_bits() >> 12);
    int64_t b = (int64_t)(random_bits() >> 40) + 1;
    CHECK(mochi_bigrat_to_float(mochi_bigrat_divide(mochi_bigrat_from_int(a), mochi_bigrat_from_int(b), &site)) == (double)a / (double)b);
  }
}

int main(void) {
  known();
  laws();
  floats();
  large_texts();
  rationals();
  return check_result();
}
