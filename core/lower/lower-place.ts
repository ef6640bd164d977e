// Assignments: the receiver is evaluated first, then the index, then the value; then it is stored.
//
// `place = append(place, v)` grows the list in place when nobody else sees it (sharing.ts). A nil
// list or map that is stored into is made first, in the place that holds it (`create`).

import type { IrExpression, IrPlace } from "../aotir/aotir.ts";
import {
  assign,
  assignVariable,
  boolValue,
  declare,
  deref,
  descriptor,
  evaluate,
  isNull,
  readElement,
  readField,
  readGlobal,
  readVariable,
  runtime,
  siteValue,
  sizeOf,
  stringValue,
} from "../aotir/builder.ts";
import type { Global, Place, TypedExpression, TypedStatement } from "../instantiate/typed.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import type { Type } from "../types/type.ts";
import { isGrowth } from "./analyse.ts";
import { inBlock, siteAt, spill, temporary, type FunctionContext } from "./context.ts";
import { emptyOf } from "./lower-convert.ts";
import { lowerDiscard, lowerExpression, lowerInto } from "./lower-expression.ts";
import { localGlobal, newLocalGlobal } from "./lower-function.ts";
import { checkedIndex, repeatable } from "./lower-index.ts";
import { lowerType } from "./lower-type.ts";
import { effectsOf, effectsOfStatements, hasEffects, inOrder, raises, writes } from "./order.ts";
import { lowerStored } from "./sharing.ts";
import { isSimple, makeSlot, setStore } from "./slot.ts";
import { expressionChildren } from "./walk-typed.ts";

export function lowerAssign(cx: FunctionContext, statement: TypedStatement & { readonly kind: "assign" }): void {
  const { target, value } = statement;
  if (value.type.kind === "never") {
    lowerDiscard(cx, value);
    return;
  }
  if (isGrowth(target, value) && value.kind === "call-builtin" && value.args[1] !== undefined && lowerGrowth(cx, target, value.args[1])) {
    return;
  }
  switch (target.kind) {
    case "local":
    case "global": {
      if (target.kind === "global" && statement.initializes === true && lowerInitialiser(cx, target.global, value)) {
        return;
      }
      const place = variablePlace(cx, target);
      if (value.kind === "if" || value.kind === "match" || value.kind === "do") {
        lowerInto(cx, value, (leaf) => {
          storeLeaf(cx, place, leaf);
        });
      } else {
        storeLeaf(cx, place, value);
      }
      if (target.kind === "global" && statement.initializes === true) {
        const ready = cx.program.globals.get(target.global)?.ready;
        if (ready !== undefined && !cx.localGlobals.has(target.global)) {
          cx.statements.push(assign(cx.span, { kind: "global", global: ready }, boolValue(true)));
        }
      }
      return;
    }
    case "field": {
      const [receiver, stored] = inOrder(cx, [() => lowerExpression(cx, target.receiver), () => lowerStored(cx, value)]);
      invariant(receiver !== undefined && stored !== undefined, "a field store has two operands");
      const ready = settled(cx, stored, receiver);
      invariant(receiver.type.kind === "struct", "a field is stored in a struct");
      cx.statements.push(assign(cx.span, { kind: "field", receiver, struct: receiver.type.struct, field: target.field }, ready));
      return;
    }
    case "index":
      lowerIndexStore(cx, target, value);
      return;
    case "any-index":
    case "any-field": {
      const index = target.kind === "any-index" ? target.index : undefined;
      const operands = [target.receiver, ...(index === undefined ? [] : [index]), value];
      const values = inOrder(
        cx,
        operands.map((operand) => () => lowerStored(cx, operand)),
      );
      const site = siteValue(siteAt(cx, target.span));
      const name = target.kind === "any-index" ? "mochi_any_set_index" : "mochi_any_set_field";
      const args = target.kind === "any-field" ? [values[0], stringValue(target.field), values[1]] : values;
      cx.statements.push(evaluate(cx.span, runtime(name, [...args.filter((arg) => arg !== undefined), site])));
      return;
    }
    default:
      unreachable(target);
  }
}

