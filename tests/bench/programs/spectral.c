#include "checked.h"
#include <math.h>
static double a(int64_t i, int64_t j) {
  return 1.0 / (double)ADD(ADD(MUL(ADD(i, j), ADD(ADD(i, j), 1)) / 2, i), 1);
}
static void times(const double *v, double *out, int64_t n, int transposed) {
  for (int64_t i = 0; i < n; i++) {
    double s = 0;
    for (int64_t j = 0; j < n; j++) {
      s += (transposed ? a(j, i) : a(i, j)) * v[j];
    }
    out[i] = s;
  }
}
int main(void) {
  int64_t n = 2000;
  double *u = malloc(n * 8), *v = calloc(n, 8), *t = calloc(n, 8);
  for (int64_t i = 0; i < n; i++) {
    u[i] = 1;
  }
  for (int i = 0; i < 10; i++) {
    times(u, t, n, 0);
    times(t, v, n, 1);
    times(v, t, n, 0);
    times(t, u, n, 1);
  }
  double vBv = 0, vv = 0;
  for (int64_t i = 0; i < n; i++) {
    vBv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  printf("%.9f\n", sqrt(vBv / vv));
}
