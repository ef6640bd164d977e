#include <stdio.h>
#include <stdlib.h>
static double **matrix(int n, double seed) {
  double scale = seed / n / n, **m = malloc(n * sizeof *m);
  for (int i = 0; i < n; i++) {
    m[i] = malloc(n * sizeof **m);
    for (int j = 0; j < n; j++) {
      m[i][j] = scale * (i - j) * (i + j);
    }
  }
  return m;
}
static double **multiply(double **a, double **b, int n) {
  double **c = malloc(n * sizeof *c);
  for (int i = 0; i < n; i++) {
    double *row = calloc(n, sizeof *row);
    for (int k = 0; k < n; k++) {
      double x = a[i][k], *other = b[k];
      for (int j = 0; j < n; j++) {
        row[j] += x * other[j];
      }
    }
    c[i] = row;
  }
  return c;
}
int main(void) {
  int n = 700;
  double **c = multiply(matrix(n, 1), matrix(n, 2), n);
  printf("%.6f\n", c[n / 2][n / 2]);
}
