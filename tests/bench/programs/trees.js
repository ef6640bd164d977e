const build = (depth) => (depth === 0 ? { left: null, right: null } : { left: build(depth - 1), right: build(depth - 1) });
const check = (t) => (t === null ? 0 : 1 + check(t.left) + check(t.right));
const deepest = 17;
console.log(check(build(deepest + 1)));
const longLived = build(deepest);
for (let depth = 4; depth <= deepest; depth += 4) {
  const rounds = 1 << (deepest - depth + 4);
  let sum = 0;
  for (let i = 0; i < rounds; i++) sum += check(build(depth));
  console.log(rounds, depth, sum);
}
console.log(check(longLived));
