// The variables that a block assigns, in it or in blocks inside it; declarations count, because a
// block that runs again declares anew. Remembered per block: passes ask for nested blocks again.

import type { IrBlock, IrVariable } from "../aotir/aotir.ts";
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
