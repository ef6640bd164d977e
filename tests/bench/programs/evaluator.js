function build(depth, seed) {
  if (depth === 0) return seed % 3 === 0 ? { tag: 1, v: 0, l: null, r: null } : { tag: 0, v: seed % 10, l: null, r: null };
  const l = build(depth - 1, (seed * 2) % 1009), r = build(depth - 1, (seed * 3 + 1) % 1009);
  return { tag: 2 + (seed % 3), v: 0, l, r };
}
function evaluate(e, x) {
  switch (e.tag) {
    case 0: return e.v;
    case 1: return x;
    case 2: return (evaluate(e.l, x) + evaluate(e.r, x)) % 1000003;
    case 3: return (evaluate(e.l, x) - evaluate(e.r, x)) % 1000003;
    default: return (evaluate(e.l, x) * evaluate(e.r, x)) % 1000003;
  }
}
const tree = build(18, 5);
let sum = 0;
for (let x = 0; x < 100; x++) sum += evaluate(tree, x);
console.log(sum);
