// Every runtime function that emitted code may call is declared in the header that the table names,
// exactly as the table has it.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { textOf } from "./source-tree.ts";

function squeezed(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, " ").replace(/\b(static|inline|extern|_Noreturn|MOCHI_\w+)\b(\([^)]*\))?/g, " ").replace(/\s+/g, " ").replace(/\s*([(),*])\s*/g, "$1");
}

interface Row {
  readonly header: string;
  readonly declaration: string;
}

/** The table's lines, read from its source text: flags, then a declaration, under `# header`. */
function rows(): readonly Row[] {
  let header = "";
  return textOf("core/aotir/runtime-abi.ts")
    .split("\n")
    .flatMap((line): readonly Row[] => {
      header = /^# (\S+\.h)$/.exec(line)?.[1] ?? header;
      const declaration = /^[praxenl]+ {1,}(\w.*\bmochi_\w+\(.*\))$/.exec(line)?.[1];
      return declaration === undefined ? [] : [{ header, declaration }];
    });
}

test("house: the runtime ABI table agrees with the headers", () => {
  const table = rows();
  assert.ok(table.length > 50, "the table was read");
  const headers = new Map([...new Set(table.map(({ header }) => header))].map((header) => [header, squeezed(textOf(join("runtime", header)))]));
  const wrong = table.filter(({ header, declaration }) => {
    const wanted = squeezed(declaration);
    const text = headers.get(header) ?? "";
    return !text.includes(`${wanted};`) && !text.includes(`${wanted}{`) && !text.includes(`${wanted} {`) && !text.includes(`${wanted} ;`);
  });
  assert.deepEqual(
    wrong.map(({ header, declaration }) => `${header}: ${declaration}`),
    [],
  );
});
