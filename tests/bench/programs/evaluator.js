function build(depth, seed) {
  if (depth === 0) {
    return seed % 2 === 0 ? { kind: 0, value: seed % 10 } : { kind: 1 };
  }
  const next = Number((BigInt(seed) * 1103515245n + 12345n) % 2147483648n);
  const k = Math.trunc(next / 65536) % 5;
  if (k < 4) {
    return { kind: k < 2 ? 2 : 3, left: build(depth - 1, next), right: build(depth - 1, next + 1) };
  }
  return { kind: 4, inner: build(depth - 1, next) };
}

function evaluate(e, x) {
  switch (e.kind) {
    case 0:
      return e.value;
    case 1:
      return x;
    case 2:
      return (evaluate(e.left, x) + evaluate(e.right, x)) % 10007;
    case 3:
      return (evaluate(e.left, x) * evaluate(e.right, x)) % 10007;
    default:
      return -evaluate(e.inner, x);
  }
}

const n = Number(process.argv[2]);
const tree = build(14, 1);
let total = 0;
for (let x = 0; x < n; x++) {
  total = (total + evaluate(tree, x % 100)) % 10007;
}
console.log(total);
