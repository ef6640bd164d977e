// The numeric tower: int ⊂ int64 ⊂ bigint ⊂ bigrat and float ⊂ bigrat, as far as static types go.
//
// Surprising: whatever meets a float in arithmetic is float, a bigint (decisions §4) and a bigrat too, though a
// float may be kept where a bigrat is wanted. Durations have arithmetic of their own and are not numeric.

import { bigintType, bigratType, durationType, floatType, int64Type, intType, type Type } from "./type.ts";

/** Whether a type takes part in arithmetic as a number. */
export function isNumeric(type: Type): boolean {
  switch (type.kind) {
    case "int":
    case "int64":
    case "float":
    case "bigint":
    case "bigrat":
      return true;
    default:
      return false;
  }
}

/** Whether a type may index a list or bound a range. */
export function isInteger(type: Type): boolean {
  return type.kind === "int" || type.kind === "int64";
}

/** The type of arithmetic on two numbers; undefined when one is none. */
export function numericJoin(left: Type, right: Type): Type | undefined {
  if (!isNumeric(left) || !isNumeric(right)) {
    return undefined;
  }
  const kinds = [left.kind, right.kind];
  if (kinds.includes("float")) {
    return floatType;
  }
  if (kinds.includes("bigrat")) {
    return bigratType;
  }
  if (kinds.includes("bigint")) {
    return bigintType;
  }
  return kinds.includes("int64") ? int64Type : intType;
}

/** The type of `left op right` when one of them is a duration; undefined when that has no meaning. */
export function durationArithmetic(op: "+" | "-" | "*" | "/" | "%", left: Type, right: Type): Type | undefined {
  const both = left.kind === "duration" && right.kind === "duration";
  switch (op) {
    case "+":
      if (both) {
        return durationType;
      }
      return isInteger(left) || isInteger(right) ? int64Type : undefined;
    case "-":
      if (both) {
        return durationType;
      }
      return isInteger(left) ? int64Type : undefined;
    case "*":
      return isInteger(left) || isInteger(right) ? durationType : undefined;
    case "/":
      if (both) {
        return floatType;
      }
      return isInteger(right) ? durationType : undefined;
    case "%":
      return both ? durationType : undefined;
  }
}
