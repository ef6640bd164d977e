// What has no native code is refused where it is used, and nothing else is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../../core/check/check.ts";
import { declare } from "../../core/check/declare.ts";
import { refuseUncompiled } from "../../core/instantiate/refuse.ts";
import { loadModules } from "../../core/modules/module-graph.ts";
import { Diagnostics } from "../../core/source/diagnostic.ts";

const cases: readonly (readonly [title: string, text: string, refused: readonly string[]])[] = [
  ["an import from a language", 'import python "polars" as pl', ["an import from python"]],
  ["what externs declare, where it is used", "extern fun getenv(key: string): string\nextern object console\nprint(getenv(\"A\"))\nconsole.log(1)", ["`getenv`", "`console.log`"]],
  ["externs that nothing uses are not refused", "extern type T\nextern let g.x: int\nextern fun f(x: T): T\nprint(1)", []],
  ["a member that is no builtin here", 'import python "math" as m\nprint(m.perm(5, 2), m.pi)', ["`m.perm`"]],
  ["a member with other arguments", 'import python "math" as m\nprint(m.log(8.0, 2.0), m.log(8.0))', ["`log` with 2 arguments"]],
  ["members that are builtins are not refused", 'import go "strings" as s auto\nprint(s.ToUpper("a"))', []],
];

for (const [title, text, refused] of cases) {
  test(`refuse: ${title}`, () => {
    const diagnostics = new Diagnostics();
    const declarations = declare(loadModules({ readFile: () => ({ kind: "text", text }), listFolder: () => undefined }, "a.mochi", diagnostics), diagnostics);
    check(declarations, diagnostics);
    refuseUncompiled(declarations, diagnostics, false);
    const errors = diagnostics.list.filter((diagnostic) => diagnostic.severity === "error");
    assert.deepEqual(
      errors.map((diagnostic) => `${diagnostic.code} ${diagnostic.message}`),
      refused.map((what) => `L001 ${what} is not compiled yet`),
    );
  });
}
