"use strict";
const n = Number(process.argv[2]);
const words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
let total = 0;
for (let i = 0; i < n; i++) {
  const line = `${words[i % 8]} of the ${words[Math.floor(i / 8) % 8]}, number ${i} among many others`;
  const parts = line.split(" ");
  const joined = parts.join("_");
  total += joined.length + parts.length + (parts[0] + joined).toUpperCase().length;
}
console.log(total);
