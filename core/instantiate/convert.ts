// All conversions that the language does silently, made visible.
//
// `convert` gives an expression the type of the place it goes to. Literals are rebuilt with that
// type, branches are converted inside, variables of open type are asked to have it in the next
// round (open.ts). What is left is a `convert` node, or code for what one node can't say: lists
// and maps of another element type are copied, functions of another type are wrapped.
//
// It always succeeds: where two types have nothing in common (the program took a detour through
// `any` to get here), the value goes through `any` and is checked at run time.

import type { Span } from "../source/span.ts";
import { numericJoin } from "../types/numeric.ts";
import { anyType, boolType, functionOf, listOf, optionOf, sameType, stringType, unitType, type FunctionType, type Type } from "../types/type.ts";
import { newFunction, newTemporary, sourceText, type Cx } from "./context.ts";
import { convertRecords, rebuildRecord } from "./convert-record.ts";
import { plainType, typeOfDeclaration } from "./join.ts";
import { demand, originsOf } from "./open.ts";
import { hasRecord } from "./record-type.ts";
import { hasNever, withoutNever } from "./type-shape.ts";
import type { ConvertMode, Local, TypedExpression, TypedStatement } from "./typed.ts";

/** The expression as a value of the target type. */
export function convert(cx: Cx, e: TypedExpression, target: Type): TypedExpression {
  if (e.type === target || sameType(e.type, target)) {
    return e;
  }
  const rebuilt = rebuild(cx, e, target);
  if (rebuilt !== undefined) {
    return rebuilt;
  }
  if (e.type.kind === "never") {
    return newConvert(cx, "widen", e, target);
  }
  if (hasRecord(e.type) || hasRecord(target)) {
    const made = convertRecords(cx, e, target);
    if (made !== undefined) {
      return made;
    }
  }
  if (isContainer(plainType(e.type)) && isContainer(plainType(target)) && demand(cx, e, target)) {
    return newConvert(cx, "widen", e, target);
  }
  if (target.kind === "never") {
    return newConvert(cx, "checked", e, target);
  }
  return convertValue(cx, e, target);
}

function convertValue(cx: Cx, e: TypedExpression, target: Type): TypedExpression {
  const source = e.type;
  if (target.kind === "unit") {
    return { kind: "do", type: unitType, span: e.span, body: { statements: [{ kind: "expression", span: e.span, value: e }] }, value: { kind: "unit", type: unitType, span: e.span } };
  }
  if (source.kind === "unit") {
    return convert(cx, unitToNone(e), target);
  }
  if (source.kind === "any") {
    // What `append` has just made is nobody else's: a copy of it can't be told from it.
    const isNew = e.kind === "call-builtin" && e.name === "appendAny" && target.kind === "list";
    if (target.kind === "fun") {
      const boxed = boxedFunction(target);
      return convert(cx, newConvert(cx, "checked", e, boxed), target);
    }
    return newConvert(cx, isNew ? "elements" : "checked", e, target);
  }
  if (source.kind === "option") {
    return convertOption(cx, e, source.inner, target);
  }
  if (target.kind === "option") {
    return newConvert(cx, "widen", convert(cx, e, target.inner), target);
  }
  if (target.kind === "any") {
    const known = source.kind === "fun" ? boxedFunction(source) : withoutNever(source);
    return newConvert(cx, "widen", convert(cx, e, known), target);
  }
  return convertPlain(cx, e, source, target);
}

/** Neither side is an option, `any`, `unit` or `never`. */
function convertPlain(cx: Cx, e: TypedExpression, source: Type, target: Type): TypedExpression {
  const joined = numericJoin(source, target);
  if (joined !== undefined) {
    const widens = sameType(joined, target) || (source.kind === "int64" && target.kind === "int");
    return widens ? newConvert(cx, "widen", e, target) : newCast(e, target);
  }
  if (source.kind === "struct" && sameType(typeOfDeclaration(source.declaration), target)) {
    return newConvert(cx, "widen", e, target);
  }
  if (source.kind === "list" && target.kind === "list") {
    return copyList(cx, e, source.element, target.element);
  }
  if (source.kind === "map" && target.kind === "map") {
    return copyMap(cx, e, source, target);
  }
  if (source.kind === "fun" && target.kind === "fun" && canWrap(source, target)) {
    return wrapFunction(cx, e, source, target);
  }
  if (source.kind === "record" && target.kind === "map") {
    return recordToMap(cx, e, source, target);
  }
  return newConvert(cx, "checked", newConvert(cx, "widen", e, anyType), target);
}

