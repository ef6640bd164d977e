#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct list {
  int64_t *items;
  int64_t length;
  int64_t capacity;
} list;

static void append(list *to, int64_t item) {
  if (to->length == to->capacity) {
    to->capacity = to->capacity == 0 ? 8 : to->capacity * 2;
    to->items = realloc(to->items, (size_t)to->capacity * sizeof *to->items);
  }
  to->items[to->length++] = item;
}

static list mapped(list xs, int64_t (*f)(const void *, int64_t), const void *captured) {
  list result = {0};
  for (int64_t i = 0; i < xs.length; i++) {
    append(&result, f(captured, xs.items[i]));
  }
  return result;
}

static list kept(list xs, bool (*wanted)(int64_t)) {
  list result = {0};
  for (int64_t i = 0; i < xs.length; i++) {
    if (wanted(xs.items[i])) {
      append(&result, xs.items[i]);
    }
  }
  return result;
}

static int64_t folded(list xs, int64_t (*f)(int64_t, int64_t), int64_t start) {
  int64_t result = start;
  for (int64_t i = 0; i < xs.length; i++) {
    result = f(result, xs.items[i]);
  }
  return result;
}

static int64_t tripled(const void *captured, int64_t x) {
  return x * 3 + *(const int64_t *)captured;
}

static bool is_even(int64_t x) {
  return x % 2 == 0;
}

static int64_t add(int64_t sum, int64_t x) {
  return sum + x;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  list xs = {0};
  for (int64_t i = 0; i < 1000; i++) {
    append(&xs, i);
  }
  int64_t total = 0;
  for (int64_t round = 0; round < n; round++) {
    list all = mapped(xs, tripled, &round);
    list even = kept(all, is_even);
    total += folded(even, add, 0);
    free(all.items);
    free(even.items);
  }
  printf("%lld\n", (long long)total);
  return 0;
}
