// The seed of hash tables, from whatever the system offers: getentropy where it is declared,
// rand_s on Windows; else the address that the loader chose for this program.

#if defined(_WIN32)
#define _CRT_RAND_S
#include <stdlib.h>
#else
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif
#endif

#include "platform/entropy.h"

static const char anchor = 0;

uint64_t mochi_entropy(void) {
  uint64_t number = 0;
#if defined(_WIN32)
  unsigned int half = 0;
  if (rand_s(&half) == 0) {
    number = half;
  }
  if (rand_s(&half) == 0) {
    number = (number << 32) | half;
  }
#elif defined(__linux__) || defined(__APPLE__) || defined(__wasi__) || defined(__FreeBSD__) || defined(__OpenBSD__) || defined(__COSMOPOLITAN__)
  if (getentropy(&number, sizeof number) != 0) {
    number = 0;
  }
#endif
  return number != 0 ? number : (uint64_t)(uintptr_t)&anchor * UINT64_C(0x9e3779b97f4a7c15) + 1;
}
