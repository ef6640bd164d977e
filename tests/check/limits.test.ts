// Programs of unusual size are checked in bounded time and without running out of stack.

import assert from "node:assert/strict";
import { test } from "node:test";
import { checkText } from "./check-text.ts";

function numbered(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join("\n");
}

const programs: Readonly<Record<string, { readonly text: string; readonly seconds: number; readonly found?: number }>> = {
  "100,000 operands": { text: `print(1${" + 1".repeat(100_000)})`, seconds: 5 },
  "100,000 conditions": { text: `print(true${" && true".repeat(100_000)})`, seconds: 5 },
  "100,000 calls in a row": { text: `fun f(x) { return f }\nlet g = f${"(1)".repeat(100_000)}\nprint(g)`, seconds: 5 },
  "100,000 method calls in a row": { text: `let s = "x"\nprint(s${".trim()".repeat(100_000)})`, seconds: 5 },
  "100,000 fields and indexes": { text: `let a: any = 1\nprint(a${".b[0]".repeat(50_000)})`, seconds: 5 },
  "a list of a million elements": { text: `let xs = [${"1, ".repeat(1_000_000)}2]\nprint(len(xs))`, seconds: 15 },
  "20,000 arms": { text: `print(match 1 {\n${numbered(20_000, (index) => `${index} => ${index}`)}\n_ => 0 })`, seconds: 5 },
  "a union of 5,000 variants": {
    text: `type U = ${Array.from({ length: 5000 }, (_, index) => `V${index}(a: int)`).join(" | ")}\nfun f(u: U): int {\n  return match u {\n${numbered(5000, (index) => `V${index}(a) => a`)}\n  }\n}\nprint(f(V0(1)))`,
    seconds: 5,
  },
  "20,000 functions that call each other": { text: `${numbered(20_000, (index) => `fun f${index}(n: int): int { return f${(index + 1) % 20_000}(n) }`)}\nprint(f0(1))`, seconds: 5 },
  "20,000 undefined names": { text: numbered(20_000, (index) => `print(abc${index})`), seconds: 10, found: 20_000 },
  "20,000 unknown types": { text: numbered(20_000, (index) => `var x${index}: Abc${index} = 1`), seconds: 10, found: 20_000 },
};

for (const [name, { text, seconds, found = 0 }] of Object.entries(programs)) {
  test(`limits: ${name}`, () => {
    const started = process.cpuUsage();
    assert.equal(checkText(text).length, found);
    const { user, system } = process.cpuUsage(started);
    assert.ok((user + system) / 1e6 < seconds, `${(user + system) / 1e6} s of CPU time`);
  });
}
