function matrix(n, seed) {
  const scale = seed / n / n, m = [];
  for (let i = 0; i < n; i++) { const row = []; for (let j = 0; j < n; j++) row.push(scale * (i - j) * (i + j)); m.push(row); }
  return m;
}
function multiply(a, b) {
  const n = a.length, c = [];
  for (let i = 0; i < n; i++) {
    const row = new Array(n).fill(0);
    for (let k = 0; k < n; k++) { const x = a[i][k], other = b[k]; for (let j = 0; j < n; j++) row[j] += x * other[j]; }
    c.push(row);
  }
  return c;
}
const n = 700, c = multiply(matrix(n, 1), matrix(n, 2));
console.log(c[n / 2][n / 2].toFixed(6));
