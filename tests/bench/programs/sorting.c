#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct person {
  int64_t id, age;
} person;

// qsort need not be stable: ties go by id, which is the order of before.
static int by_age(const void *left, const void *right) {
  const person *a = *(person *const *)left;
  const person *b = *(person *const *)right;
  if (a->age != b->age) {
    return a->age < b->age ? -1 : 1;
  }
  return a->id < b->id ? -1 : a->id > b->id;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  person **people = malloc(sizeof(person *) * (size_t)n);
  int64_t seed = 7;
  for (int64_t i = 0; i < n; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    people[i] = malloc(sizeof(person));
    people[i]->id = i;
    people[i]->age = seed / 256 % 100000;
  }
  qsort(people, (size_t)n, sizeof *people, by_age);
  int64_t check = 0;
  for (int64_t i = 0; i < n; i++) {
    check = (check * 31 + people[i]->id) % 1000000007;
  }
  printf("%lld\n", (long long)check);
  return 0;
}
