// What no one writes by hand, from source to its end: each program works, or is refused with place,
// cause and remedy; never an internal error, never a crash of the compiler or of the C compiler.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { withPlayground } from "../harness/mochi-command.ts";

const MANY = 20_000;

function joined(count: number, separator: string, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index)).join(separator);
}

/** Programs that must run, with their output. */
const valid: Readonly<Record<string, readonly [source: string, out: string]>> = {
  "sums of many operands": [`let x = 1\nprint(${joined(MANY, " + ", () => "x")})\n`, `${MANY}\n`],
  "sums of any": [`let x: any = 1\nprint(${joined(2000, " + ", () => "x")})\n`, "2000\n"],
  "products on one line": [`let x = 1\nprint(${joined(MANY, " * ", () => "x")})\n`, "1\n"],
  "many &&": [`let x = true\nprint(${joined(MANY, " && ", () => "x")})\n`, "true\n"],
  "many ||": [`let x = false\nprint(${joined(MANY, " || ", () => "x")})\n`, "false\n"],
  "many comparisons": [`let x = 1\nprint(${joined(MANY, " && ", (index) => `x < ${index + 2}`)})\n`, "true\n"],
  "many as": [`let x = 1\nprint(x${" as int".repeat(MANY)})\n`, "1\n"],
  "long string chains": [`let s = "a"\nprint(len(${joined(MANY, " + ", () => "s")}))\n`, `${MANY}\n`],
  "f-strings with many holes": [`let x = 1\nprint(len(f"${"{x}".repeat(2000)}"))\n`, "2000\n"],
  "matches with many numbers": [`let x = 77\nprint(match x {\n${joined(5000, "\n", (index) => `  ${index} => "v${index}"`)}\n  _ => "none"\n})\n`, "v77\n"],
  "matches with many strings": [`let x = "77"\nprint(match x {\n${joined(2000, "\n", (index) => `  "${index}" => ${index}`)}\n  _ => -1\n})\n`, "77\n"],
  "unions of many variants": [
    `type U = ${joined(2000, " | ", (index) => `V${index}(x: int)`)}\nlet u: U = V7 { x: 3 }\nprint(match u {\n${joined(2000, "\n", (index) => `  V${index}(x) => x + ${index}`)}\n})\n`,
    "10\n",
  ],
  "structs of many fields": [`type S {\n${joined(1000, "\n", (index) => `f${index}: int`)}\n}\nlet s = S { ${joined(1000, ", ", (index) => `f${index}: ${index}`)} }\nprint(s.f77, s == s)\n`, "77 true\n"],
  "long literals": [`let xs = [${joined(200_000, ", ", String)}]\nprint(len(xs), xs[199999])\n`, "200000 199999\n"],
  "long names": [`fun ${"b".repeat(MANY)}(x: int): int { return x }\nprint(${"b".repeat(MANY)}(1))\n`, "1\n"],
  "names of C and of the runtime": [
    `${["int64_t", "main", "mochi_print_int", "double", "static", "errno", "NULL", "π", "stdout", "frame", "mochi_program", "register", "setjmp", "bool"].map((name, index) => `let ${name} = ${index}\nprint(${name})\n`).join("")}fun mochi_string_concat(a: int): int { return a }\nfun printf(mochi_frame: int): int { return mochi_frame + mochi_string_concat(1) }\nprint(printf(41))\n`,
    `${joined(14, "\n", String)}\n42\n`,
  ],
  // No fixture: collecting at every allocation would take hours.
  "values that nest deeply": [
    `type Chain = End | Link(rest: Chain, n: int)
var x: any = 1
for i in 0..200000 {
  x = [x]
}
let y = x
print(x == y)
print(len(str(x)))
var chain: Chain = End {}
for i in 0..100000 {
  chain = Link { rest: chain, n: i }
}
let same = chain
print(chain == same)
print(len(str(chain)) > 1000000)
var m: any = {"end": 1}
for i in 0..50000 {
  m = {"inner": m}
}
print(len(str(m)))
`,
    "true\n400001\ntrue\ntrue\n550010\n",
  ],
  "Windows line ends": ['let x = 1\r\nif x == 1 {\r\n  print("a")\r\n}\r\n', "a\n"],
  "a byte-order mark": ["\ufeffprint(1)\n", "1\n"],
  "an empty file": ["", ""],
  "no line break at the end": ["print(1) // one", "1\n"],
};

/** Programs that are wrong, and what is said. */
const wrong: Readonly<Record<string, readonly [source: string, said: RegExp]>> = {
  "a hundred thousand errors on one line": [`let x = 1\nprint(${joined(100_000, " < ", () => "x")})\n`, /error\[T013\][\s\S]* --> p\.mochi:2:\d+[\s\S]*note: \d+ more are not shown\n/],
  "types that hold themselves": ["type T = list<T>\nlet x: T = []\n", /error\[T067\]: [\s\S]* --> p\.mochi:1:6[\s\S]*help: /],
  "types that are each other": ["type A = B\ntype B = A\nlet x: A = 1\n", /error\[T067\]: [\s\S]* --> p\.mochi:1:6[\s\S]*help: /],
};

describe("limits", { concurrency: 2 }, () => {
  for (const [what, [source, out]] of Object.entries(valid)) {
    test(`limits: ${what}`, () =>
      withPlayground((play) => {
        play.write("p.mochi", source);
        assert.deepEqual(play.mochi(["run", "p.mochi"]), { status: 0, out, err: "" });
      }));
  }
  for (const [what, [source, said]] of Object.entries(wrong)) {
    test(`limits: ${what}`, () =>
      withPlayground((play) => {
        play.write("p.mochi", source);
        const end = play.mochi(["run", "p.mochi"]);
        assert.equal(end.status, 1);
        assert.match(end.err, said);
        assert.equal(end.out, "");
      }));
  }
});
