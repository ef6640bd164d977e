#include "checked.h"
typedef struct Fn Fn;
struct Fn { int64_t (*code)(const Fn *, int64_t); int64_t k; const Fn *f, *g; };
static int64_t scale(const Fn *fn, int64_t x) { return ADD(MUL(x, 3), fn->k); }
static int64_t wrap(const Fn *fn, int64_t x) { (void)fn; return x % 1000; }
static int64_t both(const Fn *fn, int64_t x) { return fn->g->code(fn->g, fn->f->code(fn->f, x)); }
static int64_t *map(const int64_t *xs, int64_t n, const Fn *f) {
  int64_t *out = malloc(n * 8);
  for (int64_t i = 0; i < n; i++) {
    out[i] = f->code(f, xs[i]);
  }
  return out;
}
int main(void) {
  int64_t n = 1000000, total = 0, *xs = malloc(n * 8);
  for (int64_t i = 0; i < n; i++) {
    xs[i] = i;
  }
  for (int64_t round = 0; round < 20; round++) {
    Fn a = {scale, round, NULL, NULL}, b = {wrap, 0, NULL, NULL}, f = {both, 0, &a, &b};
    int64_t *ys = map(xs, n, &f), *zs = malloc(n * 8), m = 0, sum = 0;
    for (int64_t i = 0; i < n; i++) {
      if (ys[i] % 2 == 0) {
        zs[m++] = ys[i];
      }
    }
    for (int64_t i = 0; i < m; i++) {
      sum = ADD(sum, zs[i]);
    }
    total = ADD(total, sum);
    free(ys);
    free(zs);
  }
  printf("%lld\n", (long long)total);
}
