function digits(n) {
  let r = 1n;
  for (let i = 2n; i <= n; i++) r *= i;
  return String(r).length;
}
let total = 0;
for (let i = 0n; i < 10n; i++) total += digits(5000n + i);
console.log(total);
