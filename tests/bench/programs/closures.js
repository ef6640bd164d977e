const compose = (f, g) => (x) => g(f(x));
const xs = Array.from({ length: 1000000 }, (_, i) => i);
let total = 0;
for (let round = 0; round < 20; round++) {
  const f = compose((x) => x * 3 + round, (x) => x % 1000);
  total += xs.map(f).filter((y) => y % 2 === 0).reduce((a, b) => a + b, 0);
}
console.log(total);
