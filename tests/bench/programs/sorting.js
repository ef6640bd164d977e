const n = Number(process.argv[2]);
const people = [];
let seed = 7;
for (let i = 0; i < n; i++) {
  seed = Number((BigInt(seed) * 1103515245n + 12345n) % 2147483648n);
  people.push({ id: i, age: Math.trunc(seed / 256) % 100000 });
}
people.sort((a, b) => a.age - b.age);
let check = 0;
for (let i = 0; i < n; i++) {
  check = (check * 31 + people[i].id) % 1000000007;
}
console.log(check);
