// WebAssembly: what cli/targets/wasm-unwind.ts puts its own code into, once the program is linked.
// As they stand here, `try` runs its body and an error ends the program.

#if defined(__wasm__)

#include "platform/jump.h"

bool mochi_unwind_run(void (*body)(void *data), void *data) {
  body(data);
  return true;
}

_Noreturn void mochi_unwind(void) {
  __builtin_trap();
}

#endif
