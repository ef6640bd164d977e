#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// Digits in base 10^9, lowest first: what a C programmer without a library would write.
int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  size_t count = 1, capacity = 16;
  uint32_t *digits = malloc(sizeof(uint32_t) * capacity);
  digits[0] = 1;
  for (int64_t i = 1; i < n + 1; i++) {
    uint64_t carry = 0;
    for (size_t k = 0; k < count; k++) {
      uint64_t sum = (uint64_t)digits[k] * (uint64_t)i + carry;
      digits[k] = (uint32_t)(sum % 1000000000);
      carry = sum / 1000000000;
    }
    while (carry != 0) {
      if (count == capacity) {
        capacity *= 2;
        digits = realloc(digits, sizeof(uint32_t) * capacity);
      }
      digits[count++] = (uint32_t)(carry % 1000000000);
      carry /= 1000000000;
    }
  }
  int64_t length = 9 * ((int64_t)count - 1);
  for (uint32_t top = digits[count - 1]; top > 0; top /= 10) {
    length++;
  }
  printf("%lld\n", (long long)length);
  return 0;
}
