// `mochi run FILE args` and `mochi FILE args`; see the header.
// MOCHI_COMMANDS comes from the build, which takes the names from cli/script-call.ts: they stand
// between blanks in one string. A script whose name holds a blank may be mistaken for two of them;
// it then goes to the core, which knows better.

#include "script-call.h"

#include <stddef.h>
#include <string.h>

static const char commands[] = MOCHI_COMMANDS;

static bool is_command(const char *word) {
  size_t size = strlen(word);
  for (const char *found = strstr(commands + 1, word); found != NULL; found = strstr(found + 1, word)) {
    if (found[-1] == ' ' && found[size] == ' ') {
      return true;
    }
  }
  return false;
}

bool mochi_script_call_parse(int count, char *const *arguments, struct mochi_script_call *call) {
  bool says_run = count > 1 && strcmp(arguments[1], "run") == 0;
  int at = says_run ? 2 : 1;
  if (at >= count) {
    return false;
  }
  const char *script = arguments[at];
  if (script[0] == '\0' || script[0] == '-' || (!says_run && is_command(script))) {
    return false;
  }
  bool dashes = at + 1 < count && strcmp(arguments[at + 1], "--") == 0;
  call->script = script;
  call->program_arguments = at + (dashes ? 2 : 1);
  return true;
}
