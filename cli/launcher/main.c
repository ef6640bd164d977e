// `mochi` itself: a script that was compiled before and hasn't changed since is run at once, by
// execve; everything else becomes the compiler core, with the same arguments. The launcher decides
// nothing that it isn't sure of: whatever looks unusual is the core's to judge and to explain.
// Arguments, standard input and output, signals and the exit status need no care: there is one
// process from beginning to end.

#include "core-process.h"
#include "direct-index.h"
#include "platform/platform.h"
#include "run-count.h"
#include "script-call.h"

/** A script that is a symbolic link stands for the file that it leads to, as for the core (cli/driver/script-path.ts). */
static bool parse(int count, char *const *arguments, struct mochi_script_call *call) {
  static char target[MOCHI_PATH_SIZE];
  bool is_script = mochi_script_call_parse(count, arguments, call);
  if (is_script && mochi_platform_follow_link(call->script, target)) {
    call->script = target;
  }
  return is_script;
}

int main(int count, char **given) {
  char **arguments = mochi_platform_words(&count, given);
  struct mochi_script_call call;
  struct mochi_index_answer answer;
  if (parse(count, arguments, &call) && mochi_index_ask(&call, &answer)) {
    if (mochi_run_count(answer.program) && mochi_platform_detach()) {
      return mochi_core_optimise(&call);
    }
    mochi_platform_say(answer.said);
    char **words = arguments + call.program_arguments - 1;
    char *replaced = words[0];
    words[0] = answer.program;
    mochi_platform_become(answer.program, words);
    words[0] = replaced;
  }
  return mochi_core_become(count, arguments, mochi_script_call_is_run(count, arguments) && mochi_platform_setting("MOCHI_CC")[0] == '\0');
}
