// Cuts deep expressions into temporaries: C compilers limit how deep brackets may nest (clang 256),
// and a chain of 100,000 operands would overflow every recursive walk, ours first.
//
// What is always evaluated may be moved before the statement, innermost first; what stands behind
// `&&`, `||` or in the arms of a conditional may not, and stays (the parser bounds how deep that gets).

import type { IrExpression, IrVariable } from "../aotir/aotir.ts";
import { operandsOf, withOperands } from "../aotir/walk.ts";

const limit = 48;

/** True when the expression nests deeper than `room`: no deeper than that does this recurse. */
function isDeep(expression: IrExpression, room: number): boolean {
  return room < 0 || operandsOf(expression).some((operand) => isDeep(operand, room - 1));
}

/** The expression with its deep parts in variables; `declare` is called for each, in order. */
export function splitDeep(root: IrExpression, declare: (variable: IrVariable, value: IrExpression) => void): IrExpression {
  if (!isDeep(root, limit)) {
    return root;
  }
  interface Frame {
    readonly node: IrExpression;
    readonly operands: readonly IrExpression[];
    readonly done: IrExpression[];
    depth: number;
    /** Evaluated whenever the statement is. */
    readonly strict: boolean;
  }
  const stack: Frame[] = [{ node: root, operands: operandsOf(root), done: [], depth: 0, strict: true }];
  for (;;) {
    const frame = stack[stack.length - 1] as Frame;
    const index = frame.done.length;
    const next = frame.operands[index];
    if (next !== undefined) {
      const lazy = index > 0 && (frame.node.kind === "conditional" || (frame.node.kind === "binary" && (frame.node.op === "&&" || frame.node.op === "||")));
      stack.push({ node: next, operands: operandsOf(next), done: [], depth: 0, strict: frame.strict && !lazy });
      continue;
    }
    let result = frame.operands.length === 0 ? frame.node : withOperands(frame.node, frame.done);
    let depth = frame.depth;
    stack.pop();
    const parent = stack[stack.length - 1];
    if (parent === undefined) {
      return result;
    }
    if (depth >= limit && frame.strict && result.type.kind !== "void" && result.type.kind !== "array") {
      const variable: IrVariable = { name: "t", type: result.type, temporary: true, byReference: false };
      declare(variable, result);
      result = { kind: "variable", variable, type: variable.type };
      depth = 0;
    }
    parent.done.push(result);
    parent.depth = Math.max(parent.depth, depth + 1);
  }
}
