function distance(a, b) {
  const d = [];
  for (let i = 0; i <= a.length; i++) {
    const row = [];
    for (let j = 0; j <= b.length; j++) {
      row.push(i === 0 ? j : i);
    }
    d.push(row);
  }
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
    }
  }
  return d[a.length][b.length];
}

const n = Number(process.argv[2]);
const letters = "abcdefghijklmnopqrstuvwxyz";
let a = "";
let b = "";
for (let i = 0; i < n; i++) {
  a += letters[(i * 7 + i * i) % 26];
  b += letters[(i * 11 + 3) % 26];
}
console.log(distance(a, b));