/** A global's own `let` where it needs no assignment: a constant, or a variable of this function. */
function lowerInitialiser(cx: FunctionContext, global: Global, value: TypedExpression): boolean {
  if (cx.statements !== cx.root) {
    return false;
  }
  if (cx.program.analysis.localGlobals.get(global) === cx.function) {
    if (cx.localGlobals.has(global)) {
      return false;
    }
    const stored = lowerStored(cx, value);
    if (cx.localGlobals.has(global)) {
      cx.statements.push(assign(cx.span, variablePlace(cx, { kind: "global", global, type: global.type }), stored));
    } else {
      cx.statements.push(declare(cx.span, newLocalGlobal(cx, global), stored));
    }
    return true;
  }
  const slot = cx.program.globals.get(global);
  if (slot === undefined || global.reassigned || global.checked || !constants.has(value.kind) || slot.global.initial !== undefined) {
    return false;
  }
  slot.global.initial = lowerExpression(cx, value);
  return true;
}

const constants: ReadonlySet<string> = new Set(["int", "float", "bool", "string"]);

function storeLeaf(cx: FunctionContext, place: IrPlace, value: TypedExpression): void {
  if (value.type.kind === "never") {
    lowerDiscard(cx, value);
    return;
  }
  const stored = lowerStored(cx, value);
  cx.statements.push(assign(cx.span, place, stored));
}

/** The place of a variable. */
export function variablePlace(cx: FunctionContext, place: Place & { readonly kind: "local" | "global" }): IrPlace {
  if (place.kind === "global") {
    const local = localGlobal(cx, place.global);
    if (local !== undefined) {
      return { kind: "variable", variable: local };
    }
    const slot = cx.program.globals.get(place.global);
    invariant(slot !== undefined, `the global ${place.global.name} is declared`);
    return { kind: "global", global: slot.global };
  }
  const binding = cx.bindings.get(place.local);
  invariant(binding !== undefined, `${place.local.name} is declared before it is assigned`);
  switch (binding.kind) {
    case "variable":
      cx.mutable.add(binding.variable);
      return { kind: "variable", variable: binding.variable };
    case "cell":
      return { kind: "cell", cell: binding.cell };
    default:
      throw new InternalError(`${place.local.name} is assigned but was captured by value`);
  }
}

/** The value in a variable, if evaluating it could meddle with the place or be told apart from finding the place. */
function settled(cx: FunctionContext, value: IrExpression, place: IrExpression): IrExpression {
  const flags = effectsOf(cx, value).flags;
  if ((flags & (writes | raises)) === 0) {
    return value;
  }
  return (flags & writes) === 0 && !hasEffects(cx, place) ? value : spill(cx, value);
}

function lowerIndexStore(cx: FunctionContext, target: Place & { readonly kind: "index" }, value: TypedExpression): void {
  const type = containerType(target.receiver.type);
  const [receiver, index, stored] = inOrder(cx, [() => lowerContainer(cx, target, type), () => lowerExpression(cx, target.index), () => lowerStored(cx, value)]);
  invariant(receiver !== undefined && index !== undefined && stored !== undefined, "an element store has three operands");
  switch (type.kind) {
    case "list": {
      const ready = hasEffects(cx, stored) ? spill(cx, stored) : stored;
      const list = repeatable(receiver) ? receiver : spill(cx, receiver);
      cx.statements.push(assign(cx.span, { kind: "element", list, index: checkedIndex(cx, list, index, target.span) }, ready));
      return;
    }
    case "map":
      setStore(cx, receiver, type, index, stored);
      return;
    default:
      throw new InternalError(`elements of ${printType(type)} are stored`);
  }
}

function containerType(type: Type): Type {
  return type.kind === "option" ? type.inner : type;
}

/** The list or map that is stored into; made and stored first when it is nil and has a place. */
function lowerContainer(cx: FunctionContext, target: Place & { readonly kind: "index" }, type: Type): IrExpression {
  if (target.create === undefined) {
    return lowerExpression(cx, target.receiver);
  }
  const place = resolvePlace(cx, target.create);
  const current = temporary(cx, lowerType(cx.program.types, type), readPlace(place));
  cx.mutable.add(current);
  const then = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, current, emptyOf(cx, type)));
    cx.statements.push(assign(cx.span, place, readVariable(current)));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: isNull(readVariable(current)), then });
  return readVariable(current);
}

// ---------------------------------------------------------------- places that are read and written

