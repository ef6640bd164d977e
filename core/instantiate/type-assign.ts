// `x = e`, `x.f[i].g = e`: the target becomes a Place, the value what the place takes.
//
// The receiver is evaluated first, then the index, then the value. A store into a container of
// open type widens it (open.ts); one into a nil list or map makes the container (`create`).

import type { AssignStatement, Expression, FieldExpression, IndexExpression } from "../syntax/ast.ts";
import { anyType, listOf, mapOf, sameType, stringType } from "../types/type.ts";
import { convert, orEmpty, settle, unwrap } from "./convert.ts";
import { readType, type Cx } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { afterStore } from "./flow.ts";
import { admitsNone, joinTypes, plainType } from "./join.ts";
import { demand, isOpen } from "./open.ts";
import { isAnonymous } from "./record-type.ts";
import { lookUp, type Meaning } from "./scope.ts";
import { learnField } from "./shapes.ts";
import { losesType, noteReassigned, widenSlot, type Slot } from "./slot.ts";
import { stripParens } from "./strip-parens.ts";
import { typeExpression } from "./type-expression.ts";
import { asInt, fieldType, moduleMember, variantsWith } from "./type-field.ts";
import type { Place, TypedExpression, TypedStatement } from "./typed.ts";

export function typeAssign(cx: Cx, statement: AssignStatement): readonly TypedStatement[] {
  const { span } = statement;
  const target = stripParens(statement.target);
  const variable = variableOf(cx, target);
  if (variable !== undefined) {
    return assignVariable(cx, variable, statement);
  }
  const place = typePlace(cx, target);
  const value = typeExpression(cx, statement.value, place.type);
  if (!cx.frame.flow.reachable) {
    return [{ kind: "expression", span, value }];
  }
  demandElement(cx, place, value);
  widenField(cx, place, value);
  return [{ kind: "assign", span, target: place, value: convert(cx, value, place.type) }];
}

type Variable = Extract<Meaning, { kind: "local" | "global" }>;

function variableOf(cx: Cx, target: Expression): Variable | undefined {
  const meaning = target.kind === "name" ? lookUp(cx, target.name) : target.kind === "field" ? moduleMember(cx, target.receiver, target.name.text) : undefined;
  return meaning?.kind === "local" || meaning?.kind === "global" ? meaning : undefined;
}

function assignVariable(cx: Cx, variable: Variable, statement: AssignStatement): readonly TypedStatement[] {
  const { span } = statement;
  const slot = variable.kind === "local" ? variable.slot : variable.variable.slot;
  const value = typeExpression(cx, statement.value, slot?.declared);
  if (!cx.frame.flow.reachable) {
    return [{ kind: "expression", span, value }];
  }
  const given = value.type.kind === "unit" ? settle(cx, value) : value;
  if (slot !== undefined) {
    widenSlot(slot, given.type, isOpen(given), given.span);
    noteReassigned(slot, isElsewhere(cx, variable));
    cx.frame.flow = afterStore(cx.frame.flow, slot, !admitsNone(given.type));
  }
  const target = placeOf(cx, variable, slot);
  return [{ kind: "assign", span, target, value: convert(cx, given, target.type) }];
}

function placeOf(cx: Cx, variable: Variable, slot: Slot | undefined): Place {
  if (variable.kind === "local") {
    variable.local.reassigned = true;
    return { kind: "local", local: variable.local, type: variable.local.type };
  }
  const { global } = variable.variable;
  global.reassigned = true;
  return { kind: "global", global, type: slot === undefined ? global.type : readType(cx, slot) };
}

/** Whether others than the code that declares the variable assign it. */
function isElsewhere(cx: Cx, variable: Variable): boolean {
  if (variable.kind === "local") {
    return variable.local.captured;
  }
  return cx.frame.kind !== "initializer";
}

// ---------------------------------------------------------------- element and field places

/** The place that a target other than a plain variable names. */
function typePlace(cx: Cx, target: Expression): Place {
  switch (target.kind) {
    case "field":
      return fieldPlace(cx, target);
    case "index":
      return indexPlace(cx, target);
    default: {
      // A field of the receiver, named bare.
      const e = typeExpression(cx, target);
      return e.kind === "field"
        ? { kind: "field", receiver: e.receiver, field: e.field, type: e.type, span: e.span }
        : { kind: "any-field", receiver: convert(cx, e, anyType), field: "", type: anyType, span: e.span };
    }
  }
}

function fieldPlace(cx: Cx, target: FieldExpression): Place {
  const { span } = target;
  const name = target.name.text;
  const { receiver, create } = typeReceiver(cx, target.receiver, name);
  const plain = create === undefined && receiver.type.kind === "option" ? unwrap(cx, receiver) : receiver;
  const { type } = plain;
  switch (type.kind) {
    case "struct":
      return { kind: "field", receiver: plain, field: name, type: fieldType(type.declaration, name), span };
    case "record":
      return { kind: "field", receiver: plain, field: name, type: type.fields.find((field) => field.name === name)?.type ?? anyType, span };
    case "union": {
      const [owner] = variantsWith(type.declaration, name);
      if (owner !== undefined) {
        const variant = convert(cx, plain, { kind: "struct", declaration: owner });
        return { kind: "field", receiver: variant, field: name, type: fieldType(owner, name), span };
      }
      break;
    }
    case "map": {
      const index = convert(cx, { kind: "string", type: stringType, span: target.name.span, value: name }, type.key.kind === "never" ? stringType : type.key);
      return { kind: "index", receiver: plain, index, type: type.value, span, ...(create === undefined ? {} : { create }) };
    }
    default:
      break;
  }
  cx.program.dynamicNames.add(name);
  return { kind: "any-field", receiver: convert(cx, plain, anyType), field: name, type: anyType, span };
}

