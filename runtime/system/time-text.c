// Times written and read by strftime letters, in UTC and the C locale.
//
// Calendar arithmetic after Howard Hinnant, «chrono-compatible low-level date algorithms».
// Letters: %Y %y %m %d %e %j %H %I %M %S %p %L (milliseconds) %f (nanoseconds) %N (the same)
// %a %A %b %B %h %F %T %D %R %s %Z %z %n %t %%. Others stand for themselves.

#include "system/process.h"

#include "errors/raise.h"
#include "text/string.h"
#include "text/writer.h"

static const int64_t second = 1000000000;

static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

typedef struct civil {
  int64_t year;
  int64_t month;  // from 1
  int64_t day;    // from 1
  int64_t hour;
  int64_t minute;
  int64_t second;
  int64_t nanosecond;
  int64_t weekday;      // from Sunday
  int64_t day_of_year;  // from 1
} civil;

static int64_t floor_divide(int64_t value, int64_t by) {
  return value / by - (value % by < 0);
}

static int64_t days_from_civil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = floor_divide(year, 400);
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

static civil civil_from_time(int64_t time) {
  int64_t seconds = floor_divide(time, second);
  int64_t days = floor_divide(seconds, 86400);
  int64_t rest = seconds - days * 86400;
  int64_t shifted = days + 719468;
  int64_t era = floor_divide(shifted, 146097);
  int64_t day_of_era = shifted - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t shifted_month = (5 * day_of_year + 2) / 153;
  civil date = {
      .day = day_of_year - (153 * shifted_month + 2) / 5 + 1,
      .month = shifted_month + (shifted_month < 10 ? 3 : -9),
      .hour = rest / 3600,
      .minute = rest / 60 % 60,
      .second = rest % 60,
      .nanosecond = time - seconds * second,
  };
  date.year = year_of_era + era * 400 + (date.month <= 2);
  date.weekday = (days % 7 + 11) % 7;
  date.day_of_year = days - days_from_civil(date.year, 1, 1) + 1;
  return date;
}

static void write_padded(mochi_writer *writer, int64_t value, int32_t width, char fill) {
  char digits[24];
  int32_t count = 0;
  if (value < 0) {
    mochi_write_byte(writer, '-');
    value = -value;
  }
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value != 0);
  mochi_write_repeated(writer, fill, width > count ? (size_t)(width - count) : 0);
  while (count > 0) {
    mochi_write_byte(writer, digits[--count]);
  }
}

// Letters that stand for several others; NULL for the rest.
static const char *expansion(char letter) {
  switch (letter) {
    case 'F':
      return "%Y-%m-%d";
    case 'T':
      return "%H:%M:%S";
    case 'R':
      return "%H:%M";
    case 'D':
      return "%m/%d/%y";
    case 'c':
      return "%a %b %e %H:%M:%S %Y";
    default:
      return NULL;
  }
}

static void format_letters(mochi_writer *writer, const civil *date, int64_t time, const char *layout, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (layout[i] != '%' || i + 1 == size) {
      mochi_write_byte(writer, layout[i]);
      continue;
    }
    char letter = layout[++i];
    int64_t hour12 = date->hour % 12 == 0 ? 12 : date->hour % 12;
    switch (letter) {
      case 'Y':
        write_padded(writer, date->year, 4, '0');
        break;
      case 'y':
        write_padded(writer, date->year - floor_divide(date->year, 100) * 100, 2, '0');
        break;
      case 'm':
        write_padded(writer, date->month, 2, '0');
        break;
      case 'd':
        write_padded(writer, date->day, 2, '0');
        break;
      case 'e':
        write_padded(writer, date->day, 2, ' ');
        break;
      case 'j':
        write_padded(writer, date->day_of_year, 3, '0');
        break;
      case 'H':
        write_padded(writer, date->hour, 2, '0');
        break;
      case 'I':
        write_padded(writer, hour12, 2, '0');
        break;
      case 'M':
        write_padded(writer, date->minute, 2, '0');
        break;
      case 'S':
        write_padded(writer, date->second, 2, '0');
        break;
      case 'p':
        mochi_write_literal(writer, date->hour < 12 ? "AM" : "PM");
        break;
      case 'L':
        write_padded(writer, date->nanosecond / 1000000, 3, '0');
        break;
      case 'f':
      case 'N':
        write_padded(writer, date->nanosecond, 9, '0');
        break;
      case 'a':
        mochi_write_bytes(writer, weekdays[date->weekday], 3);
        break;
      case 'A':
        mochi_write_literal(writer, weekdays[date->weekday]);
        break;
      case 'b':
      case 'h':
        mochi_write_bytes(writer, months[date->month - 1], 3);
        break;
      case 'B':
        mochi_write_literal(writer, months[date->month - 1]);
        break;
      case 's':
        mochi_write_int(writer, floor_divide(time, second));
        break;
      case 'Z':
        mochi_write_literal(writer, "UTC");
        break;
      case 'z':
        mochi_write_literal(writer, "+0000");
        break;
      case 'n':
        mochi_write_byte(writer, '\n');
        break;
      case 't':
        mochi_write_byte(writer, '\t');
        break;
      case '%':
        mochi_write_byte(writer, '%');
        break;
      default: {
        const char *letters = expansion(letter);
        if (letters != NULL) {
          format_letters(writer, date, time, letters, __builtin_strlen(letters));
        } else {
          mochi_write_byte(writer, '%');
          mochi_write_byte(writer, letter);
        }
        break;
      }
    }
  }
}

