// The head of the list of frames: see frame.h.

#include "errors/frame.h"

MOCHI_PER_THREAD mochi_frame *mochi_frame_top;
