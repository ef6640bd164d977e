// Lists that grow in place: `place = append(place, v)` and its relatives (growth.ts) cost what they add. Lists that
// keep a part of themselves, `place = place[a:b]`, cost what they lose.
//
// The list is made the place's own first: itself, or a copy if others may see it (sharing.ts). What is added
// is evaluated before that. Where evaluating it may run code that changes or replaces the list, the list is taken
// before, and as long as others would find it shared: the result is what the place held then, and what is added.

import type { IrExpression, IrPlace, IrVariable } from "../aotir/aotir.ts";
import { assign, descriptor, intValue, runtime, sizeOf } from "../aotir/builder.ts";
import type { Place, TypedExpression } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { inBlock, spill, type FunctionContext } from "./context.ts";
import type { GrowthPart, Narrowing } from "./growth.ts";
import { localGlobal } from "./lower-function.ts";
import { openEnd } from "./lower-index.ts";
import { containerType, readPlace, resolvePlace } from "./lower-place.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerType } from "./lower-type.ts";
import { effectsOf, effectsOfStatements, inOrder, writes } from "./order.ts";
import { lowerStored } from "./sharing.ts";
import { isSimple } from "./slot.ts";
import { expressionChildren } from "./walk-typed.ts";

/** False, with nothing emitted, when what is added assigns the variable that grows. */
export function lowerGrowth(cx: FunctionContext, target: Place, parts: readonly GrowthPart[]): boolean {
  const type = containerType(target.type);
  invariant(type.kind === "list", "what grows is a list");
  let values: readonly IrExpression[] = [];
  const before = inBlock(cx, () => {
    values = inOrder(cx, parts.map(({ kind, value }) => () => (kind === "item" ? lowerStored(cx, value) : lowerExpression(cx, value))));
  });
  const effects = effectsOfStatements(cx, before.statements);
  const variable = plainVariable(cx, target);
  if (variable !== undefined && effects.assigns.has(variable)) {
    return false;
  }
  const mayWrite = ((effects.flags | values.reduce((flags, value) => flags | effectsOf(cx, value).flags, 0)) & writes) !== 0;
  const meddles = variable === undefined && mayWrite && !parts.every(({ value }) => onlyBuilds(value));
  const resolved = meddles ? resolvePlace(cx, target, true) : undefined;
  const known = resolved === undefined ? undefined : spill(cx, resolved.read());
  const mark = known === undefined ? undefined : spill(cx, runtime("mochi_list_take", [known]));
  cx.statements.push(...before.statements);
  const ready = values.map((value) => (isSimple(value) ? value : spill(cx, value)));
  const place = (resolved ?? resolvePlace(cx, target, false)).find();
  if (known !== undefined && mark !== undefined) {
    cx.statements.push(assign(cx.span, place, runtime("mochi_list_own_taken", [known, mark, descriptor(type.element)], known.type)));
  }
  for (const [index, part] of parts.entries()) {
    const value = ready[index];
    invariant(value !== undefined, "every part has a value");
    if (part.kind === "item") {
      pushOwned(cx, place, type.element, value);
    } else {
      const list = readPlace(place);
      cx.statements.push(assign(cx.span, place, runtime("mochi_list_extend", [list, value, descriptor(type.element)], list.type)));
    }
  }
  return true;
}

/** False, with nothing emitted, when evaluating the bounds may write. */
export function lowerNarrowing(cx: FunctionContext, target: Place, { start, end }: Narrowing): boolean {
  const type = containerType(target.type);
  invariant(type.kind === "list", "what is narrowed is a list");
  let values: readonly IrExpression[] = [];
  let effects = 0;
  const statements = inBlock(cx, () => {
    const place = resolvePlace(cx, target, false).find();
    const bounds = inBlock(cx, () => {
      values = inOrder(cx, [() => (start === undefined ? intValue(0) : lowerExpression(cx, start)), () => (end === undefined ? openEnd : lowerExpression(cx, end))]);
    });
    cx.statements.push(...bounds.statements);
    effects = effectsOfStatements(cx, bounds.statements).flags | values.reduce((flags, value) => flags | effectsOf(cx, value).flags, 0);
    const ready = values.map((value) => (isSimple(value) ? value : spill(cx, value)));
    const list = readPlace(place);
    cx.statements.push(assign(cx.span, place, runtime("mochi_list_keep", [list, ...ready, descriptor(type.element)], list.type)));
  });
  if ((effects & writes) !== 0) {
    return false;
  }
  cx.statements.push(...statements.statements);
  return true;
}

/** The variable of the target, if no other function knows it. */
function plainVariable(cx: FunctionContext, target: Place): IrVariable | undefined {
  if (target.kind === "global") {
    return localGlobal(cx, target.global);
  }
  const binding = target.kind === "local" ? cx.bindings.get(target.local) : undefined;
  return binding?.kind === "variable" ? binding.variable : undefined;
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

/** Adds an evaluated element to the list in a place, which becomes its own. */
function pushOwned(cx: FunctionContext, place: IrPlace, element: Type, value: IrExpression): void {
  const list = readPlace(place);
  cx.statements.push(assign(cx.span, place, runtime("mochi_list_own", [list, descriptor(element)], list.type)));
  push(cx, readPlace(place), element, value);
}

/** Adds an evaluated element to a list that is owned. */
export function push(cx: FunctionContext, list: IrExpression, element: Type, value: IrExpression): void {
  const type = lowerType(cx.program.types, element);
  const slot = runtime("mochi_list_push", [list, descriptor(element), sizeOf(type)], { kind: "pointer", to: type });
  cx.statements.push(assign(cx.span, { kind: "deref", pointer: slot }, value));
}
