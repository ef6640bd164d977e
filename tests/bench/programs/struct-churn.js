"use strict";
function make(count, round) {
  const all = [];
  for (let i = 0; i < count; i++) {
    all.push({ x: i, y: round, id: i + round, label: "p" });
  }
  return all;
}
const n = Number(process.argv[2]);
let total = 0;
for (let round = 0; round < n; round++) {
  for (const p of make(1000, round)) {
    if (p.x < 500) {
      total += p.id % 7;
    }
  }
}
console.log(total);
