function matrix(n, seed) {
  const rows = [];
  for (let i = 0; i < n; i++) {
    const row = [];
    for (let j = 0; j < n; j++) {
      row.push((seed * (i - j)) / n);
    }
    rows.push(row);
  }
  return rows;
}

function multiply(a, b, n) {
  const c = matrix(n, 0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const x = a[i][k];
      for (let j = 0; j < n; j++) {
        c[i][j] = c[i][j] + x * b[k][j];
      }
    }
  }
  return c;
}

const n = Number(process.argv[2]);
const c = multiply(matrix(n, 1), matrix(n, 2), n);
let trace = 0;
for (let i = 0; i < n; i++) {
  trace += c[i][i];
}
console.log(Math.floor(trace * 1000));
