// `try`, on setjmp and longjmp.
//
//   mochi_try frame;
//   mochi_try_push(&frame);
//   if (mochi_try_set(&frame) == 0) {
//     …                                 // left by falling off the end, break, continue or return:
//     mochi_try_pop(&frame);            // pop first
//   } else {
//     …                                 // popped already; code and message readable
//     mochi_try_rethrow(&frame);        // at the end of a `finally` that was entered by an error
//   }
//
// Frames form a stack per thread. The error that a frame caught stays readable until the frame is
// pushed again. Variables assigned in the body and read after it must be volatile or in memory.
// platform/jump.h includes <setjmp.h>; only programs with `try` include it.

#ifndef MOCHI_ERRORS_TRY_H
#define MOCHI_ERRORS_TRY_H

#include "errors/frame.h"
#include "errors/raise.h"

#include "platform/jump.h"

typedef struct mochi_try {
  struct mochi_try *previous;
  mochi_frame *frames;      // mochi_frame_top when it was pushed
  const mochi_site *site;   // where the caught error was raised
  int64_t code;
  mochi_string message;
  uint32_t depth;           // how many stand around it, with itself
  bool caught;
  mochi_jump jump;
} mochi_try;

// Must be expanded in the function that holds the frame. Signal masks aren't saved.
#define mochi_try_set(frame) mochi_jump_set((frame)->jump)

void mochi_try_push(mochi_try *frame);
void mochi_try_pop(mochi_try *frame);
/** How many `try`s are active. */
uint32_t mochi_try_depth(void);
/** Raises what `frame` caught once more, with its first place; returns if it caught nothing. */
void mochi_try_rethrow(const mochi_try *frame);
int64_t mochi_try_code(const mochi_try *frame);
mochi_string mochi_try_message(const mochi_try *frame);

#endif
