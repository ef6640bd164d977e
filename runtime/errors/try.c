// The stack of active `try`s: see try.h.

#include "errors/try.h"

#include "text/string.h"

static MOCHI_PER_THREAD mochi_try *top;

// Only programs that go through files link it.
MOCHI_WEAK void mochi_rows_abandon(uint32_t depth);

static void catch_error(int64_t code, mochi_string message, const mochi_site *site) {
  mochi_try *frame = top;
  // The message may lie in the buffer that the next raise uses.
  frame->message = mochi_string_from_bytes(mochi_string_data(&message), mochi_string_size(message));
  frame->code = code;
  frame->site = site;
  if (mochi_rows_abandon != NULL) {
    mochi_rows_abandon(frame->depth);
  }
  mochi_try_pop(frame);
  mochi_frame_top = frame->frames;
  mochi_jump_to(frame->jump);
}

void mochi_try_push(mochi_try *frame) {
  frame->previous = top;
  frame->depth = mochi_try_depth() + 1;
  frame->frames = mochi_frame_top;
  top = frame;
  mochi_raise_catch = catch_error;
}

void mochi_try_pop(mochi_try *frame) {
  top = frame->previous;
  if (top == NULL) {
    mochi_raise_catch = NULL;
  }
}

uint32_t mochi_try_depth(void) {
  return top == NULL ? 0 : top->depth;
}

bool mochi_try_run(mochi_try *frame, mochi_try_body *body, void *variables) {
  mochi_try_push(frame);
  if (!mochi_jump_run(frame->jump, body, variables)) {
    return false;
  }
  mochi_try_pop(frame);
  return true;
}

_Noreturn void mochi_try_rethrow(const mochi_try *frame) {
  mochi_raise(frame->code, frame->message, frame->site);
}

int64_t mochi_try_code(const mochi_try *frame) {
  return frame->code;
}

mochi_string mochi_try_message(const mochi_try *frame) {
  return frame->message;
}
