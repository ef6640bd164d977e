const n = Number(process.argv[2]);
let text = "";
for (let i = 0; i < n; i++) {
  text += `${i};`;
}
let semicolons = 0;
for (const c of text) {
  if (c === ";") {
    semicolons++;
  }
}
console.log(text.length, semicolons);
