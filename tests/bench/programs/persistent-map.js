"use strict";
function insert(t, key, value) {
  if (t === null) {
    return { key, value, left: null, right: null };
  }
  if (key < t.key) {
    return { key: t.key, value: t.value, left: insert(t.left, key, value), right: t.right };
  }
  if (key > t.key) {
    return { key: t.key, value: t.value, left: t.left, right: insert(t.right, key, value) };
  }
  return { key, value, left: t.left, right: t.right };
}
const sum = (t) => (t === null ? 0 : (t.key % 1000) + t.value + sum(t.left) + sum(t.right));
const n = Number(process.argv[2]);
let seed = 42;
let map = null;
for (let i = 0; i < n; i++) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  map = insert(map, Math.floor(seed / 8) % 100000, i % 100);
}
console.log(sum(map));
