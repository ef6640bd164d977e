// What is known about the results of arithmetic, from what is known about its operands: ranges of integers, and
// how far a value stays below the length of a list. For eliminate-checks.ts, which walks the program.

import type { IrExpression } from "../aotir/aotir.ts";
import { factOfType, largest, shifted, smallest, type Fact } from "./facts.ts";

export type OperandFacts = readonly (Fact | undefined)[];

type Operator = "+" | "-" | "*";

/** The least and the largest result, were integers unbounded. */
function extremes(op: Operator, left: Fact, right: Fact): readonly [bigint, bigint] {
  switch (op) {
    case "+":
      return [left.low + right.low, left.high + right.high];
    case "-":
      return [left.low - right.high, left.high - right.low];
    case "*": {
      const corners = [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high];
      return [corners.reduce(min), corners.reduce(max)];
    }
  }
}

function boundsOf(op: Operator, left: Fact, right: Fact): Fact["bounds"] {
  switch (op) {
    case "+":
      return [...(right.low === right.high ? shifted(left, right.high) : []), ...(left.low === left.high ? shifted(right, left.high) : [])];
    case "-":
      return shifted(left, -right.low);
    case "*":
      return [];
  }
}

export function arithmeticFact(op: string, left: Fact, right: Fact): Fact | undefined {
  if (op !== "+" && op !== "-" && op !== "*") {
    return undefined;
  }
  const [low, high] = extremes(op, left, right);
  return { low: max(low, smallest), high: min(high, largest), bounds: boundsOf(op, left, right) };
}

/** Runtime functions that raise where the operator would overflow. */
export const checkedOperators: ReadonlyMap<string, Operator> = new Map([
  ["mochi_int_add", "+"],
  ["mochi_int_subtract", "-"],
  ["mochi_int_multiply", "*"],
]);

/** Of a call of the runtime. */
export function runtimeFact(node: Extract<IrExpression, { kind: "runtime" }>, operands: OperandFacts): Fact | undefined {
  const [left, right] = operands;
  const op = checkedOperators.get(node.name);
  if (op !== undefined && left !== undefined && right !== undefined) {
    return arithmeticFact(op, left, right);
  }
  switch (node.name) {
    case "mochi_int_remainder":
      if (left !== undefined && right !== undefined && right.low > 0n) {
        return { low: left.low >= 0n ? 0n : 1n - right.high, high: min(right.high - 1n, max(left.high, 0n)), bounds: [] };
      }
      break;
    case "mochi_int_divide":
      if (left !== undefined && right !== undefined && right.low > 0n) {
        return { low: left.low >= 0n ? 0n : left.low, high: max(left.high / right.low, 0n), bounds: left.low >= 0n ? left.bounds : [] };
      }
      break;
    case "mochi_string_length":
      return { low: 0n, high: 2n ** 32n - 1n, bounds: [] };
    case "mochi_list_check":
      return { low: 0n, high: 2n ** 32n - 2n, bounds: [] };
    default:
      break;
  }
  return factOfType(node.type);
}

function min(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

export function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}

/** Whether the result is a 64-bit integer, whatever the operands are. */
export function staysInRange(op: Operator, left: Fact, right: Fact): boolean {
  const [low, high] = extremes(op, left, right);
  return low >= smallest && high <= largest;
}
