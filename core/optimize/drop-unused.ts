// Drops variables that nobody reads, with their values when computing those has no effect.
//
// A value with effects becomes a statement of its own. Dropping one variable may leave another
// unread, so functions are visited until nothing changes; every round removes at least one variable.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";

export function dropUnused(program: IrProgram): void {
  for (const fn of new Set(program.functions).add(program.entry)) {
    while (dropOnce(fn)) {
      // again
    }
  }
}

function dropOnce(fn: IrFunction): boolean {
  const read = new Set<IrVariable>();
  const declared = new Set<IrVariable>();
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "declare") {
      declared.add(statement.variable);
    } else if (statement.kind === "try") {
      read.add(statement.frame);
    }
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        if (node.kind === "variable" || node.kind === "address") {
          read.add(node.variable);
        }
      });
    }
  });
  const unused = new Set([...declared].filter((variable) => !read.has(variable)));
  if (unused.size === 0) {
    return false;
  }
  fn.body = dropFrom(fn.body, unused);
  return true;
}

function dropFrom(block: IrBlock, unused: ReadonlySet<IrVariable>): IrBlock {
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    const target =
      statement.kind === "declare" ? statement.variable : statement.kind === "assign" && statement.place.kind === "variable" ? statement.place.variable : undefined;
    if (target !== undefined && unused.has(target)) {
      const value = statement.kind === "declare" || statement.kind === "assign" ? statement.value : undefined;
      if (value !== undefined && !isDroppable(value)) {
        statements.push(...effectsOf(value).map((effect): IrStatement => ({ kind: "do", span: statement.span, value: effect })));
      }
      continue;
    }
    statements.push(mapStatement(statement, (root) => root, (inner) => dropFrom(inner, unused)));
  }
  return { statements };
}

/** What remains of a value that nobody reads: the items of an array, else the value itself. */
function effectsOf(value: IrExpression): readonly IrExpression[] {
  return value.kind === "array" ? value.items.filter((item) => !isDroppable(item)) : [value];
}

/** Computing it has no effect but time and memory. */
export function isDroppable(expression: IrExpression): boolean {
  let droppable = true;
  walkExpression(expression, (node) => {
    if (node.kind === "call" || node.kind === "call-value") {
      droppable = false;
    } else if (node.kind === "runtime") {
      const row = runtimeAbi.get(node.name);
      droppable &&= row !== undefined && !row.effects && !row.raises && !row.noReturn;
    }
    return droppable;
  });
  return droppable;
}