mochi_string mochi_format_time(int64_t time, mochi_string layout) {
  civil date = civil_from_time(time);
  mochi_text_writer text;
  mochi_text_writer_begin(&text);
  format_letters(&text.writer, &date, time, mochi_string_data(&layout), mochi_string_size(layout));
  return mochi_text_writer_end(&text);
}

// ---------------------------------------------------------------- reading

typedef struct reader {
  const char *at;
  const char *end;
  civil date;
  int64_t offset;   // seconds east of UTC
  bool afternoon;
  bool half_days;   // %p was read
  bool has_epoch;
  int64_t epoch;
} reader;

static bool is_digit(const reader *in) {
  return in->at != in->end && *in->at >= '0' && *in->at <= '9';
}

// Up to `most` digits, one at least.
static bool read_number(reader *in, int32_t most, int64_t *number) {
  if (!is_digit(in)) {
    return false;
  }
  *number = 0;
  for (; most > 0 && is_digit(in); most--) {
    *number = *number * 10 + (*in->at++ - '0');
  }
  return true;
}

// A name or its first three letters, in any case.
static bool read_name(reader *in, const char *const *names, int64_t count, int64_t *index) {
  for (int64_t i = 0; i < count; i++) {
    size_t whole = __builtin_strlen(names[i]);
    size_t same = 0;
    while (same < whole && in->at + same != in->end && (in->at[same] | 0x20) == (names[i][same] | 0x20)) {
      same++;
    }
    if (same >= 3) {
      in->at += same == whole ? whole : 3;
      *index = i;
      return true;
    }
  }
  return false;
}

static bool read_fraction(reader *in, int32_t most, int64_t *nanoseconds) {
  int32_t places = 0;
  *nanoseconds = 0;
  while (places < most && is_digit(in)) {
    *nanoseconds = *nanoseconds * 10 + (*in->at++ - '0');
    places++;
  }
  for (int32_t i = places; i < 9; i++) {
    *nanoseconds *= 10;
  }
  return places > 0;
}

static bool read_offset(reader *in) {
  if (in->at != in->end && *in->at == 'Z') {
    in->at++;
    return true;
  }
  if (in->at == in->end || (*in->at != '+' && *in->at != '-')) {
    return false;
  }
  int64_t sign = *in->at++ == '-' ? -1 : 1;
  int64_t hours;
  int64_t minutes;
  if (!read_number(in, 2, &hours)) {
    return false;
  }
  if (in->at != in->end && *in->at == ':') {
    in->at++;
  }
  if (!read_number(in, 2, &minutes)) {
    return false;
  }
  in->offset = sign * (hours * 3600 + minutes * 60);
  return true;
}

static bool read_letters(reader *in, const char *layout, size_t size);

