#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct closure {
  int64_t (*code)(const struct closure *self, int64_t x);
  int64_t k;
} closure;

static int64_t add(const closure *self, int64_t x) {
  return (x + self->k) % 1000003;
}

static int64_t scale(const closure *self, int64_t x) {
  return x * self->k % 1000003;
}

static closure *new_closure(int64_t (*code)(const closure *, int64_t), int64_t k) {
  closure *self = malloc(sizeof *self);
  self->code = code;
  self->k = k;
  return self;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  closure *steps[200];
  int64_t count = 0;
  for (int64_t i = 0; i < 100; i++) {
    steps[count++] = new_closure(add, i);
    steps[count++] = new_closure(scale, i + 2);
  }
  int64_t x = 1;
  for (int64_t i = 0; i < n; i++) {
    for (int64_t j = 0; j < count; j++) {
      x = steps[j]->code(steps[j], x);
    }
  }
  printf("%lld\n", (long long)x);
  return 0;
}
