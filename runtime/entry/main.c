// `main` of programs that don't define their own: on a deep stack.

#include "entry/entry.h"

int main(int argc, char **argv) {
  return mochi_main_with_stack(argc, argv, mochi_program);
}
