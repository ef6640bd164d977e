// Beginning and end of a program: see entry.h.

#include "entry/entry.h"

#include "platform/stack.h"
#include "platform/system.h"
#include "system/output.h"
#include "system/process.h"

int mochi_argument_count;
char **mochi_arguments;

int mochi_main(int argc, char **argv, void (*program)(void)) {
  mochi_platform_begin(&argc, &argv);
  mochi_argument_count = argc;
  mochi_arguments = argv;
  mochi_platform_on_termination(mochi_output_flush);
  if (mochi_stack_base == NULL) {
    mochi_stack_base = __builtin_frame_address(0);
  }
  program();
  mochi_output_flush();
  return 0;
}
