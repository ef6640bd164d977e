let state = 42;
function next(limit) {
  state = Number((BigInt(state) * 1103515245n + 12345n) % 2147483648n);
  return Math.floor(state / 65536) % limit;
}
const syllables = ["ka", "to", "mi", "ra", "ne", "so", "lu", "vi", "do", "pe", "shi", "gu"];
const counts = new Map();
for (let i = 0; i < 3000000; i++) {
  let word = syllables[next(12)];
  const more = next(4);
  for (let j = 0; j < more; j++) word += syllables[next(12)];
  counts.set(word, (counts.get(word) ?? 0) + 1);
}
let most = 0, top = "";
for (const w of [...counts.keys()].sort()) if (counts.get(w) > most) { most = counts.get(w); top = w; }
console.log(counts.size, top, most);
