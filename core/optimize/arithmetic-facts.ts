// What is known about the results of arithmetic, from what is known about its operands: ranges of integers, and
// how far a value stays below the length of a list. For eliminate-checks.ts, which walks the program.

import type { IrExpression } from "../aotir/aotir.ts";
import { factOfType, largest, shifted, smallest, type Fact } from "./facts.ts";

export type OperandFacts = readonly (Fact | undefined)[];

function clamp(low: bigint, high: bigint, bounds: Fact["bounds"] = []): Fact {
  return { low: low < smallest ? smallest : low, high: high > largest ? largest : high, bounds };
}

export function arithmeticFact(op: string, left: Fact, right: Fact): Fact | undefined {
  switch (op) {
    case "+":
      return clamp(left.low + right.low, left.high + right.high, [
        ...(right.low === right.high ? shifted(left, right.high) : []),
        ...(left.low === left.high ? shifted(right, left.high) : []),
      ]);
    case "-":
      return clamp(left.low - right.high, left.high - right.low, shifted(left, -right.low));
    case "*": {
      const corners = [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high];
      return clamp(
        corners.reduce((a, b) => (a < b ? a : b)),
        corners.reduce((a, b) => (a > b ? a : b)),
      );
    }
    default:
      return undefined;
  }
}

/** Runtime functions that raise where the operator would overflow. */
export const checkedOperators: ReadonlyMap<string, "+" | "-" | "*"> = new Map([
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
export function staysInRange(op: "+" | "-" | "*", left: Fact, right: Fact): boolean {
  const corners =
    op === "+"
      ? [left.low + right.low, left.high + right.high]
      : op === "-"
        ? [left.low - right.high, left.high - right.low]
        : [left.low * right.low, left.low * right.high, left.high * right.low, left.high * right.high];
  return corners.every((corner) => corner >= smallest && corner <= largest);
}
