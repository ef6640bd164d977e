#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static int64_t flips(int64_t n) {
  int64_t *perm = malloc(sizeof(int64_t) * (size_t)n);
  int64_t *start = malloc(sizeof(int64_t) * (size_t)n);
  int64_t *count = malloc(sizeof(int64_t) * (size_t)n);
  for (int64_t i = 0; i < n; i++) {
    perm[i] = 0;
    start[i] = i;
    count[i] = 0;
  }
  int64_t most = 0;
  int64_t r = n;
  for (;;) {
    while (r != 1) {
      count[r - 1] = r;
      r--;
    }
    for (int64_t i = 0; i < n; i++) {
      perm[i] = start[i];
    }
    int64_t done = 0;
    int64_t k = perm[0];
    while (k != 0) {
      int64_t low = 0;
      int64_t high = k;
      while (low < high) {
        int64_t t = perm[low];
        perm[low] = perm[high];
        perm[high] = t;
        low++;
        high--;
      }
      done++;
      k = perm[0];
    }
    if (done > most) {
      most = done;
    }
    bool going = true;
    while (going) {
      if (r == n) {
        return most;
      }
      int64_t first = start[0];
      for (int64_t i = 0; i < r; i++) {
        start[i] = start[i + 1];
      }
      start[r] = first;
      count[r]--;
      if (count[r] > 0) {
        going = false;
      } else {
        r++;
      }
    }
  }
}

int main(int argc, char **argv) {
  (void)argc;
  printf("%lld\n", (long long)flips(atoll(argv[1])));
  return 0;
}
