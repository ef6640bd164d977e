#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  size_t length = 0, capacity = 64;
  char *text = malloc(capacity);
  for (int64_t i = 0; i < n; i++) {
    char piece[32];
    size_t size = (size_t)snprintf(piece, sizeof piece, "%lld;", (long long)i);
    if (length + size > capacity) {
      capacity *= 2;
      text = realloc(text, capacity);
    }
    memcpy(text + length, piece, size);
    length += size;
  }
  int64_t semicolons = 0;
  for (size_t i = 0; i < length; i++) {
    if (text[i] == ';') {
      semicolons++;
    }
  }
  printf("%zu %lld\n", length, (long long)semicolons);
  return 0;
}
