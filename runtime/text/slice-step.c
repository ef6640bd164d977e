// `s[a:b:step]`: as Python has it. Apart from plain slices, which most programs have only.

#include "text/string.h"

#include "errors/raise.h"
#include "memory/gc.h"
#include "text/utf8.h"

static int64_t clamp(int64_t value, int64_t low, int64_t high) {
  return value < low ? low : value > high ? high : value;
}

mochi_string mochi_string_slice_step(mochi_string text, int64_t start, int64_t end, int64_t step, uint32_t given, const mochi_site *site) {
  if (step == 0) {
    mochi_raise_text(MOCHI_ERROR_TYPE, "slice step is zero", site);
  }
  int64_t length = mochi_string_length(text);
  int64_t low = step > 0 ? 0 : -1;
  int64_t high = step > 0 ? length : length - 1;
  int64_t first = step > 0 ? low : high;
  int64_t last = step > 0 ? high : low;
  if ((given & MOCHI_SLICE_START) != 0) {
    first = clamp(start < 0 ? start + length : start, low, high);
  }
  if ((given & MOCHI_SLICE_END) != 0) {
    last = clamp(end < 0 ? end + length : end, low, high);
  }
  int64_t distance = step > 0 ? last - first : first - last;
  if (distance <= 0) {
    return mochi_string_empty();
  }
  uint64_t stride = step > 0 ? (uint64_t)step : 0 - (uint64_t)step;
  uint64_t count = ((uint64_t)distance - 1) / stride + 1;
  // Where each character begins: strings that aren't ASCII are walked once.
  const char *data = mochi_string_data(&text);
  uint32_t size = mochi_string_size(text);
  uint32_t *offsets = NULL;
  if (!mochi_string_is_ascii(text)) {
    offsets = mochi_gc_alloc_atomic(((size_t)length + 1) * sizeof *offsets);
    size_t index = 0;
    for (uint32_t at = 0; at < size; at++) {
      if (at == 0 || !mochi_utf8_is_continuation(data[at])) {
        offsets[index++] = at;
      }
    }
    offsets[index] = size;
  }
  char *block = mochi_gc_alloc_atomic((size_t)size + 1);
  char *to = block;
  for (uint64_t i = 0; i < count; i++) {
    uint64_t position = step > 0 ? (uint64_t)first + i * stride : (uint64_t)first - i * stride;
    uint32_t from = offsets == NULL ? (uint32_t)position : offsets[position];
    uint32_t until = offsets == NULL ? from + 1 : offsets[position + 1];
    mochi_copy(to, data + from, until - from);
    to += until - from;
  }
  return mochi_string_share(block, (size_t)(to - block));
}
