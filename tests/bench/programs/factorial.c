// C has no bigint: limbs of nine decimal digits, as a C programmer would write it.
#include "checked.h"
#include <string.h>
static int64_t digits(int64_t n) {
  uint32_t *limbs = calloc(8000, sizeof *limbs);
  size_t length = 1;
  limbs[0] = 1;
  for (int64_t i = 2; i <= n; i++) {
    uint64_t carry = 0;
    for (size_t k = 0; k < length; k++) {
      carry += (uint64_t)limbs[k] * (uint64_t)i;
      limbs[k] = (uint32_t)(carry % 1000000000);
      carry /= 1000000000;
    }
    if (carry != 0) {
      limbs[length++] = (uint32_t)carry;
    }
  }
  char *text = malloc(length * 9 + 1), *p = text + sprintf(text, "%u", limbs[length - 1]);
  for (size_t k = length - 1; k-- > 0;) {
    p += sprintf(p, "%09u", limbs[k]);
  }
  int64_t count = (int64_t)strlen(text);
  free(text);
  free(limbs);
  return count;
}
int main(void) {
  int64_t total = 0;
  for (int64_t i = 0; i < 10; i++) {
    total = ADD(total, digits(5000 + i));
  }
  printf("%lld\n", (long long)total);
}
