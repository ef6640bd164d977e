"use strict";
const n = Number(process.argv[2]);
const count = 850000;
const cache = [];
for (let i = 0; i < count; i++) {
  cache.push({ id: i, name: `the entry with the number ${i}`, peers: [] });
}
for (let i = 0; i < count; i++) {
  cache[i].peers = [cache[(i * 7 + 1) % count], cache[(i * 31 + 5) % count]];
}
let total = 0;
let seed = 1;
for (let i = 0; i < n; i++) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  const e = cache[Math.floor(seed / 8) % count];
  const text = `a text for round ${i} of entry ${e.id}`;
  total += text.length + e.peers[i % 2].name.length;
  if (i % 16 === 0) {
    e.name = text;
    e.peers = [cache[Math.floor(seed / 16) % count], e.peers[0]];
  }
}
console.log(total);
