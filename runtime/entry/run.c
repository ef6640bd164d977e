// Beginning and end of a program: see entry.h.

#include "entry/entry.h"

#include "platform/system.h"
#include "system/output.h"
#include "system/process.h"

int mochi_argument_count;
char **mochi_arguments;

int mochi_main(int argc, char **argv, void (*program)(void)) {
  mochi_argument_count = argc;
  mochi_arguments = argv;
  mochi_platform_on_termination(mochi_output_flush);
  program();
  mochi_output_flush();
  return 0;
}
