const n = Number(process.argv[2]);
const prime = [];
for (let i = 0; i < n + 1; i++) {
  prime.push(true);
}
for (let i = 2; i * i <= n; i++) {
  if (prime[i]) {
    for (let j = i * i; j <= n; j += i) {
      prime[j] = false;
    }
  }
}
let count = 0;
for (let k = 2; k < n + 1; k++) {
  if (prime[k]) {
    count++;
  }
}
console.log(count);
