// What the C compiler says about emitted C reaches the user with its Mochi place.

import assert from "node:assert/strict";
import { test } from "node:test";
import { firstError } from "../../cli/driver/c-messages.ts";

test("cli: the first C error is shown with the place that #line gave it", () => {
  const gcc = "sums.mochi: In function ‘main__add’:\nsums.mochi:3:9: warning: unused\nsums.mochi:4:12: error: ‘x’ undeclared\nsums.mochi:9:1: error: more\n";
  assert.equal(firstError(gcc), "sums.mochi:4: ‘x’ undeclared");
  assert.equal(firstError("hello.mochi:1: fatal error: mochi.h: No such file\n"), "hello.mochi:1: mochi.h: No such file");
  assert.equal(firstError("ld: cannot find -lm\n"), "ld: cannot find -lm");
});
