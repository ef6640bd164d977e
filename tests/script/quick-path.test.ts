// The quick core's node:path against Node's own.

import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { basename, dirname, isAbsolute, join, resolve } from "../../cli/quick/node/path.ts";

const PARTS = ["", "/", "//", ".", "..", "a", "a/", "/a", "a//b", "a/./b", "../a", "a/../..", "/..", "/a/b/../c/", "./", "x.mochi", "é/ü", " a ", "/a//", "a/b/.."];

test("script: the quick core's paths are Node's", () => {
  for (const first of PARTS) {
    assert.equal(isAbsolute(first), posix.isAbsolute(first), first);
    assert.equal(dirname(first), posix.dirname(first), `dirname of «${first}»`);
    assert.equal(basename(first), posix.basename(first), `basename of «${first}»`);
    for (const second of PARTS) {
      assert.equal(join(first, second), posix.join(first, second), `join of «${first}» and «${second}»`);
      assert.equal(resolve(first, second), posix.resolve(first, second), `resolve of «${first}» and «${second}»`);
      assert.equal(join("/home", first, second), posix.join("/home", first, second));
    }
  }
});
