const a = (i, j) => 1 / ((((i + j) * (i + j + 1)) / 2 | 0) + i + 1);
function times(v, out, transposed) {
  const n = v.length;
  for (let i = 0; i < n; i++) {
    let s = 0;
    for (let j = 0; j < n; j++) s += (transposed ? a(j, i) : a(i, j)) * v[j];
    out[i] = s;
  }
}
const n = 2000, u = new Float64Array(n).fill(1), v = new Float64Array(n), t = new Float64Array(n);
for (let i = 0; i < 10; i++) { times(u, t, false); times(t, v, true); times(v, t, false); times(t, u, true); }
let vBv = 0, vv = 0;
for (let i = 0; i < n; i++) { vBv += u[i] * v[i]; vv += v[i] * v[i]; }
console.log(Math.sqrt(vBv / vv).toFixed(9));
