#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Plain C frees by hand: names and peers belong to their entry.
typedef struct entry {
  int64_t id;
  char *name;
  struct entry **peers;
} entry;

enum { COUNT = 850000 };

static entry **two(entry *one, entry *other) {
  entry **peers = malloc(2 * sizeof *peers);
  peers[0] = one;
  peers[1] = other;
  return peers;
}

int main(int argc, char **argv) {
  int64_t n = argc > 1 ? atoll(argv[1]) : 0;
  entry **cache = malloc(COUNT * sizeof *cache);
  char line[80];
  for (int64_t i = 0; i < COUNT; i++) {
    snprintf(line, sizeof line, "the entry with the number %lld", (long long)i);
    cache[i] = malloc(sizeof **cache);
    *cache[i] = (entry){i, strdup(line), NULL};
  }
  for (int64_t i = 0; i < COUNT; i++) {
    cache[i]->peers = two(cache[(i * 7 + 1) % COUNT], cache[(i * 31 + 5) % COUNT]);
  }
  int64_t total = 0;
  int64_t seed = 1;
  for (int64_t i = 0; i < n; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    entry *e = cache[seed / 8 % COUNT];
    snprintf(line, sizeof line, "a text for round %lld of entry %lld", (long long)i, (long long)e->id);
    char *text = strdup(line);
    total += (int64_t)(strlen(text) + strlen(e->peers[i % 2]->name));
    if (i % 16 == 0) {
      entry **peers = two(cache[seed / 16 % COUNT], e->peers[0]);
      free(e->name);
      free(e->peers);
      e->name = text;
      e->peers = peers;
    } else {
      free(text);
    }
  }
  printf("%lld\n", (long long)total);
  return 0;
}
