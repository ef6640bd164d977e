// `let` and `var`: names become locals or globals, destructuring becomes reads of a temporary.
//
// A name's slot has the written type, or the join of everything that is stored into it. At the top
// of a module the variable is a Global and the statement a store into it.

import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { BindingTarget, LetStatement, Name } from "../syntax/ast.ts";
import { anyType, intType, listOf, neverType, optionOf, stringType, type Type } from "../types/type.ts";
import { convert, read, settle, unwrap } from "./convert.ts";
import { asMap } from "./convert-record.ts";
import { isAnonymous } from "./record-type.ts";
import { localSlot, newLocal, newTemporary, readType, resolve, type Cx, type GlobalVariable } from "./context.ts";
import { afterStore, withUnassigned } from "./flow.ts";
import { admitsNone } from "./join.ts";
import { isOpen } from "./open.ts";
import { noteReassigned, widenSlot, widenToNone } from "./slot.ts";
import { typeExpression } from "./type-expression.ts";
import { readField } from "./type-field.ts";
import type { TypedExpression, TypedStatement } from "./typed.ts";

export function typeLet(cx: Cx, statement: LetStatement): readonly TypedStatement[] {
  const declared = statement.type === undefined ? undefined : resolve(cx, statement.type);
  const { target, span } = statement;
  if (statement.value === undefined) {
    return target.kind === "bind-name" ? declareEmpty(cx, statement, target.name, declared ?? anyType) : [];
  }
  const value = typeExpression(cx, statement.value, declared);
  if (!cx.frame.flow.reachable) {
    return [{ kind: "expression", span, value }];
  }
  if (target.kind === "bind-name") {
    return bindName(cx, statement, target.name, declared, value, span);
  }
  const whole = declared === undefined ? settle(cx, value) : convert(cx, value, declared);
  return destructure(cx, statement, target, whole);
}

// ---------------------------------------------------------------- one name

function bindName(cx: Cx, statement: LetStatement, name: Name, declared: Type | undefined, given: TypedExpression, span: Span): TypedStatement[] {
  const value = given.type.kind === "unit" ? settle(cx, given) : given;
  if (name.text === "_") {
    return [{ kind: "expression", span, value: settle(cx, value) }];
  }
  const variable = globalOf(cx, statement, name);
  if (variable !== undefined) {
    return [storeGlobal(cx, variable, value, span)];
  }
  const slot = localSlot(cx, name, name.text, name.span, declared);
  widenSlot(slot, value.type, isOpen(value), value.span, true);
  const local = newLocal(cx, slot, "let");
  const stored = convert(cx, value, local.type);
  cx.scope.names.set(name.text, { kind: "local", local, slot });
  cx.frame.flow = afterStore(cx.frame.flow, slot, !admitsNone(value.type));
  return [{ kind: "let", span, local, value: stored }];
}

function storeGlobal(cx: Cx, variable: GlobalVariable, value: TypedExpression, span: Span): TypedStatement {
  const { slot, global } = variable.same ?? variable;
  widenSlot(slot, value.type, isOpen(value), value.span, variable.same === undefined || variable.same === variable);
  const type = readType(cx, slot);
  cx.frame.flow = afterStore(cx.frame.flow, slot, !admitsNone(value.type));
  if (variable.same !== undefined && variable.same !== variable) {
    noteReassigned(slot, false);
    global.reassigned = true;
    return { kind: "assign", span, target: { kind: "global", global, type }, value: convert(cx, value, type) };
  }
  return { kind: "assign", span, target: { kind: "global", global, type }, value: convert(cx, value, type), initializes: true };
}

/** `let x: T`: none until it is assigned. */
function declareEmpty(cx: Cx, statement: LetStatement, name: Name, declared: Type): TypedStatement[] {
  const { span } = statement;
  const variable = globalOf(cx, statement, name);
  if (variable !== undefined) {
    widenToNone(variable.slot, name.span);
    return [storeGlobal(cx, variable, { kind: "none", type: optionOf(neverType), span: name.span }, span)];
  }
  const slot = localSlot(cx, name, name.text, name.span, declared);
  const local = newLocal(cx, slot, "let");
  cx.scope.names.set(name.text, { kind: "local", local, slot });
  cx.frame.flow = afterStore(cx.frame.flow, slot, false);
  if (!admitsNone(declared)) {
    cx.frame.flow = withUnassigned(cx.frame.flow, slot);
  }
  return [{ kind: "let", span, local }];
}

