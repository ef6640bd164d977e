// `main` of the runtime image. A script's linker (cli/script/link-script.ts) fills in the program:
// its own `main`, or libmochi's that runs it on a deep stack, and its `mochi_program`.

#include "entry/entry.h"

struct mochi_image_program {
  int (*main)(int argc, char **argv, void (*program)(void));
  void (*program)(void);
};

// Initialised, so that it lies in the file; volatile, so that nobody believes these values.
volatile struct mochi_image_program mochi_image_program = {mochi_main_with_stack, (void (*)(void))1};

int main(int argc, char **argv) {
  return mochi_image_program.main(argc, argv, mochi_image_program.program);
}
