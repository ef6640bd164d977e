// Assignments: the receiver is evaluated first, then the index, then the value; then it is stored.
//
// A list that only grows does so in place (lower-growth.ts). A nil list or map that is stored into is
// made first, in the place that holds it (`create`).

import type { IrExpression, IrPlace } from "../aotir/aotir.ts";
import {
  assign,
  assignVariable,
  boolValue,
  declare,
  deref,
  evaluate,
  isNull,
  readElement,
  readField,
  readGlobal,
  readVariable,
  runtime,
  siteValue,
  stringValue,
} from "../aotir/builder.ts";
import type { Global, Place, TypedExpression, TypedStatement } from "../instantiate/typed.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import { optionOf, type Type } from "../types/type.ts";
import { inBlock, siteAt, spill, temporary, type FunctionContext } from "./context.ts";
import { emptyOf } from "./lower-convert.ts";
import { lowerDiscard, lowerExpression, lowerInto, slotOrNone } from "./lower-expression.ts";
import { localGlobal, newLocalGlobal } from "./lower-function.ts";
import { growthOf, narrowingOf } from "./growth.ts";
import { lowerGrowth, lowerNarrowing } from "./lower-growth.ts";
import { checkedIndex, repeatable } from "./lower-index.ts";
import { lowerType } from "./lower-type.ts";
import { effectsOf, hasEffects, inOrder, raises, writes } from "./order.ts";
import { lowerStored } from "./sharing.ts";
import { findSlot, makeSlot, setStore } from "./slot.ts";

export function lowerAssign(cx: FunctionContext, statement: TypedStatement & { readonly kind: "assign" }): void {
  const { target, value } = statement;
  if (value.type.kind === "never") {
    lowerDiscard(cx, value);
    return;
  }
  const growth = growthOf(target, value);
  if (growth !== undefined && lowerGrowth(cx, target, growth.more)) {
    return;
  }
  const narrowing = narrowingOf(target, value);
  if (narrowing !== undefined && lowerNarrowing(cx, target, narrowing)) {
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

export function containerType(type: Type): Type {
  return type.kind === "option" ? type.inner : type;
}

/** The list or map that is stored into; made and stored first when it is nil and has a place. */
function lowerContainer(cx: FunctionContext, target: Place & { readonly kind: "index" }, type: Type): IrExpression {
  if (target.create === undefined) {
    return lowerExpression(cx, target.receiver);
  }
  const place = resolvePlace(cx, target.create, false).find();
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

/** A place whose operands are evaluated. */
export interface ResolvedPlace {
  /** What is there now; what is absent is none. */
  readonly read: () => IrExpression;
  /** Finds it again: elements are checked, absent keys made. */
  readonly find: () => IrPlace;
}

/** `kept`: between this and finding it, code may run that the operands must survive. */
export function resolvePlace(cx: FunctionContext, place: Place, kept: boolean): ResolvedPlace {
  const of = (find: () => IrPlace): ResolvedPlace => ({ find, read: () => readPlace(find()) });
  switch (place.kind) {
    case "local":
    case "global":
      return of(() => variablePlace(cx, place));
    case "field": {
      const receiver = lowerExpression(cx, place.receiver);
      const stable = kept ? keep(cx, receiver) : repeatable(receiver) ? receiver : spill(cx, receiver);
      const { type } = stable;
      invariant(type.kind === "struct", "a field is stored in a struct");
      return of(() => ({ kind: "field", receiver: stable, struct: type.struct, field: place.field }));
    }
    case "index": {
      const type = containerType(place.receiver.type);
      const [receiver, index] = inOrder(cx, [() => lowerContainer(cx, place, type), () => lowerExpression(cx, place.index)]);
      invariant(receiver !== undefined && index !== undefined, "an element has two operands");
      const key = kept ? keep(cx, index) : index;
      if (type.kind === "map") {
        const map = kept ? keep(cx, receiver) : receiver;
        return {
          find: () => ({ kind: "deref", pointer: spill(cx, makeSlot(cx, map, type, key)) }),
          read: () => slotOrNone(cx, spill(cx, findSlot(cx, map, type, key)), optionOf(type.value)),
        };
      }
      const list = kept ? keep(cx, receiver) : repeatable(receiver) ? receiver : spill(cx, receiver);
      return of(() => ({ kind: "element", list, index: spill(cx, checkedIndex(cx, list, key, place.span)) }));
    }
    default:
      throw new InternalError("a place of any is not resolved");
  }
}

/** The value, in a variable unless nothing can change it. */
function keep(cx: FunctionContext, value: IrExpression): IrExpression {
  const { flags, reads } = effectsOf(cx, value);
  return flags === 0 && reads.size === 0 ? value : spill(cx, value);
}

export function readPlace(place: IrPlace): IrExpression {
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
