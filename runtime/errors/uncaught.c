// The last words of a program: what decisions §2 says an uncaught error looks like.
//
//   error: list index out of range: 5 (len 2)
//    --> shop.mochi:12:9
//      |
//   12 | return xs[n]
//      |         ^
//     at total (shop.mochi:12)
//     at main (shop.mochi:30)
//
// Runs in signal handlers too (stack overflow): no allocation, no locks, write(2) only.

#include "errors/raise.h"

#include "errors/frame.h"
#include "platform/system.h"
#include "system/output.h"
#include "text/string.h"
#include "text/utf8.h"
#include "text/writer.h"

enum { MOST_FRAMES = 20, LONGEST_LINE = 160, BEFORE_CARET = 60 };

static char error_buffer[1024];

static void flush_error(mochi_writer *writer, size_t wanted) {
  (void)wanted;
  // Nobody is left to hear that standard error can't be written.
  mochi_platform_write(MOCHI_STANDARD_ERROR, writer->data, writer->length);
  writer->length = 0;
}

static size_t decimal_width(uint32_t number) {
  size_t width = 1;
  for (; number >= 10; number /= 10) {
    width++;
  }
  return width;
}

// The byte of `text` where code point `count` begins, or its end.
static size_t skip_characters(const char *text, size_t size, size_t count) {
  size_t at = 0;
  for (; count > 0 && at < size; count--) {
    at++;
    while (at < size && mochi_utf8_is_continuation(text[at])) {
      at++;
    }
  }
  return at;
}

static void write_source(mochi_writer *writer, const mochi_site *site) {
  const char *text = site->text;
  size_t size = __builtin_strlen(text);
  size_t before = site->column > 0 ? site->column - 1 : 0;
  size_t margin = decimal_width(site->line) + 1;
  bool cut_front = false;
  if (mochi_utf8_count(text, size) > LONGEST_LINE && before > BEFORE_CARET) {
    size_t start = skip_characters(text, size, before - BEFORE_CARET);
    text += start;
    size -= start;
    before = BEFORE_CARET;
    cut_front = true;
  }
  size_t shown = skip_characters(text, size, LONGEST_LINE);
  mochi_write_repeated(writer, ' ', margin);
  mochi_write_literal(writer, "|\n");
  mochi_write_unsigned(writer, site->line);
  mochi_write_literal(writer, " | ");
  mochi_write_literal(writer, cut_front ? "\xe2\x80\xa6" : "");
  mochi_write_bytes(writer, text, shown);
  mochi_write_literal(writer, shown < size ? "\xe2\x80\xa6" : "");
  mochi_write_byte(writer, '\n');
  mochi_write_repeated(writer, ' ', margin);
  mochi_write_literal(writer, "| ");
  mochi_write_repeated(writer, ' ', cut_front ? 1 : 0);
  // Tabs stay tabs, so that the caret stands where the terminal puts the text.
  size_t at = 0;
  for (; before > 0 && at < shown; before--) {
    mochi_write_byte(writer, text[at] == '\t' ? '\t' : ' ');
    at += skip_characters(text + at, shown - at, 1);
  }
  mochi_write_literal(writer, "^\n");
}

static void write_frame(mochi_writer *writer, const char *function, const char *file, uint32_t line) {
  mochi_write_literal(writer, "  at ");
  mochi_write_literal(writer, function);
  mochi_write_literal(writer, " (");
  mochi_write_literal(writer, file);
  mochi_write_byte(writer, ':');
  mochi_write_unsigned(writer, line);
  mochi_write_literal(writer, ")\n");
}

static void write_trace(mochi_writer *writer, const mochi_site *site) {
  const mochi_frame *frame = mochi_frame_top;
  uint64_t shown = 0;
  if (site != NULL && site->function != NULL) {
    write_frame(writer, site->function, site->file, site->line);
    shown++;
    // The failing function's own frame says where its last call was; the site knows better.
    if (frame != NULL && __builtin_strcmp(frame->function, site->function) == 0) {
      frame = frame->previous;
    }
  }
  uint64_t hidden = 0;
  for (; frame != NULL; frame = frame->previous) {
    if (frame->call == NULL) {
      continue;
    }
    if (shown == MOST_FRAMES) {
      hidden++;
      continue;
    }
    write_frame(writer, frame->function, frame->call->file, frame->call->line);
    shown++;
  }
  if (hidden > 0) {
    mochi_write_literal(writer, "  \xe2\x80\xa6 ");
    mochi_write_unsigned(writer, hidden);
    mochi_write_literal(writer, " more\n");
  }
}

_Noreturn void mochi_raise_uncaught(mochi_string message, const mochi_site *site) {
  mochi_writer writer = {.data = error_buffer, .capacity = sizeof error_buffer, .room = flush_error};
  mochi_output_flush();
  mochi_write_literal(&writer, "error: ");
  mochi_write_string(&writer, message);
  mochi_write_byte(&writer, '\n');
  if (site != NULL) {
    mochi_write_literal(&writer, " --> ");
    mochi_write_literal(&writer, site->file);
    mochi_write_byte(&writer, ':');
    mochi_write_unsigned(&writer, site->line);
    mochi_write_byte(&writer, ':');
    mochi_write_unsigned(&writer, site->column);
    mochi_write_byte(&writer, '\n');
    if (site->text != NULL && site->text[0] != 0) {
      write_source(&writer, site);
    }
  }
  write_trace(&writer, site);
  flush_error(&writer, 0);
  mochi_platform_exit(1);
}
