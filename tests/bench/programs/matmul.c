#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double **matrix(int64_t n, double seed) {
  double **rows = malloc(sizeof(double *) * (size_t)n);
  for (int64_t i = 0; i < n; i++) {
    rows[i] = malloc(sizeof(double) * (size_t)n);
    for (int64_t j = 0; j < n; j++) {
      rows[i][j] = seed * (double)(i - j) / (double)n;
    }
  }
  return rows;
}

static double **multiply(double **a, double **b, int64_t n) {
  double **c = matrix(n, 0);
  for (int64_t i = 0; i < n; i++) {
    for (int64_t k = 0; k < n; k++) {
      double x = a[i][k];
      for (int64_t j = 0; j < n; j++) {
        c[i][j] = c[i][j] + x * b[k][j];
      }
    }
  }
  return c;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  double **c = multiply(matrix(n, 1), matrix(n, 2), n);
  double trace = 0;
  for (int64_t i = 0; i < n; i++) {
    trace += c[i][i];
  }
  printf("%.0f\n", floor(trace * 1000));
  return 0;
}
