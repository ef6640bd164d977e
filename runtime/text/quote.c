// Texts in quotes: Go's %q, and JSON.

#include "text/format.h"
#include "text/unicode-print-table.h"
#include "text/utf8.h"

static const char hex_digits[] = "0123456789abcdef";

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

// Letters, marks, numbers, punctuation, symbols; code_point >= 0x80.
static bool is_printable(uint32_t code_point) {
  size_t low = 0;
  if (code_point <= 0xffff) {
    size_t high = COUNT(mochi_print_low);
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (code_point > mochi_print_low[middle][1]) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < COUNT(mochi_print_low) && code_point >= mochi_print_low[low][0];
  }
  size_t high = COUNT(mochi_print_high);
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (code_point > mochi_print_high[middle][1]) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < COUNT(mochi_print_high) && code_point >= mochi_print_high[low][0];
}

static void write_hex(mochi_writer *writer, uint32_t value, uint32_t digits) {
  while (digits-- > 0) {
    mochi_write_byte(writer, hex_digits[value >> (4 * digits) & 15]);
  }
}

static void write_escape(mochi_writer *writer, char letter) {
  mochi_write_byte(writer, '\\');
  mochi_write_byte(writer, letter);
}

// The letter that escapes a control character in Go, or 0.
static char control_letter(uint8_t byte) {
  return byte >= '\a' && byte <= '\r' ? "abtnvfr"[byte - '\a'] : 0;
}

void mochi_write_quoted(mochi_writer *writer, const char *bytes, size_t size) {
  mochi_write_byte(writer, '"');
  size_t at = 0;
  while (at < size) {
    uint8_t byte = (uint8_t)bytes[at];
    if (byte < 0x80) {
      at++;
      if (byte == '"' || byte == '\\') {
        write_escape(writer, (char)byte);
      } else if (byte >= ' ' && byte != 0x7f) {
        mochi_write_byte(writer, (char)byte);
      } else if (control_letter(byte) != 0) {
        write_escape(writer, control_letter(byte));
      } else {
        write_escape(writer, 'x');
        write_hex(writer, byte, 2);
      }
      continue;
    }
    uint32_t length;
    uint32_t code_point = mochi_utf8_decode(bytes + at, size - at, &length);
    if (length == 1) {
      write_escape(writer, 'x');
      write_hex(writer, byte, 2);
    } else if (is_printable(code_point)) {
      mochi_write_bytes(writer, bytes + at, length);
    } else if (code_point <= 0xffff) {
      write_escape(writer, 'u');
      write_hex(writer, code_point, 4);
    } else {
      write_escape(writer, 'U');
      write_hex(writer, code_point, 8);
    }
    at += length;
  }
  mochi_write_byte(writer, '"');
}

void mochi_write_json_string(mochi_writer *writer, const char *bytes, size_t size) {
  mochi_write_byte(writer, '"');
  size_t at = 0;
  while (at < size) {
    uint8_t byte = (uint8_t)bytes[at];
    if (byte < 0x80) {
      at++;
      if (byte == '"' || byte == '\\') {
        write_escape(writer, (char)byte);
      } else if (byte >= ' ' && byte != '<' && byte != '>' && byte != '&') {
        mochi_write_byte(writer, (char)byte);
      } else if (control_letter(byte) != 0 && byte != '\a' && byte != '\v') {
        write_escape(writer, control_letter(byte));
      } else {
        write_escape(writer, 'u');
        write_hex(writer, byte, 4);
      }
      continue;
    }
    uint32_t length;
    uint32_t code_point = mochi_utf8_decode(bytes + at, size - at, &length);
    if (length == 1) {
      mochi_write_literal(writer, "\\ufffd");
    } else if (code_point == 0x2028 || code_point == 0x2029) {
      write_escape(writer, 'u');
      write_hex(writer, code_point, 4);
    } else {
      mochi_write_bytes(writer, bytes + at, length);
    }
    at += length;
  }
  mochi_write_byte(writer, '"');
}
