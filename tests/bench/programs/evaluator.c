#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

typedef enum kind { NUM, VAR, ADD, MUL, NEG } kind;

typedef struct expr {
  kind kind;
  union {
    int64_t value;
    struct {
      struct expr *left, *right;
    } pair;
    struct expr *inner;
  } as;
} expr;

static expr *new_expr(kind k) {
  expr *e = malloc(sizeof *e);
  e->kind = k;
  return e;
}

static expr *build(int64_t depth, int64_t seed) {
  if (depth == 0) {
    if (seed % 2 == 0) {
      expr *e = new_expr(NUM);
      e->as.value = seed % 10;
      return e;
    }
    return new_expr(VAR);
  }
  int64_t next = (seed * 1103515245 + 12345) % 2147483648;
  int64_t k = next / 65536 % 5;
  if (k < 4) {
    expr *e = new_expr(k < 2 ? ADD : MUL);
    e->as.pair.left = build(depth - 1, next);
    e->as.pair.right = build(depth - 1, next + 1);
    return e;
  }
  expr *e = new_expr(NEG);
  e->as.inner = build(depth - 1, next);
  return e;
}

static int64_t evaluate(const expr *e, int64_t x) {
  switch (e->kind) {
    case NUM:
      return e->as.value;
    case VAR:
      return x;
    case ADD:
      return (evaluate(e->as.pair.left, x) + evaluate(e->as.pair.right, x)) % 10007;
    case MUL:
      return evaluate(e->as.pair.left, x) * evaluate(e->as.pair.right, x) % 10007;
    case NEG:
      return -evaluate(e->as.inner, x);
  }
  return 0;
}

int main(int argc, char **argv) {
  (void)argc;
  int64_t n = atoll(argv[1]);
  expr *tree = build(14, 1);
  int64_t total = 0;
  for (int64_t x = 0; x < n; x++) {
    total = (total + evaluate(tree, x % 100)) % 10007;
  }
  printf("%lld\n", (long long)total);
  return 0;
}
