// Small values: objects that functions return and loops replace, a state machine, closures that are passed down.
const add = (a, b) => ({ x: a.x + b.x, y: a.y + b.y, z: a.z + b.z });
const scale = (a, k) => ({ x: a.x * k, y: a.y * k, z: a.z * k });
const dot = (a, b) => a.x * b.x + a.y * b.y + a.z * b.z;

function orbit(n) {
  let position = { x: 1, y: 0, z: 0.5 };
  let velocity = { x: 0, y: 1, z: 0 };
  let energy = 0;
  for (let i = 0; i < n; i++) {
    velocity = add(velocity, scale(position, -0.001));
    position = add(position, scale(velocity, 0.001));
    energy += dot(velocity, velocity);
  }
  return energy;
}

function ask(n) {
  if (n % 5 === 0) {
    return { kind: "bad", text: "five" };
  }
  if (n % 3 === 0) {
    return { kind: "retry", after: n % 11, tries: n % 7 };
  }
  return { kind: "ok", value: n % 1000 };
}

function answers(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const a = ask(i);
    sum += a.kind === "ok" ? a.value : a.kind === "retry" ? a.after * a.tries : a.text.length;
  }
  return sum;
}

function step(s, n) {
  switch (s.kind) {
    case "idle":
      return { kind: "running", steps: 1 };
    case "running":
      return s.steps > 9 ? { kind: "stopped", at: n, total: s.steps } : { kind: "running", steps: s.steps + (n % 3) };
    default:
      return s.at % 2 === 0 ? { kind: "idle" } : { kind: "stopped", at: s.at - 1, total: s.total + 1 };
  }
}

function states(n) {
  let state = { kind: "idle" };
  let sum = 0;
  for (let i = 0; i < n; i++) {
    state = step(state, i);
    sum += state.kind === "idle" ? 1 : state.kind === "running" ? state.steps : state.total;
  }
  return sum;
}

function each(count, visit) {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += visit(i);
  }
  return sum;
}

function visits(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let seen = 0;
    sum += each(4, (k) => {
      seen += i % 7;
      return k * seen;
    });
    sum += seen;
  }
  return sum;
}

const n = Number(process.argv[2]);
console.log(Math.floor(orbit(n) * 1000));
console.log(answers(n));
console.log(states(n));
console.log(visits(n));
