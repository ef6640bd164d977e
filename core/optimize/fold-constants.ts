// Computes what is constant, as the program would: an operation that raises at run time stays.
//
// Floats are folded by JavaScript's doubles, which are C's. Comparisons of a variable with itself
// are folded for integers, because C compilers warn about them.

import type { IrExpression, IrOperator, IrProgram } from "../aotir/aotir.ts";
import { mapExpression, mapStatement } from "../aotir/walk.ts";
import type { IrBlock } from "../aotir/aotir.ts";

export function foldConstants(program: IrProgram): void {
  for (const fn of new Set(program.functions).add(program.entry)) {
    fn.body = foldBlock(fn.body);
  }
}

function foldBlock(block: IrBlock): IrBlock {
  return { statements: block.statements.map((statement) => mapStatement(statement, (root) => mapExpression(root, fold), foldBlock)) };
}

const limit = 2n ** 63n;

function fits(value: bigint): boolean {
  return value >= -limit && value < limit;
}

/** One node whose operands are folded already. */
function fold(node: IrExpression): IrExpression {
  switch (node.kind) {
    case "runtime":
      return foldRuntime(node);
    case "binary":
      return foldBinary(node);
    case "not":
      return node.operand.kind === "bool" ? { kind: "bool", type: node.type, value: !node.operand.value } : node.operand.kind === "not" ? node.operand.operand : node;
    case "conditional":
      return node.condition.kind === "bool" ? (node.condition.value ? node.then : node.otherwise) : node;
    case "numeric":
      return foldNumeric(node);
    default:
      return node;
  }
}

const arithmetic: ReadonlyMap<string, (left: bigint, right: bigint) => bigint | undefined> = new Map([
  ["mochi_int_add", (left: bigint, right: bigint) => left + right],
  ["mochi_int_subtract", (left: bigint, right: bigint) => left - right],
  ["mochi_int_multiply", (left: bigint, right: bigint) => left * right],
  ["mochi_int_divide", (left: bigint, right: bigint) => (right === 0n ? undefined : left / right)],
  ["mochi_int_remainder", (left: bigint, right: bigint) => (right === 0n ? undefined : left % right)],
]);

function foldRuntime(node: Extract<IrExpression, { kind: "runtime" }>): IrExpression {
  const [left, right] = node.args;
  if (node.name === "mochi_int_negate" && left?.kind === "int" && fits(-left.value)) {
    return { kind: "int", type: node.type, value: -left.value };
  }
  const compute = arithmetic.get(node.name);
  if (compute !== undefined && left?.kind === "int" && right?.kind === "int") {
    const value = compute(left.value, right.value);
    return value === undefined || !fits(value) ? node : { kind: "int", type: node.type, value };
  }
  if (node.name === "mochi_string_concat" && left?.kind === "string" && right?.kind === "string") {
    return { kind: "string", type: node.type, value: left.value + right.value };
  }
  return node;
}

function compare<T>(op: IrOperator, left: T, right: T): boolean | undefined {
  switch (op) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return undefined;
  }
}

function foldBinary(node: Extract<IrExpression, { kind: "binary" }>): IrExpression {
  const { op, left, right } = node;
  const truth = (value: boolean | undefined): IrExpression => (value === undefined ? node : { kind: "bool", type: node.type, value });
  if (left.kind === "bool" && (op === "&&" || op === "||")) {
    return left.value === (op === "&&") ? right : left;
  }
  if (right.kind === "bool" && right.value === (op === "&&") && (op === "&&" || op === "||")) {
    return left;
  }
  if (left.kind === "int" && right.kind === "int") {
    return truth(compare(op, left.value, right.value));
  }
  if (left.kind === "float" && right.kind === "float") {
    switch (op) {
      case "+":
        return { kind: "float", type: node.type, value: left.value + right.value };
      case "-":
        return { kind: "float", type: node.type, value: left.value - right.value };
      case "*":
        return { kind: "float", type: node.type, value: left.value * right.value };
      case "/":
        return { kind: "float", type: node.type, value: left.value / right.value };
      default:
        return truth(compare(op, left.value, right.value));
    }
  }
  if (left.kind === "variable" && right.kind === "variable" && left.variable === right.variable && left.type.kind !== "f64") {
    return truth(compare(op, 0, 0));
  }
  return node;
}

function foldNumeric(node: Extract<IrExpression, { kind: "numeric" }>): IrExpression {
  const { operand, type } = node;
  if (operand.kind === "int" && type.kind === "f64") {
    return { kind: "float", type, value: Number(operand.value) };
  }
  if (operand.kind === "int" && (type.kind === "i64" || (type.kind === "u32" && operand.value >= 0n && operand.value < 2n ** 32n))) {
    return { kind: "int", type, value: operand.value };
  }
  return node;
}
