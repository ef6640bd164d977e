// `try`: running a function until it ends or raises.
//
//   mochi_try frame;
//   if (!mochi_try_run(&frame, body, &variables)) {
//     …                                 // code and message readable
//     mochi_try_rethrow(&frame);        // at the end of a `finally`
//   }
//
// The body is a function of its own that reaches the variables around it through a pointer: so it needs
// no volatile variables, and only platform/jump.h knows how functions are left. Active frames form a
// stack per thread. Only programs with `try` include this.

#ifndef MOCHI_ERRORS_TRY_H
#define MOCHI_ERRORS_TRY_H

#include "errors/frame.h"
#include "errors/raise.h"

#include "memory/roots.h"

#include "platform/jump.h"

typedef struct mochi_try {
  struct mochi_try *previous;
  mochi_frame *frames;      // mochi_frame_top when it was pushed
  const mochi_site *site;   // where the caught error was raised
  int64_t code;
  mochi_string message;
  uint32_t depth;           // how many stand around it, with itself
  mochi_jump jump;
} mochi_try;

typedef void mochi_try_body(void *variables);

/** Calls `body(variables)`. False when it raised: then `frame` knows what. */
bool mochi_try_run(mochi_try *frame, mochi_try_body *body, void *variables);
/** Raises what `frame` caught once more, with its first place. */
_Noreturn void mochi_try_rethrow(const mochi_try *frame);
int64_t mochi_try_code(const mochi_try *frame);
mochi_string mochi_try_message(const mochi_try *frame);
/** How many are active. */
uint32_t mochi_try_depth(void);

// ---------------------------------------------------------------- for mochi_try_run, and for tests in C

// Between push and pop, `mochi_jump_set(frame.jump) == 0` is left by an error, which pops.
void mochi_try_push(mochi_try *frame);
void mochi_try_pop(mochi_try *frame);

/** Puts the message of what `frame` caught onto the shadow stack. */
static inline void mochi_root_error(void **roots, uint32_t at, const mochi_try *frame) {
  mochi_root(roots, at, frame->message.large.data);
}

#endif
