// Marks list literals that a variable holds and that are only read: emission makes them static data
// when their items are constant, so that a table in a function isn't built at every call.
//
// Only reading: the variable is never assigned again, and appears only as the list of an element or
// length that is read, or as an argument that the runtime reads and doesn't keep. Anything else
// (a store, a call, a capture, `for` over it by a second variable) may write to it or set its
// sharing bit, and needs a list of its own. What is read from it may be anything: constant items
// refer to nothing that can change.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";

export function fixLists(program: IrProgram): void {
  for (const fn of new Set(program.functions).add(program.entry)) {
    const fixed = onlyRead(fn);
    if (fixed.size > 0) {
      fn.body = fixIn(fn.body, fixed);
    }
  }
}

/** Variables that are declared with a list literal and only read. */
function onlyRead(fn: IrFunction): ReadonlySet<IrVariable> {
  const candidates = new Set<IrVariable>();
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "declare" && statement.value?.kind === "new-list" && statement.value.items.length > 0 && !statement.variable.byReference) {
      candidates.add(statement.variable);
    }
  });
  if (candidates.size === 0) {
    return candidates;
  }
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "assign") {
      if (statement.place.kind === "variable") {
        candidates.delete(statement.place.variable);
      } else if (statement.place.kind === "element" && statement.place.list.kind === "variable") {
        candidates.delete(statement.place.list.variable);
      }
    }
    for (const root of rootsOf(statement)) {
      dropOtherUses(root, candidates);
    }
  });
  return candidates;
}

/** Deletes the candidates that an expression does more with than reading. */
function dropOtherUses(root: IrExpression, candidates: Set<IrVariable>): void {
  walkExpression(root, (node) => {
    if (node.kind === "variable" || node.kind === "address") {
      candidates.delete(node.variable);
      return false;
    }
    if (node.kind === "length" && node.list.kind === "variable") {
      return false;
    }
    if (node.kind === "element" && node.list.kind === "variable") {
      dropOtherUses(node.index, candidates);
      return false;
    }
    if (node.kind === "runtime") {
      const row = runtimeAbi.get(node.name);
      const lends = row !== undefined && (row.pure || row.reads) && !row.result.startsWith("mochi_list");
      node.args.forEach((arg, index) => {
        if (!(lends && arg.kind === "variable" && row.params[index] === "const mochi_list *")) {
          dropOtherUses(arg, candidates);
        }
      });
      return false;
    }
    return true;
  });
}

function fixIn(block: IrBlock, fixed: ReadonlySet<IrVariable>): IrBlock {
  return {
    statements: block.statements.map((statement): IrStatement => {
      if (statement.kind === "declare" && statement.value?.kind === "new-list" && fixed.has(statement.variable)) {
        return { ...statement, value: { ...statement.value, fixed: true } };
      }
      return mapStatement(statement, (root) => root, (inner) => fixIn(inner, fixed));
    }),
  };
}
