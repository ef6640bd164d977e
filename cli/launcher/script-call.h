// Telling `mochi run FILE args` and `mochi FILE args` from everything else: cli/script-call.ts in C,
// on purpose no more than that. Every other call, and every option, is the compiler core's business.

#ifndef MOCHI_LAUNCHER_SCRIPT_CALL_H
#define MOCHI_LAUNCHER_SCRIPT_CALL_H

#include <stdbool.h>

struct mochi_script_call {
  /** The path as it was written. Borrowed from the arguments. */
  const char *script;
  /** Where the program's own arguments begin in the launcher's. At least 2. */
  int program_arguments;
};

/** Whether the arguments are a plain call of a script; fills `call` if so. */
bool mochi_script_call_parse(int count, char *const *arguments, struct mochi_script_call *call);

#endif
