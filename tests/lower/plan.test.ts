// `--dump=plan`: what people read of how rules are run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "../emit/compile-text.ts";

const PROGRAM = `fact parent("Ann", "Bob")
fact parent("Bob", "Eve")
rule ancestor(x, y) :- parent(x, y)
rule ancestor(x, z) :- parent(x, y), ancestor(y, z)
rule root(x) :- parent(x, _), not parent(_, x)
print(query ancestor(x, y))
print(query root(x))
`;

const PLAN = `test.mochi:1: facts and rules
  stratum 1: parent/2
  stratum 2: ancestor/2 (recursive)
    once: ancestor(x, y) :- parent(x, y)
      scan parent(x?, y?)
    each round: ancestor(x, z) :- parent(x, y), ancestor(y, z)
      scan ancestor(y?, z?) (delta)
      probe by column 2 of parent(x?, y)
  stratum 3: root/1
    once: root(x) :- parent(x, _), not parent(_, x)
      scan parent(x?, _)
      probe by column 2 of no parent(_, x)
  query ancestor(x, y)
  query root(x)
`;

test("lower: the plan of rules names strata, deltas and indexes", () => {
  const { dump } = compileText(PROGRAM, { dump: "plan" });
  assert.equal(dump, PLAN);
});
