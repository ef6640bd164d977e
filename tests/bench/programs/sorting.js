let state = 7;
function next(limit) {
  state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
  return Math.floor(state / 256) % limit;
}
const people = [];
for (let i = 0; i < 1000000; i++) { const name = `p${next(100000)}`, age = next(90); people.push({ name, age, score: next(1000000) / 1000 }); }
const a = people.slice().sort((x, y) => x.age - y.age), s = people.slice().sort((x, y) => x.score - y.score);
const m = people.slice().sort((x, y) => (x.name < y.name ? -1 : x.name > y.name ? 1 : 0));
console.log(a[0].name, a[500000].name);
console.log(s[0].name, s[999999].name);
console.log(m[0].age, m[999999].age);
