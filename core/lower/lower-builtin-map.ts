// Builtins on maps and sets.

import { conditional, deref, descriptor, evaluate, isNull, not, readVariable, runtime, unitValue, assignVariable } from "../aotir/builder.ts";
import { invariant } from "../source/invariant.ts";
import { inBlock, spill, temporary } from "./context.ts";
import { argument, plainType, values, type BuiltinCall, type BuiltinRow } from "./lower-builtin.ts";
import { convertValue } from "./lower-convert.ts";
import { lowerExpression } from "./lower-expression.ts";
import { duplicable } from "./lower-option.ts";
import { lowerType } from "./lower-type.ts";
import { inOrder } from "./order.ts";
import { holdsList, lowerStored, withSharedElements } from "./sharing.ts";
import { findSlot, isSimple, slotPointer } from "./slot.ts";
import { listOf, type Type } from "../types/type.ts";

function mapType(call: BuiltinCall): Type & { readonly kind: "map" } {
  const type = plainType(argument(call, 0));
  invariant(type.kind === "map", `${call.expression.name} takes a map`);
  return type;
}

/** NAME(map …, the map's descriptor). */
function described(name: string): BuiltinRow {
  return (cx, call) => runtime(name, [...values(cx, call), descriptor(mapType(call))], lowerType(cx.program.types, call.type));
}

const has: BuiltinRow = (cx, call) => {
  const [map, key] = values(cx, call);
  invariant(map !== undefined && key !== undefined, "has takes a map and a key");
  return not(isNull(findSlot(cx, map, mapType(call), key)));
};

const get: BuiltinRow = (cx, call) => {
  const [map, key, otherwise] = values(cx, call);
  invariant(map !== undefined && key !== undefined && otherwise !== undefined, "get takes three arguments");
  const type = mapType(call);
  const fallback = isSimple(otherwise) ? otherwise : spill(cx, otherwise);
  const pointer = spill(cx, findSlot(cx, map, type, key));
  const fallbackType = argument(call, 2).type;
  if (lowerType(cx.program.types, type.value) === fallback.type && fallback.type === lowerType(cx.program.types, call.type)) {
    return conditional(isNull(pointer), fallback, deref(pointer));
  }
  const result = temporary(cx, lowerType(cx.program.types, call.type));
  const then = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, result, convertValue(cx, fallback, fallbackType, call.type)));
  });
  const found = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, result, convertValue(cx, deref(pointer), type.value, call.type)));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: isNull(pointer), then, otherwise: found });
  return readVariable(result);
};

/** Changes the container and yields it. */
function inPlace(name: string): BuiltinRow {
  return (cx, call) => {
    const [container, value] = inOrder(cx, [() => lowerExpression(cx, argument(call, 0)), () => lowerStored(cx, argument(call, 1))]);
    invariant(container !== undefined && value !== undefined, `${call.expression.name} takes two arguments`);
    const target = call.discard ? container : duplicable(cx, container);
    cx.statements.push(evaluate(cx.span, runtime(name, [target, slotPointer(cx, value)])));
    return call.discard ? unitValue : target;
  };
}

/** Lists among the values are seen by the new map too. */
const merge: BuiltinRow = (cx, call) => {
  const merged = described("mochi_map_merge")(cx, call);
  const { value } = mapType(call);
  if (!holdsList(value)) {
    return merged;
  }
  const map = spill(cx, merged);
  const items = runtime("mochi_map_values", [map, descriptor(mapType(call))], lowerType(cx.program.types, listOf(value)));
  temporary(cx, items.type, withSharedElements(items, value));
  return map;
};

export const mapBuiltins: Readonly<Record<string, BuiltinRow>> = {
  keys: described("mochi_map_keys"),
  values: (cx, call) => withSharedElements(described("mochi_map_values")(cx, call), mapType(call).value),
  has,
  get,
  remove: inPlace("mochi_map_remove"),
  merge,
  add: inPlace("mochi_set_add"),
};
