// A bare name as an expression: a variable, a field of the receiver, a function as a value.

import type { Expression } from "../syntax/ast.ts";
import type { Span } from "../source/span.ts";
import { invariant } from "../source/invariant.ts";
import { anyType, neverType, optionOf, type Type } from "../types/type.ts";
import { newConvert, read, unwrap } from "./convert.ts";
import { readType, type Cx, type GlobalVariable } from "./context.ts";
import { typeConstructor } from "./type-struct.ts";
import { foreignValue } from "./type-foreign.ts";
import { boundMethod, functionValue, nestedValue, builtinValue } from "./type-function-value.ts";
import { lookUp, type Meaning } from "./scope.ts";
import { widenToNone, type Slot } from "./slot.ts";
import type { Local, TypedExpression } from "./typed.ts";

type NameNode = Extract<Expression, { kind: "name" }>;

/** The value of a name. */
export function typeName(cx: Cx, node: NameNode, expected: Type | undefined): TypedExpression {
  const meaning = lookUp(cx, node.name);
  invariant(meaning !== undefined, `the checker let the unknown name ${node.name} pass`);
  return typeMeaning(cx, meaning, node.name, node.span, expected);
}

export function typeMeaning(cx: Cx, meaning: Meaning, name: string, span: Span, expected: Type | undefined): TypedExpression {
  switch (meaning.kind) {
    case "local":
      return readLocal(cx, meaning.local, meaning.slot, span);
    case "nested":
      return nestedValue(cx, meaning.local, meaning.nested, span);
    case "global":
      return readGlobal(cx, meaning.variable, span);
    case "field":
      return { kind: "field", type: fieldOf(meaning.declaration, name), span, receiver: read(meaning.receiver, span), field: name };
    case "method":
      return boundMethod(cx, read(meaning.receiver, span), meaning.declaration, meaning.method, span);
    case "function":
      return functionValue(cx, meaning.symbol, expected, span);
    case "variant":
      return typeConstructor(cx, meaning.declaration, span);
    case "builtin":
      return builtinValue(cx, meaning.builtin, expected, span);
    case "none":
      return { kind: "none", type: optionOf(neverType), span };
    case "foreign":
      return foreignValue(cx, meaning.member, meaning.result, expected, span);
    case "module":
    case "foreign-module":
      return { kind: "none", type: anyType, span };
  }
}

/** A variable read without regard to narrowing, and its slot. */
export function readRaw(cx: Cx, node: NameNode): { readonly node: TypedExpression; readonly slot: Slot | undefined } | undefined {
  const meaning = lookUp(cx, node.name);
  if (meaning?.kind === "local") {
    noteUnassigned(cx, meaning.slot, node.span);
    return { node: read(meaning.local, node.span), slot: meaning.slot };
  }
  if (meaning?.kind === "global") {
    const { global, slot } = meaning.variable;
    noteUnassigned(cx, slot, node.span);
    return { node: { kind: "global", type: readType(cx, slot), span: node.span, global }, slot };
  }
  return undefined;
}

function readLocal(cx: Cx, local: Local, slot: Slot | undefined, span: Span): TypedExpression {
  noteUnassigned(cx, slot, span);
  return narrowed(cx, read(local, span), slot);
}

export function readGlobal(cx: Cx, variable: GlobalVariable, span: Span): TypedExpression {
  const { slot, global } = variable;
  noteUnassigned(cx, slot, span);
  return narrowed(cx, { kind: "global", type: readType(cx, slot), span, global }, slot);
}

/** Where a test has shown a value, the plain type; checked if somebody else may have assigned meanwhile. */
function narrowed(cx: Cx, e: TypedExpression, slot: Slot | undefined): TypedExpression {
  if (slot === undefined || e.type.kind !== "option" || !cx.frame.flow.present.has(slot)) {
    return e;
  }
  return slot.assignedElsewhere ? unwrap(cx, e) : newConvert(cx, "narrowed", e, e.type.inner);
}

function noteUnassigned(cx: Cx, slot: Slot | undefined, span: Span): void {
  if (slot !== undefined && cx.frame.flow.unassigned.has(slot)) {
    widenToNone(slot, slot.span ?? span);
  }
}

function fieldOf(declaration: { readonly fields: readonly { readonly name: string; readonly type: Type }[] }, name: string): Type {
  return declaration.fields.find((field) => field.name === name)?.type ?? anyType;
}
