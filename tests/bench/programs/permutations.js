function flips(n) {
  const p = [], q = [], s = [];
  for (let i = 0; i < n; i++) { p.push(i); q.push(i); s.push(i); }
  let sign = 1, most = 0, sum = 0;
  for (;;) {
    if (p[0] !== 0) {
      for (let i = 1; i < n; i++) q[i] = p[i];
      let count = 1, first = p[0];
      for (;;) {
        const next = q[first];
        if (next === 0) { sum += sign * count; if (count > most) most = count; break; }
        q[first] = first;
        if (first >= 3) for (let i = 1, j = first - 1; i < j; i++, j--) { const t = q[i]; q[i] = q[j]; q[j] = t; }
        first = next;
        count++;
      }
    }
    if (sign === 1) { const t = p[0]; p[0] = p[1]; p[1] = t; sign = -1; }
    else {
      const t = p[1]; p[1] = p[2]; p[2] = t; sign = 1;
      for (let i = 2; i < n; i++) {
        const sx = s[i];
        if (sx !== 0) { s[i] = sx - 1; break; }
        if (i === n - 1) { console.log(sum); return most; }
        s[i] = i;
        const u = p[0];
        for (let j = 0; j < i + 1; j++) p[j] = p[j + 1];
        p[i + 1] = u;
      }
    }
  }
}
console.log(flips(10));
