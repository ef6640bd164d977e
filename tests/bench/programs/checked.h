// The same C programs with Mochi's overflow checks: -DCHECKED makes ADD, SUB and MUL trap as Mochi does.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef CHECKED
static inline int64_t add_checked(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_add_overflow(a, b, &r)) {
    fputs("overflow\n", stderr);
    exit(1);
  }
  return r;
}
static inline int64_t sub_checked(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_sub_overflow(a, b, &r)) {
    fputs("overflow\n", stderr);
    exit(1);
  }
  return r;
}
static inline int64_t mul_checked(int64_t a, int64_t b) {
  int64_t r;
  if (__builtin_mul_overflow(a, b, &r)) {
    fputs("overflow\n", stderr);
    exit(1);
  }
  return r;
}
#define ADD(a, b) add_checked(a, b)
#define SUB(a, b) sub_checked(a, b)
#define MUL(a, b) mul_checked(a, b)
#else
#define ADD(a, b) ((a) + (b))
#define SUB(a, b) ((a) - (b))
#define MUL(a, b) ((a) * (b))
#endif
