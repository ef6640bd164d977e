// exit(code).

#include "system/process.h"

#include "platform/system.h"
#include "system/output.h"

_Noreturn void mochi_exit(int64_t code) {
  mochi_output_flush();
  mochi_platform_exit((int)(code & 0xff));
}
