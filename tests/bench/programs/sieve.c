#include "checked.h"
#include <stdbool.h>
int main(void) {
  int64_t n = 20000000, length = 0, capacity = 16, count = 0;
  bool *composite = malloc(capacity);
  for (int64_t i = 0; i <= n; i++) {
    if (length == capacity) {
      capacity *= 2;
      composite = realloc(composite, capacity);
    }
    composite[length++] = false;
  }
  for (int64_t i = 2; i <= n; i++) {
    if (!composite[i]) {
      count = ADD(count, 1);
      for (int64_t j = MUL(i, i); j <= n; j = ADD(j, i)) {
        composite[j] = true;
      }
    }
  }
  printf("%lld\n", (long long)count);
}