function indexPlace(cx: Cx, target: IndexExpression): Place {
  const { span } = target;
  const key = stripParens(target.index);
  const { receiver, create } = typeReceiver(cx, target.receiver, key.kind === "string" ? key.value : undefined);
  const index = settle(cx, typeExpression(cx, target.index));
  const made = create === undefined ? {} : { create };
  const plain = create === undefined && receiver.type.kind === "option" ? unwrap(cx, receiver) : receiver;
  const { type } = plain;
  switch (type.kind) {
    case "list":
      return { kind: "index", receiver: plain, index: asInt(cx, index), type: type.element, span, ...made };
    case "map":
      return { kind: "index", receiver: plain, index: type.key.kind === "never" ? index : convert(cx, keyFor(cx, plain, index), type.key), type: type.value, span, ...made };
    case "record":
      if (isAnonymous(type) && index.kind === "string") {
        return { kind: "field", receiver: plain, field: index.value, type: type.fields.find((field) => field.name === index.value)?.type ?? anyType, span };
      }
      return { kind: "any-index", receiver: convert(cx, plain, anyType), index: convert(cx, index, anyType), type: anyType, span };
    default:
      return { kind: "any-index", receiver: convert(cx, plain, anyType), index: convert(cx, index, anyType), type: anyType, span };
  }
}

/** A key of a new type widens a map of open type. */
function keyFor(cx: Cx, map: TypedExpression, index: TypedExpression): TypedExpression {
  if (map.type.kind === "map") {
    const key = joinTypes(map.type.key, index.type);
    if (isOpen(map)) {
      demand(cx, map, mapOf(key, map.type.value));
    }
  }
  return index;
}

interface Receiver {
  /** Of container type: where it may be nil, read as empty. */
  readonly receiver: TypedExpression;
  readonly create: Place | undefined;
}

/** What is indexed by a store, under a name if that is known. A nil list or map that stands in a place is made there. */
function typeReceiver(cx: Cx, node: Expression, name: string | undefined): Receiver {
  const e = asStored(cx, settle(cx, typeExpression(cx, node)), name);
  const inner = plainType(e.type);
  if (e.type.kind !== "option" || (inner.kind !== "list" && inner.kind !== "map")) {
    return { receiver: e, create: undefined };
  }
  const create = placeOfRead(e);
  return create === undefined ? { receiver: e, create } : { receiver: orEmpty(cx, e), create };
}

/** Only into a record that is there and has the field can be stored; others are maps. */
function asStored(cx: Cx, e: TypedExpression, name: string | undefined): TypedExpression {
  const record = plainType(e.type);
  if (!isAnonymous(record) || (e.type === record && record.fields.some((field) => field.name === name))) {
    return e;
  }
  return asMap(cx, e, name === undefined ? "something is stored under a computed key" : e.type === record ? `the field ${name} is added` : "a field of it is stored while it may be none");
}

/** The place that an expression has read, if it can be stored to again without evaluating more than variables. */
function placeOfRead(e: TypedExpression): Place | undefined {
  switch (e.kind) {
    case "local":
      e.local.reassigned = true;
      return { kind: "local", local: e.local, type: e.type };
    case "global":
      return { kind: "global", global: e.global, type: e.type };
    case "field":
      return { kind: "field", receiver: e.receiver, field: e.field, type: e.type, span: e.span };
    case "index":
      return e.receiver.type.kind === "list" || e.receiver.type.kind === "map"
        ? { kind: "index", receiver: e.receiver, index: e.index, type: e.receiver.type.kind === "list" ? e.receiver.type.element : e.receiver.type.value, span: e.span }
        : undefined;
    default:
      return undefined;
  }
}

/** A value of a wider type than the elements widens a container of open type. */
function demandElement(cx: Cx, place: Place, value: TypedExpression): void {
  if (place.kind !== "index") {
    return;
  }
  const { receiver } = place;
  const container = plainType(receiver.type);
  const element = joinTypes(place.type, value.type);
  if (container.kind === "list") {
    demand(cx, receiver, listOf(element));
  } else if (container.kind === "map") {
    demand(cx, receiver, mapOf(joinTypes(container.key, place.index.type), element));
  }
}

/** A value of a wider type than the field of an anonymous record widens the field, unless the checker knows the type. */
function widenField(cx: Cx, place: Place, value: TypedExpression): void {
  if (place.kind !== "field" || !isAnonymous(place.receiver.type)) {
    return;
  }
  const record = place.receiver.type;
  const type = joinTypes(place.type, value.type);
  if (sameType(type, place.type)) {
    return;
  }
  const fields = record.fields.map((field) => (field.name === place.field ? { name: field.name, type } : field));
  if (!demand(cx, place.receiver, { ...record, fields }) && !losesType(record, { ...record, fields })) {
    learnField(cx.program.shapes, record, place.field, type);
  }
}

