// Running on a deep stack, and what happens when even that is used up.

#include "entry/entry.h"

#include "errors/frame.h"
#include "errors/raise.h"
#include "platform/stack.h"
#include "platform/system.h"
#include "text/string.h"

static const size_t default_size = (size_t)1 << (sizeof(size_t) > 4 ? 30 : 23);

static int program_argc;
static char **program_argv;
static void (*program_body)(void);
static int program_status;

static void on_overflow(const void *counter, const void *pointer) {
  (void)counter;
  (void)pointer;
  mochi_raise_uncaught(mochi_string_static("stack overflow"), mochi_frame_innermost_call());
}

static void run(void) {
  program_status = mochi_main(program_argc, program_argv, program_body);
}

// Bytes, or with k, m, g; the default when it is no such number.
static size_t wanted_size(void) {
  const char *text = mochi_platform_environment("MOCHI_STACK");
  if (text == NULL || *text < '0' || *text > '9') {
    return default_size;
  }
  uint64_t size = 0;
  for (; *text >= '0' && *text <= '9' && size < UINT64_C(1) << 50; text++) {
    size = size * 10 + (uint64_t)(*text - '0');
  }
  switch (*text | 0x20) {
    case 'k':
      size <<= 10;
      break;
    case 'm':
      size <<= 20;
      break;
    case 'g':
      size <<= 30;
      break;
    default:
      break;
  }
  const uint64_t smallest = 1 << 20;
  const uint64_t largest = sizeof(size_t) > 4 ? UINT64_C(1) << 40 : UINT64_C(1) << 30;
  return (size_t)(size < smallest ? smallest : size > largest ? largest : size);
}

int mochi_main_with_stack(int argc, char **argv, void (*program)(void)) {
  program_argc = argc;
  program_argv = argv;
  program_body = program;
  mochi_stack_run(wanted_size(), run, on_overflow);
  return program_status;
}