/** The global that a statement at the top of its module declares. */
function globalOf(cx: Cx, statement: LetStatement, name: Name): GlobalVariable | undefined {
  if (cx.frame.kind !== "initializer" || cx.scope.parent !== undefined) {
    return undefined;
  }
  const variable = cx.program.globals[cx.instance.function.module]?.get(name.text)?.find((known) => known.name === name);
  invariant(variable !== undefined, `${name.text} was not declared as a global (${statement.span.start})`);
  return variable;
}

// ---------------------------------------------------------------- destructuring

function destructure(cx: Cx, statement: LetStatement, target: BindingTarget, value: TypedExpression): TypedStatement[] {
  switch (target.kind) {
    case "bind-name":
      return bindName(cx, statement, target.name, undefined, value, target.span);
    case "bind-list":
      return destructureList(cx, statement, target, value);
    case "bind-map":
      return destructureMap(cx, statement, target, value);
  }
}

function destructureList(cx: Cx, statement: LetStatement, target: Extract<BindingTarget, { kind: "bind-list" }>, value: TypedExpression): TypedStatement[] {
  const { span } = target;
  const present = unwrap(cx, value);
  const list = present.type.kind === "list" ? present : convert(cx, present, listOf(anyType));
  const element = list.type.kind === "list" ? list.type.element : anyType;
  const whole = newTemporary("whole", list.type, span);
  const statements: TypedStatement[] = [
    { kind: "let", span, local: whole, value: list },
    { kind: "check-length", span, list: read(whole, span), count: target.items.length, exact: target.rest === undefined },
  ];
  const at = (index: number): TypedExpression => ({ kind: "int", type: intType, span, value: BigInt(index) });
  target.items.forEach((item, index) => {
    if (item.kind !== "bind-name" || item.name.text !== "_") {
      statements.push(...destructure(cx, statement, item, { kind: "index", type: element, span: item.span, receiver: read(whole, span), index: at(index) }));
    }
  });
  if (target.rest !== undefined && target.rest.text !== "_") {
    const rest: TypedExpression = { kind: "slice", type: list.type, span: target.rest.span, receiver: read(whole, span), start: at(target.items.length) };
    statements.push(...bindName(cx, statement, target.rest, undefined, rest, target.rest.span));
  }
  return statements;
}

function destructureMap(cx: Cx, statement: LetStatement, target: Extract<BindingTarget, { kind: "bind-map" }>, value: TypedExpression): TypedStatement[] {
  const { span } = target;
  const present = unwrap(cx, value);
  const whole = newTemporary("whole", present.type, span);
  const statements: TypedStatement[] = [{ kind: "let", span, local: whole, value: present }];
  for (const entry of target.entries) {
    const receiver = read(whole, span);
    const key: TypedExpression = { kind: "string", type: stringType, span: entry.keySpan, value: entry.key };
    statements.push(...destructure(cx, statement, entry.target, requireKey(cx, receiver, key, entry.key)));
  }
  return statements;
}

function requireKey(cx: Cx, receiver: TypedExpression, key: TypedExpression, name: string): TypedExpression {
  const { span } = key;
  switch (receiver.type.kind) {
    case "map":
      return { kind: "require-key", type: receiver.type.value, span, receiver, index: convert(cx, key, receiver.type.key) };
    case "any":
      return { kind: "require-key", type: anyType, span, receiver, index: convert(cx, key, anyType) };
    case "record":
      if (isAnonymous(receiver.type) && !receiver.type.fields.some((field) => field.name === name)) {
        return requireKey(cx, asMap(cx, receiver, `it has no field ${name}`), key, name);
      }
      return readField(cx, receiver, name, span);
    default:
      return readField(cx, receiver, name, span);
  }
}
