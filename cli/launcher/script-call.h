// Telling `mochi run [flags] FILE args` and `mochi [flags] FILE args` from everything else:
// cli/script-call.ts in C. Flags are the options that only decide how a script is compiled; every other
// option, and every other call, is the compiler core's business.

#ifndef MOCHI_LAUNCHER_SCRIPT_CALL_H
#define MOCHI_LAUNCHER_SCRIPT_CALL_H

#include <stdbool.h>

struct mochi_script_call {
  /** The flags as they were written, `flag_count` of them. Borrowed from the arguments. */
  char *const *flags;
  int flag_count;
  /** The path as it was written, or what stands for it. Borrowed. */
  const char *script;
  /** Where the program's own arguments begin in the launcher's. At least 2. */
  int program_arguments;
};

/** Whether the arguments look like any call of a script, with whatever options. */
bool mochi_script_call_is_run(int count, char *const *arguments);

/** Whether the arguments are a plain call of a script; fills `call` if so. */
bool mochi_script_call_parse(int count, char *const *arguments, struct mochi_script_call *call);

#endif
