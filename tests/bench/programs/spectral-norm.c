#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double a(int64_t i, int64_t j) {
  return 1.0 / (double)((i + j) * (i + j + 1) / 2 + i + 1);
}

static void times(const double *v, double *out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    double sum = 0;
    for (int64_t j = 0; j < n; j++) {
      sum += a(i, j) * v[j];
    }
    out[i] = sum;
  }
}

static void times_transposed(const double *v, double *out, int64_t n) {
  for (int64_t i = 0; i < n; i++) {
    double sum = 0;
    for (int64_t j = 0; j < n; j++) {
      sum += a(j, i) * v[j];
    }
    out[i] = sum;
  }
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  double *u = malloc(sizeof(double) * (size_t)n);
  double *v = malloc(sizeof(double) * (size_t)n);
  double *w = malloc(sizeof(double) * (size_t)n);
  for (int64_t i = 0; i < n; i++) {
    u[i] = 1;
    v[i] = 0;
    w[i] = 0;
  }
  for (int i = 0; i < 10; i++) {
    times(u, w, n);
    times_transposed(w, v, n);
    times(v, w, n);
    times_transposed(w, u, n);
  }
  double vbv = 0, vv = 0;
  for (int64_t i = 0; i < n; i++) {
    vbv += u[i] * v[i];
    vv += v[i] * v[i];
  }
  printf("%.0f\n", floor(sqrt(vbv / vv) * 1000000000.0));
  return 0;
}
