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

static void swap(list *heap, int64_t i, int64_t j) {
  int64_t item = heap->items[i];
  heap->items[i] = heap->items[j];
  heap->items[j] = item;
}

static void push(list *heap, int64_t item) {
  append(heap, item);
  int64_t i = heap->length - 1;
  while (i > 0 && heap->items[(i - 1) / 2] > heap->items[i]) {
    swap(heap, (i - 1) / 2, i);
    i = (i - 1) / 2;
  }
}

static int64_t pop(list *heap) {
  int64_t top = heap->items[0];
  int64_t n = --heap->length;
  heap->items[0] = heap->items[n];
  int64_t i = 0;
  while (2 * i + 1 < n) {
    int64_t child = 2 * i + 1;
    if (child + 1 < n && heap->items[child + 1] < heap->items[child]) {
      child++;
    }
    if (heap->items[i] <= heap->items[child]) {
      return top;
    }
    swap(heap, i, child);
    i = child;
  }
  return top;
}

static int64_t search(int64_t n) {
  bool *seen = calloc((size_t)n, 1);
  seen[0] = true;
  list queue = {0};
  append(&queue, 0);
  int64_t order = 0;
  for (int64_t head = 0; head < queue.length; head++) {
    int64_t at = queue.items[head];
    order = (order * 31 + at) % 1000003;
    int64_t around[] = {(at * 2 + 1) % n, (at * 3 + 7) % n};
    for (int k = 0; k < 2; k++) {
      if (!seen[around[k]]) {
        seen[around[k]] = true;
        append(&queue, around[k]);
      }
    }
  }
  return order;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  list heap = {0};
  list stack = {0};
  int64_t seed = 3;
  for (int64_t i = 0; i < n; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    push(&heap, seed);
  }
  for (int64_t i = 0; i < n; i++) {
    append(&stack, pop(&heap));
  }
  int64_t sum = 0;
  while (stack.length > 0) {
    sum = (sum * 31 + stack.items[--stack.length]) % 1000003;
  }
  printf("%lld %lld\n", (long long)search(n), (long long)sum);
  return 0;
}
