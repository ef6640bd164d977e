#include "checked.h"
static int64_t flips(int64_t n) {
  int64_t *p = malloc(n * 8), *q = malloc(n * 8), *s = malloc(n * 8);
  for (int64_t i = 0; i < n; i++) {
    p[i] = q[i] = s[i] = i;
  }
  int64_t sign = 1, most = 0, sum = 0;
  for (;;) {
    if (p[0] != 0) {
      for (int64_t i = 1; i < n; i++) {
        q[i] = p[i];
      }
      int64_t count = 1, first = p[0];
      for (;;) {
        int64_t next = q[first];
        if (next == 0) {
          sum = ADD(sum, MUL(sign, count));
          if (count > most) {
            most = count;
          }
          break;
        }
        q[first] = first;
        if (first >= 3) {
          int64_t i = 1, j = SUB(first, 1);
          while (i < j) {
            int64_t t = q[i];
            q[i] = q[j];
            q[j] = t;
            i = ADD(i, 1);
            j = SUB(j, 1);
          }
        }
        first = next;
        count = ADD(count, 1);
      }
    }
    if (sign == 1) {
      int64_t t = p[0];
      p[0] = p[1];
      p[1] = t;
      sign = -1;
    } else {
      int64_t t = p[1];
      p[1] = p[2];
      p[2] = t;
      sign = 1;
      for (int64_t i = 2; i < n; i++) {
        int64_t sx = s[i];
        if (sx != 0) {
          s[i] = SUB(sx, 1);
          break;
        }
        if (i == n - 1) {
          printf("%lld\n", (long long)sum);
          return most;
        }
        s[i] = i;
        int64_t u = p[0];
        for (int64_t j = 0; j < i + 1; j++) {
          p[j] = p[ADD(j, 1)];
        }
        p[ADD(i, 1)] = u;
      }
    }
  }
}
int main(void) { printf("%lld\n", (long long)flips(10)); }
