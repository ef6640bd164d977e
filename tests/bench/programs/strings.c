#include "checked.h"
#include <string.h>
typedef struct { char *data; size_t length, capacity; } Text;
static void put(Text *t, const char *s, size_t n) {
  if (t->length + n + 1 > t->capacity) {
    t->capacity = (t->length + n + 1) * 2;
    t->data = realloc(t->data, t->capacity);
  }
  memcpy(t->data + t->length, s, n);
  t->length += n;
  t->data[t->length] = 0;
}
int main(void) {
  Text s = {0};
  for (int64_t i = 0; i < 2000000; i++) {
    char number[24];
    put(&s, number, (size_t)snprintf(number, sizeof number, "%lld", (long long)(i % 1000)));
    put(&s, ",", 1);
  }
  printf("%zu\n", s.length);
  char **parts = NULL;
  size_t count = 0, room = 0;
  for (char *p = s.data;;) {
    char *end = strchr(p, ',');
    size_t n = end == NULL ? strlen(p) : (size_t)(end - p);
    if (count == room) {
      room = room == 0 ? 16 : room * 2;
      parts = realloc(parts, room * sizeof *parts);
    }
    parts[count++] = strndup(p, n);
    if (end == NULL) {
      break;
    }
    p = end + 1;
  }
  int64_t total = 0;
  for (size_t i = 0; i < count; i++) {
    if (parts[i][0] != 0) {
      total = ADD(total, strtoll(parts[i], NULL, 10));
    }
  }
  printf("%zu %lld\n", count, (long long)total);
  Text joined = {0};
  for (size_t i = 0; i < count; i++) {
    if (i > 0) {
      put(&joined, "; ", 2);
    }
    put(&joined, parts[i], strlen(parts[i]));
  }
  printf("%zu\n", joined.length);
  Text fox = {0};
  for (int i = 0; i < 50000; i++) {
    put(&fox, "the quick brown fox jumps over the lazy dog ", 44);
  }
  int64_t vowels = 0;
  for (size_t i = 0; i < fox.length; i++) {
    char c = fox.data[i];
    if (c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u') {
      vowels = ADD(vowels, 1);
    }
  }
  printf("%lld\n", (long long)vowels);
}