function convertOption(cx: Cx, e: TypedExpression, inner: Type, target: Type): TypedExpression {
  if (target.kind === "any") {
    const known = withoutNever(e.type);
    return newConvert(cx, "widen", hasNever(inner) && known.kind !== "any" ? convert(cx, e, known) : e, target);
  }
  if (target.kind === "option") {
    if (inner.kind === "never") {
      return newConvert(cx, "widen", e, target);
    }
    const local = newTemporary("value", inner, e.span);
    const body = convert(cx, { kind: "local", type: inner, span: e.span, local }, target);
    return { kind: "safe", type: target, span: e.span, subject: e, local, body };
  }
  return convert(cx, unwrap(cx, e), target);
}

/** `T?` where a `T` is needed: raises when it is none. */
export function unwrap(cx: Cx, e: TypedExpression): TypedExpression {
  if (e.type.kind !== "option") {
    return e;
  }
  return { kind: "convert", mode: "unwrap", type: e.type.inner, span: e.span, operand: e, name: sourceText(cx, e.span), origins: [...originsOf(e)] };
}

/** `T?` where none counts as empty. */
export function orEmpty(cx: Cx, e: TypedExpression): TypedExpression {
  return e.type.kind === "option" ? newConvert(cx, "or-empty", e, e.type.inner) : e;
}

/** A list or map for a function that only reads it or makes a new one: an `any` may hold one with other parts. */
export function elementsOf(cx: Cx, e: TypedExpression, type: Type): TypedExpression {
  if (e.type.kind === "any") {
    return newConvert(cx, "elements", e, type);
  }
  return e.type.kind === "never" ? e : convert(cx, e, type);
}

/** A condition: `bool`, or tested by truthiness. */
export function truthy(e: TypedExpression): TypedExpression {
  return e.type.kind === "bool" ? e : { kind: "truthy", type: boolType, span: e.span, operand: e };
}

/** The text of a value, as `print` shows it. */
export function textOf(cx: Cx, e: TypedExpression): TypedExpression {
  return e.type.kind === "string" ? e : { kind: "text", type: stringType, span: e.span, operand: settle(cx, e) };
}

/** A value that somebody looks at without asking for a type: never `unit`, and no part unknown in the end. */
export function settle(cx: Cx, e: TypedExpression): TypedExpression {
  if (e.type.kind === "unit") {
    return unitToNone(e);
  }
  if (e.type.kind !== "never" && hasNever(e.type)) {
    cx.instance.sawNever = true;
    return cx.program.settled ? convert(cx, e, withoutNever(e.type)) : e;
  }
  return e;
}

/** The type of something new: no part is unknown in the end. */
export function knownType(cx: Cx, type: Type): Type {
  if (type.kind !== "never" && hasNever(type)) {
    cx.instance.sawNever = true;
    return cx.program.settled ? withoutNever(type) : type;
  }
  return type;
}

/** A value, where `unit` is none. Unknown parts stay unknown: the place it goes to may know them. */
export function valued(e: TypedExpression): TypedExpression {
  return e.type.kind === "unit" ? unitToNone(e) : e;
}

function unitToNone(e: TypedExpression): TypedExpression {
  const none: TypedExpression = { kind: "none", type: anyType, span: e.span };
  return e.kind === "unit" ? none : { kind: "do", type: anyType, span: e.span, body: { statements: [{ kind: "expression", span: e.span, value: e }] }, value: none };
}

export function newConvert(cx: Cx, mode: ConvertMode, e: TypedExpression, type: Type): TypedExpression {
  const name = mode === "checked" ? sourceText(cx, e.span) : "";
  return { kind: "convert", mode, type, span: e.span, operand: e, name, origins: [] };
}

function newCast(e: TypedExpression, type: Type): TypedExpression {
  return { kind: "cast", type, span: e.span, operand: e };
}

function isContainer(type: Type): boolean {
  return type.kind === "list" || type.kind === "map" || type.kind === "set" || type.kind === "fun";
}

// ---------------------------------------------------------------- literals and branches

/** The same expression made with the target type, where that is a matter of writing it differently. */
export function rebuild(cx: Cx, e: TypedExpression, target: Type): TypedExpression | undefined {
  const goal = plainType(target);
  const made = rebuildPlain(cx, e, goal, target);
  return made === undefined || sameType(made.type, target) ? made : newConvert(cx, "widen", made, target);
}

