// Call frames that error messages show (`at NAME (FILE:LINE)`).
//
// Emitted code of the debug and script profiles enters a frame in each function that may raise
// and notes the place of each call before it is made. Release code has none: then a message names
// the innermost function only, from the site. Frames live on the C stack and form a list that
// mochi_frame_top heads; a `try` restores the head it saw.

#ifndef MOCHI_ERRORS_FRAME_H
#define MOCHI_ERRORS_FRAME_H

#include "platform/compiler.h"
#include "values/value.h"

typedef struct mochi_frame {
  struct mochi_frame *previous;
  const char *function;     // as mochi_site.function
  const mochi_site *call;   // the call in progress; NULL before the first
} mochi_frame;

extern MOCHI_PER_THREAD mochi_frame *mochi_frame_top;

/** The place of the innermost call in progress, where frames are kept; else NULL. Async-signal-safe. */
static inline const mochi_site *mochi_frame_innermost_call(void) {
  const mochi_frame *frame = mochi_frame_top;
  while (frame != NULL && frame->call == NULL) {
    frame = frame->previous;
  }
  return frame != NULL ? frame->call : NULL;
}

static inline void mochi_frame_enter(mochi_frame *frame) {
  frame->previous = mochi_frame_top;
  mochi_frame_top = frame;
}

static inline void mochi_frame_leave(mochi_frame *frame) {
  mochi_frame_top = frame->previous;
}

#endif
