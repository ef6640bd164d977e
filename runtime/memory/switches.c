// Reading numbers from the environment.

#include "memory/switches.h"

#include "platform/system.h"

uint64_t mochi_gc_switch(const char *name) {
  return mochi_gc_switch_or(name, 0);
}

uint64_t mochi_gc_switch_or(const char *name, uint64_t otherwise) {
  const char *text = mochi_platform_environment(name);
  uint64_t number = 0;
  if (text == NULL) {
    return otherwise;
  }
  for (; *text >= '0' && *text <= '9' && number < UINT64_C(1) << 50; text++) {
    number = number * 10 + (uint64_t)(*text - '0');
  }
  switch (*text | 0x20) {
    case 'k':
      return number << 10;
    case 'm':
      return number << 20;
    case 'g':
      return number << 30;
    default:
      return number;
  }
}
