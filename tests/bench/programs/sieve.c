#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  bool *prime = malloc((size_t)n + 1);
  for (int64_t i = 0; i < n + 1; i++) {
    prime[i] = true;
  }
  for (int64_t i = 2; i * i <= n; i++) {
    if (prime[i]) {
      for (int64_t j = i * i; j <= n; j += i) {
        prime[j] = false;
      }
    }
  }
  int64_t count = 0;
  for (int64_t k = 2; k < n + 1; k++) {
    if (prime[k]) {
      count++;
    }
  }
  printf("%lld\n", (long long)count);
  return 0;
}