function rebuildPlain(cx: Cx, e: TypedExpression, goal: Type, target: Type): TypedExpression | undefined {
  switch (e.kind) {
    case "int":
      return goal.kind === "float" ? { kind: "float", type: goal, span: e.span, value: Number(e.value) } : undefined;
    case "negate":
      if (goal.kind === "float" && e.operand.kind === "int") {
        return { kind: "float", type: goal, span: e.span, value: -Number(e.operand.value) };
      }
      return undefined;
    case "none":
      return target.kind === "option" || target.kind === "any" ? { kind: "none", type: target, span: e.span } : undefined;
    case "list":
      return goal.kind === "list" ? { ...e, type: goal, items: e.items.map((item) => convert(cx, item, goal.element)) } : undefined;
    case "set":
      return goal.kind === "set" ? { ...e, type: goal, items: e.items.map((item) => convert(cx, item, goal.element)) } : undefined;
    case "map":
      return rebuildMap(cx, e, goal);
    case "record":
      return rebuildRecord(cx, e, goal);
    case "if":
      return buriesLiteral(goal, target) ? { ...e, type: target, then: convert(cx, e.then, target), otherwise: convert(cx, e.otherwise, target) } : undefined;
    case "match":
      return buriesLiteral(goal, target)
        ? { ...e, type: target, arms: e.arms.map((arm) => ({ ...arm, value: convert(cx, arm.value, target) })) }
        : undefined;
    case "do":
      return buriesLiteral(goal, target) ? { ...e, type: target, value: convert(cx, e.value, target) } : undefined;
    default:
      return undefined;
  }
}

/** Converting inside the branches may be cheaper than outside. */
function buriesLiteral(goal: Type, target: Type): boolean {
  return isContainer(goal) || goal.kind === "float" || goal.kind === "record" || target.kind === "option";
}

function rebuildMap(cx: Cx, e: Extract<TypedExpression, { kind: "map" }>, goal: Type): TypedExpression | undefined {
  if (goal.kind === "map") {
    const entries = e.entries.map((entry) => ({ key: convert(cx, entry.key, goal.key), value: convert(cx, entry.value, goal.value) }));
    return { ...e, type: goal, entries };
  }
  if (goal.kind === "set" && e.entries.length === 0) {
    return { kind: "set", type: goal, span: e.span, items: [] };
  }
  if (goal.kind !== "record") {
    return undefined;
  }
  const fields: { name: string; value: TypedExpression }[] = [];
  for (const entry of e.entries) {
    const field = entry.key.kind === "string" ? goal.fields.find((known) => known.name === (entry.key as { value: string }).value) : undefined;
    if (field === undefined) {
      return undefined;
    }
    fields.push({ name: field.name, value: convert(cx, stripWidening(entry.value), field.type) });
  }
  return fields.length === goal.fields.length ? { kind: "record", type: goal, span: e.span, fields } : undefined;
}

/** The values of a mixed literal were boxed for `map<string, any>`; a record keeps them apart. */
function stripWidening(e: TypedExpression): TypedExpression {
  return e.kind === "convert" && e.mode === "widen" && e.type.kind === "any" ? e.operand : e;
}

// ---------------------------------------------------------------- copies and wrappers

function copyList(cx: Cx, e: TypedExpression, from: Type, to: Type): TypedExpression {
  const { span } = e;
  const source = newTemporary("source", e.type, span);
  const copy = newTemporary("copy", listOf(to), span);
  copy.reassigned = true;
  const item = newTemporary("item", from, span);
  const appended: TypedExpression = {
    kind: "call-builtin",
    name: "append",
    type: copy.type,
    span,
    args: [read(copy, span), convert(cx, read(item, span), to)],
  };
  const statements: TypedStatement[] = [
    { kind: "let", span, local: source, value: e },
    { kind: "let", span, local: copy, value: { kind: "list", type: copy.type, span, items: [] } },
    {
      kind: "for-each",
      span,
      local: item,
      source: read(source, span),
      body: { statements: [{ kind: "assign", span, target: { kind: "local", local: copy, type: copy.type }, value: appended }] },
    },
  ];
  return { kind: "do", type: copy.type, span, body: { statements }, value: read(copy, span) };
}

