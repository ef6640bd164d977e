// Functions inside functions: lambdas and nested `fun` statements.
//
// Both are walked in place, in a frame of their own inside the same instance; variables of the
// outer frames are captured. A lambda's untyped parameters take the types that the context expects,
// else `any`. A nested function's untyped parameters take the join of what its calls pass, found in
// rounds like everything else.
//
// What the outer function has shown about its variables holds inside only for those that are
// never assigned again: a lambda runs later.

import type { FunExpression, FunStatement, Signature } from "../syntax/ast.ts";
import { withTypeParameters } from "../types/resolve-type.ts";
import { anyType, functionOf, sameType, type FunctionType, type Type } from "../types/type.ts";
import { localSlot, newFunction, readType, resolve, type Cx, type Frame, type MutableFunction } from "./context.ts";
import { entryFlow, type Flow } from "./flow.ts";
import { plainType } from "./join.ts";
import { newScope } from "./scope.ts";
import { newSlot, settleSlot, type Slot } from "./slot.ts";
import { hasNever, withoutNever } from "./type-shape.ts";
import type { Local, TypedExpression, TypedStatement } from "./typed.ts";
import { declareParams, walkBody } from "./walk-function.ts";

/** What callers of a nested function have to know. */
export interface NestedFunction {
  /** The types to convert arguments to; a slot where the program wrote none. */
  readonly params: readonly { readonly written: Type | undefined; readonly slot: Slot }[];
  readonly result: Slot;
}

// ---------------------------------------------------------------- lambdas

export function typeLambda(cx: Cx, node: FunExpression, expected: Type | undefined): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const wanted = goal?.kind === "fun" ? goal : undefined;
  return inOwnTypes(cx, node.signature, () => {
    const params = node.signature.params.map((param, index) => (param.type === undefined ? hintFor(cx, wanted, index) : resolve(cx, param.type)));
    const written = node.signature.result === undefined ? undefined : resolve(cx, node.signature.result);
    const result = resultSlot(cx, node, "fun", resultGoal(wanted, written));
    const fn = walkNested(cx, node, "fun", "lambda", node.signature, params, result, node.body);
    const type = functionOf(params, fn.result);
    return { kind: "closure", type, span: node.span, function: fn };
  });
}

/** The type of an untyped parameter: what the context will pass. */
function hintFor(cx: Cx, wanted: FunctionType | undefined, index: number): Type {
  const hint = wanted?.params[index];
  if (hint === undefined || !hasNever(hint)) {
    return hint ?? anyType;
  }
  cx.instance.sawNever = true;
  return cx.program.settled ? withoutNever(hint) : hint;
}

/** Who takes the function decides what it returns, if they say so; then its own declaration. */
function resultGoal(wanted: FunctionType | undefined, written: Type | undefined): Type | undefined {
  return wanted !== undefined && !hasNever(wanted.result) ? wanted.result : written;
}

// ---------------------------------------------------------------- nested functions

/** `fun f(…) { … }` inside a function: a closure bound to its name, which it may call itself. */
export function declareNested(cx: Cx, statement: FunStatement): readonly TypedStatement[] {
  if (cx.frame.kind === "initializer" && cx.scope.parent === undefined) {
    return [];
  }
  return inOwnTypes(cx, statement.signature, () => {
    const params = statement.signature.params.map((param) => {
      const written = param.type === undefined ? undefined : resolve(cx, param.type);
      return { written, slot: localSlot(cx, param.name, param.name.text, param.name.span, written) };
    });
    const declared = statement.signature.result === undefined ? undefined : resolve(cx, statement.signature.result);
    const nested: NestedFunction = { params, result: resultSlot(cx, statement, statement.name.text, declared) };
    const type = nestedType(cx, nested);
    const local: Local = { name: statement.name.text, type, span: statement.name.span, origin: "let", reassigned: false, captured: false };
    cx.scope.names.set(statement.name.text, { kind: "nested", local, nested });
    const fn = walkNested(cx, statement, statement.name.text, "lambda", statement.signature, type.params, nested.result, statement.body);
    const closure: TypedExpression = { kind: "closure", type, span: statement.span, function: fn };
    return [{ kind: "let", span: statement.span, local, value: closure }];
  });
}

export function nestedType(cx: Cx, nested: NestedFunction): FunctionType {
  return functionOf(
    nested.params.map((param) => param.written ?? readType(cx, param.slot)),
    readType(cx, nested.result, true),
  );
}

// ---------------------------------------------------------------- shared

function walkNested(
  cx: Cx,
  node: FunExpression | FunStatement,
  name: string,
  kind: "lambda",
  signature: Signature,
  params: readonly Type[],
  result: Slot,
  body: FunExpression["body"],
): MutableFunction {
  const outer = { frame: cx.frame, scope: cx.scope };
  const frame: Frame = { kind, parent: outer.frame, result, flow: flowInside(outer.frame.flow), loops: [] };
  cx.frame = frame;
  cx.scope = newScope(outer.scope, frame);
  const { locals, prologue } = declareParams(cx, signature.params, params);
  const block = walkBody(cx, body, prologue);
  const returned = readType(cx, result, true);
  cx.frame = outer.frame;
  cx.scope = outer.scope;
  return newFunction({ name, kind, module: cx.instance.function.module, span: node.span, typeArgs: [], params: locals }, returned, block);
}

/** Facts about variables that are assigned once outlive the moment. */
function flowInside(flow: Flow): Flow {
  const present = new Set<Slot>();
  for (const slot of flow.present) {
    if (!slot.reassigned) {
      slot.trusted = true;
      present.add(slot);
    }
  }
  return { ...entryFlow, present, unassigned: flow.unassigned };
}

/** The slot of a nested function's result, the same in every round. */
function resultSlot(cx: Cx, node: object, name: string, declared: Type | undefined): Slot {
  const key = (resultKeys.get(node) ?? resultKeys.set(node, {}).get(node)) as object;
  const known = cx.instance.slots.get(key);
  if (known !== undefined && sameGoal(known.declared, declared)) {
    if (cx.program.settled) {
      settleSlot(known, true);
    }
    return known;
  }
  const slot = newSlot(name, { file: 0, start: 0, end: 0 }, declared);
  slot.open = declared === undefined;
  slot.dependents.add(cx.instance);
  cx.instance.slots.set(key, slot);
  return slot;
}

function sameGoal(left: Type | undefined, right: Type | undefined): boolean {
  return left === undefined || right === undefined ? left === right : sameType(left, right);
}

const resultKeys = new WeakMap<object, object>();

/** The function's generic parameters are `any` inside: a closure has one body for all its calls. */
function inOwnTypes<R>(cx: Cx, signature: Signature, walk: () => R): R {
  if (signature.typeParams.length === 0) {
    return walk();
  }
  const outer = cx.types;
  cx.types = withTypeParameters(outer, new Map(signature.typeParams.map((param) => [param.text, anyType])));
  const result = walk();
  cx.types = outer;
  return result;
}
