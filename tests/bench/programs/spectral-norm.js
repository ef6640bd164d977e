const a = (i, j) => 1 / (Math.trunc(((i + j) * (i + j + 1)) / 2) + i + 1);

function times(v, out) {
  for (let i = 0; i < v.length; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) {
      sum += a(i, j) * v[j];
    }
    out[i] = sum;
  }
}

function timesTransposed(v, out) {
  for (let i = 0; i < v.length; i++) {
    let sum = 0;
    for (let j = 0; j < v.length; j++) {
      sum += a(j, i) * v[j];
    }
    out[i] = sum;
  }
}

const n = Number(process.argv[2]);
const u = [];
const v = [];
const w = [];
for (let i = 0; i < n; i++) {
  u.push(1);
  v.push(0);
  w.push(0);
}
for (let i = 0; i < 10; i++) {
  times(u, w);
  timesTransposed(w, v);
  times(v, w);
  timesTransposed(w, u);
}
let vbv = 0;
let vv = 0;
for (let i = 0; i < n; i++) {
  vbv += u[i] * v[i];
  vv += v[i] * v[i];
}
console.log(Math.floor(Math.sqrt(vbv / vv) * 1000000000));
