// The variables that a block assigns, in it or in blocks inside it; declarations count, because a
// block that runs again declares anew. Remembered per block: passes ask for nested blocks again.
// And what the variables of a function are assigned with.

import type { IrBlock, IrExpression, IrFunction, IrVariable } from "../aotir/aotir.ts";
import { walkStatements } from "../aotir/walk.ts";

const known = new WeakMap<IrBlock, ReadonlySet<IrVariable>>();

export function assignedIn(block: IrBlock): ReadonlySet<IrVariable> {
  const cached = known.get(block);
  if (cached !== undefined) {
    return cached;
  }
  const assigned = new Set<IrVariable>();
  walkStatements(block, (statement) => {
    if (statement.kind === "declare" || statement.kind === "for") {
      assigned.add(statement.variable);
    } else if (statement.kind === "assign" && statement.place.kind === "variable") {
      assigned.add(statement.place.variable);
    }
  });
  known.set(block, assigned);
  return assigned;
}

/** What each variable is declared or assigned with; parameters, and those that the body of a `try` assigns, have no entry. */
export function assignedValues(fn: IrFunction): ReadonlyMap<IrVariable, readonly IrExpression[]> {
  const values = new Map<IrVariable, IrExpression[]>();
  const params = new Set(fn.params);
  walkStatements(fn.body, (statement) => {
    const variable = statement.kind === "declare" ? statement.variable : statement.kind === "assign" && statement.place.kind === "variable" ? statement.place.variable : undefined;
    if (variable === undefined || variable.byReference || params.has(variable) || (statement.kind !== "declare" && statement.kind !== "assign")) {
      return;
    }
    const known = values.get(variable) ?? [];
    values.set(variable, known);
    if (statement.value !== undefined) {
      known.push(statement.value);
    }
  });
  return values;
}
