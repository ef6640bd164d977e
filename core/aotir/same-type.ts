// Equality of C-level types: structural, except for structs, unions and opaque types, which are
// equal by identity (opaque ones by their C spelling).

import { unreachable } from "../source/invariant.ts";
import type { IrType } from "./aotir.ts";

export function sameIrType(left: IrType, right: IrType): boolean {
  if (left === right) {
    return true;
  }
  switch (left.kind) {
    case "void":
    case "unit":
    case "bool":
    case "i32":
    case "u32":
    case "i64":
    case "f64":
    case "string":
    case "any":
    case "bigint":
    case "bigrat":
      return left.kind === right.kind;
    case "option":
      return right.kind === "option" && left.of === right.of;
    case "list":
      return right.kind === "list" && sameIrType(left.element, right.element);
    case "map":
      return right.kind === "map" && sameIrType(left.key, right.key) && sameIrType(left.value, right.value);
    case "set":
      return right.kind === "set" && sameIrType(left.element, right.element);
    case "struct":
      return right.kind === "struct" && left.struct === right.struct;
    case "union":
      return right.kind === "union" && left.union === right.union;
    case "function":
      return (
        right.kind === "function" &&
        left.params.length === right.params.length &&
        sameIrType(left.result, right.result) &&
        left.params.every((param, index) => {
          const other = right.params[index];
          return other !== undefined && sameIrType(param, other);
        })
      );
    case "cell":
      return right.kind === "cell" && sameIrType(left.value, right.value);
    case "object":
      return right.kind === "object" && sameIrType(left.of, right.of);
    case "pointer":
      return right.kind === "pointer" && sameIrType(left.to, right.to);
    case "array":
      return right.kind === "array" && left.length === right.length && sameIrType(left.element, right.element);
    case "opaque":
      return right.kind === "opaque" && left.c === right.c;
    default:
      return unreachable(left);
  }
}
