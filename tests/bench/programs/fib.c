#include "checked.h"
static int64_t fib(int64_t n) {
  if (n < 2) {
    return n;
  }
  return ADD(fib(SUB(n, 1)), fib(SUB(n, 2)));
}
int main(void) { printf("%lld\n", (long long)fib(38)); }