static bool read_letter(reader *in, char letter) {
  civil *date = &in->date;
  int64_t number = 0;
  switch (letter) {
    case 'Y': {
      bool negative = in->at != in->end && *in->at == '-';
      in->at += negative;
      bool found = read_number(in, 4, &date->year);
      date->year = negative ? -date->year : date->year;
      return found;
    }
    case 'y':
      if (!read_number(in, 2, &number)) {
        return false;
      }
      date->year = number < 69 ? 2000 + number : 1900 + number;
      return true;
    case 'm':
      return read_number(in, 2, &date->month) && date->month >= 1 && date->month <= 12;
    case 'e':
      if (in->at != in->end && *in->at == ' ') {
        in->at++;
      }
      return read_number(in, 2, &date->day) && date->day >= 1 && date->day <= 31;
    case 'd':
      return read_number(in, 2, &date->day) && date->day >= 1 && date->day <= 31;
    case 'j':
      return read_number(in, 3, &date->day_of_year) && date->day_of_year >= 1 && date->day_of_year <= 366;
    case 'H':
      return read_number(in, 2, &date->hour) && date->hour <= 23;
    case 'I':
      return read_number(in, 2, &date->hour) && date->hour >= 1 && date->hour <= 12;
    case 'M':
      return read_number(in, 2, &date->minute) && date->minute <= 59;
    case 'S':
      return read_number(in, 2, &date->second) && date->second <= 60;
    case 'L':
      return read_fraction(in, 3, &date->nanosecond);
    case 'f':
    case 'N':
      return read_fraction(in, 9, &date->nanosecond);
    case 'p':
      if (in->end - in->at < 2 || (in->at[1] | 0x20) != 'm' || ((in->at[0] | 0x20) != 'a' && (in->at[0] | 0x20) != 'p')) {
        return false;
      }
      in->half_days = true;
      in->afternoon = (in->at[0] | 0x20) == 'p';
      in->at += 2;
      return true;
    case 'a':
    case 'A':
      return read_name(in, weekdays, 7, &number);
    case 'b':
    case 'B':
    case 'h':
      if (!read_name(in, months, 12, &number)) {
        return false;
      }
      date->month = number + 1;
      return true;
    case 's': {
      bool negative = in->at != in->end && *in->at == '-';
      in->at += negative;
      in->has_epoch = read_number(in, 10, &in->epoch);
      in->epoch = negative ? -in->epoch : in->epoch;
      return in->has_epoch;
    }
    case 'z':
      return read_offset(in);
    case 'Z':
      if (in->end - in->at >= 3 && (__builtin_memcmp(in->at, "UTC", 3) == 0 || __builtin_memcmp(in->at, "GMT", 3) == 0)) {
        in->at += 3;
        return true;
      }
      return read_offset(in);
    case 'n':
    case 't':
      return read_letters(in, " ", 1);
    default: {
      const char *letters = expansion(letter);
      if (letters != NULL) {
        return read_letters(in, letters, __builtin_strlen(letters));
      }
      if (in->at == in->end || *in->at != letter) {
        return false;
      }
      in->at++;
      return true;
    }
  }
}

static bool is_blank(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static bool read_letters(reader *in, const char *layout, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (layout[i] == '%' && i + 1 < size) {
      if (!read_letter(in, layout[++i])) {
        return false;
      }
      continue;
    }
    if (is_blank(layout[i])) {
      while (in->at != in->end && is_blank(*in->at)) {
        in->at++;
      }
      continue;
    }
    if (in->at == in->end || *in->at != layout[i]) {
      return false;
    }
    in->at++;
  }
  return true;
}

static int64_t days_in_month(int64_t year, int64_t month) {
  return days_from_civil(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1) - days_from_civil(year, month, 1);
}

// The time that was read; false when there is no such day or it is out of range.
static bool finish(const reader *in, int64_t *time) {
  const civil *date = &in->date;
  int64_t seconds = in->epoch;
  if (!in->has_epoch) {
    if (date->day > days_in_month(date->year, date->month)) {
      return false;
    }
    int64_t days = date->day_of_year > 0 ? days_from_civil(date->year, 1, 1) + date->day_of_year - 1 : days_from_civil(date->year, date->month, date->day);
    int64_t hour = in->half_days ? date->hour % 12 + (in->afternoon ? 12 : 0) : date->hour;
    seconds = days * 86400 + hour * 3600 + date->minute * 60 + date->second - in->offset;
  }
  return !__builtin_mul_overflow(seconds, second, time) && !__builtin_add_overflow(*time, date->nanosecond, time);
}

int64_t mochi_parse_time(mochi_string text, mochi_string layout, const mochi_site *site) {
  const char *data = mochi_string_data(&text);
  reader in = {.at = data, .end = data + mochi_string_size(text), .date = {.year = 1970, .month = 1, .day = 1}};
  int64_t time;
  if (!read_letters(&in, mochi_string_data(&layout), mochi_string_size(layout)) || in.at != in.end || !finish(&in, &time)) {
    mochi_raise_format(MOCHI_ERROR_DECODE, site, "cannot read %q as a time written like %q", &text, &layout);
  }
  return time;
}
