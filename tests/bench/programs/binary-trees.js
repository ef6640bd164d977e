const build = (depth) => (depth === 0 ? { left: undefined, right: undefined } : { left: build(depth - 1), right: build(depth - 1) });
const count = (t) => (t === undefined ? 0 : 1 + count(t.left) + count(t.right));

const n = Number(process.argv[2]);
const kept = build(n);
for (let depth = 4; depth <= n; depth += 4) {
  let rounds = 1;
  for (let i = 0; i < n - depth + 4; i++) {
    rounds *= 2;
  }
  let total = 0;
  for (let i = 0; i < rounds; i++) {
    total += count(build(depth));
  }
  console.log(rounds, depth, total);
}
console.log(count(kept));
