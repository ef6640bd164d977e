// Expected texts in files. One command rewrites them, `node build.mjs update-goldens FILTER`;
// it is refused in CI, and a golden that isn't there is a failure.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const filter = process.env["MOCHI_UPDATE_GOLDENS"];

/** Whether goldens of tests with that name are being rewritten. */
export function isUpdating(name: string): boolean {
  if (filter === undefined || !name.includes(filter)) {
    return false;
  }
  assert.equal(process.env["CI"] ?? "", "", "goldens are never updated in CI");
  return true;
}

/** Compares with the golden, or rewrites it; `undefined` stands for no file. */
export function expectGolden(name: string, path: string, actual: string | undefined): void {
  if (!isUpdating(name)) {
    assert.ok(existsSync(path) || actual === undefined, `${path} is missing; \`node build.mjs update-goldens ${name}\` writes it`);
    assert.equal(actual, existsSync(path) ? readFileSync(path, "utf8") : undefined);
  } else if (actual === undefined) {
    rmSync(path, { force: true });
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
  }
}
