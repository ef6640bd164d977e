const syllables = ["ka", "ri", "to", "me", "su", "no", "ha", "yu"];
function word(k) {
  let text = "";
  for (let rest = k; rest > 0; rest = Math.trunc(rest / 8)) {
    text += syllables[rest % 8];
  }
  return text;
}

const n = Number(process.argv[2]);
const counts = new Map();
let seed = 42;
for (let i = 0; i < n; i++) {
  // The product needs more than 53 bits.
  seed = Number((BigInt(seed) * 1103515245n + 12345n) % 2147483648n);
  const w = word((Math.trunc(seed / 65536) % 20000) + 512);
  counts.set(w, (counts.get(w) ?? 0) + 1);
}
let most = 0;
let best = "";
for (const w of [...counts.keys()].sort()) {
  if (counts.get(w) > most) {
    most = counts.get(w);
    best = w;
  }
}
console.log(counts.size, best, most);
