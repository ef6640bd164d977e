const n = Number(process.argv[2]);
let product = 1n;
for (let i = 1; i < n + 1; i++) {
  product *= BigInt(i);
}
console.log(product.toString().length);
