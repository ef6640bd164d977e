// `mochi run [flags] FILE args` and `mochi [flags] FILE args`; see the header.
// MOCHI_COMMANDS and MOCHI_SCRIPT_FLAGS come from the build, which takes them from cli/script-call.ts:
// words with a blank before and after each. An argument that is several words of a list passes for
// one of its words; no command line that means anything has one, and none is answered for it: the
// core writes no index under such flags, and a script that is named so is left to the core.

#include "script-call.h"

#include <stddef.h>
#include <string.h>

static const char commands[] = MOCHI_COMMANDS;
static const char flags[] = MOCHI_SCRIPT_FLAGS;

static bool is_in_list(const char *list, const char *word) {
  size_t size = strlen(word);
  for (const char *found = strstr(list + 1, word); found != NULL && size > 0; found = strstr(found + 1, word)) {
    if (found[-1] == ' ' && found[size] == ' ') {
      return true;
    }
  }
  return false;
}

bool mochi_script_call_parse(int count, char *const *arguments, struct mochi_script_call *call) {
  bool says_run = count > 1 && strcmp(arguments[1], "run") == 0;
  int first = says_run ? 2 : 1;
  int at = first;
  while (at < count && is_in_list(flags, arguments[at])) {
    at++;
  }
  if (at >= count) {
    return false;
  }
  const char *script = arguments[at];
  if (script[0] == '\0' || script[0] == '-' || (!says_run && at == first && is_in_list(commands, script))) {
    return false;
  }
  bool dashes = at + 1 < count && strcmp(arguments[at + 1], "--") == 0;
  call->flags = arguments + first;
  call->flag_count = at - first;
  call->script = script;
  call->program_arguments = at + (dashes ? 2 : 1);
  return true;
}

bool mochi_script_call_is_run(int count, char *const *arguments) {
  struct mochi_script_call call;
  bool has_word = count > 1 && (strcmp(arguments[1], "run") == 0 || strcmp(arguments[1], "-e") == 0);
  return has_word || mochi_script_call_parse(count, arguments, &call);
}
