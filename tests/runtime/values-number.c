// Checked arithmetic, rounding, exact comparison, powers, shifts; the random generator; SHA-256.

#include "raises.h"

static const mochi_site site = {.file = "t.mochi", .function = "main", .text = "", .line = 1, .column = 1};

static void arithmetic(void) {
  CHECK_INT(mochi_int_add(INT64_MAX - 1, 1, &site), INT64_MAX);
  CHECK_RAISES(mochi_int_add(INT64_MAX, 1, &site), -6, "integer overflow: 9223372036854775807 + 1 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_RAISES(mochi_int_subtract(INT64_MIN, 1, &site), -6, "integer overflow: -9223372036854775808 - 1 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_RAISES(mochi_int_multiply(INT64_C(1) << 32, INT64_C(1) << 31, &site), -6, "integer overflow: 4294967296 * 2147483648 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_INT(mochi_int_multiply(-(INT64_C(1) << 32), INT64_C(1) << 31, &site), INT64_MIN);
  CHECK_RAISES(mochi_int_negate(INT64_MIN, &site), -6, "integer overflow: -(-9223372036854775808) does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_RAISES(mochi_int_abs(INT64_MIN, &site), -6, "integer overflow: abs(-9223372036854775808) does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_INT(mochi_int_divide(-7, 2, &site), -3);
  CHECK_INT(mochi_int_remainder(-7, 3, &site), -1);
  CHECK_INT(mochi_int_remainder(INT64_MIN, -1, &site), 0);
  CHECK_RAISES(mochi_int_divide(1, 0, &site), -5, "division by zero");
  CHECK_RAISES(mochi_int_remainder(1, 0, &site), -5, "division by zero");
  CHECK_RAISES(mochi_int_divide(INT64_MIN, -1, &site), -6, "integer overflow: -9223372036854775808 / -1 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_RAISES(mochi_float_divide(1, 0, &site), -5, "division by zero");
  CHECK_INT(mochi_int_add_wrapping(INT64_MAX, 1), INT64_MIN);
  CHECK_INT(mochi_int_multiply_wrapping(INT64_MAX, 2), -2);
  CHECK_INT(mochi_int_divide_wrapping(INT64_MIN, -1, &site), INT64_MIN);
}

static void powers(void) {
  CHECK_INT(mochi_int_power(2, 62, &site), INT64_C(1) << 62);
  CHECK_INT(mochi_int_power(-2, 63, &site), INT64_MIN);
  CHECK_INT(mochi_int_power(3, 39, &site), INT64_C(4052555153018976267));
  CHECK_INT(mochi_int_power(0, 0, &site), 1);
  CHECK_INT(mochi_int_power(-1, INT64_MAX, &site), -1);
  CHECK_INT(mochi_int_power(7, -1, &site), 0);
  CHECK_INT(mochi_int_power(-1, -3, &site), -1);
  CHECK_RAISES(mochi_int_power(2, 63, &site), -6, "integer overflow: 2 to the power of 63 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_RAISES(mochi_int_power(10, 1000000000, &site), -6, "integer overflow: 10 to the power of 1000000000 does not fit in int (use bigint, or --fast-int to wrap)");
  CHECK_INT(mochi_int_gcd(12, -18), 6);
  CHECK_INT(mochi_int_gcd(0, -5), 5);
  CHECK_INT(mochi_int_gcd(INT64_MIN, 6), 2);
  CHECK_INT(mochi_int_shift_left(1, 62, &site), INT64_C(1) << 62);
  CHECK_INT(mochi_int_shift_right(-5, 1, &site), -3);
  CHECK_RAISES(mochi_int_shift_left(1, 64, &site), -3, "shift count out of range: 64 (0 to 63 are allowed)");
}

static void floats(void) {
  CHECK(mochi_float_round(2.567, 2) == 2.57);
  CHECK(mochi_float_round(1.005, 2) == 1.0);
  CHECK(mochi_float_round(-2.5, 0) == -3.0);
  CHECK(mochi_float_round(1250, -2) == 1300);
  CHECK(mochi_float_round(1e300, 5) == 1e300);
  CHECK(isinf(mochi_float_round(INFINITY, 2)));
  CHECK_INT(mochi_int_from_float(-3.99, &site), -3);
  CHECK_RAISES(mochi_int_from_float(9223372036854775808.0, &site), -6, "float does not fit in int: 9.223372036854776e+18");
  CHECK_INT(mochi_compare_int_float(9007199254740993, 9007199254740992.0), 1);
  CHECK_INT(mochi_compare_int_float(INT64_MAX, 9223372036854775808.0), -1);
  CHECK_INT(mochi_compare_int_float(INT64_MIN, -9223372036854775808.0), 0);
  CHECK_INT(mochi_compare_int_float(-3, -3.5), 1);
  CHECK_INT(mochi_compare_int_float(0, NAN), 2);
  CHECK(mochi_float_sign(-0.0) == 0);
}

static void random_numbers(void) {
  // The generator is part of the language: these numbers are fixed.
  mochi_random_seed(42);
  CHECK_INT(mochi_random_int(0, INT64_MAX, &site), INT64_C(773499382201279370));
  int64_t low = 0;
  int64_t high = 0;
  for (int round = 0; round < 100000; round++) {
    double number = mochi_random_float();
    CHECK(number >= 0 && number < 1);
    int64_t die = mochi_random_int(1, 7, &site);
    CHECK(die >= 1 && die <= 6);
    low += die == 1;
    high += die == 6;
  }
  CHECK(low > 16000 && low < 17400 && high > 16000 && high < 17400);
  CHECK_RAISES(mochi_random_int(3, 3, &site), -3, "randomInt expects a < b, got 3 and 3");
  mochi_random_seed(0);
  int64_t seeded = mochi_random_int(INT64_MIN, INT64_MAX, &site);
  CHECK(seeded != mochi_random_int(INT64_MIN, INT64_MAX, &site));
}

static void check_digest(const mochi_list *bytes, const char *expected) {
  char text[65];
  for (uint32_t at = 0; at < 32; at++) {
    snprintf(text + 2 * at, 3, "%02x", (unsigned)((const int64_t *)bytes->data)[at]);
  }
  CHECK_TEXT(text_of_c(text), expected);
}

static void digests(void) {
  check_digest(mochi_sha256_string(text_of_c("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  check_digest(mochi_sha256_string(text_of_c("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  check_digest(mochi_sha256_string(text_of_c("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")), "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  mochi_list *bytes = mochi_list_new(&mochi_type_int, 0);
  for (int at = 0; at < 1000000; at++) {
    *(int64_t *)mochi_list_push(bytes, &mochi_type_int, 8) = 'a';
  }
  check_digest(mochi_sha256_bytes(bytes, &site), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  ((int64_t *)bytes->data)[3] = 256;
  CHECK_RAISES(mochi_sha256_bytes(bytes, &site), -3, "sha256 expects bytes (0 to 255), got 256");
}

int main(void) {
  arithmetic();
  powers();
  floats();
  random_numbers();
  digests();
  return check_result();
}
