// Functions that write to nothing that others see: they compute, allocate, raise, and call only such functions.
// What is read from memory before a call of one is the same after it.

import type { IrExpression, IrFunction } from "../aotir/aotir.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";

/** The greatest set of functions that call only each other. */
export function quietFunctions(functions: ReadonlySet<IrFunction>): ReadonlySet<IrFunction> {
  const quiet = new Set(functions);
  for (let size = -1; size !== quiet.size; ) {
    size = quiet.size;
    for (const fn of quiet) {
      if (!isQuietFunction(fn, quiet)) {
        quiet.delete(fn);
      }
    }
  }
  return quiet;
}

function isQuietFunction(fn: IrFunction, quiet: ReadonlySet<IrFunction>): boolean {
  let result = true;
  walkStatements(fn.body, (statement) => {
    result &&= statement.kind !== "try" && (statement.kind !== "assign" || (statement.place.kind === "variable" && !statement.place.variable.byReference));
    for (const root of result ? rootsOf(statement) : []) {
      walkExpression(root, (node) => {
        result &&= isQuiet(node, quiet);
        return result;
      });
    }
  });
  return result;
}

/** Whether evaluating the node itself writes to nothing that was there before. */
export function isQuiet(node: IrExpression, quiet: ReadonlySet<IrFunction>): boolean {
  switch (node.kind) {
    case "call":
      return quiet.has(node.function);
    case "call-value":
    case "address":
    case "code":
      return false;
    case "runtime": {
      const row = runtimeAbi.get(node.name);
      return row !== undefined && !row.effects && !row.noReturn;
    }
    default:
      return true;
  }
}
