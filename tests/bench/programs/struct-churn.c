#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct particle {
  double x, y;
  int64_t id;
  const char *label;
} particle;

int main(int argc, char **argv) {
  int64_t n = argc > 1 ? atoll(argv[1]) : 0;
  int64_t total = 0;
  for (int64_t round = 0; round < n; round++) {
    size_t capacity = 0;
    particle **all = NULL;
    for (int64_t i = 0; i < 1000; i++) {
      if ((size_t)i == capacity) {
        capacity = capacity == 0 ? 8 : capacity * 2;
        all = realloc(all, capacity * sizeof *all);
      }
      all[i] = malloc(sizeof **all);
      *all[i] = (particle){(double)i, (double)round, i + round, "p"};
    }
    for (int64_t i = 0; i < 1000; i++) {
      if (all[i]->x < 500) {
        total += all[i]->id % 7;
      }
      free(all[i]);
    }
    free(all);
  }
  printf("%lld\n", (long long)total);
  return 0;
}
