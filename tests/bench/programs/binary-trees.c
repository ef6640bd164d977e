#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

// Plain C frees by hand.
typedef struct tree {
  struct tree *left, *right;
} tree;

static tree *new_tree(tree *left, tree *right) {
  tree *t = malloc(sizeof *t);
  t->left = left;
  t->right = right;
  return t;
}

static tree *build(int64_t depth) {
  if (depth == 0) {
    return new_tree(NULL, NULL);
  }
  tree *left = build(depth - 1);
  return new_tree(left, build(depth - 1));
}

static int64_t count(const tree *t) {
  return t == NULL ? 0 : 1 + count(t->left) + count(t->right);
}

static void drop(tree *t) {
  if (t != NULL) {
    drop(t->left);
    drop(t->right);
    free(t);
  }
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  tree *kept = build(n);
  for (int64_t depth = 4; depth <= n; depth += 4) {
    int64_t rounds = 1;
    for (int64_t i = 0; i < n - depth + 4; i++) {
      rounds *= 2;
    }
    int64_t total = 0;
    for (int64_t i = 0; i < rounds; i++) {
      tree *t = build(depth);
      total += count(t);
      drop(t);
    }
    printf("%lld %lld %lld\n", (long long)rounds, (long long)depth, (long long)total);
  }
  printf("%lld\n", (long long)count(kept));
  return 0;
}
