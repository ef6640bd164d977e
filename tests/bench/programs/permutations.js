function flips(n) {
  const perm = [];
  const start = [];
  const count = [];
  for (let i = 0; i < n; i++) {
    perm.push(0);
    start.push(i);
    count.push(0);
  }
  let most = 0;
  let r = n;
  for (;;) {
    while (r !== 1) {
      count[r - 1] = r;
      r--;
    }
    for (let i = 0; i < n; i++) {
      perm[i] = start[i];
    }
    let done = 0;
    let k = perm[0];
    while (k !== 0) {
      let low = 0;
      let high = k;
      while (low < high) {
        const t = perm[low];
        perm[low] = perm[high];
        perm[high] = t;
        low++;
        high--;
      }
      done++;
      k = perm[0];
    }
    if (done > most) {
      most = done;
    }
    let going = true;
    while (going) {
      if (r === n) {
        return most;
      }
      const first = start[0];
      for (let i = 0; i < r; i++) {
        start[i] = start[i + 1];
      }
      start[r] = first;
      count[r]--;
      if (count[r] > 0) {
        going = false;
      } else {
        r++;
      }
    }
  }
}
console.log(flips(Number(process.argv[2])));
