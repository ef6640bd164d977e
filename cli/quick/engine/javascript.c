// QuickJS, as one file: its functions may be inlined, and what isn't called is left out. Its source is pinned in
// vendor/ and changed as release/quickjs-fixes.ts says.

#include "quickjs.c"

#include "dtoa.c"
#include "libregexp.c"
#include "libunicode.c"

#include "javascript.h"

void mochi_javascript_forget_stack(JSContext *context) {
  context->rt->stack_top = 0;
  context->rt->stack_limit = 0;
}
