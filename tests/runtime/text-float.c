// Doubles to text and back, against the C library.

#include "check.h"

#include "text/float.h"

static size_t write_with(void (*write)(mochi_writer *, double), double value, char *buffer) {
  mochi_writer writer = {.data = buffer, .capacity = 2000};
  write(&writer, value);
  buffer[writer.length] = 0;
  return writer.length;
}

static double double_of(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static uint64_t bits_of(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static double random_double(void) {
  switch (random_bits() % 6) {
    case 0:
      return (double)(random_bits() % 1000000) / 1000;
    case 1:
      return (double)(int64_t)random_bits();
    case 2:
      return double_of(random_bits() & UINT64_C(0x000fffffffffffff));
    case 3:
      // Powers of two and their neighbours: the interval is lopsided there.
      return double_of((random_bits() % 0x7ff << 52) + random_bits() % 3 - 1);
    default:
      return double_of(random_bits());
  }
}

// Shortest: 17 digits always suffice; none with fewer digits reads back, and it is the nearest of its length.
static void shortest_and_back(void) {
  static char text[2000];
  static char shorter[64];
  for (int i = 0; i < 60000; i++) {
    double value = random_double();
    if (value - value != 0) {
      continue;
    }
    size_t size = write_with(mochi_write_float, value, text);
    if (bits_of(strtod(text, NULL)) != bits_of(value)) {
      CHECK(!"reads back");
      fprintf(stderr, "  %.17g is written as %s\n", value, text);
    }
    double again;
    CHECK(mochi_read_float(text, size, &again) == size);
    CHECK(bits_of(again) == bits_of(value));
    if (value != 0) {
      mochi_decimal decimal = mochi_shortest_decimal(value);
      int digits = snprintf(shorter, sizeof shorter, "%llu", (unsigned long long)decimal.digits);
      CHECK(digits <= 17);
      if (digits > 1) {
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, value);
        CHECK(bits_of(strtod(shorter, NULL)) != bits_of(value));
      }
      // The C library's digits of this length are the nearest.
      snprintf(shorter, sizeof shorter, "%.*e", digits - 1, value);
      if (bits_of(strtod(shorter, NULL)) == bits_of(value)) {
        char ours[64];
        snprintf(ours, sizeof ours, "%llue%d", (unsigned long long)decimal.digits, decimal.exponent);
        double distance = fabs(strtod(ours, NULL) - fabs(value));
        CHECK(distance == 0);
      }
    }
    size = write_with(mochi_write_float_nested, value, text);
    CHECK(bits_of(strtod(text, NULL)) == bits_of(value));
    CHECK(strpbrk(text, "e") == NULL && strchr(text, '.') != NULL);
    CHECK(mochi_read_float(text, size, &again) == size && bits_of(again) == bits_of(value));
  }
}

static void read_like_the_c_library(void) {
  static char text[2000];
  for (int i = 0; i < 60000; i++) {
    switch (random_bits() % 5) {
      case 0:
        snprintf(text, sizeof text, "%llue%d", (unsigned long long)random_bits(), (int)(random_bits() % 700) - 350);
        break;
      case 1:
        snprintf(text, sizeof text, "%llu.%llu", (unsigned long long)random_bits(), (unsigned long long)random_bits());
        break;
      case 2:
        snprintf(text, sizeof text, "0.%0*d%llue%d", (int)(random_bits() % 40) + 1, 0, (unsigned long long)random_bits(), (int)(random_bits() % 660) - 320);
        break;
      case 3: {
        // Exactly between two doubles, or a hair beside it.
        double value = random_double();
        if (value - value != 0 || fabs(value) > 1e300 || fabs(value) < 1e-290) {
          continue;
        }
        double next = nextafter(value, value * 2);
        long double middle = ((long double)value + (long double)next) / 2;
        snprintf(text, sizeof text, "%.900Lf", middle);
        if (random_bits() % 2 == 0 && strchr(text, '.') != NULL) {
          strcat(text, random_bits() % 2 == 0 ? "0" : "0000001");
        }
        break;
      }
      default:
        snprintf(text, sizeof text, "%.*e", (int)(random_bits() % 25), random_double());
        break;
    }
    if (strchr(text, 'n') != NULL) {
      continue;
    }
    double value;
    CHECK(mochi_read_float(text, strlen(text), &value) == strlen(text));
    if (bits_of(value) != bits_of(strtod(text, NULL))) {
      CHECK(!"reads like strtod");
      fprintf(stderr, "  %.60s… is %.17g, not %.17g\n", text, strtod(text, NULL), value);
    }
  }
}

static void fixed_like_the_c_library(void) {
  static char ours[MOCHI_FIXED_BUFFER + 1];
  static char theirs[2000];
  static const char styles[] = "efg";
  for (int i = 0; i < 40000; i++) {
    double value = fabs(random_double());
    if (value - value != 0) {
      continue;
    }
    if (random_bits() % 3 == 0) {
      value = (double)(random_bits() % 2000) / 8;
    }
    int precision = (int)(random_bits() % (random_bits() % 50 == 0 ? 1100 : 20));
    char style = styles[random_bits() % 3];
    const char format[] = {'%', '.', '*', style, 0};
    ours[mochi_float_fixed(value, style, precision, ours)] = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(theirs, sizeof theirs, format, precision, value);
#pragma GCC diagnostic pop
    if (strcmp(ours, theirs) != 0) {
      CHECK(!"formats like printf");
      fprintf(stderr, "  %%.%d%c of %.17g: %s, not %s\n", precision, style, value, theirs, ours);
    }
  }
}

static void check_layouts(double value, const char *top, const char *nested, const char *json) {
  char text[2000];
  write_with(mochi_write_float, value, text);
  CHECK_TEXT(text_of_c(text), top);
  if (nested != NULL) {
    write_with(mochi_write_float_nested, value, text);
    CHECK_TEXT(text_of_c(text), nested);
  }
  if (json != NULL) {
    write_with(mochi_write_float_json, value, text);
    CHECK_TEXT(text_of_c(text), json);
  }
}

static void layouts(void) {
  check_layouts(1, "1", "1.0", "1");
  check_layouts(1.5, "1.5", "1.5", "1.5");
  check_layouts(1e6, "1e+06", "1000000.0", "1000000");
  check_layouts(123456, "123456", "123456.0", "123456");
  check_layouts(1234567, "1.234567e+06", "1234567.0", "1234567");
  check_layouts(0.0001, "0.0001", "0.0001", "0.0001");
  check_layouts(0.00001, "1e-05", "0.00001", "0.00001");
  check_layouts(1e-7, "1e-07", "0.0000001", "1e-7");
  check_layouts(1e21, "1e+21", "1000000000000000000000.0", "1e+21");
  check_layouts(1e20, "1e+20", "100000000000000000000.0", "100000000000000000000");
  check_layouts(0.1 + 0.2, "0.30000000000000004", "0.30000000000000004", "0.30000000000000004");
  check_layouts(-0.0, "-0", "-0.0", "-0");
  check_layouts(1e100, "1e+100", NULL, NULL);
  check_layouts(5e-324, "5e-324", NULL, "5e-324");
  check_layouts(1.7976931348623157e308, "1.7976931348623157e+308", NULL, "1.7976931348623157e+308");
  check_layouts(INFINITY, "+Inf", "+Inf.0", NULL);
  check_layouts(-INFINITY, "-Inf", "-Inf.0", NULL);
  check_layouts(NAN, "NaN", "NaN.0", NULL);
}

static void not_numbers(void) {
  static const char *const texts[] = {"", ".", "-", "+.", "e5", "abc", "-.e1"};
  double value;
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    CHECK_INT((int64_t)mochi_read_float(texts[i], strlen(texts[i]), &value), 0);
  }
  CHECK_INT((int64_t)mochi_read_float("1e", 2, &value), 1);
  CHECK_INT((int64_t)mochi_read_float("1.5x", 4, &value), 3);
  CHECK_INT((int64_t)mochi_read_float("5.", 2, &value), 2);
  CHECK_INT((int64_t)mochi_read_float(".5e1", 4, &value), 4);
  CHECK(value == 5);
  CHECK(mochi_read_float("1e999", 5, &value) == 5 && value == INFINITY);
  CHECK(mochi_read_float("1e-999", 6, &value) == 6 && value == 0);
  CHECK(mochi_read_float("0e99999999999999999999", 22, &value) == 22 && value == 0);
}

int main(void) {
  shortest_and_back();
  read_like_the_c_library();
  fixed_like_the_c_library();
  layouts();
  not_numbers();
  return check_result();
}
