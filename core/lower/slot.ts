// Slots: memory that the runtime reads or writes through a pointer. A value that is passed as
// `const void *` is put into a variable whose address is taken; map entries are found and made
// through functions that are specialised for int and string keys.

import type { IrExpression, IrType } from "../aotir/aotir.ts";
import { addressOf, assign, readVariable, runtime } from "../aotir/builder.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { temporary, type FunctionContext } from "./context.ts";
import { lowerType } from "./lower-type.ts";
import { effectsOf, raises, writes } from "./order.ts";

/** The address of a variable that holds the value. */
export function slotPointer(cx: FunctionContext, value: IrExpression): IrExpression {
  return addressOf(temporary(cx, value.type, value));
}

/** A pointer to the value under the key, or NULL. */
export function findSlot(cx: FunctionContext, map: IrExpression, type: Type, key: IrExpression): IrExpression {
  invariant(type.kind === "map", "keys are looked up in maps");
  const pointer: IrType = { kind: "pointer", to: lowerType(cx.program.types, type.value) };
  switch (keyKind(type.key)) {
    case "int":
      return runtime("mochi_map_find_int", [map, key], pointer);
    case "string":
      return runtime("mochi_map_find_string", [map, key], pointer);
    default:
      return runtime("mochi_map_find", [map, slotPointer(cx, key)], pointer);
  }
}

/** A pointer to the value under the key, which is made if it isn't there. */
export function makeSlot(cx: FunctionContext, map: IrExpression, type: Type, key: IrExpression): IrExpression {
  invariant(type.kind === "map", "keys are stored in maps");
  const pointer: IrType = { kind: "pointer", to: lowerType(cx.program.types, type.value) };
  switch (keyKind(type.key)) {
    case "int":
      return runtime("mochi_map_slot_int", [map, key], pointer);
    case "string":
      return runtime("mochi_map_slot_string", [map, key], pointer);
    default:
      return runtime("mochi_map_slot", [map, slotPointer(cx, key)], pointer);
  }
}

/** `map[key] = value`; the value is evaluated before the slot is made. */
export function setStore(cx: FunctionContext, map: IrExpression, type: Type, key: IrExpression, value: IrExpression): void {
  const unsafe = (effectsOf(cx, value).flags & (writes | raises)) !== 0 || !isSimple(value);
  const ready = unsafe ? readVariable(temporary(cx, value.type, value)) : value;
  cx.statements.push(assign(cx.span, { kind: "deref", pointer: makeSlot(cx, map, type, key) }, ready));
}

/** C may evaluate the value before or after the slot is made: only for these it makes no difference. */
export function isSimple(value: IrExpression): boolean {
  switch (value.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "none":
    case "zero":
    case "variable":
      return true;
    case "binary":
      return isSimple(value.left) && isSimple(value.right);
    case "option-make":
      return isSimple(value.operand);
    default:
      return false;
  }
}

function keyKind(key: Type): "int" | "string" | "other" {
  switch (key.kind) {
    case "int":
    case "int64":
    case "duration":
      return "int";
    case "string":
      return "string";
    default:
      return "other";
  }
}
