// What becomes static data. Each case: what it shows, a program, a function, what its aotir must hold and what not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "../emit/compile-text.ts";

const point = "type P { x: int, tags: list<string> }\n";

const cases: readonly (readonly [fact: string, program: string, held: string, absent: string])[] = [
  ["a constant struct with lists in it", `${point}fun f(): P { return P { x: 1, tags: ["a"] } }\nprint(f())`, 'fixed test__main__P(1, fixed["a"])', "new "],
  ["a table of structs, with empty lists", `${point}fun f(): list<P> { return [P { x: 1, tags: [] }] }\nprint(f())`, "fixed[fixed test__main__P(1, fixed[])]", "new "],
  ["variants in lists", "type T = A(n: int) | B\nfun f(): list<T> { return [A { n: 1 }, B {}] }\nprint(f())", "fixed[fixed test__main__A(1) as test__main__T, new test__main__B() as test__main__T]", "new test__main__A"],
  ["a list that grows elsewhere is copied there", "fun f(): list<int> { return [1, 2] }\nvar xs = f()\nxs = append(xs, 3)\nprint(xs, f())", "fixed[1, 2]", "nothing"],
  ["lists of a type whose elements are assigned are made anew", "fun f(): list<int> { return [1, 2] }\nvar xs = f()\nxs[0] = 3\nprint(xs, f())", "return [1, 2]", "fixed["],
  ["structs of a type whose fields are assigned are made anew", `${point}fun f(): P { return P { x: 1, tags: ["a"] } }\nvar p = f()\np.x = 2\nprint(p, f())`, 'P(1, fixed["a"])', "fixed test__main__P"],
  ["what any may change is made anew", 'fun f(): list<int> { return [1, 2] }\nvar a: any = f()\na[0] = 3\nprint(a, f())', "return [1, 2]", "fixed["],
  ["an empty list that is about to grow is no constant", "fun f(): list<int> { var xs: list<int> = []\nxs = append(xs, 1)\nreturn xs }\nprint(f())", "let xs: list<i64> = []", "fixed["],
];

for (const [fact, program, held, absent] of cases) {
  test(`optimize: ${fact}`, () => {
    const { dump } = compileText(program, { dump: "aotir:fix-constants" });
    assert.ok(dump.includes(held) && !dump.includes(absent), dump);
  });
}

test("optimize: static data is read-only and shared from the beginning", () => {
  const { c } = compileText(`${point}fun f(): P { return P { x: 1, tags: ["a"] } }\nprint(f())`);
  assert.match(c, /static const mochi_list list = \{ \.data = \(void \*\)items, \.length = 1, \.capacity = 1, \.shared = 1 \};/);
  assert.match(c, /static const struct test__main__P \w+ = \{ 1, \(void \*\)&list \};/);
  assert.doesNotMatch(c, /mochi_list_from|mochi_gc_new/);
});
