// A debug build in gdb, as a person would use it: breakpoints by Mochi line, the stack, variables, stepping.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { findExecutable } from "../../cli/driver/c-compiler.ts";
import { withPlayground } from "../harness/mochi-command.ts";

const PROGRAM = `fun area(w: int, h: int): int {
  let product = w * h
  let more = product + 1
  print("area", product)
  return more
}

fun twice(n: int): int {
  var total = 0
  for i in 0..2 {
    total = total + area(n, i + 1)
  }
  return total
}

print(twice(3))
`;

const SESSION = ["set confirm off", "break shapes.mochi:2", "run", "echo [stack]\\n", "bt", "echo [arguments]\\n", "info args", "echo [step]\\n", "next", "echo [step]\\n", "next", "echo [locals]\\n", "info locals", "echo [caller]\\n", "up", "info locals", "kill"];

test("gdb shows lines, functions and variables of a debug build", () =>
  withPlayground((play) => {
    const gdb = findExecutable("gdb");
    if (gdb === undefined) {
      console.log("gdb is not installed: debug builds are not tested");
      return;
    }
    play.write("shapes.mochi", PROGRAM);
    assert.equal(play.mochi(["build", "--debug", "shapes.mochi"]).status, 0);
    const { stdout } = spawnSync(gdb, ["-nx", "-batch", ...SESSION.flatMap((command) => ["-ex", command]), play.path("shapes")], {
      cwd: play.folder,
      encoding: "utf8",
      env: { ...process.env, HOME: play.home, DEBUGINFOD_URLS: "" },
    });
    assert.match(stdout, /Breakpoint 1.*area \(w=3, h=1\) at .*shapes\.mochi:2\n2\t {2}let product = w \* h\n/);
    assert.match(stdout, /\[stack\]\n#0 .*area \(w=3, h=1\) at .*shapes\.mochi:2\n#1 .*twice \(n=3\) at .*shapes\.mochi:11\n#2 .* at .*shapes\.mochi:16\n/);
    assert.match(stdout, /\[arguments\]\nw = 3\nh = 1\n/);
    assert.match(stdout, /\[step\]\n3\t {2}let more = product \+ 1\n\[step\]\n4\t {2}print\("area", product\)\n/);
    assert.match(stdout, /\[locals\]\n[\s\S]*product = 3\nmore = 4\n/);
    assert.match(stdout, /\[caller\]\n#1 .*twice \(n=3\) at [\s\S]*11\t {4}total = total \+ area\(n, i \+ 1\)\n[\s\S]*i = 0\n[\s\S]*total = 0\n|\[caller\][\s\S]*total = 0\n[\s\S]*i = 0\n/);
  }));
