// List, set and map literals, f-strings, `if` as an expression.
//
// Elements join; an int literal beside a float is a float. A map literal keeps its values apart:
// values of different types make it a map of `any`. With bare keys it may be a record (type-record.ts).

import type { Expression, FormatExpression, IfExpression, MapExpression } from "../syntax/ast.ts";
import { anyType, listOf, mapOf, neverType, optionOf, sameType, setOf, stringType, type Type } from "../types/type.ts";
import { convert, settle, valued } from "./convert.ts";
import type { Cx } from "./context.ts";
import { joinFlows } from "./flow.ts";
import { joinTypes, plainType } from "./join.ts";
import { typeCondition } from "./type-condition.ts";
import { typeExpression } from "./type-expression.ts";
import { typeRecord } from "./type-record.ts";
import type { TypedExpression } from "./typed.ts";

export function typeList(cx: Cx, node: Extract<Expression, { kind: "list" }>, expected: Type | undefined): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const hint = goal?.kind === "list" || goal?.kind === "set" ? goal.element : undefined;
  const items = node.items.map((item) => valued(typeExpression(cx, item, hint)));
  const element = joinElements(items, hint);
  return { kind: "list", type: listOf(element), span: node.span, items: convertAll(cx, items, element) };
}

export function typeSet(cx: Cx, node: Extract<Expression, { kind: "set" }>, expected: Type | undefined): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const items = node.items.map((item) => valued(typeExpression(cx, item, goal?.kind === "set" ? goal.element : undefined)));
  const element = joinElements(items);
  return { kind: "set", type: setOf(element), span: node.span, items: convertAll(cx, items, element) };
}

function convertAll(cx: Cx, items: readonly TypedExpression[], type: Type): readonly TypedExpression[] {
  return items.every((item) => item.type === type || sameType(item.type, type)) ? items : items.map((item) => convert(cx, item, type));
}

/** What all of the values are; a literal goes along with a wanted `any`. */
export function joinElements(items: readonly TypedExpression[], wanted?: Type): Type {
  let joined: Type = neverType;
  for (const item of items) {
    joined = joined === item.type ? joined : joinTypes(joined, item.type);
  }
  return wanted?.kind === "any" && items.length > 0 ? anyType : joined;
}

export function isIntLiteral(e: TypedExpression): boolean {
  return e.kind === "int" || (e.kind === "negate" && e.operand.kind === "int");
}

export function typeMap(cx: Cx, node: MapExpression, expected: Type | undefined): TypedExpression {
  const goal = expected === undefined ? undefined : plainType(expected);
  const record = typeRecord(cx, node, goal);
  if (record !== undefined) {
    return record;
  }
  const typed = node.entries.map((entry) => {
    const key = valued(typeExpression(cx, entry.key, goal?.kind === "map" ? goal.key : undefined));
    return { key, value: valued(typeExpression(cx, entry.value, valueHint(goal, key))) };
  });
  const key = typed.reduce<Type>((joined, entry) => joinTypes(joined, entry.key.type), neverType);
  const value = typed.reduce<Type>((joined, entry) => joinTypes(joined, entry.value.type), neverType);
  const values = goal?.kind === "map" && goal.value.kind === "any" && typed.length > 0 ? anyType : value;
  const entries = typed.map((entry) => ({ key: convert(cx, entry.key, key), value: convert(cx, entry.value, values) }));
  return { kind: "map", type: mapOf(key, values), span: node.span, entries };
}

function valueHint(goal: Type | undefined, key: TypedExpression): Type | undefined {
  if (goal?.kind === "record" && key.kind === "string") {
    return goal.fields.find((field) => field.name === key.value)?.type;
  }
  return goal?.kind === "map" ? goal.value : undefined;
}

/** f-strings: each hole keeps its value with its format. */
export function typeFormat(cx: Cx, node: FormatExpression): TypedExpression {
  const parts: Extract<TypedExpression, { kind: "format" }>["parts"][number][] = [];
  node.texts.forEach((text, index) => {
    if (text !== "") {
      parts.push(text);
    }
    const hole = node.holes[index];
    if (hole !== undefined) {
      parts.push({ value: settle(cx, typeExpression(cx, hole.value)), ...(hole.spec === undefined ? {} : { spec: hole.spec }) });
    }
  });
  return { kind: "format", type: stringType, span: node.span, parts };
}

/** Only the chosen branch is evaluated; without `else` the other value is none. */
export function typeIfExpression(cx: Cx, node: IfExpression, expected: Type | undefined): TypedExpression {
  const condition = typeCondition(cx, node.condition);
  cx.frame.flow = condition.whenTrue;
  const then = valued(typeExpression(cx, node.then, expected));
  const afterThen = cx.frame.flow;
  cx.frame.flow = condition.whenFalse;
  const otherwise: TypedExpression =
    node.otherwise === undefined ? { kind: "none", type: optionOf(neverType), span: node.span } : valued(typeExpression(cx, node.otherwise, expected));
  cx.frame.flow = joinFlows(afterThen, cx.frame.flow);
  const type = joinElements([then, otherwise]);
  return { kind: "if", type, span: node.span, condition: condition.node, then: convert(cx, then, type), otherwise: convert(cx, otherwise, type) };
}
