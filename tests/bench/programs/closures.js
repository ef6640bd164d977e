const adder = (k) => (x) => (x + k) % 1000003;
const scaler = (k) => (x) => (x * k) % 1000003;

const n = Number(process.argv[2]);
const steps = [];
for (let i = 0; i < 100; i++) {
  steps.push(adder(i));
  steps.push(scaler(i + 2));
}
let x = 1;
for (let i = 0; i < n; i++) {
  for (const step of steps) {
    x = step(x);
  }
}
console.log(x);
