// Raising: to the innermost `try`, or to the end of the program.

#include "errors/raise.h"

#include "errors/frame.h"
#include "text/string.h"

MOCHI_PER_THREAD void (*mochi_raise_catch)(int64_t code, mochi_string message, const mochi_site *site);

_Noreturn void mochi_raise(int64_t code, mochi_string message, const mochi_site *site) {
  if (mochi_raise_catch != NULL) {
    mochi_raise_catch(code, message, site);
  }
  mochi_raise_uncaught(message, site);
}

_Noreturn void mochi_raise_text(int64_t code, const char *message, const mochi_site *site) {
  mochi_raise(code, mochi_string_static(message), site);
}

_Noreturn void mochi_raise_out_of_memory(void) {
  mochi_raise_uncaught(mochi_string_static("out of memory"), mochi_frame_innermost_call());
}
