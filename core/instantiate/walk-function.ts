// The body of one function instance becomes a typed body.
//
// In: the statement, the concrete parameter types, the scope for type names. Out: the instance's
// TypedFunction has params, result and body of this round. The same steps serve functions,
// methods, lambdas and nested functions (`walkBody`).
//
// Surprising: a parameter that is assigned something wider (`x = none`) keeps its type for the
// callers; the body begins by copying it into a variable of the wider type.

import type { Block, Expression, Param } from "../syntax/ast.ts";
import type { TypeScope } from "../types/declarations.ts";
import { anyType, sameType, unitType, type MethodStatement, type StructDeclaration, type Type } from "../types/type.ts";
import type { FunStatement } from "../syntax/ast.ts";
import { convert, read } from "./convert.ts";
import { localSlot, newLocal, readType, type Cx, type Frame, type Instance, type Program } from "./context.ts";
import { entryFlow } from "./flow.ts";
import { typeOfDeclaration } from "./join.ts";
import { newScope, type Scope } from "./scope.ts";
import { widenSlot } from "./slot.ts";
import { typeStatements } from "./type-statement.ts";
import { typeReturn } from "./type-return.ts";
import type { Local, TypedBlock, TypedFunction, TypedStatement } from "./typed.ts";

export function walkFunction(program: Program, instance: Instance, statement: FunStatement, params: readonly Type[], types: TypeScope): void {
  const frame = newFrame(instance, "function", undefined);
  const cx = newCx(program, instance, frame, types, newScope(undefined, frame));
  const { locals, prologue } = declareParams(cx, statement.signature.params, params);
  instance.function.params = locals;
  instance.function.body = walkBody(cx, statement.body, prologue);
  finish(cx, instance);
}

/** The receiver comes first; fields and methods are names of the outermost scope. */
export function walkMethod(program: Program, instance: Instance, declaration: StructDeclaration, method: MethodStatement, params: readonly Type[], types: TypeScope): void {
  const frame = newFrame(instance, "method", undefined);
  const receiver: Local = { name: "self", type: typeOfDeclaration(declaration), span: method.name.span, origin: "receiver", reassigned: false, captured: false };
  const members = newScope(undefined, frame);
  bindMembers(members, receiver, declaration);
  const cx = newCx(program, instance, frame, types, newScope(members, frame));
  const { locals, prologue } = declareParams(cx, method.signature.params, params);
  instance.function.params = [receiver, ...locals];
  instance.function.body = walkBody(cx, method.body, prologue);
  finish(cx, instance);
}

/** Makes the fields and methods of a struct visible as bare names. */
function bindMembers(scope: Scope, receiver: Local, declaration: StructDeclaration): void {
  for (const [name, method] of declaration.methods) {
    scope.names.set(name, { kind: "method", receiver, declaration, method });
  }
  for (const field of declaration.fields) {
    scope.names.set(field.name, { kind: "field", receiver, declaration });
  }
}

export function newFrame(instance: Instance, kind: TypedFunction["kind"], parent: Frame | undefined): Frame {
  return { kind, parent, result: instance.result, flow: entryFlow, loops: [] };
}

export function newCx(program: Program, instance: Instance, frame: Frame, types: TypeScope, scope: Scope): Cx {
  return { program, instance, frame, scope, types };
}

function finish(cx: Cx, instance: Instance): void {
  instance.function.result = readType(cx, instance.result, true);
}

// ---------------------------------------------------------------- shared with nested functions

interface DeclaredParams {
  readonly locals: readonly Local[];
  /** Copies of parameters that the body widens. */
  readonly prologue: readonly TypedStatement[];
}

/** Binds the parameters of the current frame, whose callers pass values of the given types. */
export function declareParams(cx: Cx, params: readonly Param[], types: readonly Type[]): DeclaredParams {
  const locals: Local[] = [];
  const prologue: TypedStatement[] = [];
  params.forEach((param, index) => {
    const type = types[index] ?? anyType;
    const slot = localSlot(cx, param, param.name.text, param.name.span, param.type === undefined ? undefined : type);
    if (param.type === undefined) {
      widenSlot(slot, type, true, param.span);
    }
    const inside = readType(cx, slot);
    if (sameType(inside, type)) {
      const local = newLocal(cx, slot, "parameter");
      locals.push(local);
      cx.scope.names.set(param.name.text, { kind: "local", local, slot });
      return;
    }
    const given: Local = { name: param.name.text, type, span: param.name.span, origin: "parameter", reassigned: false, captured: false };
    const copy = newLocal(cx, slot, "let");
    locals.push(given);
    cx.scope.names.set(param.name.text, { kind: "local", local: copy, slot });
    prologue.push({ kind: "let", span: param.span, local: copy, value: convert(cx, read(given, param.span), inside) });
  });
  return { locals, prologue };
}

/** The statements of a body, and what it returns at its end. */
export function walkBody(cx: Cx, body: Block | Expression, prologue: readonly TypedStatement[]): TypedBlock {
  const statements: TypedStatement[] = [...prologue];
  if (body.kind !== "block") {
    statements.push(...typeReturn(cx, body, body.span));
    return { statements };
  }
  statements.push(...typeStatements(cx, body));
  if (cx.frame.flow.reachable) {
    statements.push(...endOfBody(cx, body));
  }
  return { statements };
}

/** Falling off the end returns none, unless the function has no value at all. */
function endOfBody(cx: Cx, body: Block): readonly TypedStatement[] {
  const { result } = cx.frame;
  const span = { file: body.span.file, start: body.span.end - 1, end: body.span.end };
  if (cx.instance.unknownCalls && !cx.program.settled) {
    return [];
  }
  if (result.type.kind !== "unit") {
    widenSlot(result, unitType, false, span);
  }
  const type = readType(cx, result, true);
  if (type.kind === "unit" || type.kind === "never") {
    return [];
  }
  return [{ kind: "return", span, value: convert(cx, { kind: "none", type: { kind: "option", inner: { kind: "never" } }, span }, type) }];
}
