#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t min(int64_t a, int64_t b) {
  return a < b ? a : b;
}

static int64_t distance(const char *a, const char *b, int64_t n) {
  int64_t **d = malloc((size_t)(n + 1) * sizeof *d);
  for (int64_t i = 0; i <= n; i++) {
    d[i] = malloc((size_t)(n + 1) * sizeof *d[i]);
    for (int64_t j = 0; j <= n; j++) {
      d[i][j] = i == 0 ? j : i;
    }
  }
  for (int64_t i = 1; i <= n; i++) {
    for (int64_t j = 1; j <= n; j++) {
      int64_t cost = a[i - 1] == b[j - 1] ? 0 : 1;
      d[i][j] = min(min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
    }
  }
  return d[n][n];
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  const char *letters = "abcdefghijklmnopqrstuvwxyz";
  char *a = malloc((size_t)n);
  char *b = malloc((size_t)n);
  for (int64_t i = 0; i < n; i++) {
    a[i] = letters[(i * 7 + i * i) % 26];
    b[i] = letters[(i * 11 + 3) % 26];
  }
  printf("%lld\n", (long long)distance(a, b, n));
  return 0;
}