/** The place with its operands evaluated; it may be read and written several times. Absent keys are made. */
function resolvePlace(cx: FunctionContext, place: Place): IrPlace {
  switch (place.kind) {
    case "local":
    case "global":
      return variablePlace(cx, place);
    case "field": {
      const receiver = lowerExpression(cx, place.receiver);
      const stable = repeatable(receiver) ? receiver : spill(cx, receiver);
      invariant(stable.type.kind === "struct", "a field is stored in a struct");
      return { kind: "field", receiver: stable, struct: stable.type.struct, field: place.field };
    }
    case "index": {
      const type = containerType(place.receiver.type);
      const [receiver, index] = inOrder(cx, [() => lowerContainer(cx, place, type), () => lowerExpression(cx, place.index)]);
      invariant(receiver !== undefined && index !== undefined, "an element has two operands");
      if (type.kind === "map") {
        return { kind: "deref", pointer: spill(cx, makeSlot(cx, receiver, type, index)) };
      }
      const list = repeatable(receiver) ? receiver : spill(cx, receiver);
      return { kind: "element", list, index: spill(cx, checkedIndex(cx, list, index, place.span)) };
    }
    default:
      throw new InternalError("a place of any is not resolved");
  }
}

function readPlace(place: IrPlace): IrExpression {
  switch (place.kind) {
    case "variable":
      return readVariable(place.variable);
    case "global":
      return readGlobal(place.global);
    case "field":
      return readField(place.receiver, place.struct, place.field);
    case "element":
      return readElement(place.list, place.index);
    case "cell":
      invariant(place.cell.type.kind === "cell", "a cell is read");
      return { kind: "cell", type: place.cell.type.value, cell: place.cell };
    case "deref":
      return deref(place.pointer);
    default:
      return unreachable(place);
  }
}

// ---------------------------------------------------------------- growth

/** `place = append(place, item)`. False, with nothing emitted, when evaluating the item could change the place. */
function lowerGrowth(cx: FunctionContext, target: Place, item: TypedExpression): boolean {
  const listType = containerType(target.type);
  if (listType.kind !== "list") {
    return false;
  }
  let value: IrExpression | undefined;
  const before = inBlock(cx, () => {
    value = lowerStored(cx, item);
  });
  invariant(value !== undefined, "an item has a value");
  const statements = effectsOfStatements(cx, before.statements);
  const plain = target.kind === "local" && cx.bindings.get(target.local)?.kind === "variable";
  const flags = statements.flags | effectsOf(cx, value).flags;
  const assignsTarget = plain && target.kind === "local" && [...statements.assigns].some((variable) => isVariableOf(cx, target, variable));
  if ((!plain && (flags & writes) !== 0 && !onlyBuilds(item)) || assignsTarget) {
    return false;
  }
  cx.statements.push(...before.statements);
  const ready = isSimple(value) ? value : spill(cx, value);
  const place = resolvePlace(cx, target);
  const element = descriptor(listType.element);
  const list = lowerType(cx.program.types, listType);
  invariant(list.kind === "list", "lists are lowered to lists");
  cx.statements.push(assign(cx.span, place, runtime("mochi_list_own", [readPlace(place), element], list)));
  push(cx, readPlace(place), listType.element, ready);
  return true;
}

/** Kinds of expressions that write, if at all, into what they make. */
const building: ReadonlySet<TypedExpression["kind"]> = new Set(["map", "list", "set", "record", "struct", "int", "float", "bool", "string", "bigint", "none", "local", "global", "field", "index", "binary", "negate", "not", "text", "convert"]);

/** Whether evaluating the expression writes only into what nobody else knows yet. */
function onlyBuilds(item: TypedExpression): boolean {
  const stack = [item];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (!building.has(at.kind)) {
      return false;
    }
    for (const child of expressionChildren(at).expressions) {
      stack.push(child);
    }
  }
  return true;
}

function isVariableOf(cx: FunctionContext, target: Place & { readonly kind: "local" }, variable: object): boolean {
  const binding = cx.bindings.get(target.local);
  return binding?.kind === "variable" && binding.variable === variable;
}

/** Adds an evaluated element to a list that is owned. */
export function push(cx: FunctionContext, list: IrExpression, element: Type, value: IrExpression): void {
  const type = lowerType(cx.program.types, element);
  const slot = runtime("mochi_list_push", [list, descriptor(element), sizeOf(type)], { kind: "pointer", to: type });
  cx.statements.push(assign(cx.span, { kind: "deref", pointer: slot }, value));
}