function copyMap(cx: Cx, e: TypedExpression, from: Extract<Type, { kind: "map" }>, to: Extract<Type, { kind: "map" }>): TypedExpression {
  const { span } = e;
  const source = newTemporary("source", from, span);
  const copy = newTemporary("copy", to, span);
  const key = newTemporary("key", from.key, span);
  const found: TypedExpression = { kind: "index", type: optionOf(from.value), span, receiver: read(source, span), index: read(key, span) };
  const value: TypedExpression = found.type.kind === "option" && from.value.kind !== "option" ? newConvert(cx, "narrowed", found, from.value) : found;
  const statements: TypedStatement[] = [
    { kind: "let", span, local: source, value: e },
    { kind: "let", span, local: copy, value: { kind: "map", type: to, span, entries: [] } },
    {
      kind: "for-each",
      span,
      local: key,
      source: read(source, span),
      body: {
        statements: [
          {
            kind: "assign",
            span,
            target: { kind: "index", receiver: read(copy, span), index: convert(cx, read(key, span), to.key), type: to.value, span },
            value: convert(cx, value, to.value),
          },
        ],
      },
    },
  ];
  return { kind: "do", type: to, span, body: { statements }, value: read(copy, span) };
}

function recordToMap(cx: Cx, e: TypedExpression, from: Extract<Type, { kind: "record" }>, to: Extract<Type, { kind: "map" }>): TypedExpression {
  const { span } = e;
  const source = newTemporary("source", from, span);
  const entries = from.fields.map((field) => ({
    key: convert(cx, { kind: "string", type: stringType, span, value: field.name }, to.key),
    value: convert(cx, { kind: "field", type: field.type, span, receiver: read(source, span), field: field.name }, to.value),
  }));
  return { kind: "do", type: to, span, body: { statements: [{ kind: "let", span, local: source, value: e }] }, value: { kind: "map", type: to, span, entries } };
}

/** What a function is in an `any`: whoever takes it out knows how many arguments it has, and no more. */
function boxedFunction(type: FunctionType): FunctionType {
  return functionOf(type.params.map(() => anyType), anyType);
}

/** Whether the parameters are the same, once results that are functions take what is left over on either side. */
function canWrap(from: FunctionType, to: FunctionType): boolean {
  const more = from.params.length - to.params.length;
  if (more === 0) {
    return true;
  }
  const [longer, shorter] = more > 0 ? [from, to] : [to, from];
  const { result } = shorter;
  return shorter.params.length > 0 && (result.kind === "any" || (result.kind === "fun" && canWrap(functionOf(longer.params.slice(shorter.params.length), longer.result), result)));
}

/** A function of the target type that calls the given one and converts both ways; `fun(A, B): R` serves as `fun(A): fun(B): R`, too, and the other way round. */
function wrapFunction(cx: Cx, e: TypedExpression, from: FunctionType, to: FunctionType): TypedExpression {
  const { span } = e;
  const inner = newTemporary("inner", from, span);
  inner.captured = true;
  const params = to.params.map((type, index): Local => ({ name: `a${index}`, type, span, origin: "parameter", reassigned: false, captured: false }));
  const call = applyWrapped(cx, read(inner, span), from, params.map((param) => read(param, span)), span);
  const statements: TypedStatement[] = to.result.kind === "unit" ? [{ kind: "expression", span, value: call }] : [{ kind: "return", span, value: convert(cx, call, to.result) }];
  const wrapper = newFunction({ name: "fun", kind: "lambda", module: cx.instance.function.module, span, typeArgs: [], params }, to.result, { statements });
  const closure: TypedExpression = { kind: "closure", type: functionOf(to.params, to.result), span, function: wrapper };
  return { kind: "do", type: closure.type, span, body: { statements: [{ kind: "let", span, local: inner, value: e }] }, value: closure };
}

function applyWrapped(cx: Cx, callee: TypedExpression, from: FunctionType, given: readonly TypedExpression[], span: Span): TypedExpression {
  const count = from.params.length;
  const args = given.slice(0, count).map((arg, index) => convert(cx, arg, from.params[index] ?? anyType));
  if (args.length < count) {
    return { kind: "partial", type: functionOf(from.params.slice(args.length), from.result), span, callee, args };
  }
  const call: TypedExpression = { kind: "call-value", type: from.result, span, callee, args };
  const rest = given.slice(count);
  if (rest.length === 0) {
    return call;
  }
  const next = from.result.kind === "fun" ? from.result : functionOf(rest.map(() => anyType), anyType);
  return applyWrapped(cx, convert(cx, call, next), next, rest, span);
}

export function read(local: Local, span: Span): TypedExpression {
  return { kind: "local", type: local.type, span, local };
}
