#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// A hash table with open addressing that grows at half.
typedef struct entry {
  char *key;
  int64_t count;
} entry;

typedef struct table {
  entry *entries;
  size_t capacity, used;
} table;

static uint64_t hash(const char *text) {
  uint64_t h = 1469598103934665603u;
  for (; *text != 0; text++) {
    h = (h ^ (unsigned char)*text) * 1099511628211u;
  }
  return h;
}

static entry *find(entry *entries, size_t capacity, const char *key) {
  size_t at = hash(key) & (capacity - 1);
  while (entries[at].key != NULL && strcmp(entries[at].key, key) != 0) {
    at = (at + 1) & (capacity - 1);
  }
  return &entries[at];
}

static void add(table *t, const char *key) {
  if (t->used * 2 >= t->capacity) {
    size_t capacity = t->capacity == 0 ? 16 : t->capacity * 2;
    entry *entries = calloc(capacity, sizeof(entry));
    for (size_t i = 0; i < t->capacity; i++) {
      if (t->entries[i].key != NULL) {
        *find(entries, capacity, t->entries[i].key) = t->entries[i];
      }
    }
    free(t->entries);
    t->entries = entries;
    t->capacity = capacity;
  }
  entry *e = find(t->entries, t->capacity, key);
  if (e->key == NULL) {
    e->key = strdup(key);
    t->used++;
  }
  e->count++;
}

static int by_key(const void *left, const void *right) {
  return strcmp(((const entry *)left)->key, ((const entry *)right)->key);
}

static void word(int64_t k, char *text) {
  static const char *const syllables[] = {"ka", "ri", "to", "me", "su", "no", "ha", "yu"};
  text[0] = 0;
  for (; k > 0; k /= 8) {
    text = stpcpy(text, syllables[k % 8]);
  }
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  table counts = {0};
  int64_t seed = 42;
  for (int64_t i = 0; i < n; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    char text[64];
    word(seed / 65536 % 20000 + 512, text);
    add(&counts, text);
  }
  size_t used = 0;
  for (size_t i = 0; i < counts.capacity; i++) {
    if (counts.entries[i].key != NULL) {
      counts.entries[used++] = counts.entries[i];
    }
  }
  qsort(counts.entries, used, sizeof(entry), by_key);
  int64_t most = 0;
  const char *best = "";
  for (size_t i = 0; i < used; i++) {
    if (counts.entries[i].count > most) {
      most = counts.entries[i].count;
      best = counts.entries[i].key;
    }
  }
  printf("%zu %s %lld\n", used, best, (long long)most);
  return 0;
}
