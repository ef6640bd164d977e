// Durations as Go writes them: 1h30m0s, 1.5s, 200ms, 10µs, 0s.

#include "text/format.h"

// `value` / 10^places with a fraction that has no zeros at its end.
static void write_scaled(mochi_writer *writer, uint64_t value, uint32_t places, const char *unit) {
  uint64_t scale = 1;
  for (uint32_t i = 0; i < places; i++) {
    scale *= 10;
  }
  mochi_write_unsigned(writer, value / scale);
  uint64_t fraction = value % scale;
  if (fraction != 0) {
    mochi_write_byte(writer, '.');
    while (fraction != 0) {
      scale /= 10;
      mochi_write_byte(writer, (char)('0' + fraction / scale));
      fraction %= scale;
    }
  }
  mochi_write_literal(writer, unit);
}

void mochi_write_duration(mochi_writer *writer, int64_t nanoseconds) {
  uint64_t value = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;
  if (nanoseconds < 0) {
    mochi_write_byte(writer, '-');
  }
  if (value == 0) {
    mochi_write_literal(writer, "0s");
  } else if (value < 1000) {
    write_scaled(writer, value, 0, "ns");
  } else if (value < 1000000) {
    write_scaled(writer, value, 3, "\xc2\xb5s");
  } else if (value < 1000000000) {
    write_scaled(writer, value, 6, "ms");
  } else {
    const uint64_t minute = UINT64_C(60000000000);
    uint64_t minutes = value / minute;
    if (minutes >= 60) {
      mochi_write_unsigned(writer, minutes / 60);
      mochi_write_byte(writer, 'h');
    }
    if (minutes > 0) {
      mochi_write_unsigned(writer, minutes % 60);
      mochi_write_byte(writer, 'm');
    }
    write_scaled(writer, value % minute, 9, "s");
  }
}
