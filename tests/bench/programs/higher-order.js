function mapped(xs, f) {
  const result = [];
  for (const x of xs) {
    result.push(f(x));
  }
  return result;
}

function kept(xs, wanted) {
  const result = [];
  for (const x of xs) {
    if (wanted(x)) {
      result.push(x);
    }
  }
  return result;
}

function folded(xs, f, start) {
  let result = start;
  for (const x of xs) {
    result = f(result, x);
  }
  return result;
}

const n = Number(process.argv[2]);
const xs = [];
for (let i = 0; i < 1000; i++) {
  xs.push(i);
}
let total = 0;
for (let round = 0; round < n; round++) {
  const tripled = mapped(xs, (x) => x * 3 + round);
  const even = kept(tripled, (x) => x % 2 === 0);
  total += folded(even, (sum, x) => sum + x, 0);
}
console.log(total);
